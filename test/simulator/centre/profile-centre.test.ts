import type { CardIdentity } from "@duka/protocol/centre/register";
import { keyRulesOf } from "@duka/protocol/city";
import { externalAuthenticate, internalAuthenticate } from "@duka/protocol/commands/authentication";
import { getChallenge, verify } from "@duka/protocol/commands/iso7816";
import {
  debitForMedicalPurchase,
  getMedicalBalance,
  initializeForMedicalPurchase,
} from "@duka/protocol/commands/medical-account";
import { getBalance } from "@duka/protocol/commands/pboc-purse";
import { parseHex } from "@duka/protocol/layout/hexadecimal";
import { openChips } from "@duka/simulator/card/open-chips";
import { callInProcess } from "@duka/simulator/centre/call-in-process";
import { faultyEntry } from "@duka/simulator/centre/faulty-entry";
import { bcd, hex, select, send } from "@duka/simulator/centre/keys/chip-talk";
import { addressOf } from "@duka/simulator/centre/keys/key-addresses";
import { carryOut } from "@duka/simulator/centre/keys/window";
import { centreOfProfile, identityOfProfile, rulesOfProfile } from "@duka/simulator/centre/profile-centre";
import type { CardChip } from "@duka/simulator/chip/chip";
import { findProfile, profileNames } from "@duka/simulator/profiles/profiles";
import { SOCIAL_ENVIRONMENT } from "@duka/simulator/social/social-files";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import test from "ava";
import { enrol, HOLDER, IN_PERSON, openCounter, PHARMACY, TERMINAL, TODAY, WINDOW } from "./counter.js";

const SHIPPED = profileNames.map(findProfile).filter((profile) => profile.social !== null);
const SOCIAL = [...SHIPPED, ...SHIPPED.map(otherwise)];

/** The same city, whose cards make keys and codes as those did that no shipped profile has any more. */
function otherwise(profile: (typeof SHIPPED)[number]): (typeof SHIPPED)[number] {
  const social = { ...profile.social!, processKeyLength: 16, sm4Reduction: "left" } as const;
  return { ...profile, name: `${profile.name}-otherwise`, social };
}

const MEDICAL_APPLICATION = parseHex("D15600000503");
const TIME = "140000";

function open(profile: (typeof SOCIAL)[number]) {
  const counter = openCounter(centreOfProfile(profile));
  const card = identityOfProfile(profile);
  const openingBalanceFen = profile.social?.medical.openingBalanceFen ?? 0;
  enrol(counter);
  counter.ask("allot", { ...WINDOW, ref: "allot", holderId: HOLDER, amountFen: 200_00 });
  const issued = counter.ask("issueCard", {
    ...WINDOW,
    ref: "issue",
    vouching: IN_PERSON,
    holderId: HOLDER,
    card,
    version: "2.0",
    validUntil: "20331231",
    openingBalanceFen,
    medical: true,
  });
  counter.ask("activateCard", { ...WINDOW, ref: "activate", vouching: IN_PERSON, card });
  const { card: chip } = openChips(profile, undefined, 1);
  chip.reset();
  return { counter, card, chip, issued, openingBalanceFen };
}

function challenge(chip: CardChip): string {
  const given = send(chip, getChallenge, { le: 8 });
  if (!given.ok) throw new Error(given.meaning);
  return hex(given.response.challenge);
}

const window = (counter: ReturnType<typeof openCounter>, profile: (typeof SOCIAL)[number]) => ({
  call: callInProcess(faultyEntry(counter.centre), new VirtualClock().driver),
  institutionId: "CENTRE-1",
  terminalId: TERMINAL,
  initialPassword: profile.password.initial,
  authenticationFactor: keyRulesOf(profile).authenticationFactor,
  loads: "medical" as const,
  wallMs: counter.clock.wallMs,
});

