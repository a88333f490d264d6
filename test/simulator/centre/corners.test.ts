import { addressOf, keyAddress } from "@duka/simulator/centre/keys/key-addresses";
import { profileMasterKeys } from "@duka/simulator/centre/keys/master-keys";
import { centreOfProfile } from "@duka/simulator/centre/profile-centre";
import { DEFAULT_RULES } from "@duka/simulator/centre/rules";
import { StoreError } from "@duka/simulator/centre/store/store";
import { memoryStore } from "@duka/simulator/centre/store/store-memory";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import {
  debitOf,
  enrol,
  HOLDER,
  hex,
  IN_PERSON,
  identity,
  issue,
  openCounter,
  PHARMACY,
  TERMINAL,
  TODAY,
  WINDOW,
  withActiveCard,
} from "./counter.js";

const at = (ref: string) => ({ institutionId: PHARMACY, ref });
const none = { from: "none" } as const;

test("a sale that is paid in cash altogether moves no account, and can be taken back", (t) => {
  const counter = openCounter();
  const card = withActiveCard(counter);
  const request = { ...at("S-1"), card, totalFen: 100, payment: none, deferred: false };
  t.like(counter.ask("settle", request), {
    accountFen: 500_00,
    sale: { from: "none", split: { cashFen: 100 } },
  });
  t.like(counter.ask("cancel", { ...at("C-1"), of: "S-1" }), { accountFen: 500_00, toLoadFen: 0 });
  t.is(counter.ask("reverse", { ...at("R-1"), of: "C-1", what: "cancel" }).had, "arrived");
});

test("a pre-settled sale is settled with the card it was pre-settled for, and once", (t) => {
  const counter = openCounter();
  const card = withActiveCard(counter);
  const other = identity(2);
  issue(counter, other, 100_00);
  const visit = { ...at("V-1"), kind: "pharmacy", totalFen: 100, selfCostFen: 0 } as const;
  counter.ask("preSettle", { ...visit, card });
  const debit = debitOf(other, { amountsFen: [100] });
  const pay = { ...at("V-1"), totalFen: 100, deferred: false };
  t.is(
    counter.refusal("settle", { ...pay, card: other, payment: { from: "card", debit } }),
    "amounts-differ",
  );
  counter.ask("settle", { ...pay, card, payment: none });
  t.is(counter.refusal("preSettle", { ...visit, card, totalFen: 101 }), "reference-in-use");
  counter.ask("cancel", { ...at("C-1"), of: "V-1" });
  t.is(counter.refusal("reverse", { ...at("R-1"), of: "V-1", what: "preSettle" }), "wrong-state");
});

test("a reversed pre-settlement is gone: its repeat is refused, and so is a settlement under it", (t) => {
  const counter = openCounter();
  const card = withActiveCard(counter);
  const visit = { ...at("V-1"), card, kind: "treatment", totalFen: 100, selfCostFen: 0 } as const;
  counter.ask("preSettle", visit);
  t.is(counter.ask("reverse", { ...at("R-1"), of: "V-1", what: "settle" }).had, "not-arrived");
  t.is(counter.refusal("preSettle", visit), "reversed");
  const pay = { ...at("V-1"), card, totalFen: 100, payment: none, deferred: false };
  t.is(counter.refusal("settle", pay), "reversed");
});

test("a cancellation is not reversed when its money has left the account", (t) => {
  const counter = openCounter();
  const card = withActiveCard(counter);
  const debit = debitOf(card, { amountsFen: [400_00] });
  const payment = { from: "card", debit } as const;
  counter.ask("settle", { ...at("S-1"), card, totalFen: 400_00, payment, deferred: false });
  counter.ask("cancel", { ...at("C-1"), of: "S-1" });
  const { cardNumber } = card;
  counter.ask("cancelCard", { ...WINDOW, ref: "c", vouching: IN_PERSON, cardNumber, reason: "abroad" });
  t.is(counter.refusal("reverse", { ...at("R-1"), of: "C-1", what: "cancel" }), "refund-taken");
});

