/**
 * The commands at which power is cut: chips just before each of them, and what anybody can see of a chip afterwards.
 */
import { commandMac, encipherField, reloadPinMac } from "@duka/protocol/crypto/secure-messaging";
import { createCard } from "@duka/simulator/card/card";
import { cardKeys, openChips, purseRingKeys } from "@duka/simulator/card/open-chips";
import type { Chip } from "@duka/simulator/chip/chip";
import { chipRandom } from "@duka/simulator/chip/chip-random";
import type { Nvm } from "@duka/simulator/memory/nvm";
import { findProfile } from "@duka/simulator/profiles/profiles";
import { socialCardKeys } from "@duka/simulator/social/social-keys";
import { bytes, hex } from "../../support/values/hex.js";
import { PUBLISHED_KEY, PUBLISHED_TAC_KEY, plainWith, publishedCard, SELECT_PURSE, send } from "./chips.js";
import { environmentOf, issuerOf, SELECT_DF04, SELECT_SSSE, SOURCE } from "./issuer.js";
import { loadKey, macOf, purchaseKey } from "./node-pboc.js";
import {
  buy,
  credit,
  debit,
  hexNumber,
  initializeLoad,
  initializePurchase,
  TERMINAL,
  WHEN,
} from "./terminal.js";

const PLAIN = plainWith({
  openingBalanceFen: { deposit: 30_000, purse: 10_000 },
  initializeForgetsProof: true,
});
const PROFILE = {
  ...PLAIN,
  card: { ...PLAIN.card, internalAuthentications: 9 },
  pin: { ...PLAIN.pin, reference: 0x81 },
};
const KEY = bytes(PUBLISHED_KEY);
const issuer = issuerOf("hangzhou");

export type Torn = {
  readonly name: string;
  make(): Chip;
  /** Everything up to the command. @returns the command */
  prepare(chip: Chip): string;
  /** What anybody can see of the state: the same commands before and after. */
  readonly view: readonly string[];
};

const PURSE_VIEW = [
  SELECT_PURSE,
  "80 5C 00 02 04",
  "00 B2 01 C4 17",
  "80 5A 00 06 02 0001",
  "80 5A 00 06 02 0002",
  "80 5A 00 03 02 0001",
  "00 B2 01 BC 00",
  "00 20 00 00",
];
const MEDICAL_VIEW = [
  SELECT_SSSE,
  SELECT_DF04,
  "B0 26 00 01 04",
  "80 5A 00 32 02 0001",
  "80 5A 00 31 02 0001",
];
const PSAM_VIEW = ["00 A4 00 00 02 DF01", "00 A4 00 00 02 0019", "00 B0 00 00 04"];

function purseCard(): Chip {
  const card = publishedCard(PROFILE);
  send(card, SELECT_PURSE);
  buy(card, 11);
  send(card, "00 20 00 00 03 888888");
  return card;
}

function purse(name: string, prepare: (card: Chip) => string): Torn {
  return { name, make: purseCard, prepare, view: PURSE_VIEW };
}

function macked(card: Chip, header: string, data = ""): string {
  send(card, "00 84 00 00 04");
  const start = `${header} ${hexNumber(bytes(data).length + 4, 1)} ${data}`;
  return `${start} ${hex(commandMac(KEY, bytes("11223344"), bytes(start)))}`;
}

function ended(card: Chip, start: string, type: string, amount: string): string {
  const answer = send(card, start);
  const key = purchaseKey(PUBLISHED_KEY, answer.slice(22, 30), answer.slice(8, 12), "00000001");
  return `80 54 01 00 0F 00000001 ${WHEN} ${macOf(key, amount + type + TERMINAL + WHEN)}`;
}

const HANGZHOU = findProfile("hangzhou");
const HANGZHOU_PARTS = {
  profile: HANGZHOU,
  keys: cardKeys(HANGZHOU),
  purseRing: purseRingKeys(HANGZHOU),
  socialKeys: socialCardKeys(HANGZHOU, issuer.social),
  random: (memory: Nvm) => chipRandom(memory, 1, 1),
  image: openChips("hangzhou", undefined, 1).card.memory.image(),
};

/** Taken up from its memory, which is quicker than to make it anew for every cut. */
function socialCard(): Chip {
  const card = createCard(HANGZHOU_PARTS);
  environmentOf(card);
  send(card, "00 20 00 00 03 123456");
  return card;
}

