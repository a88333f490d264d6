/** The log of a till with a queue tells which sale each record is of. */
import { AsyncResource } from "node:async_hooks";
import type { Account } from "@duka/driver/account/account";
import { openServicePoint, type ServicePoint } from "@duka/driver/account/window/window-till";
import { tellCard, withinCall } from "@duka/driver/base/diagnostics-channel";
import { attachLogger, type LogRecord } from "@duka/driver/base/logger";
import test from "ava";
import { VOUCHING } from "../../support/shop/insurance.js";
import { openShop } from "../../support/shop/shop.js";

const ACT = { window: "W-1", operator: "clerk", vouching: VOUCHING } as const;
const BILL = { visit: "treatment", totalFen: 1000 } as const;
const CASH_BILL = { ...ACT, ...BILL, of: { institutionId: "H-1", ref: "B-1" }, selfCostFen: 0 } as const;

type Ask = (
  ref: string,
  at: { readonly account: Account; readonly window: ServicePoint },
) => Promise<unknown>;

/** All calls that have a ref. What the card or the centre refuses is told under it as well. */
const CALLS: readonly (readonly [name: string, ask: Ask])[] = [
  ["debit", (ref, { account }) => account.debit({ ref, amountFen: 100 })],
  ["debit of too much", (ref, { account }) => account.debit({ ref, amountFen: 99_999_999 })],
  ["settleBill", (ref, { account }) => account.settleBill({ ref, ...BILL })],
  ["reimburse", (ref, { account }) => account.reimburse({ ref, ...CASH_BILL })],
  ["credit", (ref, { account }) => account.credit({ ref, amountFen: 100 })],
  ["reverse", (ref, { account }) => account.reverse({ ref, of: "debit" })],
  ["resettle", (ref, { account }) => account.resettle(ref)],
  ["resetPassword", (ref, { account }) => account.resetPassword({ ref, ...ACT })],
  ["unblockPassword", (ref, { account }) => account.unblockPassword({ ref, ...ACT })],
  ["activate", (ref, { account }) => account.activate({ ref, ...ACT })],
  ["issue", (ref, { window }) => window.issue({ ref, ...ACT, holderId: "P-1" })],
  ["activate at the window", (ref, { window }) => window.activate({ ref, ...ACT })],
  ["activateFinancial", (ref, { window }) => window.activateFinancial({ ref, ...ACT })],
  ["changePassword at the window", (ref, { window }) => window.changePassword({ ref, ...ACT })],
  ["withdrawLoss", (ref, { window }) => window.withdrawLoss({ ref, ...ACT })],
  ["replace", (ref, { window }) => window.replace({ ref, ...ACT, oldCardNumber: "1234567890" })],
  ["returnCard", (ref, { window }) => window.returnCard({ ref, ...ACT, reason: "moved-away" })],
];

/** They settle what is known without asking a card. */
const SILENT = ["resettle"];

test.serial(
  "every log record within a call that has a ref carries it, and no other record does",
  async (t) => {
    const shop = await openShop({ insured: true });
    t.teardown(() => shop.close());
    const { reader, journal, insurance, account } = shop;
    const window = openServicePoint({ reader, journal, centre: insurance!.centre });
    const records: LogRecord[] = [];
    t.teardown(attachLogger((record) => records.push(record), "debug"));
    for (const [name, ask] of CALLS) {
      const ref = name.replaceAll(" ", "-");
      records.length = 0;
      const answer = await ask(ref, { account, window }).catch((error: Error) => error);
      if (!SILENT.includes(name)) t.true(records.length > 0, `${name} told nothing: ${String(answer)}`);
      t.deepEqual(
        [...new Set(records.map(({ fields }) => fields.ref))],
        records.length > 0 ? [ref] : [],
        name,
      );
      records.length = 0;
      await account.card();
      t.true(records.length > 0);
      t.deepEqual(
        records.filter(({ fields }) => "ref" in fields),
        [],
        `the card is looked at after ${name}`,
      );
    }
  },
);

test.serial("two sales that wait for each other's end are told each under its own ref", async (t) => {
  const shop = await openShop();
  t.teardown(() => shop.close());
  const records: LogRecord[] = [];
  t.teardown(attachLogger((record) => records.push(record), "debug"));
  await Promise.all(["S-1", "S-2"].map((ref) => shop.account.debit({ ref, amountFen: 100 })));
  const refs = records.map(({ fields }) => fields.ref);
  t.true(refs.includes("S-1") && refs.includes("S-2"));
  t.deepEqual(refs, [...refs].sort(), "the second begins when the first has ended");
});

test.serial(
  "a line that was opened in a call and outlives it tells nothing under that call's ref",
  async (t) => {
    const records: LogRecord[] = [];
    t.teardown(attachLogger((record) => records.push(record)));
    const tell = () => tellCard({ slot: "slot 0", event: "removed", atr: undefined });
    const line = await withinCall("S-1", async () => {
      tell();
      return AsyncResource.bind(tell);
    });
    line();
    t.deepEqual(
      records.map(({ fields }) => fields.ref),
      ["S-1", undefined],
    );
  },
);

for (const ref of ["", " S-1", "S\n1", "x".repeat(65), 7]) {
  test.serial(`a ref that is not valid, ${JSON.stringify(ref).slice(0, 12)}, gets into no log`, async (t) => {
    const shop = await openShop();
    t.teardown(() => shop.close());
    const records: LogRecord[] = [];
    t.teardown(attachLogger((record) => records.push(record), "debug"));
    await t.throwsAsync(shop.account.debit({ ref: ref as string, amountFen: 100 }));
    t.deepEqual(
      records.filter(({ fields }) => "ref" in fields),
      [],
    );
  });
}
