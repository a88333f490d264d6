/**
 * Unloads (圈提): money from a card into the account at the centre, once the card has proved with MAC3 that it is gone.
 */
import type { Handlers, Unload, unloadOperations } from "@duka/protocol/centre";
import { TYPE_UNLOAD } from "@duka/protocol/commands";
import { loadMac1Data, loadMac2Data, loadTacData } from "@duka/protocol/crypto";
import { formatHex } from "@duka/protocol/layout";
import type { Context } from "../context.js";
import { NO_TERMINAL_SEQUENCE, sessionBlock } from "../keys/purchase-codes.js";
import { refuse } from "../refusal.js";
import { cardOf, putCard, usableCard } from "../register/cards.js";
import { holderOf, moveInAccount } from "../register/holders.js";
import { saleKey } from "./sale-book.js";

type Facts = Omit<Unload, "state" | "holderId" | "mac2">;

export function unloads(context: Context): Handlers<typeof unloadOperations> {
  const { store } = context;
  return {
    authoriseUnload(request) {
      const { institutionId, ref, amountFen, balanceFen } = request;
      const { cardNumber, holderId } = usableCard(context, request.card);
      if (store.get("openLoad", cardNumber) !== undefined) {
        refuse(
          "load-open",
          "what became of this card's last load or unload was not reported yet: report that first",
        );
      }
      const { mac1, mac2 } = codes(context, request);
      if (mac1 !== request.mac1) refuse("mac-wrong", "MAC1 is not this card's over this balance and amount");
      if (amountFen > balanceFen) refuse("balance-too-small", "the card holds less than that");
      const key = saleKey(institutionId, ref);
      store.put("unload", key, { ...request, state: "open", holderId, mac2 });
      store.put("openLoad", cardNumber, { load: openKey(key) });
      return { mac2 };
    },

    reportUnload({ institutionId, ref, outcome }) {
      const unload = store.get("unload", saleKey(institutionId, ref));
      if (unload === undefined)
        refuse("load-unknown", "the centre has authorised no unload of this institution and reference");
      const state = outcome.is === "unknown" ? unload.state : outcome.is;
      if (outcome.is === "debited" && codes(context, unload).mac3 !== outcome.mac3) {
        refuse("mac-wrong", "MAC3 is not this card's over this unload");
      }
      if (state !== unload.state) end(context, unload, state);
      return { state, accountFen: holderOf(context, unload.holderId).accountFen };
    },
  };
}

/** MAC3 proves more than a report: "not debited" may turn out wrong, "debited" may not. */
function end(context: Context, unload: Unload, state: Unload["state"]): void {
  const { institutionId, ref, holderId, amountFen, card } = unload;
  if (unload.state === "debited") refuse("wrong-state", "the card has proved that it was debited");
  const registered = cardOf(context, card.cardNumber);
  // A card that ended has given its balance to the account, this amount with it.
  const hasEnded = registered.state === "replaced" || registered.state === "cancelled";
  if (state === "debited" && !hasEnded) {
    moveInAccount(context, holderId, amountFen);
    putCard(context, { ...registered, balanceFen: registered.balanceFen - amountFen });
  }
  const key = saleKey(institutionId, ref);
  context.store.put("unload", key, { ...unload, state });
  const open = context.store.get("openLoad", card.cardNumber)?.load;
  if (open === openKey(key)) context.store.remove("openLoad", card.cardNumber);
}

/** Beside the loads of the same institution. */
function openKey(key: string): string {
  return `unload|${key}`;
}

function codes({ keys, store }: Context, facts: Facts) {
  const { card, random, onlineSequence, amountFen, balanceFen, terminalId, date, time } = facts;
  const key = keys.named("DUK", store.get("card", card.cardNumber) ?? card, { owner: "purse" });
  const block = sessionBlock(random, onlineSequence, NO_TERMINAL_SEQUENCE);
  const entry = { amountFen, transactionType: TYPE_UNLOAD, terminalId, date, time };
  const proof = { ...entry, balanceFen: Math.max(0, balanceFen - amountFen), sequence: onlineSequence };
  const mac = (data: Uint8Array): string => formatHex(key.transactionMac(block, data)).replaceAll(" ", "");
  return {
    mac1: mac(loadMac1Data({ ...entry, balanceFen })),
    mac2: mac(loadMac2Data(entry)),
    mac3: mac(loadTacData(proof)),
  };
}
