/** The commands of `duka-sim card`, as a person types them. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openChips } from "@duka/simulator/card/open-chips";
import test, { type ExecutionContext } from "ava";
import { commandLines } from "../../support/programs/command-lines.js";
import { folderOf } from "../../support/values/folder.js";
import { hex } from "../../support/values/hex.js";
import { scriptedVpcd, slotOf } from "../vpcd/vpcd-server.js";

const PROGRAM = fileURLToPath(new URL("../bin/duka-sim.js", import.meta.resolve("@duka/simulator")));

function start(...args: string[]) {
  const child = spawn(process.execPath, [...process.execArgv, PROGRAM, "card", ...args]);
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (text) => {
    said.stdout += text;
  });
  child.stderr.on("data", (text) => {
    said.stderr += text;
  });
  const exit = once(child, "close").then(([code]) => code as number | null);
  return { child, said, exit };
}

const lines = commandLines();
test.after.always(() => lines.close());
const run = (...args: string[]) => lines.run("card", ...args);

async function heard(program: ReturnType<typeof start>, what: RegExp): Promise<RegExpExecArray> {
  for (;;) {
    const match = what.exec(program.said.stderr);
    if (match !== null) return match;
    if (program.child.exitCode !== null) throw new Error(`ended, having said ${program.said.stderr}`);
    await once(program.child.stderr, "data");
  }
}

async function newCard(t: ExecutionContext, ...words: string[]): Promise<string> {
  const file = join(folderOf(t), "card.json");
  const { code, stderr } = await run("new", ...words, file);
  t.is(code, 0, stderr);
  return file;
}

test("new makes the card of a holder, says which, and never overwrites a file", async (t) => {
  const file = join(folderOf(t), "card.json");
  const made = await run("new", "--profile", "hangzhou", "--holder", "王小明", file);
  t.deepEqual(made, {
    code: 0,
    stdout: `${file}: hangzhou card 33018653000100174236 of 王小明\n`,
    stderr: "",
  });
  const before = readFileSync(file);
  const again = await run("new", "--profile", "hangzhou", "--holder", "Li", file);
  t.is(again.code, 1);
  t.regex(again.stderr, /card\.json: it exists, and no card is overwritten: choose another name/);
  t.true(readFileSync(file).equals(before));
});

test("show decodes application, holder, balances, sequences and files", async (t) => {
  const file = await newCard(t, "--holder", "王小明");
  const { code, stdout, stderr } = await run("show", file);
  t.is(code, 0, stderr);
  for (const line of [
    /^serial number {3}33018653000100174236$/m,
    /^holder {10}王小明, ID document 330102199001011234$/m,
    /^password {8}hidden; 6 of 6 tries left$/m,
    /^purse \(EP\) {6}500\.00 yuan, online sequence 0, offline sequence 0$/m,
    /^medical {9}1200\.00 yuan/m,
    /^keys {12}hidden$/m,
    /^ {2}3F00\/3F01\/0018 .* cyclic, SFI 18, 0 records, 0 bytes; read: free; update: never$/m,
    /^ {2}3F00\/DF00\/DF04\/EF05 .* read: pin or RK1DF04; update: UK1DF04$/m,
  ]) {
    t.regex(stdout, line);
  }
});

test("show --json tells everything but keys and password, and leaves the file as it is", async (t) => {
  const file = await newCard(t, "--profile", "plain", "--holder", "Li Si");
  const text = readFileSync(file, "utf8");
  const { code, stdout } = await run("show", "--json", file);
  t.is(code, 0);
  t.is(readFileSync(file, "utf8"), text);
  const shown = JSON.parse(stdout);
  t.like(shown, {
    profile: "plain",
    holder: { name: "Li Si", idNumber: "" },
    password: { triesLeft: 3, triesMax: 3 },
    deposit: { balanceFen: 300_00, overdraftLimitFen: 0, onlineSequence: 0, offlineSequence: 0 },
    social: null,
    medical: null,
  });
  t.is(shown.files[1].path, "3F00/3F01/0015");
  t.is(shown.files[1].contents[0].length, 60);
  const { card, profile } = openChips("plain", text, 1);
  const { purchaseKeys, loadKeys, unloadKeys, tacKey } = card.inside.purse;
  const keys = [...purchaseKeys, ...loadKeys, ...unloadKeys].map((entry) => entry.key());
  for (const key of [...keys, tacKey()]) t.false(stdout.includes(hex(key).replaceAll(" ", "")));
  t.false(stdout.includes(profile.password.initial));
});

test("a name stands in full in EF06 with its extension, and as far as it fits in EF 16", async (t) => {
  const name = "阿卜杜热西提·买买提艾力·阿不都热合曼";
  const file = await newCard(t, "--profile", "medical-sm4", "--holder", name);
  const { stdout } = await run("show", "--json", file);
  const { holder, files } = JSON.parse(stdout);
  t.is(holder.name, name);
  const short = files.find(({ path }: { path: string }) => path === "3F00/3F01/0016").contents[0];
  const start = Uint8Array.from(short.slice(4, 44).match(/../g), (pair: string) => Number.parseInt(pair, 16));
  t.is(new TextDecoder("gbk").decode(start), name.slice(0, 10));
});

test("another seed is another card: serial number, ATR and keys; the same seed the same card", async (t) => {
  const shown: string[] = [];
  for (const seed of ["1", "2", "2"]) {
    const file = await newCard(t, "--holder", "Li", "--seed", seed);
    shown.push((await run("show", "--json", file)).stdout);
  }
  const [first, second] = shown.map((text) => JSON.parse(text));
  t.is(first.application.serialNumber, "33018653000100174236");
  t.is(second.application.serialNumber, "33018653000100174237");
  t.regex(second.atr, /17 42 37$/);
  t.is(second.social.cardNumber.slice(0, 8), "A1234568");
  t.is(shown[1], shown[2]);
});

test("log is empty on a new card, and says so for each account", async (t) => {
  const file = await newCard(t, "--holder", "Li");
  t.is(
    (await run("log", file)).stdout,
    "purse and deposit\n  no transactions\n\nmedical account\n  no transactions\n",
  );
  t.deepEqual(JSON.parse((await run("log", "--json", file)).stdout), { purse: [], medical: [] });
});

const MISTAKES: readonly (readonly [args: readonly string[], code: number, said: RegExp])[] = [
  [[], 2, /name one of --vpcd and --tcp, or one of the commands new, show, log and profile/],
  [["--vpcd", "127.0.0.1:1", "--tcp", "127.0.0.1:1"], 2, /name one of/],
  [["--vpcd", "35963"], 2, /"35963" is no TCP address/],
  [["--vpcd", "127.0.0.1:1", "--profile", "atlantis"], 2, /"atlantis"; known: hangzhou/],
  [["--vpcd", "127.0.0.1:1", "--seed", "x"], 2, /seed/],
  [["burn"], 2, /too many arguments/],
  [["new", "never.json"], 2, /required option '--holder/],
  [["new", "--holder", "Li"], 2, /missing required argument 'file'/],
  [["new", "--holder", " ", "never.json"], 2, /--holder needs a name/],
  [["new", "--holder", "a\u0007", "never.json"], 2, /--holder must not hold control characters/],
  [["new", "--holder", "\uFFFD", "never.json"], 2, /--holder: GB 18030 has no character U\+FFFD/],
  [["new", "--holder", "王".repeat(26), "never.json"], 2, /at most 50 bytes in GB 18030, and it has 52/],
  [["new", "--holder", `A${"王".repeat(24)}A`, "never.json"], 2, /would be cut in two: shorten the name/],
  [["new", "--profile", "plain", "--holder", "王".repeat(11), "never.json"], 2, /at most 20 bytes/],
  [["new", "--profile", "atlantis", "--holder", "Li", "never.json"], 2, /"atlantis"; known: hangzhou/],
  [["new", "--holder", "Li", "--seed", "-1", "never.json"], 2, /seed/],
  [["new", "--holder", "Li", "/nowhere/card.json"], 1, /cannot make the card file \/nowhere\/card\.json/],
  [["show", "never.json"], 1, /cannot read the card file never\.json/],
  [["log", "never.json"], 1, /cannot read the card file never\.json/],
];

test("mistakes are named on stderr: exit 2 for wrong words, 1 for what fails", async (t) => {
  for (const [args, code, said] of MISTAKES) {
    const done = await run(...args);
    t.is(done.code, code, `${args.join(" ")}: ${done.stderr}`);
    t.regex(done.stderr, said);
    t.is(done.stdout, "");
  }
});

test("a file that is no card, or a damaged one, is named with what is wrong: exit 1", async (t) => {
  const file = await newCard(t, "--profile", "plain", "--holder", "Li");
  const text = readFileSync(file, "utf8");
  const state = JSON.parse(text);
  const damages: readonly (readonly [content: string, said: RegExp])[] = [
    ["", /it is no JSON/],
    ["[]", /it is no JSON object/],
    ["{}", /it is not a file of duka simulated chips/],
    [text.slice(0, -20), /it is no JSON/],
    [text.replace('"plain"', '"hangzhou"'), /its checksum is wrong/],
    [JSON.stringify({ ...state, checksum: "00000000" }), /its checksum is wrong/],
    [JSON.stringify({ ...state, profile: 7 }), /its checksum is wrong/],
  ];
  for (const [content, said] of damages) {
    writeFileSync(file, content);
    for (const args of [
      ["show", file],
      ["log", file],
      ["--vpcd", "127.0.0.1:1", "--state", file],
    ]) {
      const done = await run(...args);
      t.is(done.code, 1, done.stderr);
      t.regex(done.stderr, said);
      t.true(done.stderr.includes(file));
    }
    t.is(readFileSync(file, "utf8"), content);
  }
});

test("--vpcd plugs the card in until Ctrl-C, and keeps its memory in the file, whose profile it takes", async (t) => {
  const file = await newCard(t, "--profile", "plain", "--holder", "Li");
  const vpcd = await scriptedVpcd(t);
  const program = start("--vpcd", `127.0.0.1:${vpcd.address.port}`, "--state", file);
  await heard(program, /plain card is in the reader of vpcd at 127\.0\.0\.1:\d+/);
  const slot = await vpcd.card();
  t.is(await slot.ask("00 01 01 00 0D 00 A4 04 00 09 A0 00 00 03 86 98 07 01", 4), "00 02 67 00");
  t.regex(await slot.ask("00 0E 00 A4 04 00 09 A0 00 00 00 03 86 98 07 01", 4), /^00 02 61/);
  t.is(await slot.ask("00 08 00 20 00 00 03 12 34 56", 4), "00 02 63 C2");
  const look = await run("show", "--json", file);
  t.is(JSON.parse(look.stdout).password.triesLeft, 2);
  program.child.kill("SIGINT");
  t.is(await program.exit, 0);
  await slot.gone;
});

test("--vpcd where nobody listens: exit 1, and what to do", async (t) => {
  const vpcd = await scriptedVpcd(t);
  await vpcd.stop();
  const { code, stderr } = await run("--vpcd", `127.0.0.1:${vpcd.address.port}`);
  t.is(code, 1);
  t.regex(stderr, /no one listens at .*: install the package vsmartcard-vpcd and start pcscd/);
});

test("--tcp waits for readers until Ctrl-C", async (t) => {
  const program = start("--tcp", "127.0.0.1:0", "--profile", "plain");
  const [, port] = await heard(program, /plain card waits for a reader at 127\.0\.0\.1:(\d+)/);
  const slot = slotOf(connect(Number(port), "127.0.0.1"));
  t.regex(await slot.ask("00 01 04", 19), /^00 11 3B 6D/);
  program.child.kill("SIGTERM");
  t.is(await program.exit, 0);
  await slot.gone;
});
