import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openChips } from "@duka/simulator/card/open-chips";
import test, { type ExecutionContext } from "ava";
import { duka, TypedInput } from "../../support/programs/terminal.js";
import { folderOf } from "../../support/values/folder.js";

const KEYS = [
  ...["outcome", "reason", "reasonCode", "triesLeft", "ref", "amountFen", "medical", "visit"],
  ...["balanceBeforeFen", "balanceAfterFen", "tac", "mac2", "terminalId", "terminalSequence"],
  ...["cardSequence", "cardNumber", "simulated", "wire", "settlement", "closed", "statusWord"],
];

type Debit = { readonly [key: string]: unknown };

/** One till: a journal and a simulated card that outlive the command. */
function tillOf(t: ExecutionContext) {
  const folder = folderOf(t);
  const state = join(folder, "card.json");
  const journal = join(folder, "journal.db");
  const words = ["--reader", `sim:hangzhou?state=${state}`, "--journal", journal];
  const debit = async (amount: string, ref: string, ...more: string[]) => {
    const ran = await duka(["debit", ...words, "--json", "--amount", amount, "--ref", ref, ...more]);
    return { ...ran, json: JSON.parse(ran.out || "null") as Debit };
  };
  return { folder, state, journal, words, debit };
}

/** Writes the state of a card whose holder has changed the password, after so many wrong tries. */
function changePassword(state: string, wrongTries = 0): void {
  const chips = openChips("hangzhou", undefined, 1);
  chips.card.reset();
  const send = (apdu: string) => void chips.card.execute(Uint8Array.from(Buffer.from(apdu, "hex")));
  send("00A4040009A00000000386980701");
  send("805E010007123456FF654321");
  for (let i = 0; i < wrongTries; i++) send("0020000003111111");
  chips.card.powerOff();
  writeFileSync(state, chips.serialize());
}

test("a debit prints JSON with the same keys always, nested ones too", async (t) => {
  const { debit } = tillOf(t);
  const paid = await debit("12.50", "S-1");
  const refused = await debit("9999", "S-2");
  for (const { json } of [paid, refused]) {
    t.deepEqual(Object.keys(json), KEYS);
    t.deepEqual(Object.keys(json.wire as object), ["ms", "limitMs", "ratio"]);
  }
  t.is(paid.code, 0);
  t.like(paid.json, { outcome: "committed", balanceAfterFen: 48750, mac2: "verified", simulated: true });
  t.is(refused.code, 1);
  t.like(refused.json, {
    outcome: "refused",
    reason: "insufficient balance",
    tac: null,
    terminalSequence: null,
  });
});

test("the same ref prints the same JSON again and debits nothing; another amount is a usage error", async (t) => {
  const { debit, words } = tillOf(t);
  const first = await debit("12.50", "S-1");
  const again = await debit("12.50", "S-1");
  t.is(again.out, first.out);
  t.regex(again.told, /paid before; nothing was debited/);
  const other = await debit("12.51", "S-1");
  t.is(other.code, 2);
  t.regex(JSON.parse(other.out).error.message, /S-1 belongs to a sale of 1250 fen/);
  t.regex(other.told, /S-1 belongs to a sale of 1250 fen/);
  t.is((await duka(["balance", ...words])).out, "487.50\n");
});

test("a second debit with the same state file goes on from the first one's balance and sequences", async (t) => {
  const { debit } = tillOf(t);
  await debit("12.50", "S-1");
  t.like((await debit("0.50", "S-2")).json, {
    balanceBeforeFen: 48750,
    balanceAfterFen: 48700,
    cardSequence: 1,
    terminalSequence: 2,
  });
});

test("without --json the receipt goes to stdout", async (t) => {
  const { words } = tillOf(t);
  const { code, out } = await duka(["debit", ...words, "--amount", "12.5", "--ref", "S-1", "--lang", "en"]);
  t.is(code, 0);
  t.regex(out, /RECEIPT[\s\S]*Balance after +487\.50/);
  t.notRegex(out, /[\u4e00-\u9fff]/);
});

