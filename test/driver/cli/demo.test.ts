/** What the README's first command prints, as it stands there. */
import { readFileSync } from "node:fs";
import test from "ava";
import { duka } from "../../support/programs/terminal.js";

const README = new URL("../../../../README.md", import.meta.url);

/** The sale's ref, time and TAC are new each time. */
const masked = (text: string) =>
  text
    .replace(/DEMO-[0-9a-f]{8}/g, "DEMO-________")
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, "TIME")
    .replace(/^(TAC +)[0-9A-F]{8}$/m, "$1________");

test("the first command prints what the README shows: every step, the receipt, the time on the wires", async (t) => {
  const shown =
    /The first command prints:\n\n```text\n([\s\S]*?)```/.exec(readFileSync(README, "utf8"))?.[1] ?? "";
  const { code, out } = await duka(["demo"]);
  t.is(code, 0);
  t.regex(shown, /^reader /);
  t.is(masked(out), masked(shown));
});