function social(name: string, prepare: (card: Chip) => string): Torn {
  return { name, make: socialCard, prepare, view: MEDICAL_VIEW };
}

const AMOUNTS = "000004E20000000A0000000B";
/** What a fresh PSAM makes of an answer: the same for the same. */
const debits = new Map<string, string>();

function medicalDebit(card: Chip): string {
  send(card, SELECT_DF04);
  const answer = send(card, `B0 28 01 01 13 01 ${AMOUNTS} ${HANGZHOU.psam.terminalId}`);
  const command = debits.get(answer) ?? debitFor(answer);
  debits.set(answer, command);
  return command;
}

function debitFor(answer: string): string {
  const { psam } = openChips("hangzhou", undefined, 1);
  psam.reset();
  send(psam, "00 A4 00 00 02 DF01");
  const amounts = AMOUNTS;
  const start = `${answer.slice(36, 44)}${answer.slice(28, 32)}${amounts}32${WHEN}${answer.slice(32, 36)}`;
  const made = send(psam, `80 70 01 00 2C ${start} 8653000100174236 3333303130307378`);
  return `B0 2C 01 00 0F ${made.slice(0, 8)} ${WHEN} ${made.slice(8, 16)}`;
}

function authentication(name: string, card: Chip, spoil: boolean): string {
  const challenge = bytes(send(card, "00 84 00 00 08").slice(0, 16));
  const result = issuer.suite.authenticate(
    issuer.suite.processKey(issuer.key(name), challenge),
    bytes(SOURCE),
  );
  if (spoil) result[0]! ^= 1;
  return `00 82 00 06 10 ${hex(result)} ${SOURCE}`;
}

function module(name: string, prepare: (psam: Chip) => string): Torn {
  const make = (): Chip => {
    const { psam } = openChips("hangzhou", undefined, 1);
    psam.reset();
    send(psam, "00 A4 00 00 02 DF01");
    return psam;
  };
  return { name, make, prepare, view: PSAM_VIEW };
}

const INIT_SAM = "80 70 00 00 1C 11223344 0000 000004E2 06 20261121 093015 01 00 8653000100174236";