const WRONG_AMOUNTS = ["0", "0.00", "-1", "1.234", "42949672.96", "abc", "1e3", "", " "];

for (const amount of WRONG_AMOUNTS) {
  test(`amount "${amount}" is a usage error that says what an amount is`, async (t) => {
    const { journal } = tillOf(t);
    const ran = await duka([
      "debit",
      "--reader",
      "sim:",
      "--journal",
      journal,
      `--amount=${amount}`,
      "--ref",
      "S-1",
    ]);
    t.is(ran.code, 2);
    t.is(ran.out, "");
    t.regex(ran.told, /such as 12\.50/);
    t.false(existsSync(journal));
  });
}

const USAGE: readonly [what: string, words: readonly string[], told: RegExp][] = [
  ["no words", [], /Usage/],
  ["an unknown command", ["sell"], /unknown command/],
  ["an unknown option", ["balance", "--money"], /unknown option/],
  ["no --ref", ["debit", "--amount", "1"], /--ref/],
  ["a ref that is no ASCII", ["debit", "--reader", "sim:", "--amount", "1", "--ref", "单"], /ASCII/],
  ["an address of no form", ["balance", "--reader", "usb:1"], /a reader address is/],
  ["an unknown simulated card", ["balance", "--reader", "sim:atlantis"], /atlantis/],
  ["an unknown profile", ["balance", "--reader", "sim:", "--profile", "atlantis"], /known: hangzhou/],
  [
    "another account",
    ["balance", "--reader", "sim:", "--kind", "savings"],
    /choices are purse, deposit, medical/,
  ],
  ["a wrong language", ["explain", "6985", "--lang", "de"], /choices/],
  ["a wrong limit", ["journal", "list", "--limit", "0"], /1 to 999999/],
];

for (const [what, words, told] of USAGE) {
  test(`${what}: exit 2 and a message that names it`, async (t) => {
    const env = { DUKA_JOURNAL: join(folderOf(t), "j.db") };
    const ran = await duka(words, { env });
    t.is(ran.code, 2, ran.told);
    t.regex(ran.told, told);
    t.is(ran.out, "");
  });
}

test("no reader: exit 3, with what to do; the JSON has its keys", async (t) => {
  const { journal } = tillOf(t);
  const ran = await duka([
    "debit",
    "--reader",
    "tcp://127.0.0.1:1",
    "--journal",
    journal,
    "--amount",
    "1",
    "--ref",
    "X",
    "--json",
  ]);
  t.is(ran.code, 3);
  t.deepEqual(Object.keys(JSON.parse(ran.out)), KEYS);
  t.like(JSON.parse(ran.out), { outcome: "refused", simulated: false, wire: { ms: null } });
  t.regex(ran.told, /duka-sim reader/);
  t.is((await duka(["balance", "--reader", "serial:/nowhere/tty", "--journal", journal])).code, 3);
});

test("a port where something else listens is no reader", async (t) => {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", () => void socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => server.close());
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const { journal } = tillOf(t);
  const ran = await duka(["balance", "--reader", `tcp://127.0.0.1:${port}`, "--journal", journal]);
  t.is(ran.code, 3, ran.told);
});

test("no reader, and the ref is bound: the journal answers; deferral is recorded once", async (t) => {
  const { journal } = tillOf(t);
  const words = [
    "debit",
    "--reader",
    "tcp://127.0.0.1:1",
    "--journal",
    journal,
    "--amount",
    "1",
    "--ref",
    "X",
    "--json",
  ];
  const deferred = await duka([...words, "--defer-on-failure"]);
  t.is(deferred.code, 1);
  t.like(JSON.parse(deferred.out), { outcome: "deferred" });
  const again = await duka(words);
  t.is(again.out, deferred.out);
  t.is((await duka(words.map((word) => (word === "1" ? "2" : word)))).code, 2);
});

