/** `duka receipt`: a receipt once more, as text, on a printer, as a picture; nothing changes by it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeGb18030 } from "@duka/protocol/gb18030";
import test, { type ExecutionContext } from "ava";
import { duka } from "../../support/programs/terminal.js";
import { folderOf } from "../../support/values/folder.js";

async function soldAt(t: ExecutionContext) {
  const folder = folderOf(t);
  const journal = ["--journal", join(folder, "journal.db")];
  const sold = await duka(["debit", "--reader", "sim:", ...journal, "--amount", "12.50", "--ref", "S-1"]);
  t.is(sold.code, 0);
  const receipt = (...words: string[]) => duka(["receipt", ...words, ...journal]);
  return { folder, journal, sold, receipt };
}

test("the receipt again is the receipt that the sale printed", async (t) => {
  const { sold, receipt } = await soldAt(t);
  const again = await receipt("S-1");
  t.deepEqual([again.code, again.out, again.told], [0, sold.out, ""]);
  const narrow = await receipt("S-1", "--columns", "32", "--lang", "zh");
  t.regex(narrow.out, /^ +消费凭证\n/);
  t.regex(narrow.out, /\n消费金额 +12\.50元\n/);
});

test("in the encoding of a printer its bytes go to standard output as they are", async (t) => {
  const { receipt } = await soldAt(t);
  const utf8 = (await receipt("S-1", "--columns", "32")).out;
  for (const encoding of ["gbk", "gb18030"]) {
    const { code, out, bytes } = await receipt("S-1", "--columns", "32", "--encoding", encoding);
    t.deepEqual([code, out, decodeGb18030(bytes)], [0, "", utf8]);
  }
});

test("--escpos and --svg write new files, and say so", async (t) => {
  const { folder, receipt } = await soldAt(t);
  const [printer, picture] = [join(folder, "r.bin"), join(folder, "r.svg")];
  const ran = await receipt("S-1", "--escpos", printer, "--svg", picture, "--columns", "32");
  t.deepEqual([ran.code, ran.out, ran.told], [0, "", "S-1: printed\nS-1：已打印\n"]);
  const bytes = readFileSync(printer);
  t.is(bytes.subarray(0, 2).toString("hex"), "1b40");
  t.true(bytes.includes(Buffer.from("C4A3C4E2BDBBD2D7", "hex")), "模拟交易");
  t.regex(readFileSync(picture, "utf8"), /^<svg width="384px"/);
  const again = await receipt("S-1", "--escpos", printer);
  t.is(again.code, 2);
  t.deepEqual(readFileSync(printer), bytes);
  t.is((await receipt("S-1", "--svg", picture)).code, 2);
});

test("a printer that fails is 1, with the remedy in both languages, and JSON for a program", async (t) => {
  const { folder, receipt } = await soldAt(t);
  const nowhere = join(folder, "none", "lp0");
  const ran = await receipt("S-1", "--escpos", nowhere);
  t.is(ran.code, 1);
  t.regex(ran.told, /ENOENT[\s\S]*check that the printer is on[\s\S]*请检查打印机/);
  const json = await receipt("S-1", "--escpos", nowhere, "--json");
  t.like(JSON.parse(json.out), { error: { kind: "equipment", code: "printer" } });
});

test("--json: data, text and bytes; and what there is to say where there is no receipt", async (t) => {
  const { receipt, journal } = await soldAt(t);
  const { out } = await receipt("S-1", "--json", "--encoding", "gbk", "--lang", "en");
  const said = JSON.parse(out) as { readonly text: string; readonly base64: string };
  t.like(said, { ref: "S-1", encoding: "gbk", receipt: { amountFen: 1250, simulated: true } });
  t.is(decodeGb18030(Buffer.from(said.base64, "base64")), said.text);
  const none = await receipt("S-9", "--json");
  t.is(none.code, 1);
  t.deepEqual(JSON.parse(none.out), { ref: "S-9", outcome: null, reason: null, receipt: null });
  t.regex(none.told, /there is no sale under S-9[\s\S]*没有单号为 S-9 的交易/);
  const deferred = ["--reader", "tcp://127.0.0.1:1", "--amount", "5", "--ref", "S-2", "--defer-on-failure"];
  await duka(["debit", ...deferred, ...journal]);
  const unpaid = await receipt("S-2");
  t.is(unpaid.code, 1);
  t.regex(unpaid.told, /S-2 has no receipt: it is deferred[\s\S]*S-2 没有凭证：已收现金/);
});

for (const [words, says] of [
  [["S-1", "--columns", "48"], /--columns is 40 or 32/],
  [["S-1", "--encoding", "big5"], /--encoding is utf-8, gb18030, gbk/],
  [["S-1", "--escpos", "tcp:"], /HOST:PORT is missing/],
  [["S-1", "--escpos", "tcp:printer", "--encoding", "utf-8"], /gb18030 or gbk, not utf-8/],
  [[], /ref/],
] as const) {
  test(`duka receipt ${words.join(" ")} is a usage error`, async (t) => {
    const { receipt } = await soldAt(t);
    const ran = await receipt(...words);
    t.is(ran.code, 2);
    t.regex(ran.told, says);
  });
}

test("looking makes no journal", async (t) => {
  const ran = await duka(["receipt", "S-1", "--journal", join(folderOf(t), "journal.db")]);
  t.is(ran.code, 2);
  t.regex(ran.told, /there is no journal at/);
});
