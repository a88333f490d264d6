/** The traces of a run, as the tools that people have read them: tshark, sigrok-cli. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
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
  said = await output(process.execPath, DUKA_SIM, "run", SALE, "--pcapng", join(folder, "sale.pcapng"));
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
