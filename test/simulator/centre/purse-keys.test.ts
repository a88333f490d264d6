/** The keys of a purse at the key server, against real cards: passwords, overdraft limit, unload, blocking. */
import type { CardEffect } from "@duka/protocol/centre/register";
import { verify } from "@duka/protocol/commands/iso7816";
import {
  debitForUnload,
  initializeForUnload,
  initializeForUpdate,
  updateOverdrawLimit,
} from "@duka/protocol/commands/pboc-deposit";
import { getBalance } from "@duka/protocol/commands/pboc-purse";
import { ACCOUNT_DEPOSIT } from "@duka/protocol/commands/purse-types";
import { parseHex } from "@duka/protocol/layout/hexadecimal";
import { openChips } from "@duka/simulator/card/open-chips";
import { callInProcess } from "@duka/simulator/centre/call-in-process";
import { faultyEntry } from "@duka/simulator/centre/faulty-entry";
import { bcd, hex, select, send } from "@duka/simulator/centre/keys/chip-talk";
import { keyAddress } from "@duka/simulator/centre/keys/key-addresses";
import { seededMasterKeys } from "@duka/simulator/centre/keys/master-keys";
import { carryOut, type Window } from "@duka/simulator/centre/keys/window";
import { centreOfProfile, identityOfProfile } from "@duka/simulator/centre/profile-centre";
import type { Profile } from "@duka/simulator/profiles/profile";
import { findProfile } from "@duka/simulator/profiles/profiles";
import { PURSE_APPLICATION } from "@duka/simulator/purse/purse-application";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import test from "ava";
import {
  enrol,
  HOLDER,
  IN_PERSON,
  openCounter,
  PHARMACY,
  TERMINAL,
  TODAY,
  WINDOW,
  withActiveCard,
} from "./counter.js";

const TIME = "140000";
const OPENING = 300_00;

/** The purse alone, of 3DES and of SM4, with 300 yuan in its deposit. */
const PURSES: readonly Profile[] = ["plain", "medical-sm4"].map((name) => {
  const profile = findProfile(name);
  const purse = { ...profile.purse, openingBalanceFen: { deposit: OPENING, purse: 0 } };
  return { ...profile, purse };
});

function open(profile: Profile) {
  const counter = openCounter(centreOfProfile(profile));
  const card = identityOfProfile(profile);
  enrol(counter);
  const facts = {
    version: "2.0",
    validUntil: "20331231",
    openingBalanceFen: OPENING,
    medical: false,
  } as const;
  counter.ask("issueCard", {
    ...WINDOW,
    ref: "issue",
    vouching: IN_PERSON,
    holderId: HOLDER,
    card,
    ...facts,
  });
  counter.ask("activateCard", { ...WINDOW, ref: "activate", vouching: IN_PERSON, card });
  const { card: chip } = openChips(profile, undefined, 1);
  chip.reset();
  select(chip, PURSE_APPLICATION);
  const window: Window = {
    call: callInProcess(faultyEntry(counter.centre), new VirtualClock().driver),
    institutionId: "CENTRE-1",
    terminalId: TERMINAL,
    initialPassword: profile.password.initial,
    authenticationFactor: "last",
    loads: "purse",
    keys: "purse",
    wallMs: counter.clock.wallMs,
  };
  const doOn = (effect: CardEffect | undefined, newPassword?: string): Promise<number> =>
    carryOut(
      window,
      {
        chip,
        identity: card,
        password: profile.password.initial,
        ...(newPassword === undefined ? {} : { newPassword }),
      },
      effect!,
    );
  const verified = (password: string): number => send(chip, verify, { pin: bcd(password) }).sw;
  return { counter, card, chip, doOn, verified };
}

