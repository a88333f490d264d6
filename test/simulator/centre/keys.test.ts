import { parseHex } from "@duka/protocol/layout/hexadecimal";
import { addressOf } from "@duka/simulator/centre/keys/key-addresses";
import test from "ava";
import {
  cardKeyOf,
  debitOf,
  enrol,
  hex,
  IN_PERSON,
  identity,
  issue,
  openCounter,
  suiteOf,
  TERMINAL,
  TODAY,
  WINDOW,
  withActiveCard,
} from "./counter.js";

const CHALLENGE = "1122334455667788";
const SOURCE = "A1A2A3A4A5A6A7A8";

for (const algorithm of ["3des", "sm4"] as const) {
  test(`${algorithm}: authentication values are those of the card's key, for both directions`, (t) => {
    const counter = openCounter();
    const card = identity(1, algorithm);
    enrol(counter);
    issue(counter, card, 0);
    const suite = suiteOf(card);
    const processKey = suite.processKey(cardKeyOf(card, "RKSSSE"), parseHex(CHALLENGE));
    const expected = hex(suite.authenticate(processKey, parseHex(SOURCE)));
    const request = { card, address: addressOf("RKSSSE"), processFactor: CHALLENGE, source: SOURCE };
    t.is(counter.ask("internalAuthentication", request).result, expected);
    t.is(counter.ask("externalAuthentication", request).result, expected);
  });

  test(`${algorithm}: the two-step purchase makes MAC1 and knows MAC2 and TAC`, (t) => {
    const counter = openCounter();
    const card = identity(1, algorithm);
    enrol(counter);
    issue(counter, card, 0);
    counter.ask("activateCard", { ...WINDOW, ref: "a", vouching: IN_PERSON, card });
    const purchase = {
      card,
      keyVersion: 2,
      random: "11223344",
      cardSequence: 5,
      amountsFen: [0x1000],
      transactionType: 0x06,
      terminalId: TERMINAL,
      date: TODAY,
      time: "140000",
    } as const;
    const mutable = { ...purchase, amountsFen: [...purchase.amountsFen] };
    const { terminalSequence, mac1 } = counter.ask("purchaseMac1", mutable);
    t.is(terminalSequence, 1);
    const suite = suiteOf(card);
    const session = suite.sessionKey(cardKeyOf(card, "DPK", 2), parseHex("1122334400050001"));
    t.is(mac1, hex(suite.mac(session, parseHex(`0000100006${TERMINAL}${TODAY}140000`))));
    const mac2 = hex(suite.mac(session, parseHex("00001000")));
    t.true(counter.ask("purchaseMac2", { ...mutable, terminalSequence, mac2 }).genuine);
    t.false(counter.ask("purchaseMac2", { ...mutable, terminalSequence, mac2: "00000000" }).genuine);
    const debit = debitOf(card, { amountsFen: [0x1000] });
    t.true(counter.ask("purchaseTac", { card, debit }).genuine);
    t.false(counter.ask("purchaseTac", { card, debit: { ...debit, time: "140001" } }).genuine);
    t.is(counter.ask("purchaseMac1", mutable).terminalSequence, 2);
  });
}

test("a medical purchase has three amounts, a purse one", (t) => {
  const counter = openCounter();
  const card = withActiveCard(counter);
  const debit = debitOf(card, { amountsFen: [1, 2, 3], type: 0x32 });
  t.true(counter.ask("purchaseTac", { card, debit }).genuine);
  t.is(counter.refusal("purchaseTac", { card, debit: { ...debit, amountsFen: [1] } }), "bad-request");
  t.is(counter.refusal("purchaseTac", { card, debit: { ...debit, transactionType: 0x06 } }), "bad-request");
});

test("a purchase is refused for a card on the blacklist, and for an altered one", (t) => {
  const counter = openCounter();
  const card = withActiveCard(counter);
  const purchase = {
    card,
    keyVersion: 1,
    random: "11223344",
    cardSequence: 5,
    amountsFen: [1],
    transactionType: 0x06,
    terminalId: TERMINAL,
    date: TODAY,
    time: "140000",
  } as const;
  const ask = (presented: typeof card) =>
    counter.refusal("purchaseMac1", { ...purchase, amountsFen: [1], card: presented });
  t.is(ask({ ...card, factor: "0000000000000000" }), "card-altered");
  counter.ask("reportLoss", { ...WINDOW, ref: "l", vouching: IN_PERSON, cardNumber: card.cardNumber });
  t.is(ask(card), "card-lost");
});

