import { REASONS } from "@duka/driver/base/reason-code";
import test from "ava";

for (const [code, { cause, remedy }] of Object.entries(REASONS)) {
  test(`reason code ${code} says what happened and what to do, in English and Chinese`, (t) => {
    t.regex(code, /^[a-z0-9]+(-[a-z0-9]+)*$/);
    for (const { en, zh } of [cause, remedy]) {
      t.regex(en, /^[ -~]{8,}$/);
      t.regex(zh, /\p{Script=Han}{2}/u);
      t.notRegex(zh, /[.!]$|,/);
    }
  });
}
