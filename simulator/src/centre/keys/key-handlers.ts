/**
 * The key server's operations: the request's card is one of the register, its values are made with that card's keys.
 */

import type { CardIdentity, CheckedOf, Handlers, keyOperations } from "@duka/protocol/centre";
import { TYPE_MEDICAL_PURCHASE } from "@duka/protocol/crypto";
import { formatHex, parseHex } from "@duka/protocol/layout";
import type { Context } from "../context.js";
import { refuse } from "../refusal.js";
import { cardOf, presentedCard, usableCard } from "../register/cards.js";
import { dueEffect } from "../register/effects.js";
import { medicalCard } from "../register/medical-function.js";
import { bcd } from "./chip-talk.js";
import { isDebitGenuine, purchaseCodes } from "./purchase-codes.js";

const SEQUENCE_MAX = 0xffff_ffff;
const RESET_HEADER = Uint8Array.of(0x84, 0x24, 0x00, 0x01);
const UNBLOCK_HEADER = Uint8Array.of(0x84, 0x24, 0x00, 0x00);
const BLOCK_APPLICATION = Uint8Array.of(0x84, 0x1e, 0x00, 0x01);
const BLOCK_CARD = Uint8Array.of(0x84, 0x16, 0x00, 0x00);

export function keyHandlers(context: Context): Handlers<typeof keyOperations> {
  const { keys } = context;
  const authenticate = ({
    card,
    address,
    processFactor,
    source,
  }: CheckedOf<typeof keyOperations.internalAuthentication>) => {
    const key = keys.at(address, presentedCard(context, card));
    return { result: hex(key.authenticate(parseHex(processFactor), parseHex(source))) };
  };
  return {
    internalAuthentication: authenticate,
    externalAuthentication: authenticate,
    resetPasswordCommand({ effect, challenge, messaging, newPassword }) {
      const card = cardOf(context, dueEffect(context, effect, ["reset-password"]).cardNumber);
      return { apdu: passwordCommand(context, card, messaging, challenge, RESET_HEADER, bcd(newPassword)) };
    },
    unblockPasswordCommand({ effect, challenge, messaging }) {
      const card = cardOf(context, dueEffect(context, effect, ["unblock-password"]).cardNumber);
      return { apdu: passwordCommand(context, card, messaging, challenge, UNBLOCK_HEADER) };
    },
    blockCommand({ effect, challenge, address, messaging }) {
      const due = dueEffect(context, effect, ["block-application", "block-card"]);
      const owner = address === "DAMK" ? "purse" : "social";
      const key = keys.at(address, cardOf(context, due.cardNumber), owner);
      const header = due.kind === "block-card" ? BLOCK_CARD : BLOCK_APPLICATION;
      const inProcessKey = messaging === "social-security";
      return {
        apdu: hex((inProcessKey ? key.protect : key.protectPboc)(parseHex(challenge), header, undefined)),
      };
    },
    purchaseMac1(request) {
      const isMedical = request.transactionType === TYPE_MEDICAL_PURCHASE;
      const card = (isMedical ? medicalCard : usableCard)(context, request.card);
      const terminalSequence = nextTerminalSequence(context, request.terminalId);
      const codes = purchaseCodes(context, { ...request, card, terminalSequence });
      return { terminalSequence, mac1: hex(codes.mac1()) };
    },
    purchaseMac2({ mac2, ...request }) {
      const card = presentedCard(context, request.card);
      return { genuine: hex(purchaseCodes(context, { ...request, card }).mac2()) === mac2 };
    },
    purchaseTac: ({ card, debit }) => ({
      genuine: isDebitGenuine(context, presentedCard(context, card), debit),
    }),
  };
}

/** PIN UNBLOCK or PIN CHANGE/UNBLOCK: under DPUK of a purse, or STK of a social-security card. */
function passwordCommand(
  { keys }: Context,
  card: CardIdentity,
  messaging: "pboc" | "social-security",
  challenge: string,
  header: Uint8Array,
  newPassword?: Uint8Array,
): string {
  const given = parseHex(challenge);
  const apdu =
    messaging === "pboc"
      ? keys.named("DPUK", card, { owner: "purse" }).protectPboc(given, header, newPassword)
      : keys.named("STKSSSE", card).protect(given, header, newPassword);
  return hex(apdu);
}

/** Counted up durably before a MAC1 leaves: a terminal's sequence never comes twice. */
function nextTerminalSequence({ store }: Context, terminalId: string): number {
  const sequence = (store.get("terminal", terminalId)?.sequence ?? 0) + 1;
  if (sequence > SEQUENCE_MAX) refuse("counter-at-limit", `terminal ${terminalId} has used up its sequence`);
  store.put("terminal", terminalId, { sequence });
  return sequence;
}

function hex(bytes: Uint8Array): string {
  return formatHex(bytes).replaceAll(" ", "");
}
