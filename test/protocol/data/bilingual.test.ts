/** Errors of bad input say the same in English and Chinese; rules of a declaration have both beside each other. */
import {
  rangeError,
  rule,
  ruleInChinese,
  textsOf,
  typeError,
  whyInBoth,
} from "@duka/protocol/data/bilingual";
import { issuesInChinese, readData } from "@duka/protocol/data/read-data";
import { decimals, flag, integer, listOf, members, oneOf, text } from "@duka/protocol/data/values";
import test from "ava";
import { z } from "zod";

test("an error has the English as its message, both as texts, and stays of its class", (t) => {
  const cause = new Error("below");
  for (const [error, kind] of [
    [rangeError("too much", "过多", cause), RangeError],
    [typeError("too much", "过多", cause), TypeError],
  ] as const) {
    t.true(error instanceof kind);
    t.is(error.message, "too much");
    t.is(error.cause, cause);
    t.deepEqual(textsOf(error), { en: "too much", zh: "过多" });
  }
  t.is(textsOf(new RangeError("only English")), undefined);
  t.is(textsOf("a text"), undefined);
});

test("what the system says of a file is told in Chinese by its code; a code without words stays", (t) => {
  const failed = (code: string) => Object.assign(new Error(`${code}: in English`), { code });
  t.deepEqual(whyInBoth(failed("ENOENT")), { en: "ENOENT: in English", zh: "没有此文件或文件夹" });
  t.is(whyInBoth(failed("EFOO")).zh, "EFOO");
  t.is(whyInBoth(rangeError("a", "甲")).zh, "甲");
});

test("a rule without Chinese is told as it is", (t) => {
  t.is(rule("must be tall", "必须高"), "must be tall");
  t.is(ruleInChinese("must be tall"), "必须高");
  t.is(ruleInChinese("must be short"), "must be short");
});

const shape = members({
  fen: integer(1, 9),
  region: decimals(6),
  kind: oneOf("purse", "deposit"),
  is: flag,
  list: listOf(text, 1, 3),
  own: z.string(),
});
const GOOD = { fen: 1, region: "330100", kind: "purse", is: true, list: ["a"], own: "" };

for (const [changed, zh] of [
  [{ fen: 0 }, "request.fen 必须是 1 至 9 的整数"],
  [{ region: "33" }, "request.region 必须是 6 位数字"],
  [{ kind: "x" }, "request.kind 必须是以下之一：purse、deposit"],
  [{ is: 1 }, "request.is 必须是 true 或 false"],
  [{ list: [] }, "request.list 必须是 1 至 3 项的列表"],
  [{ list: ["a", 1] }, "request.list[1] 必须是文本"],
  [{ colour: 1 }, 'request 没有成员 "colour"；可用：fen, region, kind, is, list, own'],
] as const)
  test(`a member that does not fit is named in Chinese too: ${JSON.stringify(changed)}`, (t) => {
    const error = t.throws(() => readData(shape, { ...GOOD, ...changed }, "request"), {
      instanceOf: RangeError,
    });
    t.is(textsOf(error)?.zh, zh);
    t.is(textsOf(error)?.en, error.message);
  });

test("what the library itself words is in Chinese", (t) => {
  const [said = ""] = issuesInChinese(shape, { ...GOOD, own: 1 }, "params");
  t.regex(said, /^params\.own：\p{Script=Han}/u);
});