test("a damaged state file is named and left untouched", async (t) => {
  const { state, debit } = tillOf(t);
  writeFileSync(state, '{"bad":');
  const ran = await debit("1", "S-1");
  t.true([1, 2].includes(ran.code));
  t.true(ran.told.includes(state));
  t.is(readFileSync(state, "utf8"), '{"bad":');
});

test("a damaged journal is named and left untouched, and no card is debited", async (t) => {
  const { journal, state, debit } = tillOf(t);
  writeFileSync(journal, "garbage");
  const ran = await debit("1", "S-1");
  t.is(ran.code, 1);
  t.true(ran.told.includes(journal));
  t.is(readFileSync(journal, "utf8"), "garbage");
  t.false(existsSync(state));
});

test("a changed password: nobody to type it, then the right one on a pipe", async (t) => {
  const { state, words } = tillOf(t);
  changePassword(state);
  const debit = (more: string[], input: TypedInput) =>
    duka(["debit", ...words, "--amount", "1", "--ref", "S-1", "--json", ...more], { input });
  const nobody = await debit([], new TypedInput(false));
  t.is(nobody.code, 1);
  t.is(JSON.parse(nobody.out).reason, "password needed, 5 tries left");
  const wrong = await debit(["--password-stdin"], new TypedInput(false, ["111111\n"]));
  t.is(wrong.code, 1);
  t.is(JSON.parse(wrong.out).reason, "wrong password, 4 tries left");
  const empty = await debit(["--password-stdin"], new TypedInput(false));
  t.is(JSON.parse(empty.out).reason, "password needed, 4 tries left");
  const right = await debit(["--password-stdin"], new TypedInput(false, ["654321\r\n"]));
  t.is(right.code, 0, "the ref was free");
  for (const { out, told } of [nobody, wrong, right]) t.notRegex(out + told, /654321|111111|123456/);
});

test("a changed password typed on a terminal, without echo, after a slip", async (t) => {
  const { state, words } = tillOf(t);
  changePassword(state);
  const input = new TypedInput(true, ["111111\r", "6543219\x7f\r"]);
  const ran = await duka(["debit", ...words, "--amount", "1", "--ref", "S-1"], { input });
  t.is(ran.code, 0, ran.told);
  t.deepEqual(input.raw, [true, false, true, false]);
  t.regex(
    ran.told,
    /Password of card 330186\*{10}4236 \(5 tries left\)[\s\S]*Wrong password.*\(4 tries left\)/,
  );
  t.notRegex(ran.told + ran.out, /654321/);
});

test("a holder who gives up, and prompts in Chinese", async (t) => {
  const { state, words } = tillOf(t);
  changePassword(state);
  const input = new TypedInput(true, ["12345\r", "65\x03"]);
  const ran = await duka(["debit", ...words, "--amount", "1", "--ref", "S-1", "--lang", "zh", "--json"], {
    input,
  });
  t.is(ran.code, 1);
  t.regex(ran.told, /请输入密码.*剩余 5 次[\s\S]*密码为 6 位数字/);
});

test("a locked password", async (t) => {
  const { state, debit } = tillOf(t);
  changePassword(state, 6);
  const ran = await debit("1", "S-1");
  t.is(ran.code, 1);
  t.is(ran.json.reason, "password locked");
});

test("Ctrl-C before the card was asked to pay gives the sale up and frees the ref", async (t) => {
  const { words, debit } = tillOf(t);
  const ran = await duka(["debit", ...words, "--amount", "1", "--ref", "S-1"], {
    onInterrupt: (press) => press(),
  });
  t.is(ran.code, 1);
  t.is(
    ran.told.slice(ran.told.indexOf("giving")),
    "giving the sale up\n正在取消\nS-1 refused: given up before the card was asked to pay\nS-1 未扣款：已取消\n",
  );
  t.is((await debit("2", "S-1")).code, 0);
});