/** Every command that writes; the right one and the wrong one. */
export const COMMANDS: readonly Torn[] = [
  purse("INITIALIZE that forgets the proof", () => initializePurchase(1)),
  purse("DEBIT FOR PURCHASE", (card) => debit(send(card, initializePurchase(1250)), 1250)),
  purse("DEBIT FOR PURCHASE with a wrong MAC1", (card) =>
    debit(send(card, initializePurchase(1250)), 1250, { spoil: true }),
  ),
  purse("CREDIT FOR LOAD", (card) => credit(send(card, initializeLoad(5000)), 5000)),
  purse("DEBIT FOR UNLOAD", (card) => {
    const answer = send(card, `80 50 05 01 0B 01 000004E2 ${TERMINAL}`);
    const key = loadKey(PUBLISHED_KEY, "11223344", answer.slice(8, 12));
    return `80 54 03 00 0B ${WHEN} ${macOf(key, `000004E203${TERMINAL}${WHEN}`)}`;
  }),
  purse("DEBIT FOR CASH WITHDRAW", (card) =>
    ended(card, `80 50 02 01 0B 01 000004E2 ${TERMINAL}`, "04", "000004E2"),
  ),
  purse("DEBIT FOR CAPP PURCHASE with two records", (card) => {
    const command = ended(card, `80 50 03 02 0B 01 000004E2 ${TERMINAL}`, "09", "000004E2");
    send(card, `80 50 03 02 0B 01 000004E2 ${TERMINAL}`);
    send(card, "80 DC 01 BC 05 011A00AABB");
    send(card, "80 DC 02 BC 05 021A00CCDD");
    return command;
  }),
  purse("UPDATE OVERDRAW LIMIT", (card) => {
    const answer = send(card, `80 50 04 01 07 01 ${TERMINAL}`);
    const key = loadKey(PUBLISHED_KEY, "11223344", answer.slice(8, 12));
    return `80 58 00 00 0E 001000 ${WHEN} ${macOf(key, `00100007${TERMINAL}${WHEN}`)}`;
  }),
  purse("VERIFY", () => "00 20 00 00 03 888888"),
  purse("VERIFY with a wrong password", () => "00 20 00 00 03 111111"),
  purse("CHANGE PIN", () => "80 5E 01 00 07 888888 FF 654321"),
  purse(
    "RELOAD PIN",
    () => `80 5E 00 00 07 654321 ${hex(reloadPinMac(bytes(PUBLISHED_TAC_KEY), bytes("654321")))}`,
  ),
  purse("PIN UNBLOCK", (card) => {
    send(card, "00 20 00 00 03 111111");
    return macked(card, "84 24 00 00");
  }),
  purse("PIN CHANGE/UNBLOCK", (card) =>
    macked(card, "84 24 00 01", hex(encipherField(KEY, bytes("654321")))),
  ),
  purse("PIN UNBLOCK in its older form", (card) => {
    send(card, "00 20 00 00 03 111111");
    return macked(card, "80 24 00 00");
  }),
  purse("INTERNAL AUTHENTICATE that is counted", () => "00 88 00 00 08 1122334455667788"),
  purse("VERIFY by reference, wrong", () => "00 20 00 81 03 111111"),
  purse("UPDATE BINARY with MAC", (card) => macked(card, "04 D6 96 02", "A5".repeat(40))),
  purse("UPDATE RECORD with MAC", (card) => macked(card, "04 DC 01 BC", `011A00${"5A".repeat(23)}`)),
  purse("APPLICATION BLOCK", (card) => macked(card, "84 1E 00 00")),
  purse("APPLICATION BLOCK for ever", (card) => macked(card, "84 1E 00 01")),
  purse("APPLICATION UNBLOCK", (card) => {
    send(card, macked(card, "84 1E 00 00"));
    return macked(card, "84 18 00 00");
  }),
  purse("CARD BLOCK", (card) => macked(card, "84 16 00 00")),
  social("EXTERNAL AUTHENTICATE", (card) => authentication("PUK", card, false)),
  social("EXTERNAL AUTHENTICATE, wrong", (card) => authentication("PUK", card, true)),
  social("PIN CHANGE/UNBLOCK in social-security style", (card) => {
    send(card, authentication("PUK", card, false));
    return issuer.protectedCommand(card, "STKSSSE", "84 24 00 01", (key) =>
      issuer.suite.encipher(key, bytes("654321")),
    );
  }),
  social("UPDATE RECORD", (card) => {
    issuer.authenticate(card, "UKSSSE");
    return "00 DC 02 28 03 020109";
  }),
  social("APPEND RECORD", (card) => {
    send(card, SELECT_DF04);
    issuer.authenticate(card, "UK2DF04");
    return "00 E2 00 A8 03 010203";
  }),
  social("DEBIT FOR MEDICAL PURCHASE", medicalDebit),
  social("CREDIT FOR MEDICAL LOAD", (card) => {
    send(card, SELECT_DF04);
    const answer = send(card, `B0 28 00 01 0B 01 00001388 ${TERMINAL}`);
    const source = socialCardKeys(issuer.profile, issuer.social).load[0]!.key as () => Uint8Array;
    const block = bytes(`${answer.slice(16, 24)}${answer.slice(8, 12)}8000`);
    const mac2 = issuer.suite.mac(
      issuer.suite.sessionKey(source(), block),
      bytes(`0000138831${TERMINAL}${WHEN}`),
    );
    return `B0 2A 00 00 0B ${WHEN} ${hex(mac2)}`;
  }),
  social("CREDIT FOR MEDICAL LOAD with a wrong MAC2", (card) => {
    send(card, SELECT_DF04);
    send(card, `B0 28 00 01 0B 01 00001388 ${TERMINAL}`);
    return `B0 2A 00 00 0B ${WHEN} 00000000`;
  }),
  module("INIT SAM FOR PURCHASE", () => INIT_SAM),
  module(
    "INIT SAM FOR MEDICAL PURCHASE",
    () =>
      `80 70 01 00 2C 11223344 0000 000004E20000000A0000000B 32 ${WHEN} 01 00 8653000100174236 3333303130307378`,
  ),
  module("CREDIT SAM FOR PURCHASE with a wrong MAC2", (psam) => {
    send(psam, INIT_SAM);
    return "80 72 00 00 04 00000000";
  }),
];
