/** The service dies in the middle of iDoDebit: the library says so, starts it anew, and the card has paid once. */
import test from "ava";
import { CALLERS, callerOf } from "./harness/callers.js";
import { serviceProcess } from "./harness/kill-in-debit.js";

for (const kind of CALLERS) {
  test(`${kind}: the service is started where it is not there; killed when the card has paid, and asked again: one debit`, async (t) => {
    const service = await serviceProcess(t, kind);
    const caller = callerOf(t, kind, service.config);
    // Four threads, and one start.
    const [bas, ...others] = await caller.threads(4, "iReadCardBas", 1);
    t.is(bas!.code, 0, String(bas!.text));
    t.deepEqual(others, [bas!, bas!, bas!]);
    const first = service.processId();
    const [, , number, id] = bas!.text!.split("|");
    const card = `${id}|${number}|`;

    const answered = service.holdDebit();
    const paying = caller.call("iDoDebit", 1, card, "20.00|12.34|20261121140559|");
    await answered;
    await service.kill();
    const lost = await paying;
    t.is(lost.code, -11);
    t.regex(String(lost.text), /交易结果未知：请勿收取现金/);

    // With the time of now, as such programs do.
    const again = await caller.call("iDoDebit", 1, card, "20.00|12.34|20261121140655|");
    t.is(again.code, 0, String(again.text));
    t.regex(String(again.text), /\|20261121140559\|/, "it tells the sale that was lost");
    t.not(service.processId(), first);
    const records = await caller.call("iReadDebitRecord", 1);
    t.regex(String(records.text), /^0001\^330100000021\^20261121140559\^[^|]*\|$/, "one debit");
    // Another bill is another sale.
    t.is((await caller.call("iDoDebit", 1, card, "5.00|1.00|20261121141000|")).code, 0);
    t.regex(String((await caller.call("iReadDebitRecord", 1)).text), /^0002\^[^|]*\|0001\^[^|]*\|$/);
    await caller.end();
  });
}

test("the program dies while it waits for iDoDebit; the next one reads the card first and is told the sale: one debit", async (t) => {
  const service = await serviceProcess(t, "C");
  const first = callerOf(t, "C", service.config);
  const [, , number, id] = (await first.call("iReadCardBas", 1)).text!.split("|");
  const card = `${id}|${number}|`;
  const answered = service.holdDebit();
  const paying = first.call("iDoDebit", 1, card, "20.00|12.34|20261121140559|");
  paying.catch(() => undefined);
  await answered;
  await first.kill();
  service.release();
  const next = callerOf(t, "C", service.config);
  t.is((await next.call("iReadCardBas", 1)).code, 0);
  const told = await next.call("iDoDebit", 1, card, "20.00|12.34|20261121140655|");
  t.regex(String(told.text), /\|20261121140559\|/);
  t.regex(String((await next.call("iReadDebitRecord", 1)).text), /^0001\^[^|]*\|$/);
  await next.end();
});
