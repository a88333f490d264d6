/** Any thread may call: the service carries out one function after the other, and each caller has its own answer. */
import test from "ava";
import { CALLERS, callerOf } from "./harness/callers.js";
import { configured } from "./harness/configured.js";

for (const kind of [...CALLERS, "C, thread sanitizer"] as const) {
  test(`${kind}: four threads at once, each with its whole answer`, async (t) => {
    const { config } = await configured(t, kind);
    const caller = callerOf(t, kind, config);
    const one = await caller.call("iReadCardBas", 1);
    t.is(one.code, 0);
    for (let round = 0; round < 3; round++) {
      t.deepEqual(await caller.threads(4, "iReadCardBas", 1), [one, one, one, one]);
    }
    const [, , number, id] = one.text!.split("|");
    const pay = "20.00|12.34|20261121140559|";
    const paid = await caller.threads(4, "iDoDebit", 1, `${id}|${number}|`, pay);
    t.is(new Set(paid.map(({ code, text }) => `${code} ${text}`)).size, 1, "one sale, told four times");
    t.is(paid[0]!.code, 0, String(paid[0]!.text));
    t.regex((await caller.call("iReadDebitRecord", 1)).text!, /^0001\^[^|]*\|$/);
  });
}
