/** What a caller passes wrongly costs a code and nothing else: NULL, texts without an end, bytes that are none. */
import { ARGUMENTS } from "@duka/driver/bridge/dialect/function-arguments";
import { explainLdt33 } from "@duka/driver/explain/explain";
import { SSCARD_FUNCTIONS, type SSCardFunction } from "@duka/driver/sscard/function-table";
import test from "ava";
import { CALLERS, callerOf } from "./harness/callers.js";
import { configured } from "./harness/configured.js";

const SIZES: { readonly [name: string]: number } = {
  pCardInfo: 128,
  pFileAddr: 1024,
  pWriteData: 20_480,
  pPayInfo: 512,
  pKey: 128,
};
const NAMES = Object.keys(SSCARD_FUNCTIONS) as SSCardFunction[];
const begins = (code: number) => explainLdt33(code)!.cause.zh;

/** Arguments of which each is right in form; `at` is another one. */
function argumentsOf(name: SSCardFunction, at = -1, other: unknown = null) {
  const given = ARGUMENTS[name].map((one) => (one.startsWith("i") ? 1 : "1|1|"));
  return given.map((value, index) => (index === at ? other : value)) as (number | string | null)[];
}

for (const kind of CALLERS) {
  test(`${kind}: each pointer that is NULL is -14, pOutInfo too; nothing is asked of the service`, async (t) => {
    const { bridge, config } = await configured(t, kind);
    const caller = callerOf(t, kind, config);
    for (const name of NAMES) {
      t.deepEqual(await caller.withoutOutInfo(name, ...argumentsOf(name)), { code: -14, text: null }, name);
      for (const [at, argument] of ARGUMENTS[name].entries()) {
        if (argument.startsWith("i")) continue;
        const { code, text } = await caller.call(name, ...argumentsOf(name, at, null));
        t.is(code, -14, `${name} ${argument}`);
        t.true(text!.startsWith(begins(-14)), text!);
      }
    }
    const { body } = await bridge.ask("/operator/state", { token: bridge.operator });
    t.deepEqual(body.log, []);
  });

  test(`${kind}: a text as long as its buffer, without its end, is -42 and is not read beyond`, async (t) => {
    const { bridge, config } = await configured(t, kind);
    const caller = callerOf(t, kind, config);
    for (const name of NAMES) {
      for (const [at, argument] of ARGUMENTS[name].entries()) {
        const size = SIZES[argument];
        if (size === undefined) continue;
        const { code, text } = await caller.call(name, ...argumentsOf(name, at, { endless: size }));
        t.is(code, -42, `${name} ${argument}`);
        t.true(text!.startsWith(begins(-42)), text!);
      }
    }
    const { body } = await bridge.ask("/operator/state", { token: bridge.operator });
    t.deepEqual(body.log, []);
  });

  test(`${kind}: what is wrong in its content is refused by the function: numbers, fields, bytes that are no GB 18030`, async (t) => {
    const { config } = await configured(t, kind);
    const caller = callerOf(t, kind, config);
    const card = "330100D1560000050001742345302114|A12345674|";
    const cases = [
      [-14, "iReadCardBas", [0]],
      [-14, "iReadCardBas", [2_147_483_647]],
      [-14, "iReadCardBas", [-2_147_483_648]],
      [-14, "iReadCard", [1, 3, card, "SSSEEF06|09|$"]],
      [-14, "iReadCard", [1, 1, "x", "SSSEEF06|09|$"]],
      [-20, "iReadCard", [1, 1, "x|A12345674|", "SSSEEF06|09|$"]],
      [-23, "iDoDebit", [1, card, "12.345|1.00|20261121140559|"]],
      [-12, "iReadCardBas_HSM_Step2", ["||"]],
      [-41, "iReadCard", [1, 1, card, "SSSEEF06|09|$\u0001"]],
      [-14, "iReadCard", [1, 1, card, ""]],
      // The longest that may go in.
      [-14, "iWriteCard", [1, card, "SSSEEF06|09|$", "9".repeat(20_479)]],
    ] as const;
    for (const [code, name, args] of cases) {
      const called = await caller.call(name, ...args);
      t.is(called.code, code, `${name} ${called.text?.slice(0, 100)}`);
      t.true(called.text!.startsWith(begins(code)), called.text!);
    }
  });
}