test("where the account is at the centre, a card's record of a medical purchase is paid from there", (t) => {
  const counter = openCounter({ rules: { ...DEFAULT_RULES, account: "centre" } });
  const card = withActiveCard(counter, 1, 0);
  const medical = debitOf(card, { amountsFen: [100, 0, 0], type: 0x32 });
  const pay = { ...at("S-1"), card, totalFen: 100, deferred: false };
  const settled = counter.ask("settle", { ...pay, payment: { from: "card", debit: medical } });
  t.like(settled, { accountFen: 199_00, sale: { from: "centre" } });
  t.like(counter.ask("cancel", { ...at("C-1"), of: "S-1" }), { accountFen: 200_00, toLoadFen: 0 });
  t.is(counter.ask("eligibility", { institutionId: PHARMACY, card }).accountFen, 200_00);
});

test("an account does not grow beyond what a card's could hold", (t) => {
  const counter = openCounter();
  enrol(counter);
  const allot = (ref: string, amountFen: number) => ({ ...WINDOW, ref, holderId: HOLDER, amountFen });
  counter.ask("allot", allot("a", 0xffff_ffff));
  t.is(counter.refusal("allot", allot("b", 1)), "amount-too-large");
});

test("a card number is issued once, also to another person", (t) => {
  const counter = openCounter();
  withActiveCard(counter);
  const document = { kind: "passport", number: "E12345678" } as const;
  const other = { holderId: "S2", name: "Li", document, region: "330100" };
  counter.ask("enrolHolder", { ...WINDOW, ref: "e2", ...other });
  t.is(counter.refusal("enrolHolder", { ...WINDOW, ref: "e3", ...other }), "holder-known");
  const again = {
    ...WINDOW,
    ref: "i2",
    vouching: { by: "holder", document },
    holderId: "S2",
    card: identity(1),
    version: "3.0",
    validUntil: "20361231",
    openingBalanceFen: 0,
    medical: false,
  } as const;
  t.is(counter.refusal("issueCard", again), "card-known");
});

test("a terminal's sequence ends at its limit and never begins anew", (t) => {
  const store = memoryStore();
  const counter = openCounter({ store });
  const card = withActiveCard(counter);
  store.put("terminal", TERMINAL, { sequence: 0xffff_fffe });
  const purchase = {
    card,
    keyVersion: 1,
    random: "11223344",
    cardSequence: 5,
    amountsFen: [1],
    transactionType: 0x06 as const,
    terminalId: TERMINAL,
    date: TODAY,
    time: "140000",
  };
  t.is(counter.ask("purchaseMac1", purchase).terminalSequence, 0xffff_ffff);
  t.is(counter.refusal("purchaseMac1", purchase), "counter-at-limit");
});

test("a store that cannot be used is told as such, with status 503", (t) => {
  const unusable = (): never => {
    throw new StoreError("centre.db is locked by another program; try again");
  };
  const { centre } = openCounter({ store: { ...memoryStore(), transaction: unusable } });
  t.like(centre.answer("areYouThere", {}), { status: 503, body: { code: "store-unusable" } });
});

test("a second transaction within one is the programmer's mistake", (t) => {
  const store = memoryStore();
  t.throws(() => store.transaction(() => store.transaction(() => 1)), {
    message: /one transaction at a time/,
  });
});

test("a profile's purse has its own keys under the same names, with or without the region's level", (t) => {
  const profile = findProfile("hangzhou");
  const entry = keyAddress(addressOf("DPK", 1))!;
  const masters = profileMasterKeys(profile);
  t.is(hex(masters(entry, "3des", "purse")!.key), profile.keys.purchase[0]!.masterKey);
  t.is(hex(masters(entry, "3des", "social")!.key), profile.social!.purchase[0]!.masterKey);
  t.is(masters(entry, "3des", "purse")!.levels, 1);
  t.is(masters(keyAddress(addressOf("PUK"))!, "3des", "purse"), undefined);
  t.is(masters(keyAddress("0092")!, "3des", "social"), undefined);
  const regional = { ...profile, keys: { ...profile.keys, regionFactor: "3333303130307378" } };
  t.like(profileMasterKeys(regional)(entry, "3des", "purse"), { levels: 2, algorithm: "3des" });
  t.is(centreOfProfile(profile).keyServerRules!.cityFactorDigits, 4, "Zhejiang's rule");
  t.is(centreOfProfile({ ...profile, keyRules: {} }).keyServerRules!.cityFactorDigits, 6);
});
