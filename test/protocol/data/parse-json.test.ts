import { parseJson } from "@duka/protocol/data/parse-json";
import test from "ava";

const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

test("JSON is taken up to 32 levels; brackets in texts are none, nor are those behind one another", (t) => {
  t.notThrows(() => parseJson(nested(32)));
  t.throws(() => parseJson(nested(33)), { instanceOf: SyntaxError, message: /deeper than 32/ });
  t.deepEqual(parseJson(JSON.stringify(["[".repeat(99), '\\"[[{'])), ["[".repeat(99), '\\"[[{']);
  t.notThrows(() => parseJson(`[${"[],".repeat(99)}{}]`));
  t.throws(() => parseJson("{"), { instanceOf: SyntaxError });
});
