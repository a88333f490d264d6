/** The traces of a run, as the tools that people have read them: tshark, sigrok-cli. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { RECEIVED_AFTER_BITS } from "@duka/simulator/line/character";
import { writeLineDumps } from "@duka/simulator/trace/write-line-dumps";
import { openWorld, type WorldOptions } from "@duka/simulator/world";
import { createPersonalMask } from "@duka/simulator/world/personal-mask";
import { readScenario } from "@duka/simulator/world/script/read-scenario";
import { runScenario } from "@duka/simulator/world/script/run-scenario";
import type { LoggedEvent } from "@duka/simulator/world/world-event";
import test, { type ExecutionContext } from "ava";
import { run } from "./harness/child.js";
import { requirePackages } from "./harness/packages.js";
import { DUKA_SIM } from "./harness/reader-process.js";

const LIMIT_MS = 60_000;
const SALE = fileURLToPath(new URL("../../../simulator/scenarios/purse-sale.yaml", import.meta.url));

let folder: string;
/** What `duka-sim run` said of the files. */
let said: string;

test.before(async () => {
  requirePackages();
  folder = mkdtempSync(join(tmpdir(), "duka-traces-"));
  const traces = ["--pcapng", join(folder, "sale.pcapng"), "--vcd", join(folder, "lines")];
  said = await output(process.execPath, DUKA_SIM, "run", SALE, ...traces);
});
test.after.always(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

async function output(...words: readonly string[]): Promise<string> {
  const ended = await run(words, LIMIT_MS);
  if (ended.code !== 0) throw new Error(`${words[0]} ended with ${ended.code}: ${ended.output}`);
  return ended.output;
}

test.serial(
  "tshark reads SELECT, VERIFY without its password and DEBIT by its name, with the option that is said",
  async (t) => {
    const [, option = "", file = ""] = /^wireshark -o '(.+)' (.+)$/m.exec(said) ?? [];
    const fields = ["frame.interface_name", "_ws.col.Info", "iso7816.apdu.body", "frame.comment"];
    const words = fields.flatMap((field) => ["-e", field]);
    const shown = await output(
      "tshark",
      "-r",
      file,
      "-o",
      option,
      "-T",
      "fields",
      "-E",
      "separator=|",
      ...words,
    );
    const rows = shown.split("\n").filter((line) => line.includes("|"));
    t.is(rows.length, 22);
    const row = (start: string) =>
      rows.filter((line) => line.startsWith(start)).map((line) => line.trimEnd());
    const name = "7378312e73682ec9e7bbe1b1a3d5cf";
    t.deepEqual(row("slot 0: card|Select file|7378"), [
      `slot 0: card|Select file|${name}|SELECT by name: applicationName ${name.toUpperCase().replace(/..(?=.)/g, "$& ")}`,
    ]);
    t.deepEqual(row("slot 0: card|Verify"), [
      "slot 0: card|Verify|2a2a2a|VERIFY,hidden bytes stand as asterisks",
    ]);
    const debit = rows.findIndex((line) => line.includes("|DEBIT FOR PURCHASE: terminalSequence 1, "));
    t.regex(rows[debit]!, /^slot 0: card\|/);
    t.regex(
      rows[debit + 1]!,
      /^slot 0: card\|Response APDU \(.*\)\|[0-9a-f]{16}\|DEBIT FOR PURCHASE, answer: tac .*,purse -12\.50 yuan, now 487\.50 yuan$/,
    );
    t.regex(rows[debit + 2]!, /^slot 1: psam\|.*\|CREDIT SAM FOR PURCHASE: mac2 /);
    t.regex(rows[debit + 3]!, /outcome of S-1: committed$/);
  },
);

/** What stood on a line: the byte, "··" where it is hidden; the leading edge of its start bit, since the first one. */
type Seen = { readonly byte: string; readonly edgeUs: number };

/** Parity and stop bits that are wrong end the test: sigrok tells of them in the same list. */
async function decoded(command: string): Promise<readonly Seen[]> {
  const [program = "", ...words] = command.split(" ");
  const warned = words.map((word) =>
    word === "uart=rx-data" ? "uart=rx-data:rx-parity-err:rx-warnings" : word,
  );
  const shown = await output(program, ...warned, "--protocol-decoder-samplenum");
  const text = readFileSync(command.split(" -i ")[1]!.split(" ")[0]!, "latin1");
  const usPerSample = text.includes("$timescale 100 ns $end") ? 0.1 : 1;
  const bitUs = 1_000_000 / Number(/baudrate=([0-9]+)/.exec(command)![1]);
  const found = [...shown.matchAll(/^([0-9]+)-[0-9]+ uart-1: (.*)$/gm)];
  const edges = found.map(([, sample]) => Number(sample) * usPerSample - bitUs);
  return found.map(([, , byte = ""], at) => ({ byte, edgeUs: edges[at]! - edges[0]! }));
}

/** The log's characters of a chip; each began 11 bits before it is told. */
function logged(events: readonly LoggedEvent[], chip: string): readonly Seen[] {
  const bits: { [to: string]: number } = {};
  const found: Seen[] = [];
  for (const event of events) {
    if (event.type === "line" && event.chip === chip) bits[event.to] = event.bitUs;
    if (event.type !== "character" || event.chip !== chip) continue;
    found.push({ byte: event.byte, edgeUs: event.atMs * 1000 - RECEIVED_AFTER_BITS * bits[event.to]! });
  }
  return found;
}

/** Every byte, and every gap between two edges: guard times, waiting times. */
async function compare(t: ExecutionContext, commands: readonly string[], events: readonly LoggedEvent[]) {
  for (const chip of ["card", "psam"]) {
    const all = logged(events, chip);
    let at = 0;
    for (const command of commands.filter((one) => one.includes(`-${chip}-`))) {
      const seen = await decoded(command);
      const expected = all.slice(at, at + seen.length);
      at += seen.length;
      const shown = expected.map(({ byte }) => (byte.includes("·") ? "00" : byte));
      t.deepEqual(
        seen.map(({ byte }) => byte),
        shown,
      );
      const off = seen.map(({ edgeUs }, n) => Math.abs(edgeUs - (expected[n]!.edgeUs - expected[0]!.edgeUs)));
      // A sample, and what the rate in the command is rounded by.
      t.true(Math.max(...off) <= 2, `${command}: ${Math.max(...off)} us off`);
    }
    t.is(at, all.length, chip);
    t.true(all.length > 50, chip);
  }
}

test.serial(
  "sigrok-cli decodes every character of a whole sale as the event log has it, parity and guard time too",
  async (t) => {
    const commands = said.split("\n").filter((line) => line.startsWith("sigrok-cli "));
    t.is(commands.length, 2);
    const mask = createPersonalMask();
    const played = await runScenario(readScenario(readFileSync(SALE), SALE), { mask, characters: true });
    const events = mask.events(played.events);
    t.true(logged(events, "card").some(({ byte }) => byte.includes("·")));
    await compare(t, commands, events);
  },
);

const FAST: readonly (readonly [string, WorldOptions, number])[] = [
  ["T=0 after PPS 97", { ta1: 0x97 }, 2],
  ["T=1 after PPS 96", { protocol: "T=1", ta1: 0x96, ifsc: 254 }, 2],
];

for (const [title, options, files] of FAST) {
  test.serial(
    `sigrok-cli decodes a sale over ${title}: a file before it and another from it on`,
    async (t) => {
      const world = await openWorld(options);
      t.is((await world.till.debit({ ref: "S-1", amountFen: 1250 })).outcome, "committed");
      await world.close();
      const events = world.log.shown();
      const at = join(folder, title.replaceAll(/\W/g, ""));
      const commands = writeLineDumps(at, [{ file: "fast.yaml", title, events }]);
      t.is(commands.filter((one) => one.includes("-card-")).length, files);
      await compare(t, commands, events);
    },
  );
}

test.serial("a parity error that was struck is one for sigrok-cli", async (t) => {
  const world = await openWorld({
    faults: [{ kind: "parity-error", at: "DEBIT FOR PURCHASE, answer byte 2" }],
  });
  await world.till.debit({ ref: "S-1", amountFen: 1250 });
  await world.close();
  const events = world.log.shown();
  const [command = ""] = writeLineDumps(join(folder, "parity"), [
    { file: "a.yaml", title: "Parity", events },
  ]);
  const told = (await decoded(command)).filter(({ byte }) => !/^[0-9A-F]{2}$/.test(byte));
  t.deepEqual(
    told.map(({ byte }) => byte),
    ["Parity error"],
  );
});
