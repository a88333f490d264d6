/** opensc-tool, through stock pcscd and libccid. It fetches 61xx and repeats on 6Cxx by itself. */
import test from "ava";
import { type Rig, setUpRig, TRANSFER_ATR } from "./harness/rig.js";

let rig: Rig;

test.before(async () => {
  rig = await setUpRig(["--card", "transfer"]);
});
test.after.always(() => rig?.clear());

async function openscTool(...words: string[]): Promise<string> {
  const { code, output, timedOut } = await rig.pcscd.client(["opensc-tool", "-c", "default", ...words]);
  if (timedOut || code !== 0) throw new Error(`opensc-tool ended with ${code}: ${output}`);
  return output;
}

/** The bytes of opensc-tool's dump, upper-case, and the status word. */
async function send(apdu: string): Promise<{ data: string; sw: string }> {
  const output = await openscTool("-r", "0", "-s", apdu.replaceAll(" ", ":"));
  const sw = /SW1=0x(..), SW2=0x(..)/.exec(output);
  const dump = output.slice(output.indexOf("Received")).split("\n").slice(1);
  const data = dump.flatMap((line) => /^((?:[0-9A-F]{2} )+)/.exec(line)?.[1]?.trim() ?? []).join(" ");
  return { data, sw: `${sw?.[1]}${sw?.[2]}` };
}

function countingUp(length: number): string {
  return Array.from({ length }, (_, at) => (at & 0xff).toString(16).toUpperCase().padStart(2, "0")).join(" ");
}

test.serial("-l lists five slots, and a card in the first two", async (t) => {
  const lines = (await openscTool("-l")).split("\n").filter((line) => /Duka/.test(line));
  t.deepEqual(
    lines.map((line) => line.trim().split(/\s+/).slice(0, 2).join(" ")),
    ["0 Yes", "1 Yes", "2 No", "3 No", "4 No"],
  );
});

test.serial("-a prints the ATR that the card sent", async (t) => {
  const output = await openscTool("-r", "0", "-a");
  t.regex(output.toUpperCase().replaceAll(":", " "), new RegExp(TRANSFER_ATR));
});

const CASES: readonly { title: string; apdu: string; data: string; sw: string }[] = [
  { title: "case 1", apdu: "80 10 00 00", data: "", sw: "9000" },
  { title: "case 2, 8 bytes out", apdu: "80 12 08 00 08", data: countingUp(8), sw: "9000" },
  { title: "case 2, 255 bytes out", apdu: "80 12 FF 00 FF", data: countingUp(255), sw: "9000" },
  { title: "case 2, Le 00: 256 bytes out", apdu: "80 12 00 00 00", data: countingUp(256), sw: "9000" },
  { title: "case 3", apdu: "80 14 00 00 03 01 02 03", data: "", sw: "9000" },
  { title: "case 3, 255 bytes in", apdu: `80 14 00 00 FF ${countingUp(255)}`, data: "", sw: "9000" },
  { title: "case 4", apdu: "80 16 00 00 03 0A 0B 0C 03", data: "0A 0B 0C", sw: "9000" },
  {
    title: "case 4, 255 bytes in and out",
    apdu: `80 16 00 00 FF ${countingUp(255)} FF`,
    data: countingUp(255),
    sw: "9000",
  },
  {
    title: "case 2 with a wrong Le is repeated with the right one",
    apdu: "80 12 10 00 20",
    data: countingUp(16),
    sw: "9000",
  },
  { title: "unknown INS", apdu: "80 FE 00 00", data: "", sw: "6D00" },
  { title: "unknown CLA", apdu: "D0 10 00 00", data: "", sw: "6E00" },
];

for (const { title, apdu, data, sw } of CASES) {
  test.serial(`-s ${title} (ISO/IEC 7816-3, 12.1): answers ${sw}`, async (t) => {
    t.deepEqual(await send(apdu), { data, sw });
  });
}
