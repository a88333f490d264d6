/** The simulated card by itself in stock pcscd: through vpcd as Debian packages it, asked by opensc-tool. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { type Child, run, start } from "./harness/child.js";
import { requirePackages, VPCD_DRIVER } from "./harness/packages.js";
import { type PrivatePcscd, startPcscd } from "./harness/private-pcscd.js";
import { DUKA_SIM } from "./harness/reader-process.js";
import { until } from "./harness/until.js";

const LIMIT_MS = 20_000;
/** Two polls of pcscd and more. */
const SEEN_MS = 5000;
const ATR = "3b:6d:00:00:00:81:48:42:42:86:53:00:01:00:17:42:36";

let folder: string;
let cardFile: string;
let port: number;
let pcscd: PrivatePcscd;
let card: Child;

test.before(async () => {
  requirePackages();
  folder = mkdtempSync(join(tmpdir(), "duka-vpcd-"));
  cardFile = join(folder, "card.json");
  port = await freePorts();
  const words = ["card", "new", "--profile", "hangzhou", "--holder", "张三", cardFile];
  const made = await run([process.execPath, DUKA_SIM, ...words], LIMIT_MS);
  if (made.code !== 0) throw new Error(made.output);
  pcscd = await startVpcd();
  card = start([process.execPath, DUKA_SIM, "card", "--vpcd", `127.0.0.1:${port}`, "--state", cardFile]);
  await saying(/hangzhou card is in the reader of vpcd/);
  await seen();
});
test.after.always(async () => {
  await card?.stop();
  await pcscd?.stop();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

function startVpcd(): Promise<PrivatePcscd> {
  const channel = `0x${port.toString(16).toUpperCase()}`;
  const conf = `FRIENDLYNAME "Virtual PCD"\nDEVICENAME /dev/null:${channel}\nLIBPATH ${VPCD_DRIVER}\nCHANNELID ${channel}\n`;
  return startPcscd({ folder, conf });
}

/** vpcd takes two ports in a row, one for each slot. */
async function freePorts(): Promise<number> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const first = await listenOn(0);
    const second = await listenOn(first.port + 1).catch(() => undefined);
    await first.close();
    await second?.close();
    if (second !== undefined) return first.port;
  }
  throw new Error("no two free ports in a row");
}

function listenOn(wanted: number): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(wanted, () => {
      const bound = server.address();
      if (bound === null || typeof bound === "string") return reject(new Error("no port"));
      return resolve({
        port: bound.port,
        close: () => new Promise((closed) => server.close(() => closed())),
      });
    });
  });
}

async function saying(pattern: RegExp): Promise<void> {
  const look = () => {
    if (card.exitCode() !== undefined) throw new Error(`duka-sim ended: ${card.printed()}`);
    return pattern.test(card.printed()) ? true : undefined;
  };
  await until(String(pattern), LIMIT_MS, look, () => card.printed());
}

/** Until pcscd says that a card is there. */
async function seen(): Promise<void> {
  await until("the card in pcscd", SEEN_MS, async () => {
    const { output } = await pcscd.client(["opensc-tool", "-l"], LIMIT_MS);
    return /^0 +Yes +.*Virtual PCD 00 00/m.test(output) ? true : undefined;
  });
}

async function openscTool(...words: string[]): Promise<string> {
  const { code, output, timedOut } = await pcscd.client(
    ["opensc-tool", "-c", "default", "-r", "0", ...words],
    LIMIT_MS,
  );
  if (timedOut || code !== 0) throw new Error(`opensc-tool ended with ${code}: ${output}`);
  return output;
}

type Answer = { readonly data: string; readonly sw: string };

/** Sends them in one connection. */
async function send(...apdus: string[]): Promise<Answer[]> {
  const output = await openscTool(...apdus.flatMap((apdu) => ["-s", apdu.replaceAll(" ", ":")]));
  return output
    .split("Received")
    .slice(1)
    .map((part) => {
      const sw = /SW1=0x(..), SW2=0x(..)/.exec(part);
      const dump = part.split("Sending")[0]!.split("\n").slice(1);
      const data = dump.flatMap((line) => /^((?:[0-9A-F]{2} )+)/.exec(line)?.[1]?.trim() ?? []).join(" ");
      return { data, sw: `${sw?.[1]}${sw?.[2]}` };
    });
}