test("password commands are made only while an act of the register is due, and for its card", (t) => {
  const counter = openCounter();
  const card = withActiveCard(counter);
  const act = counter.ask("resetPassword", { ...WINDOW, ref: "r", vouching: IN_PERSON, card });
  const { effect } = act.effects[0]!;
  const request = { effect, challenge: CHALLENGE };
  t.is(counter.refusal("unblockPasswordCommand", request), "effect-not-due");
  const { apdu } = counter.ask("resetPasswordCommand", { ...request, newPassword: "123456" });
  const suite = suiteOf(card);
  const processKey = suite.processKey(cardKeyOf(card, "STKSSSE"), parseHex(CHALLENGE));
  const command = `842400010C${hex(suite.encipher(processKey, parseHex("123456")))}`;
  t.is(apdu, command + hex(suite.macOf(processKey, parseHex(command))));
  counter.ask("reportEffect", { effect, done: true });
  t.is(counter.refusal("resetPasswordCommand", { ...request, newPassword: "123456" }), "effect-not-due");
  t.is(counter.refusal("unblockPasswordCommand", { ...request, effect: "none" }), "effect-unknown");
});

test("unblock and block commands carry the MAC of the key that the standard names", (t) => {
  const counter = openCounter();
  const card = withActiveCard(counter);
  const suite = suiteOf(card);
  const unblock = counter.ask("unblockPassword", { ...WINDOW, ref: "u", vouching: IN_PERSON, card });
  const { apdu } = counter.ask("unblockPasswordCommand", {
    effect: unblock.effects[0]!.effect,
    challenge: CHALLENGE,
  });
  const resetKey = suite.processKey(cardKeyOf(card, "STKSSSE"), parseHex(CHALLENGE));
  t.is(apdu, `8424000004${hex(suite.macOf(resetKey, parseHex("8424000004")))}`);

  const { cardNumber } = card;
  const { effects } = counter.ask("blockCard", { ...WINDOW, ref: "b", cardNumber, reason: "forged" });
  const request = { effect: effects[0]!.effect, challenge: CHALLENGE };
  const key = cardKeyOf(card, "BK");
  const pboc = counter.ask("blockCommand", { ...request, address: "0091", messaging: "pboc" });
  t.is(pboc.apdu, `8416000004${hex(suite.macOf(key, parseHex("8416000004"), parseHex(CHALLENGE)))}`);
  const social = counter.ask("blockCommand", { ...request, address: "0091", messaging: "social-security" });
  const processKey = suite.processKey(key, parseHex(CHALLENGE));
  t.is(social.apdu, `8416000004${hex(suite.macOf(processKey, parseHex("8416000004")))}`);
});

test("a password of an odd number of digits is filled up with F", (t) => {
  const counter = openCounter();
  const card = withActiveCard(counter);
  const { effects } = counter.ask("resetPassword", { ...WINDOW, ref: "r", vouching: IN_PERSON, card });
  const request = { effect: effects[0]!.effect, challenge: CHALLENGE, newPassword: "12345" };
  const field = parseHex(counter.ask("resetPasswordCommand", request).apdu).subarray(5, 13);
  const suite = suiteOf(card);
  const processKey = suite.processKey(cardKeyOf(card, "STKSSSE"), parseHex(CHALLENGE));
  t.is(hex(suite.decipher(processKey, field)!), "12345F");
});

test("the algorithm is the register's to say: who reads an SM4 card's purse only cannot know it", (t) => {
  const counter = openCounter();
  const card = identity(1, "sm4");
  enrol(counter);
  issue(counter, card, 0);
  const asked = { address: addressOf("RKSSSE"), processFactor: CHALLENGE, source: SOURCE };
  const { result } = counter.ask("internalAuthentication", { ...asked, card });
  t.is(
    counter.ask("internalAuthentication", { ...asked, card: { ...card, algorithm: "3des" } }).result,
    result,
  );
});
