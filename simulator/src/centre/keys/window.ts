/**
 * A window of a service point in the same process: does on a card what an act of the register left due, with the key
 * server's help, and tells the centre. A window with a reader does the same through a driver.
 */
import type { CallCentre, CardEffect, CardIdentity } from "@duka/protocol/centre";
import {
  changePin,
  externalAuthenticate,
  getChallenge,
  socialSecurityKey,
  taggedRecordOfSfi,
  updateRecord,
} from "@duka/protocol/commands";
import { parseHex } from "@duka/protocol/layout";
import type { CardChip } from "../../chip/chip.js";
import { PURSE_APPLICATION } from "../../purse/purse-application.js";
import { SOCIAL_ENVIRONMENT } from "../../social/social-files.js";
import { bcd, hex, select, send } from "./chip-talk.js";
import { addressOf } from "./key-addresses.js";
import { loadAtWindow } from "./window-load.js";

/** What lies on the window's reader. */
type CardAtWindow = {
  readonly chip: CardChip;
  readonly identity: CardIdentity;
  /** Typed on the keypad when the card needs it. */
  readonly password: string;
  /** For a change, and for a reset to another value than the city's initial one. */
  readonly newPassword?: string;
};

export type Window = {
  readonly call: CallCentre;
  /** Number of the service point. */
  readonly institutionId: string;
  readonly terminalId: string;
  /** The city's: a reset goes back to it. */
  readonly initialPassword: string;
  /** Which of two challenges in a row is the process factor of this city's cards. */
  readonly authenticationFactor: "last" | "first";
  /** Which account a load goes into. */
  readonly loads: "purse" | "medical";
  /** Whose keys set passwords and lock: the environment's, or on a card without one the purse's. */
  readonly keys?: "social-security" | "purse";
  wallMs(): number;
};

const MEDICAL_APPLICATION = parseHex("D15600000503");
const BASIC_DATA_SFI = 0x05;
const TAG_INSURED_REGION = 0x84;
/** cn3: the six digits of the region. */
const REGION_LENGTH = 3;
const CHALLENGE_LENGTH = 8;

/** Does what is due, reports it as done or failed, and answers the card's last status word. */
export async function carryOut(window: Window, card: CardAtWindow, effect: CardEffect): Promise<number> {
  card.chip.reset();
  const sw = await onCard(window, card, effect);
  await window.call("reportEffect", { effect: effect.effect, done: sw === 0x9000 });
  return sw;
}

async function onCard(window: Window, card: CardAtWindow, effect: CardEffect): Promise<number> {
  const { chip, password, newPassword } = card;
  switch (effect.kind) {
    case "write-insurance-data":
      return writeInsuranceData(window, card, effect.insuredRegion ?? "");
    case "change-password":
      select(chip, SOCIAL_ENVIRONMENT);
      return send(chip, changePin, { oldPin: bcd(password), newPin: bcd(newPassword ?? "") }).sw;
    case "reset-password":
    case "unblock-password":
      return (window.keys === "purse" ? freePursePassword : freePassword)(window, card, effect);
    case "block-application":
    case "block-card":
      return (window.keys === "purse" ? blockPurse : block)(window, card, effect);
    case "load":
      return loadAtWindow(window, card, effect);
  }
}

async function writeInsuranceData(window: Window, card: CardAtWindow, region: string): Promise<number> {
  select(card.chip, SOCIAL_ENVIRONMENT);
  select(card.chip, MEDICAL_APPLICATION);
  const authenticated = await authenticate(window, card, "UK1DF04");
  if (authenticated !== 0x9000) return authenticated;
  const record = new Uint8Array(2 + REGION_LENGTH);
  record.set([TAG_INSURED_REGION, REGION_LENGTH]);
  record.set(parseHex(region), 2);
  return send(card.chip, updateRecord, {
    p1: TAG_INSURED_REGION,
    p2: taggedRecordOfSfi(BASIC_DATA_SFI),
    record,
  }).sw;
}

/** The service point proves itself with PUK, then the key server's command goes to the card unchanged. */
async function freePassword(
  window: Window,
  card: CardAtWindow,
  { effect, kind }: CardEffect,
): Promise<number> {
  select(card.chip, SOCIAL_ENVIRONMENT);
  const authenticated = await authenticate(window, card, "PUK");
  if (authenticated !== 0x9000) return authenticated;
  const request = { effect, challenge: challenge(card.chip) };
  const newPassword = card.newPassword ?? window.initialPassword;
  const made =
    kind === "reset-password"
      ? await window.call("resetPasswordCommand", { ...request, newPassword })
      : await window.call("unblockPasswordCommand", request);
  return sendMade(card, made);
}

/** A purse has no authority to be proved first: DRPK sets a password, DPUK frees it. */
async function freePursePassword(
  window: Window,
  card: CardAtWindow,
  { effect, kind }: CardEffect,
): Promise<number> {
  select(card.chip, PURSE_APPLICATION);
  if (kind === "reset-password") {
    const newPassword = card.newPassword ?? window.initialPassword;
    return sendMade(card, await window.call("reloadPasswordCommand", { effect, newPassword }));
  }
  const request = { effect, challenge: challenge(card.chip), messaging: "pboc" } as const;
  return sendMade(card, await window.call("unblockPasswordCommand", request));
}

async function blockPurse(window: Window, card: CardAtWindow, { effect }: CardEffect): Promise<number> {
  select(card.chip, PURSE_APPLICATION);
  const request = { effect, challenge: challenge(card.chip), address: "DAMK", messaging: "pboc" } as const;
  return sendMade(card, await window.call("blockCommand", request));
}

function sendMade({ chip }: CardAtWindow, { apdu }: { readonly apdu: string }): number {
  return statusWord(chip.execute(parseHex(apdu)));
}

async function block(window: Window, card: CardAtWindow, { effect, kind }: CardEffect): Promise<number> {
  select(card.chip, SOCIAL_ENVIRONMENT);
  if (kind === "block-application") select(card.chip, MEDICAL_APPLICATION);
  const made = await window.call("blockCommand", {
    effect,
    challenge: challenge(card.chip),
    address: kind === "block-application" ? "0093" : "0091",
    messaging: "social-security",
  });
  return sendMade(card, made);
}

/**
 * EXTERNAL AUTHENTICATE in the form of the social-security card: two challenges, of which one makes the process key.
 */
async function authenticate(window: Window, { chip, identity }: CardAtWindow, key: string): Promise<number> {
  const challenges = [challenge(chip), challenge(chip)] as const;
  const isLast = window.authenticationFactor === "last";
  const [source, processFactor] = isLast ? challenges : [challenges[1], challenges[0]];
  const request = { card: identity, address: addressOf(key), processFactor, source };
  const { result } = await window.call("externalAuthentication", request);
  const { cardKeyId: keyId } = socialSecurityKey(key);
  return send(chip, externalAuthenticate, { keyId, data: parseHex(result + source) }).sw;
}

function challenge(chip: CardChip): string {
  const given = send(chip, getChallenge, { le: CHALLENGE_LENGTH });
  if (!given.ok) throw new RangeError(`the card gives no challenge: ${given.meaning}`);
  return hex(given.response.challenge);
}

function statusWord(response: Uint8Array): number {
  return ((response.at(-2) ?? 0) << 8) | (response.at(-1) ?? 0);
}
