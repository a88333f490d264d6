/**
 * The medical account's states (社会保障（个人）卡规范 part 5, table 49), exhaustively: from every state by every command;
 * and its proof (7.4), by both commands.
 */
import { hangzhou } from "@duka/protocol/cities";
import { openChips } from "@duka/simulator/card/open-chips";
import type { Profile } from "@duka/simulator/profiles/profile";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { answerLost, at } from "../../support/card/chip-transport.js";
import { openTestTill } from "../../support/card/till.js";
import { bytes, hex } from "../../support/values/hex.js";

const CARD = findProfile("hangzhou");
const TERMINAL = "33 01 00 00 00 21";
const INITIALIZE_LOAD = `B0 28 00 01 0B 01 00 00 00 64 ${TERMINAL}`;
const INITIALIZE_PURCHASE = `B0 28 01 01 13 01 00 00 00 64 00 00 00 00 00 00 00 00 ${TERMINAL}`;
const CREDIT = "B0 2A 00 00 0B 20 26 11 21 14 05 59 00 00 00 00";
const DEBIT = "B0 2C 01 00 0F 00 00 00 01 20 26 11 21 14 05 59 00 00 00 00";
const BALANCE = "B0 26 00 01 04";
/** Of a load that was made before, so that it is answered. */
const PROOF = "B0 2E 00 32 02 00 01 08";

const STATES = { idle: undefined, load: INITIALIZE_LOAD, purchase: INITIALIZE_PURCHASE } as const;
type State = keyof typeof STATES;

/** A card in DF04 with its password verified, that has paid once. */
function cardOf(change: Partial<NonNullable<Profile["social"]>["medical"]> = {}) {
  const social = { ...CARD.social!, medical: { ...CARD.social!.medical, ...change } };
  const chip = openChips({ ...CARD, social }, undefined, 1).card;
  chip.reset();
  const send = (apdu: string) => hex(chip.execute(bytes(apdu))).replaceAll(" ", "");
  send("00 A4 04 00 0F 73 78 31 2E 73 68 2E C9 E7 BB E1 B1 A3 D5 CF");
  send("00 A4 04 00 06 D1 56 00 00 05 03");
  if (send("00 20 00 00 03 12 34 56") !== "9000") throw new Error("the password is not verified");
  return send;
}

/** Which transaction is open: DEBIT of another MAC1 is 9302 then, CREDIT likewise, and 6901 where it is not. */
function stateOf(send: (apdu: string) => string, ask: "load" | "purchase"): boolean {
  return send(ask === "load" ? CREDIT : DEBIT).endsWith("9302");
}

const TABLE: readonly [command: string, apdu: string, idle: string, load: string, purchase: string][] = [
  ["INITIALIZE FOR LOAD", INITIALIZE_LOAD, "load", "load", "load"],
  ["INITIALIZE FOR PURCHASE", INITIALIZE_PURCHASE, "purchase", "purchase", "purchase"],
  ["CREDIT FOR LOAD", CREDIT, "6901", "idle", "6901"],
  ["DEBIT FOR PURCHASE", DEBIT, "6901", "6901", "idle"],
  ["GET BALANCE", BALANCE, "idle", "load", "purchase"],
  ["GET BALANCE of the self-pay", "B0 26 00 02 06", "idle", "load", "purchase"],
  ["GET BALANCE of the pool", "B0 26 00 03 06", "idle", "load", "purchase"],
];

for (const [command, apdu, ...next] of TABLE) {
  for (const [at, state] of (["idle", "load", "purchase"] as State[]).entries()) {
    const expected = next[at]!;
    test(`P5 table 49: ${command} in state ${state}: ${expected}`, (t) => {
      for (const ask of ["load", "purchase"] as const) {
        const send = cardOf();
        const before = STATES[state];
        if (before !== undefined) t.regex(send(before), /9000$/);
        const answer = send(apdu);
        if (expected === "6901") t.is(answer, "6901");
        else if (expected === "idle" && !command.startsWith("GET BALANCE"))
          t.is(answer, "9302", "its MAC is wrong, and it is over");
        else t.regex(answer, /9000$/);
        t.is(stateOf(send, ask), expected === ask, `${ask} is ${expected === ask ? "open" : "not open"}`);
      }
    });
  }
}

test("P5 table 49: a refused command makes the state idle, and a city's older cards answer 6985", (t) => {
  const send = cardOf();
  send(INITIALIZE_PURCHASE);
  t.is(send(PROOF), "9406");
  t.is(send(DEBIT), "6901");
  const older = cardOf({ noInitialize: "6985" });
  t.is(older(DEBIT), "6985");
  t.is(older(CREDIT), "6985");
});

const PROVEN: readonly [by: "both" | "B02E" | "805A", own: boolean, ofPurse: boolean][] = [
  ["both", true, true],
  ["B02E", true, false],
  ["805A", false, true],
];
const MEDICAL = { ref: "M-1", kind: "medical", amountFen: 1250 } as const;
const medicalOf = (more: Partial<NonNullable<(typeof hangzhou)["medical"]>>) => ({
  ...hangzhou,
  medical: { ...hangzhou.medical!, ...more },
});

for (const [by] of PROVEN) {
  for (const proof of [undefined, "B02E", "805A", "none"] as const) {
    test(`a card proven by ${by}, a city that says ${proof}: a lost TAC ${proof === "none" ? "stays lost" : "comes back"}`, async (t) => {
      const social = { ...CARD.social!, medical: { ...CARD.social!.medical, provenBy: by } };
      const profile = medicalOf(proof === undefined ? {} : { proof });
      const till = await openTestTill({ simulated: { social }, profile });
      till.card.fault = at(0x2c, answerLost);
      await till.account.debit(MEDICAL);
      till.card.fault = undefined;
      till.card.heard.length = 0;
      const outcome = await till.account.debit(MEDICAL);
      t.is(outcome.outcome, "committed");
      if (proof === "none") t.is(outcome.tac, null);
      else t.regex(outcome.tac ?? "", /^[0-9A-F]{8}$/);
      const sent = till.card.heard
        .filter((command) => /^(2e|5a) /.test(command))
        .map((command) => command.slice(0, 2));
      const first = proof === "805A" ? "5a" : "2e";
      const knowsFirst = by === "both" || (by === "B02E") === (first === "2e");
      const both = first === "2e" ? ["2e", "5a"] : ["5a", "2e"];
      // Once more after the password, without which the log is not read.
      t.deepEqual([...new Set(sent)], proof === "none" ? [] : knowsFirst ? [first] : both);
    });
  }
}

test("a city whose cards name load and purchase 01 and 02", async (t) => {
  const city = medicalOf({ proofTypes: "01-02" });
  const till = await openTestTill({ simulated: { medical: city.medical }, profile: city });
  till.card.fault = at(0x2c, answerLost);
  await till.account.debit(MEDICAL);
  till.card.fault = undefined;
  const outcome = await till.account.debit(MEDICAL);
  t.like(outcome, { outcome: "committed" });
  t.regex(outcome.tac ?? "", /^[0-9A-F]{8}$/);
  t.true(till.card.heard.includes("2e 00 02"));
});
