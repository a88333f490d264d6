/** A call waits for a card that is not in yet, as long as it was told to. */
import type { AccountEvent } from "@duka/driver/account/account-event";
import test, { type ExecutionContext } from "ava";
import { duka } from "../../support/programs/terminal.js";
import { openShop, type Shop } from "../../support/shop/shop.js";

const SALE = { ref: "S-1", amountFen: 1250 } as const;

async function shopWith(t: ExecutionContext, waitCardMs: number): Promise<{ shop: Shop; events: string[] }> {
  const events: string[] = [];
  const onEvent = ({ type }: AccountEvent) => events.push(type);
  const shop = await openShop({ account: { waitCardMs, onEvent } });
  t.teardown(() => shop.close());
  return { shop, events };
}

for (const afterMs of [0, 1, 399, 400, 401, 5000, 29_000]) {
  test(`a card that comes after ${afterMs} ms of 30 s is asked to pay, once`, async (t) => {
    const { shop, events } = await shopWith(t, 30_000);
    const { world } = shop;
    const chip = world.reader.slot(0).remove()!;
    world.clock.after(afterMs, () => world.reader.slot(0).insert(chip));
    t.like(await shop.account.debit(SALE), { outcome: "committed", balanceAfterFen: 48_750 });
    if (afterMs > 399) t.deepEqual(events.slice(0, 3), ["card-awaited", "card-inserted", "card-powered"]);
    t.is(events.filter((type) => type === "card-awaited").length, events[0] === "card-awaited" ? 1 : 0);
  });
}

test("a card that is in before the call counts: nothing is waited for, and no one is told to put it in", async (t) => {
  const { shop, events } = await shopWith(t, 30_000);
  const beganMs = shop.world.clock.nowMs();
  t.like(await shop.account.debit(SALE), { outcome: "committed" });
  t.true(shop.world.clock.nowMs() - beganMs < 5000);
  t.is(events[0], "card-powered");
});

for (const waitCardMs of [0, 1, 1000, 30_000]) {
  test(`the wait ends: no card within ${waitCardMs} ms is "card-absent", and the ref is free`, async (t) => {
    const { shop } = await shopWith(t, waitCardMs);
    shop.world.reader.slot(0).remove();
    const beganMs = shop.world.clock.nowMs();
    const error = await t.throwsAsync(shop.account.debit(SALE));
    t.like(error, { code: "card-absent", delivery: "not-sent" });
    const tookMs = shop.world.clock.nowMs() - beganMs;
    t.true(tookMs >= waitCardMs && tookMs < waitCardMs + 2000, `${tookMs}`);
    t.deepEqual(await shop.journal.find("S-1"), []);
  });
}

test("a signal, and the deadline of the call, end the wait", async (t) => {
  const { shop } = await shopWith(t, 30_000);
  shop.world.reader.slot(0).remove();
  const abort = new AbortController();
  shop.world.clock.after(2000, () => abort.abort());
  t.like(await t.throwsAsync(shop.account.debit({ ...SALE, signal: abort.signal })), { code: "aborted" });
  t.like(await t.throwsAsync(shop.account.balance("purse", { deadlineMs: 3000 })), { code: "timeout" });
});

for (const waitCardMs of [-1, Number.NaN, 600_001, "30" as unknown as number]) {
  test(`waitCardMs of ${waitCardMs} is the caller's mistake`, async (t) => {
    await t.throwsAsync(openShop({ account: { waitCardMs } }), {
      instanceOf: typeof waitCardMs === "number" ? RangeError : TypeError,
      message: /waitCardMs is 0/,
    });
  });
}

for (const seconds of ["-1", "601", "1.5", "soon"]) {
  test(`--wait-card ${seconds} is a usage error that says what it may be`, async (t) => {
    const { code, told } = await duka([
      "balance",
      "--reader",
      "sim:",
      "--journal",
      ":memory:",
      `--wait-card=${seconds}`,
    ]);
    t.is(code, 2);
    t.regex(told, /--wait-card: ".*" is no whole number of seconds from 0 to 600/);
  });
}