for (const profile of PURSES) {
  const { algorithm } = profile.purse;

  test(`${algorithm}: RELOAD PIN under DRPK sets a password at the window, PIN UNBLOCK under DPUK frees one`, async (t) => {
    const { counter, card, doOn, verified } = open(profile);
    const reset = counter.ask("resetPassword", { ...WINDOW, ref: "r", vouching: IN_PERSON, card });
    t.is(await doOn(reset.effects[0], "246810"), 0x9000);
    t.is(verified("246810"), 0x9000);
    t.is(counter.ask("findCard", { cardNumber: card.cardNumber }).card.password, "initial");
    while (verified("999999") !== 0x6983);
    const free = counter.ask("unblockPassword", { ...WINDOW, ref: "u", vouching: IN_PERSON, card });
    t.is(await doOn(free.effects[0]), 0x9000);
    t.is(verified("246810"), 0x9000);
    const late = { effect: reset.effects[0]!.effect, newPassword: "111111" };
    t.is(counter.refusal("reloadPasswordCommand", late), "effect-not-due");
  });

  test(`${algorithm}: a returned card is blocked under DAMK`, async (t) => {
    const { counter, card, chip, doOn } = open(profile);
    const { cardNumber } = card;
    const act = { ...WINDOW, ref: "c", vouching: IN_PERSON, cardNumber, reason: "returned" } as const;
    t.is(await doOn(counter.ask("cancelCard", act).effects[0]), 0x9000);
    t.is(send(chip, getBalance, { p2: ACCOUNT_DEPOSIT }).sw, 0x6a81);
  });

  test(`${algorithm}: a new overdraft limit: MAC1 is checked, the card takes MAC2, its TAC is genuine`, (t) => {
    const { counter, card, chip, verified } = open(profile);
    verified(profile.password.initial);
    const asked = send(chip, initializeForUpdate, { p2: ACCOUNT_DEPOSIT, keyIndex: 1, terminalId: TERMINAL });
    if (!asked.ok) return t.fail(asked.meaning);
    const {
      balanceFen,
      onlineSequence,
      overdraftLimitFen: oldLimitFen,
      keyVersion,
      random,
      mac1,
    } = asked.response;
    const common = {
      card,
      onlineSequence,
      newLimitFen: 50_00,
      terminalId: TERMINAL,
      date: TODAY,
      time: TIME,
    };
    const request = { ...common, keyVersion, random: hex(random), balanceFen, oldLimitFen, mac1: hex(mac1) };
    t.is(counter.refusal("overdraftMac2", { ...request, oldLimitFen: 1 }), "mac-wrong");
    const { mac2 } = counter.ask("overdraftMac2", request);
    const update = { overdraftLimitFen: 50_00, date: TODAY, time: TIME, mac2: parseHex(mac2) };
    const updated = send(chip, updateOverdrawLimit, update);
    if (!updated.ok) return t.fail(updated.meaning);
    const proof = { ...common, balanceFen: balanceFen + 50_00, tac: hex(updated.response.tac) };
    t.true(counter.ask("overdraftTac", proof).genuine);
    t.false(counter.ask("overdraftTac", { ...proof, newLimitFen: 1 }).genuine);
  });

  test(`${algorithm}: an unload moves money from the card to the account once MAC3 proves it, and only once`, (t) => {
    const { counter, card, chip, verified } = open(profile);
    verified(profile.password.initial);
    const at = { institutionId: PHARMACY, ref: "U-1" };
    const amount = { p2: ACCOUNT_DEPOSIT, keyIndex: 1, amountFen: 80_00, terminalId: TERMINAL };
    const asked = send(chip, initializeForUnload, amount);
    if (!asked.ok) return t.fail(asked.meaning);
    const { balanceFen, onlineSequence, keyVersion, random, mac1 } = asked.response;
    const when = { date: TODAY, time: TIME };
    const codes = { random: hex(random), mac1: hex(mac1) };
    const facts = { amountFen: 80_00, balanceFen, onlineSequence, keyVersion, terminalId: TERMINAL };
    const request = { ...at, card, ...facts, ...codes, ...when };
    t.is(counter.refusal("authoriseUnload", { ...request, amountFen: 1 }), "mac-wrong");
    const { mac2 } = counter.ask("authoriseUnload", request);
    t.is(counter.ask("authoriseUnload", request).mac2, mac2);
    t.is(counter.refusal("authoriseUnload", { ...request, ref: "U-2" }), "load-open");
    t.is(counter.ask("reportUnload", { ...at, outcome: { is: "not-debited" } }).state, "not-debited");
    const debited = send(chip, debitForUnload, { ...when, mac2: parseHex(mac2) });
    if (!debited.ok) return t.fail(debited.meaning);
    const mac3 = hex(debited.response.mac3);
    t.is(
      counter.refusal("reportUnload", { ...at, outcome: { is: "debited", mac3: "00000000" } }),
      "mac-wrong",
    );
    const proved = { ...at, outcome: { is: "debited", mac3 } } as const;
    t.deepEqual(counter.ask("reportUnload", proved), { state: "debited", accountFen: 80_00 });
    t.deepEqual(counter.ask("reportUnload", proved), { state: "debited", accountFen: 80_00 });
    t.is(counter.refusal("reportUnload", { ...at, outcome: { is: "not-debited" } }), "wrong-state");
    t.is(counter.ask("reportUnload", { ...at, outcome: { is: "unknown" } }).state, "debited");
    t.is(counter.ask("findCard", { cardNumber: card.cardNumber }).card.balanceFen, OPENING - 80_00);
    t.is(counter.refusal("reportUnload", { ...at, ref: "U-9", outcome: { is: "unknown" } }), "load-unknown");
  });
}

test("keys without a logical address are asked for by name, never by an authentication, and each is another key", (t) => {
  const counter = openCounter();
  const card = withActiveCard(counter);
  const request = { card, processFactor: "00".repeat(8), source: "00".repeat(8), address: "DAMK" };
  t.is(counter.refusal("internalAuthentication", request), "bad-request");
  const keys = ["DUK", "DRPK", "DPUK", "DAMK", "0091", "0092"].map((address) =>
    hex(seededMasterKeys(1)(keyAddress(address)!, "3des", "purse")!.key),
  );
  t.is(new Set(keys).size, keys.length);
});