const SELECT_PURSE = "00 A4 04 00 09 A0 00 00 00 03 86 98 07 01 00";

test.serial("opensc-tool sees the card's ATR", async (t) => {
  t.regex(await openscTool("-a"), new RegExp(ATR, "i"));
});

test.serial(
  "duka-sim certify through stock PC/SC: what PC/SC shows is examined and right, the rest is named",
  async (t) => {
    const words = ["certify", "--reader", "pcsc:Virtual PCD 00 00", "--json"];
    const ran = await run([process.execPath, DUKA_SIM, ...words], LIMIT_MS, pcscd.environment);
    t.is(ran.code, 0, ran.output);
    const { report } = JSON.parse(ran.stdout) as {
      report: { counts: object; cases: { name: string; verdict: string }[] };
    };
    t.deepEqual(
      report.cases.filter(({ verdict }) => verdict !== "not run"),
      report.cases.filter(({ name }) => name.startsWith("pcsc_")),
      ran.output,
    );
    t.like(report.counts, { passed: 4, failed: 0 });
  },
);

test.serial("SELECT answers the FCI of the purse, with its serial number in it", async (t) => {
  const [selected] = await send(SELECT_PURSE);
  t.is(selected?.sw, "9000");
  t.regex(selected!.data, /^6F .. 84 09 A0 00 00 00 03 86 98 07 01 A5 .*33 01 86 53 00 01 00 17 42 36/);
});

test.serial("GET CHALLENGE answers eight bytes, other ones each time", async (t) => {
  const challenges = await send("00 84 00 00 08", "00 84 00 00 08");
  for (const { data, sw } of challenges) {
    t.is(sw, "9000");
    t.is(data.split(" ").length, 8);
  }
  t.not(challenges[0]?.data, challenges[1]?.data);
});

test.serial(
  "READ RECORD answers the directory of applications, and 6A83 where there is no record",
  async (t) => {
    const answers = await send("00 A4 00 00 02 3F 00", "00 B2 01 0C 00", "00 B2 09 0C 00");
    t.deepEqual(answers.slice(1), [
      { data: "70 0D 61 0B 4F 09 A0 00 00 00 03 86 98 07 01", sw: "9000" },
      { data: "", sw: "6A83" },
    ]);
  },
);

test.serial("VERIFY counts a wrong password in the card's file, and takes the right one", async (t) => {
  const wrong = await send(SELECT_PURSE, "00 20 00 00 03 99 99 99");
  t.is(wrong[1]?.sw, "63C5");
  t.is(await triesLeft(), 5);
  const right = await send(SELECT_PURSE, "00 20 00 00 03 12 34 56", "80 5C 00 02 04");
  t.deepEqual(right.slice(1), [
    { data: "", sw: "9000" },
    { data: "00 00 C3 50", sw: "9000" },
  ]);
  t.is(await triesLeft(), 6);
});

async function triesLeft(): Promise<number> {
  const shown = await run([process.execPath, DUKA_SIM, "card", "show", "--json", cardFile], LIMIT_MS);
  return JSON.parse(shown.stdout).password.triesLeft;
}

test.serial("the packaged vpcd is slow, and that is explained once", async (t) => {
  await send(...Array.from({ length: 12 }, () => "00 84 00 00 04"));
  await saying(/this vpcd is slow/);
  t.is(card.printed().match(/this vpcd is slow/g)?.length, 1);
});

test.serial("after a restart of pcscd the card is put in again", async (t) => {
  await pcscd.stop();
  await saying(/has let the card go/);
  pcscd = await startVpcd();
  await saying(/is in the reader of vpcd at 127\.0\.0\.1:\d+ again/);
  await seen();
  t.regex(await openscTool("-a"), new RegExp(ATR, "i"));
});

test.serial("Ctrl-C pulls the card: pcscd sees the slot empty", async (t) => {
  card.signal("SIGINT");
  await card.ended;
  t.is(card.exitCode(), 0);
  await until("the empty slot", SEEN_MS, async () => {
    const { output } = await pcscd.client(["opensc-tool", "-l"], LIMIT_MS);
    return /^0 +No +.*Virtual PCD 00 00/m.test(output) ? true : undefined;
  });
  t.pass();
});
