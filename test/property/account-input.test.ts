/**
 * Whatever is passed to a function of an account: taken for what it is, or refused clearly. No card is there, so none
 * can pay.
 */
import type { DebitRequest } from "@duka/driver";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { openTestTill, stillClock } from "../support/card/till.js";
import { openInsurance, VOUCHING } from "../support/shop/insurance.js";
import { functionsOf, type Sweep, sweep } from "../support/values/sweep.js";

type Places = Sweep["places"];

const OPTIONAL = ["undefined"];
const TEXT_IN_REF = ["digits", "a fraction as text", "a separator", "a formula", "__proto__", "constructor"];
const PRINTABLE = [...TEXT_IN_REF, "a space"];
const EMPTY = ["an empty object", "an object without a prototype", "a date"];
const LIMITS = { deadlineMs: 60_000 };
const AT_WINDOW = { ref: "W-1", window: "W-1", operator: "clerk", vouching: VOUCHING };
const DEBIT: DebitRequest = {
  ref: "S-1",
  amountFen: 100,
  kind: "medical",
  medical: { selfPayFen: 0, poolFen: 0 },
  totalFen: 100,
  when: { date: "20261121", time: "140559" },
  detail: { institution: "药店", totalFen: 100, items: [{ name: "药", quantity: 1, amountFen: 100 }] },
  deferOnEquipmentFailure: false,
  deadlineMs: 60_000,
};

const ends = (at: string, empty: readonly string[] = EMPTY): Places => ({
  [at]: [...OPTIONAL, ...empty],
  [`${at}.signal`]: OPTIONAL,
  [`${at}.deadlineMs`]: [...OPTIONAL, "null", "1", "1.5"],
});
const within = { "0.signal": OPTIONAL, "0.deadlineMs": [...OPTIONAL, "null", "1", "1.5"] };
const kind = { "0": OPTIONAL };

const PLACES: { readonly [name: string]: { readonly good: readonly unknown[]; readonly places: Places } } = {
  debit: {
    good: [DEBIT],
    places: {
      ...within,
      "0": [],
      "0.ref": TEXT_IN_REF,
      "0.amountFen": ["1"],
      "0.kind": [],
      "0.medical": [...OPTIONAL, ...EMPTY],
      "0.medical.selfPayFen": [...OPTIONAL, "0", "-0", "1"],
      "0.medical.poolFen": [...OPTIONAL, "0", "-0", "1"],
      "0.totalFen": OPTIONAL,
      "0.when": OPTIONAL,
      "0.when.date": [],
      "0.when.time": [],
      "0.detail": [...OPTIONAL, ...EMPTY],
      "0.detail.institution": [...OPTIONAL, ...PRINTABLE],
      "0.detail.items": [...OPTIONAL, "an empty list"],
      "0.detail.items.0": [],
      "0.detail.items.0.name": PRINTABLE,
      "0.detail.items.0.quantity": ["1", "1.5"],
      "0.detail.items.0.amountFen": ["0", "-0", "1", "2 ** 32"],
      "0.deferOnEquipmentFailure": [...OPTIONAL, "true"],
    },
  },
  settleBill: {
    good: [
      {
        ref: "V-1",
        visit: "treatment",
        totalFen: 100,
        selfCostFen: 0,
        expected: { accountFen: 100, poolFen: 0, cashFen: 0 },
        detail: {},
        ...LIMITS,
      },
    ],
    places: {
      ...within,
      "0": [],
      "0.ref": TEXT_IN_REF,
      "0.visit": [],
      "0.totalFen": ["1"],
      "0.selfCostFen": [...OPTIONAL, "0", "-0", "1"],
      "0.expected": OPTIONAL,
      "0.expected.accountFen": ["0", "-0", "1"],
      "0.expected.poolFen": ["0", "-0", "1"],
      "0.expected.cashFen": ["0", "-0", "1"],
      "0.detail": [...OPTIONAL, ...EMPTY],
    },
  },
  reimburse: {
    good: [
      {
        ...AT_WINDOW,
        visit: "treatment",
        of: { institutionId: "H-2", ref: "B-1" },
        totalFen: 100,
        selfCostFen: 0,
      },
      LIMITS,
    ],
    places: {
      ...atWindow(),
      ...ends("1"),
      "0.visit": [],
      "0.of": [],
      "0.of.institutionId": ["digits"],
      "0.of.ref": TEXT_IN_REF,
      "0.totalFen": ["1"],
      "0.selfCostFen": [...OPTIONAL, "0", "-0", "1"],
    },
  },
  credit: {
    good: [{ ref: "L-1", amountFen: 100, kind: "purse", ...LIMITS }],
    places: { ...within, "0": [], "0.ref": TEXT_IN_REF, "0.amountFen": ["1"], "0.kind": OPTIONAL },
  },
  reverse: {
    good: [{ ref: "R-1", of: "S-1", ...LIMITS }],
    // There is no sale to take back, which is said by its ref.
    places: { "0": [], "0.ref": "any", "0.of": TEXT_IN_REF, "0.signal": "any", "0.deadlineMs": "any" },
  },
  resettle: {
    good: ["S-1", LIMITS],
    places: { "0": [], "1": "any", "1.signal": "any", "1.deadlineMs": "any" },
  },
  balance: { good: ["purse", LIMITS], places: { ...kind, ...ends("1") } },
  log: { good: ["purse", LIMITS], places: { ...kind, ...ends("1") } },
  card: { good: [LIMITS], places: ends("0") },
  recover: { good: [LIMITS], places: ends("0") },
  changePassword: { good: [LIMITS], places: ends("0") },
  verifyOldCard: { good: [LIMITS], places: ends("0") },
  resetPassword: { good: [AT_WINDOW, LIMITS], places: { ...atWindow(), ...ends("1") } },
  unblockPassword: { good: [AT_WINDOW, LIMITS], places: { ...atWindow(), ...ends("1") } },
  activate: {
    good: [{ ...AT_WINDOW, oldCard: { cardNumber: "1", passwordState: "not-set" } }, LIMITS],
    places: {
      ...atWindow(),
      ...ends("1"),
      "0.oldCard": OPTIONAL,
      "0.oldCard.cardNumber": ["digits"],
      "0.oldCard.passwordState": [],
    },
  },
};

function atWindow(): Places {
  return {
    "0": [],
    "0.ref": TEXT_IN_REF,
    "0.window": ["digits"],
    "0.operator": PRINTABLE,
    "0.vouching": [],
    "0.vouching.by": [],
    "0.vouching.document": [],
    "0.vouching.document.kind": [],
    "0.vouching.document.number": ["digits"],
  };
}

async function tillWithoutCard() {
  const clock = stillClock();
  const { centre } = await openInsurance(clock, findProfile("hangzhou"));
  const till = await openTestTill({ clock, centre, askPassword: async () => undefined });
  till.card.chip = undefined;
  return till;
}

test("every function of an account is swept", async (t) => {
  t.deepEqual(functionsOf((await tillWithoutCard()).account).sort(), Object.keys(PLACES).sort());
});

for (const [name, { good, places }] of Object.entries(PLACES)) {
  test(`${name}: whatever is passed is taken for what it is, or refused clearly; the journal stays empty`, async (t) => {
    const { account, journal, card } = await tillWithoutCard();
    const call = account[name as keyof typeof account];
    await sweep(t, name, { call, good, places });
    t.deepEqual(await journal.list(), []);
    t.deepEqual(await journal.verify(), []);
    t.deepEqual(card.heard, []);
  });
}
