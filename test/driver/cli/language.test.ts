/** What a clerk reads on stderr, in the language asked for. */
import { join } from "node:path";
import { REASONS, type ReasonCode } from "@duka/driver/base/reason-code";
import { outcomeLines } from "@duka/driver/explain/outcome-words";
import test from "ava";
import { duka } from "../../support/programs/terminal.js";
import { folderOf } from "../../support/values/folder.js";

const NOBODY = ["--reader", "tcp://127.0.0.1:1"];

test("a refused sale is told in both languages, or in the one asked for", async (t) => {
  const journal = join(folderOf(t), "journal.db");
  const debit = (...more: string[]) =>
    duka(["debit", "--reader", "sim:", "--journal", journal, "--amount", "900", "--ref", "S-1", ...more]);
  const made = `a new journal was made: ${journal}\n已新建日志：${journal}\n`;
  const { told } = await debit();
  t.true(told.startsWith(`${made}S-1 refused: insufficient balance\nS-1 未扣款：余额不足\n`), told);
  const zh = (await debit("--lang", "zh")).told;
  t.regex(zh, /^S-1 未扣款：余额不足\n/);
  const en = (await debit("--lang", "en")).told;
  t.regex(en, /^S-1 refused: insufficient balance\n/);
  t.notRegex(en, /[\u4e00-\u9fff]/);
});

test("what to do about an error is told in both languages, or in the one asked for", async (t) => {
  const journal = join(folderOf(t), "journal.db");
  const sale = ["--amount", "1", "--ref", "S-1", "--journal", journal];
  t.regex(
    (await duka(["debit", ...NOBODY, ...sale, "--lang", "zh"])).told,
    /:1：该地址没有读卡器应答\n {2}请检查主机和端口[^\n]*\n$/,
  );
  t.regex((await duka(["balance", ...NOBODY, "--lang", "en"])).told, /:1\n {2}check host and port[^\n]*\n$/);
  const both = (await duka(["card", ...NOBODY])).told;
  t.regex(
    both,
    /\n {2}check host and port[^\n]*\ntcp:\/\/127\.0\.0\.1:1：该地址[^\n]*\n {2}请检查主机和端口[^\n]*\n$/,
  );
});

const UNDECIDED = { ref: "S-1", outcome: "undecided", reason: "the card's answer was lost" } as const;
const LINES: readonly [what: Parameters<typeof outcomeLines>[0], zh: string][] = [
  [
    { ref: "S-1", outcome: "refused", reason: "wrong password, 1 tries left" },
    "S-1 未扣款：密码错误，剩余 1 次\n",
  ],
  [{ ref: "S-1", outcome: "manual", reason: null }, "S-1 需人工处理，请勿另行收款\n"],
  [UNDECIDED, "S-1 结果未知，请勿另行收款，放回原卡后用同一单号重试：the card's answer was lost\n"],
];

for (const [what, zh] of LINES) {
  test(`${what.outcome}, ${what.reason}: in Chinese`, (t) => t.is(outcomeLines(what, "zh"), zh));
}

test("an undecided sale says what to do", (t) =>
  t.is(
    outcomeLines(UNDECIDED, "en"),
    "S-1 undecided: the card's answer was lost; put the same card back, ask with the same ref\n",
  ));

for (const [code, { cause, remedy }] of Object.entries(REASONS)) {
  test(`${code} is told in Chinese without English words or bytes, whatever its reason says`, (t) => {
    const reason = "tcp://[::1]:7000: 00 A4 04 00 was answered with 6130, but the rest could not be fetched";
    const refused = { ref: "S-9", outcome: "refused", reason, reasonCode: code as ReasonCode } as const;
    t.is(outcomeLines(refused, "zh"), `S-9 未扣款：${cause.zh}\n`);
    t.is(outcomeLines(refused, "en"), `S-9 refused: ${cause.en}\n`);
    for (const words of [cause.zh, remedy.zh]) t.regex(words, /\p{Script=Han}/u);
    t.notRegex(cause.en + cause.zh, /\b[0-9A-F]{2} [0-9A-F]{2}\b/);
  });
}
