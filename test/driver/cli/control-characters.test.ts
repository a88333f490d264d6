/** Nothing that a centre, a word or a file says can drive the terminal. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { runDukaFlash } from "@duka/flash/cli/duka-flash";
import { plainOutput } from "@duka/protocol/command-line";
import { inLines, onOneLine } from "@duka/protocol/data/plain-text";
import { runDukaSim } from "@duka/simulator/cli/duka-sim";
import test from "ava";
import { duka, TypedInput } from "../../support/programs/terminal.js";
import { folderOf } from "../../support/values/folder.js";

/** Clears the screen, and prints a receipt of its own. */
const HOSTILE = "\u001b[2J\u009b2J\r\n  RECEIPT\u202e 100.00\u2028\u0007";
const CONTROLS = /[^\P{Cc}\n\t]|[\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

test("every control character is written as what it is, and what is printable stays", (t) => {
  for (let code = 0; code < 0x3000; code++) {
    const one = String.fromCharCode(code);
    const isControl = CONTROLS.test(one) || one === "\n" || one === "\t";
    const escaped = `\\u${code.toString(16).padStart(4, "0")}`;
    t.is(onOneLine(one), isControl ? escaped : one);
    t.is(inLines(one), isControl && one !== "\n" && one !== "\t" ? escaped : one);
    t.is(JSON.parse(inLines(JSON.stringify(one))), one, "JSON says the same");
  }
  t.is(onOneLine("读卡 🀄 é"), "读卡 🀄 é");
});

test("a message begins its line anew for a progress bar alone, and not in the middle", (t) => {
  const told: string[] = [];
  const terminal = plainOutput({ out: () => {}, tell: (text) => told.push(text) }, []);
  terminal.tell("\rwriting\r50 %");
  t.deepEqual(told, ["\rwriting\\u000d50 %"]);
});

type Run = (words: readonly string[]) => Promise<string>;

function collected(run: (words: readonly string[], terminal: never) => Promise<number>): Run {
  return async (words) => {
    let all = "";
    const add = (text: string): void => {
      all += text;
    };
    const terminal = { env: {}, input: new TypedInput(false), out: add, tell: add };
    await run(words, terminal as never);
    return all;
  };
}

const TOOLS: readonly (readonly [tool: string, run: Run, command: readonly string[]])[] = [
  ["duka", async (words) => (await duka(words)).told, ["debit", "--amount", "1", "--ref", "A"]],
  ["duka-sim", collected(runDukaSim), ["centre"]],
  ["duka-flash", collected(runDukaFlash), ["flash"]],
];

for (const [tool, run, command] of TOOLS) {
  test(`unknown words of ${tool} are echoed on one line, without control characters`, async (t) => {
    for (const words of [
      [HOSTILE],
      [...command, `--${HOSTILE}`],
      [...command, `--x=${HOSTILE}`],
      ["help", HOSTILE],
    ]) {
      const said = await run(words);
      t.notRegex(said, CONTROLS);
      t.notRegex(said, /^ {2}RECEIPT/m);
    }
  });
}

test("a city, a port and a reader that are named with control characters are echoed without", async (t) => {
  for (const words of [
    ["debit", "--amount", "1", "--ref", "A", "--reader", "sim:", "--profile", HOSTILE],
    ["card", "--reader", HOSTILE],
    ["card", "--reader", `serial:${HOSTILE}`],
    ["explain", HOSTILE],
    ["debit", "--amount", HOSTILE, "--ref", "A"],
    ["trace", "show", HOSTILE],
  ]) {
    const { told, out } = await duka(words, { env: { DUKA_JOURNAL: join(folderOf(t), "j.db") } });
    t.notRegex(told + out, CONTROLS, words.join(" "));
    t.notRegex(told + out, /^ {2}RECEIPT/m);
  }
});

test("what a centre says in its refusal reaches screen and journal on one line, without control characters", async (t) => {
  const server = createServer((_request, response) => {
    response.writeHead(409, { "content-type": "application/json" });
    response.end(JSON.stringify({ code: "card-unknown", message: HOSTILE + "x".repeat(10_000) }));
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const journal = join(folderOf(t), "j.db");
  const words = ["--reader", "sim:", "--centre", url, "--institution", "H1", "--journal", journal];
  const { told, out } = await duka(["credit", ...words, "--amount", "1", "--ref", "L-1"]);
  t.regex(told, /\\u001b\[2J/);
  t.notRegex(told + out, CONTROLS);
  t.notRegex(told + out, /^ {2}RECEIPT/m);
  t.true(told.length < 2000);
  const shown = await duka(["journal", "show", "L-1", "--journal", journal]);
  t.notRegex(shown.out + shown.told, CONTROLS);
});
