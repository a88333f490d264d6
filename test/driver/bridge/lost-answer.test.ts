/** iDoDebit over the bridge, whose caller is gone before it has its answer: the sale is due still. */
import test from "ava";
import { startBridge } from "../../support/programs/bridge.js";

const PAY = ["20.00|12.34|20261121140559|", "20.00|12.34|20261121140655|", "20.00|12.34|20261121140720|"];

for (const [what, has] of [
  ["reads the card first, as the standard has it", true],
  ["asks for the debit at once", false],
] as const) {
  test(`a caller that is gone in the middle of iDoDebit, comes back and ${what}, is told the sale: one debit`, async (t) => {
    const bridge = await startBridge(t);
    const token = (await bridge.dukaPair("--program", "HIS")).out.trim();
    const ldt33 = async (name: string, args: readonly unknown[], signal?: AbortSignal) => {
      const body = { function: name, arguments: args };
      const answered = await bridge.ask("/v1/ldt33", {
        token,
        body,
        ...(signal === undefined ? {} : { signal }),
      });
      return answered.body as { code: number; pOutInfo: string };
    };
    const [, , number, id] = (await ldt33("iReadCardBas", [1])).pOutInfo.split("|");
    const card = `${id}|${number}|`;
    const gone = new AbortController();
    const lost = ldt33("iDoDebit", [1, card, PAY[0]], gone.signal).catch((error: Error) => error.name);
    const holder = async () => {
      const { body } = await bridge.ask("/operator/state", { token: bridge.operator });
      return (body.queue as { holder: string | null }).holder;
    };
    while ((await holder()) === null) await new Promise((resolve) => setImmediate(resolve));
    gone.abort();
    t.is(await lost, "AbortError");
    while ((await holder()) !== null) await new Promise((resolve) => setImmediate(resolve));

    if (has) t.is((await ldt33("iReadCardBas", [1])).code, 0);
    const told = await ldt33("iDoDebit", [1, card, PAY[1]]);
    t.is(told.code, 0, told.pOutInfo);
    t.regex(told.pOutInfo, /\|20261121140559\|/);
    t.regex((await ldt33("iReadDebitRecord", [1])).pOutInfo, /^0001\^[^|]*\|$/, "one debit");
    // That answer it has: the next one is another sale.
    t.regex((await ldt33("iDoDebit", [1, card, PAY[2]])).pOutInfo, /\|20261121140720\|/);
  });
}

test("a caller's own next call acknowledges its answer, whoever else had one and never came back", async (t) => {
  const bridge = await startBridge(t);
  const window = async (name: string) => {
    const token = (await bridge.dukaPair("--program", name)).out.trim();
    return async (called: string, args: readonly unknown[]) => {
      const answered = await bridge.ask("/v1/ldt33", { token, body: { function: called, arguments: args } });
      return answered.body as { code: number; pOutInfo: string };
    };
  };
  const [gone, stays] = [await window("window 1"), await window("window 2")];
  const [, , number, id] = (await gone("iReadCardBas", [1])).pOutInfo.split("|");
  for (const pay of PAY) {
    const paid = await stays("iDoDebit", [1, `${id}|${number}|`, pay]);
    t.is(paid.code, 0, paid.pOutInfo);
    t.true(paid.pOutInfo.includes(`|${pay.split("|")[2]}|`), `${pay}: another sale of the same sum`);
  }
});