test("every profile has a centre: its rules and the identity of its card", (t) => {
  for (const profile of profileNames.map(findProfile)) {
    const rules = rulesOfProfile(profile);
    t.is(rules.initialPassword, profile.password.initial);
    t.is(rules.account, profile.medical?.balanceAt ?? "card");
    const identity: CardIdentity = identityOfProfile(profile);
    t.is(identity.factor, profile.card.applicationSerialNumber.slice(4));
    t.is(identityOfProfile(profile, "A12345678").cardNumber, "A12345678");
  }
});

test("a plain purse has no keys of social security at the key server", (t) => {
  const { counter, card } = open(findProfile("plain"));
  const request = { card, address: "004C", processFactor: "00".repeat(8), source: "00".repeat(8) };
  t.is(counter.refusal("internalAuthentication", request), "key-unknown");
});

for (const profile of SOCIAL.filter(({ social }) => social!.algorithm !== "SSF33")) {
  test(`${profile.name}: card and key server authenticate each other`, (t) => {
    const { counter, card, chip } = open(profile);
    select(chip, SOCIAL_ENVIRONMENT);
    const factor = challenge(chip);
    const source = challenge(chip);
    const inside = send(chip, internalAuthenticate, { keyId: 0x00, data: parseHex(factor + source) });
    t.true(inside.ok);
    const request = { card, address: addressOf("IRK"), processFactor: factor, source };
    if (inside.ok) t.is(hex(inside.response.result), counter.ask("internalAuthentication", request).result);

    const last = challenge(chip);
    const isLast = keyRulesOf(profile).authenticationFactor === "last";
    const processFactor = isLast ? last : factor;
    const shown = { card, address: addressOf("RKSSSE"), processFactor, source };
    const { result } = counter.ask("externalAuthentication", shown);
    t.is(send(chip, externalAuthenticate, { keyId: 0x0a, data: parseHex(result + source) }).sw, 0x9000);
  });

  test(`${profile.name}: a medical purchase with the key server's two steps settles with the card's TAC`, (t) => {
    const { counter, card, chip, issued, openingBalanceFen } = open(profile);
    counter.ask("reportEffect", { effect: issued.effects[0]!.effect, done: true });
    const { balanceAt } = profile.medical!;
    select(chip, SOCIAL_ENVIRONMENT);
    select(chip, MEDICAL_APPLICATION);
    t.is(send(chip, verify, { pin: bcd(profile.password.initial) }).sw, 0x9000);
    const amountFen = 12_50;
    const amountsFen = [0, 0, 0].map((_, at) => (at === counter.centre.rules.accountAmount ? amountFen : 0));
    const [amount1Fen = 0, amount2Fen = 0, amount3Fen = 0] = amountsFen;
    const amounts = { amount1Fen, amount2Fen, amount3Fen };
    const asked = send(chip, initializeForMedicalPurchase, { keyIndex: 1, ...amounts, terminalId: TERMINAL });
    if (!asked.ok) return t.fail(asked.meaning);
    const { offlineSequence: cardSequence, keyVersion, random } = asked.response;
    const when = { terminalId: TERMINAL, date: TODAY, time: TIME };
    const purchase = {
      card,
      keyVersion,
      random: hex(random),
      cardSequence,
      amountsFen,
      transactionType: 0x32 as const,
      ...when,
    };
    const { terminalSequence, mac1 } = counter.ask("purchaseMac1", purchase);
    const second = { terminalSequence, date: TODAY, time: TIME, mac1: parseHex(mac1) };
    const debited = send(chip, debitForMedicalPurchase, second);
    if (!debited.ok) return t.fail(debited.meaning);
    const mac2 = hex(debited.response.mac2);
    t.true(counter.ask("purchaseMac2", { ...purchase, terminalSequence, mac2 }).genuine);

    const debit = { transactionType: 0x32 as const, amountsFen, cardSequence, terminalSequence, ...when };
    const tac = hex(debited.response.tac);
    const settled = counter.ask("settle", {
      institutionId: PHARMACY,
      ref: "S-1",
      card,
      totalFen: amountFen,
      payment: { from: "card", debit: { ...debit, tac } },
      deferred: false,
    });
    t.is(settled.sale.split.accountFen, amountFen);
    if (balanceAt === "centre") {
      t.is(settled.accountFen, 200_00 - amountFen);
      t.is(counter.ask("findCard", { cardNumber: card.cardNumber }).card.balanceFen, 0);
      return;
    }
    const balance = send(chip, getMedicalBalance, {});
    t.like(balance, { ok: true, response: { balanceFen: openingBalanceFen - amountFen } });
    t.is(settled.accountFen, openingBalanceFen - amountFen);
  });

  test(`${profile.name}: what a window does to a card is accepted by it: data, password, load, blocking`, async (t) => {
    const { counter, card, chip, issued, openingBalanceFen } = open(profile);
    const rig = window(counter, profile);
    const at = (ref: string) => ({ ...WINDOW, ref, vouching: IN_PERSON, card });
    const work = (effect: (typeof issued.effects)[number] | undefined, newPassword?: string) =>
      carryOut(
        rig,
        {
          chip,
          identity: card,
          password: profile.password.initial,
          ...(newPassword === undefined ? {} : { newPassword }),
        },
        effect!,
      );
    t.is(await work(issued.effects[0]), 0x9000);
    t.is(await work(counter.ask("changePassword", at("c")).effects[0], "258036"), 0x9000);
    t.is(await work(counter.ask("unblockPassword", at("u")).effects[0]), 0x9000);
    t.is(await work(counter.ask("resetPassword", at("r")).effects[0]), 0x9000);
    chip.reset();
    select(chip, SOCIAL_ENVIRONMENT);
    t.is(send(chip, verify, { pin: bcd(profile.password.initial) }).sw, 0x9000);

    const wrong = await work(counter.ask("changePassword", at("w")).effects[0], "1");
    t.not(wrong, 0x9000);
    t.is(counter.ask("findCard", { cardNumber: card.cardNumber }).card.password, "initial");

    const load = { effect: "x", cardNumber: card.cardNumber, state: "due", insuredRegion: null } as const;
    const loaded = { ...load, kind: "load", amountFen: 50_00 } as const;
    await t.throwsAsync(work(loaded), { message: /no act of the register/ });
    const { holder, card: told } = counter.ask("findCard", { cardNumber: card.cardNumber });
    t.is(holder.accountFen, 150_00);
    t.is(told.balanceFen, openingBalanceFen + 50_00);

    const { cardNumber } = card;
    const blocked = counter.ask("blockCard", { ...WINDOW, ref: "b", cardNumber, reason: "lent" });
    t.is(await work(blocked.effects[0]), 0x9000);
    chip.reset();
    t.is(send(chip, getBalance, { p2: 2 }).sw, 0x6a81);
  });
}

test("the old card's medical application is locked for ever when the new card is activated", async (t) => {
  const profile = findProfile("hangzhou");
  const { counter, card, chip } = open(profile);
  const fresh = { ...card, cardNumber: "A2", factor: "0000000000000002" };
  counter.ask("issueCard", {
    ...WINDOW,
    ref: "issue 2",
    vouching: IN_PERSON,
    holderId: HOLDER,
    card: fresh,
    version: "3.0",
    validUntil: "20331231",
    openingBalanceFen: 0,
    medical: false,
  });
  const { effects } = counter.ask("activateCard", {
    ...WINDOW,
    ref: "activate 2",
    vouching: IN_PERSON,
    card: fresh,
    oldCard: { cardNumber: card.cardNumber, password: "not-set" },
  });
  const old = { chip, identity: card, password: profile.password.initial };
  t.is(await carryOut(window(counter, profile), old, effects[0]!), 0x9000);
  chip.reset();
  select(chip, SOCIAL_ENVIRONMENT);
  select(chip, MEDICAL_APPLICATION);
  t.is(send(chip, getMedicalBalance, {}).sw, 0x9303);
});
