/** The batch file, patterns of ports, labels and the table for a spreadsheet. */
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readBatch } from "@duka/flash/line/batch";
import { labelSvg, labelZpl } from "@duka/flash/line/label";
import { placesBy } from "@duka/flash/line/places";
import { csvOf } from "@duka/flash/line/unit-record";
import { unitSecrets } from "@duka/flash/line/unit-secrets";
import test, { type ExecutionContext } from "ava";

const NUMBERS = { prefix: "D26-", digits: 6, from: 1, to: 5000 };
const BATCH = { name: "2026-11-A", firmware: "out", serialNumbers: NUMBERS };

function folderOf(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), "duka-line-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

for (const [what, batch, said] of [
  ["a member too many", { ...BATCH, colour: "red" }, /batch has no member "colour"; known: .*serialNumbers/],
  ["no name", { ...BATCH, name: undefined }, /batch\.name must be 1 to 40 letters/],
  ["numbers backwards", { ...BATCH, serialNumbers: { ...NUMBERS, to: 0 } }, /\.to must not be below from/],
  [
    "too few digits",
    { ...BATCH, serialNumbers: { ...NUMBERS, digits: 3 } },
    /\.to must have at most 3 digits/,
  ],
  [
    "a prefix with a blank",
    { ...BATCH, serialNumbers: { ...NUMBERS, prefix: "D 26" } },
    /\.prefix must be 1 to 30/,
  ],
  [
    "a step that there is not",
    { ...BATCH, guidedTest: ["taste"] },
    /guidedTest\[0\] must be one of lights, beep/,
  ],
  [
    "two kinds of secret",
    { ...BATCH, consoleSecret: "a", consoleSecrets: "b" },
    /cannot stand beside consoleSecret/,
  ],
] as const) {
  test(`a batch file with ${what} is refused by its place`, (t) => {
    const file = join(folderOf(t), "batch.json");
    writeFileSync(file, JSON.stringify(batch));
    const error = t.throws(() => readBatch(file), { instanceOf: RangeError, message: said });
    t.true(error?.message.includes(file));
  });
}

test("the paths of a batch are seen from its file", (t) => {
  const folder = folderOf(t);
  writeFileSync(
    join(folder, "b.json"),
    JSON.stringify({ ...BATCH, consoleSecrets: "secrets", trust: "/etc/key.pem" }),
  );
  t.like(readBatch(join(folder, "b.json")), {
    firmware: join(folder, "out"),
    consoleSecrets: join(folder, "secrets"),
    trust: "/etc/key.pem",
  });
});

test("each unit's secret is made once, and only its owner reads it", (t) => {
  const consoleSecrets = join(folderOf(t), "secrets");
  const secrets = unitSecrets({ ...BATCH, consoleSecrets });
  t.is(secrets.of("D26-000001"), undefined, "not given yet");
  const hash = secrets.hashFor("D26-000001");
  t.is(secrets.hashFor("D26-000001"), hash);
  t.not(secrets.hashFor("D26-000002"), hash);
  t.is(secrets.of("D26-000001")?.length, 32);
  t.deepEqual(readdirSync(consoleSecrets), ["D26-000001.txt", "D26-000002.txt"]);
  t.is(statSync(join(consoleSecrets, "D26-000001.txt")).mode & 0o777, 0o600);
});

test("a pattern finds the ports of its folder, a name those that the system lists, an address is always there", async (t) => {
  const folder = folderOf(t);
  for (const name of ["ttyACM0", "ttyACM10", "ttyUSB0", "ttyACM+"]) writeFileSync(join(folder, name), "");
  const placesOf = (...patterns: string[]) => placesBy(patterns, async () => ["COM3", "COM10", "LPT1"])();
  const at = (...names: string[]) => names.map((name) => `serial:${folder}/${name}`);
  t.deepEqual(await placesOf(`${folder}/ttyACM*`), at("ttyACM+", "ttyACM0", "ttyACM10"));
  t.deepEqual(await placesOf(`${folder}/ttyACM?`), at("ttyACM+", "ttyACM0"));
  t.deepEqual(await placesOf(`${folder}/ttyACM+`, `${folder}/ttyUSB0`), at("ttyACM+", "ttyUSB0"));
  t.deepEqual(await placesOf("COM*"), ["serial:COM10", "serial:COM3"]);
  t.deepEqual(await placesOf(`${folder}/none/*`), [], "udev makes it with the first board");
  t.deepEqual(await placesOf("tcp://127.0.0.1:4070"), ["tcp://127.0.0.1:4070"]);
  for (const wrong of ["/dev/*/x", "/dev/", "tcp://nowhere"])
    await t.throwsAsync(async () => placesOf(wrong), { instanceOf: RangeError }, wrong);
});

const LABEL = {
  serialNumber: "D26-000123",
  board: "PICO_R1_3",
  boardRevision: "B2",
  firmwareVersion: "0.1.0",
  sha256: "0123456789abcdef".repeat(4),
};

test("a label has number and hash as QR code and as text, and nothing goes over its edge", (t) => {
  const svg = labelSvg(LABEL);
  t.regex(
    svg,
    /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="50mm" height="25mm" viewBox="0 0 50 25">/,
  );
  t.deepEqual(
    [...svg.matchAll(/>([^<>\n]+)<\/text>/g)].map(([, text]) => text),
    ["D26-000123", "PICO_R1_3 B2", "firmware 0.1.0", "0123456789abcdef"],
  );
  for (const [, x, y] of svg.matchAll(/M([\d.]+) ([\d.]+)h/g)) t.true(Number(x) < 21 && Number(y) < 21);
  const long = labelSvg({ ...LABEL, serialNumber: "D".repeat(40) });
  t.regex(long, /textLength="23" lengthAdjust="spacingAndGlyphs">D{40}</);
  t.true(labelSvg({ ...LABEL, board: "<script>" }).includes("&lt;script&gt;"));
});

test("ZPL II: one label, begun by ^XA and ended by ^XZ, with the QR code ^BQ", (t) => {
  t.is(
    labelZpl(LABEL),
    [
      "^XA",
      "^PW400",
      "^LL200",
      `^FO16,16^BQN,2,4^FDMA,DUKA:D26-000123:${LABEL.sha256}^FS`,
      "^FO200,24^A0N,27,16^FDD26-000123^FS",
      "^FO200,64^A0N,21,13^FDPICO_R1_3 B2^FS",
      "^FO200,104^A0N,21,13^FDfirmware 0.1.0^FS",
      "^FO200,144^A0N,21,11^FD0123456789abcdef^FS",
      "^XZ",
      "",
    ].join("\n"),
  );
});

test("RFC 4180: a comma or a quote is quoted; what a spreadsheet would compute is text", (t) => {
  const unit = {
    verdict: "failed",
    place: '=cmd|"x"',
    operator: "Wang, Li",
    startedAt: "a",
    endedAt: "b",
  } as const;
  const [head, row] = csvOf([unit]).split("\r\n");
  t.is(head?.split(",").length, 14);
  t.is(row, ',failed,a,b,"Wang, Li","\'=cmd|""x""",,,,,,,,');
});