test("balance, card, readers and journal list: for a person and for a program", async (t) => {
  const { words, journal, debit } = tillOf(t);
  await debit("12.50", "S-1");
  const balance = await duka(["balance", ...words, "--json"]);
  t.deepEqual(JSON.parse(balance.out), {
    cardNumber: "330186**********4236",
    kind: "purse",
    balanceFen: 48750,
    simulated: true,
  });
  const card = await duka(["card", ...words]);
  t.regex(card.out, /330186\*{10}4236[\s\S]*direct convention, T=0/);
  t.like(JSON.parse((await duka(["card", ...words, "--json"])).out), { validUntil: "20331231" });
  const readers = await duka(["readers"], { env: { DUKA_READER: "tcp://127.0.0.1:1" } });
  t.regex(readers.out, /^tcp:\/\/127\.0\.0\.1:1 +configured: .*127\.0\.0\.1:1/);
  t.regex(readers.out, /^sim: .*: Duka PICO_R1_3 SIM-00000001, persona pos, (?:no )?keypad, 2 slots$/m);
  const listed = JSON.parse((await duka(["readers", "--json"])).out) as { readers: { address: string }[] };
  t.like(
    listed.readers.find(({ address }) => address === "sim:"),
    { origin: "simulated", problem: null, reader: { persona: "pos", slots: 2, firmwareVersion: "0.1.0" } },
  );
  const list = await duka(["journal", "list", "--journal", journal]);
  t.regex(list.out, /12\.50 {2}committed {3}S-1 {2}330186\*{10}4236 {2}simulated/);
  const entries = JSON.parse((await duka(["journal", "list", "--json", "--journal", journal])).out) as {
    sales: Debit[];
  };
  t.like(entries.sales[0], { ref: "S-1", outcome: "committed", kind: "purse" });
  t.deepEqual(
    JSON.parse((await duka(["journal", "list", "--undecided", "--json", "--journal", journal])).out),
    { sales: [] },
  );
});

test("a list of a journal that is not there makes none", async (t) => {
  const file = join(folderOf(t), "none.db");
  const ran = await duka(["journal", "list", "--json", "--journal", file]);
  t.deepEqual([ran.code, ran.out], [0, '{"sales":[]}\n']);
  t.regex(ran.told, /no journal/);
  t.false(existsSync(file));
});

test("explain prints cause and remedy in the language asked for, or says what it knows", async (t) => {
  t.regex((await duka(["explain", "6985"])).out, /^6985\n[\s\S]*使用条件[\s\S]*DEBIT FOR PURCHASE/);
  t.notRegex((await duka(["explain", "ccid", "FE", "--lang", "en"])).out, /[\u4e00-\u9fff]/);
  t.is(JSON.parse((await duka(["explain", "9401", "--json"])).out).code, "9401");
  const unknown = await duka(["explain", "nonsense"]);
  t.is(unknown.code, 1);
  t.regex(unknown.told, /status word/);
});

test("help and version are no errors, and every command has an example or a description", async (t) => {
  const help = await duka(["--help"]);
  t.is(help.code, 0);
  t.regex(help.out, /duka debit --reader sim:/);
  t.regex((await duka(["debit", "--help"])).out, /Exit codes/);
  t.regex((await duka(["--version"])).out, /^\d+\.\d+\.\d+\n$/);
});

test("the launcher runs as a program, with the same exit codes", (t) => {
  const launcher = fileURLToPath(new URL("../../../../driver/bin/duka.js", import.meta.url));
  const journal = join(folderOf(t), "j.db");
  const ran = (...words: string[]) =>
    spawnSync(process.execPath, [launcher, ...words], {
      encoding: "utf8",
      env: { ...process.env, DUKA_JOURNAL: journal },
    });
  t.is(ran("explain", "6985").status, 0);
  t.is(ran("debit").status, 2);
  const paid = ran("debit", "--reader", "sim:", "--amount", "12.50", "--ref", "S-1", "--json");
  t.is(paid.status, 0, paid.stderr);
  t.is(JSON.parse(paid.stdout).balanceAfterFen, 48750);
});
