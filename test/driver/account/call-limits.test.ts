import test from "ava";
import { openTestTill } from "../../support/card/till.js";
import { openShop } from "../../support/shop/shop.js";

test("a call whose signal is aborted sends no command, and says so", async (t) => {
  const till = await openTestTill();
  const signal = AbortSignal.abort();
  const calls = [
    () => till.account.balance("purse", { signal }),
    () => till.account.card({ signal }),
    () => till.account.log("purse", { signal }),
    () => till.account.recover({ signal }),
    () => till.account.debit({ ref: "S-1", amountFen: 1, signal }),
  ];
  for (const call of calls) t.like(await t.throwsAsync(call()), { code: "aborted", delivery: "not-sent" });
  t.deepEqual(till.card.heard, []);
  t.like(await till.account.debit({ ref: "S-1", amountFen: 1 }), { outcome: "committed" }, "the ref is free");
});

test("a signal that aborts between two commands ends the call before the next one", async (t) => {
  const till = await openTestTill();
  const abort = new AbortController();
  till.card.fault = (_command, execute) => {
    abort.abort();
    return execute();
  };
  t.like(await t.throwsAsync(till.account.balance("purse", { signal: abort.signal })), { code: "aborted" });
  t.is(till.card.heard.length, 1);
});

test("the deadline holds for all commands of a call together", async (t) => {
  const shop = await openShop();
  const began = shop.world.clock.nowMs();
  const error = await t.throwsAsync(shop.account.debit({ ref: "S-1", amountFen: 100, deadlineMs: 300 }));
  t.like(error, { name: "ReaderError", code: "timeout", layer: "apdu" });
  t.true(shop.world.clock.nowMs() - began < 3000);
  t.like(await shop.account.debit({ ref: "S-1", amountFen: 100, deadlineMs: 60_000 }), {
    outcome: "committed",
  });
  for (const deadlineMs of [0, -1, Number.NaN, 3_600_001]) {
    await t.throwsAsync(shop.account.balance("purse", { deadlineMs }), { instanceOf: RangeError });
  }
  await shop.close();
});

test("given up while the PSAM is asked: no equipment failure, so nothing is deferred", async (t) => {
  const till = await openTestTill();
  const abort = new AbortController();
  till.psam.fault = (_command, execute) => {
    abort.abort();
    return execute();
  };
  const request = { ref: "S-1", amountFen: 1, signal: abort.signal, deferOnEquipmentFailure: true };
  t.like(await t.throwsAsync(till.account.debit(request)), { code: "aborted" });
  t.deepEqual(await till.journal.find("S-1"), []);
});

test("after the intent nothing is given up: the sale is finished", async (t) => {
  const abort = new AbortController();
  const till = await openTestTill({
    onEvent: (event) => {
      if (event.type === "intent") abort.abort();
    },
  });
  const account = till.reopen({ onEvent: (event) => (event.type === "intent" ? abort.abort() : undefined) });
  const sale = await account.debit({ ref: "S-1", amountFen: 1, signal: abort.signal });
  t.like(sale, { outcome: "committed", mac2: "verified" });
  t.true(abort.signal.aborted);
});

test("a call that waits for its turn leaves the line at its deadline or signal, and the next one does not wait for it", async (t) => {
  const shop = await openShop();
  const { clock } = shop.world;
  const began = clock.nowMs();
  const first = shop.account.balance("purse");
  const abort = new AbortController();
  const waiting = [
    shop.account.balance("purse", { deadlineMs: 5 }),
    shop.account.balance("purse", { signal: abort.signal }),
  ];
  const last = shop.account.debit({ ref: "S-1", amountFen: 1 });
  abort.abort();
  t.like(await t.throwsAsync(waiting[1]!), { code: "aborted", delivery: "not-sent" });
  t.like(await t.throwsAsync(waiting[0]!), { code: "timeout", layer: "apdu", delivery: "not-sent" });
  t.true(clock.nowMs() - began < 10, "the first is still under way");
  t.true("balanceFen" in (await first));
  t.like(await last, { outcome: "committed" });
  await shop.close();
});
