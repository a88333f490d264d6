/** The key server's work with the keys of a PBOC purse, which annex B does not number. */
import type { Handlers, purseKeyOperations } from "@duka/protocol/centre";
import { overdraftMac1Data, overdraftMac2Data, overdraftTacData } from "@duka/protocol/crypto";
import { formatHex } from "@duka/protocol/layout";
import type { Context } from "../context.js";
import { refuse } from "../refusal.js";
import { cardOf, presentedCard, usableCard } from "../register/cards.js";
import { dueEffect } from "../register/effects.js";
import { bcd } from "./chip-talk.js";
import { NO_TERMINAL_SEQUENCE, sessionBlock } from "./purchase-codes.js";

const PURSE = { owner: "purse" } as const;

export function purseKeyHandlers(context: Context): Handlers<typeof purseKeyOperations> {
  const { keys } = context;
  return {
    reloadPasswordCommand({ effect, newPassword }) {
      const card = cardOf(context, dueEffect(context, effect, ["reset-password"]).cardNumber);
      return { apdu: hex(keys.named("DRPK", card, PURSE).reload(bcd(newPassword))) };
    },
    overdraftMac2({ oldLimitFen, mac1, ...request }) {
      const card = usableCard(context, request.card);
      const key = keys.named("DUK", card, PURSE);
      const block = sessionBlock(request.random, request.onlineSequence, NO_TERMINAL_SEQUENCE);
      if (hex(key.transactionMac(block, overdraftMac1Data({ ...request, oldLimitFen }))) !== mac1) {
        refuse("mac-wrong", "MAC1 is not this card's over this balance, limit and terminal");
      }
      return { mac2: hex(key.transactionMac(block, overdraftMac2Data(request))) };
    },
    overdraftTac({ card: presented, onlineSequence, tac, ...update }) {
      const key = keys.named("DTK", presentedCard(context, presented), PURSE);
      return { genuine: hex(key.tac(overdraftTacData({ ...update, sequence: onlineSequence }))) === tac };
    },
  };
}

function hex(bytes: Uint8Array): string {
  return formatHex(bytes).replaceAll(" ", "");
}
