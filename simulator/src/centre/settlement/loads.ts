/**
 * Loads (圈存): money from the account at the centre onto a card. It has left the account when MAC2 leaves the centre.
 */

import type { Handlers, LoadRecord, settlementOperations } from "@duka/protocol/centre";
import { loadMac1Data, loadMac2Data, loadTacData, TYPE_MEDICAL_LOAD } from "@duka/protocol/crypto";
import { formatHex } from "@duka/protocol/layout";
import type { Context } from "../context.js";
import { NO_TERMINAL_SEQUENCE, ownerOf, sessionBlock } from "../keys/purchase-codes.js";
import { refuse } from "../refusal.js";
import { cardOf, putCard, usableCard } from "../register/cards.js";
import { holderOf, moveInAccount } from "../register/holders.js";
import { medicalCard } from "../register/medical-function.js";
import { saleKey } from "./sale-book.js";
import { accountFen } from "./sales.js";

type LoadHandlers = Pick<Handlers<typeof settlementOperations>, "authoriseLoad" | "reportLoad">;

export function loads(context: Context): LoadHandlers {
  const { store, keys } = context;
  return {
    authoriseLoad(request) {
      const { institutionId, ref, amountFen } = request;
      const isMedical = request.transactionType === TYPE_MEDICAL_LOAD;
      const card = (isMedical ? medicalCard : usableCard)(context, request.card);
      const { cardNumber, holderId } = card;
      if (store.get("openLoad", cardNumber) !== undefined) {
        refuse("load-open", "what became of this card's last load was not reported yet: report that first");
      }
      const key = keys.named("DLK", card, { owner: ownerOf(request.transactionType) });
      const block = sessionBlock(request.random, request.onlineSequence, NO_TERMINAL_SEQUENCE);
      if (hex(key.transactionMac(block, loadMac1Data(request))) !== request.mac1) {
        refuse(
          "mac-wrong",
          "MAC1 is not this card's: it is not genuine, or the answer was changed on the way",
        );
      }
      if (holderOf(context, holderId).accountFen < amountFen) {
        refuse("balance-too-small", "less than that waits in the account at the centre");
      }
      moveInAccount(context, holderId, -amountFen);
      const mac2 = hex(key.transactionMac(block, loadMac2Data(request)));
      store.put("load", saleKey(institutionId, ref), {
        ...request,
        // The register's own number, whichever the card was read under.
        card: { ...request.card, cardNumber },
        state: "open",
        holderId,
        mac2,
      });
      store.put("openLoad", cardNumber, { load: saleKey(institutionId, ref) });
      return { mac2, accountFen: holderOf(context, holderId).accountFen };
    },

    reportLoad({ institutionId, ref, outcome }) {
      const load = store.get("load", saleKey(institutionId, ref));
      if (load === undefined)
        refuse("load-unknown", "the centre has authorised no load of this institution and reference");
      const state = outcome.is === "unknown" ? load.state : outcome.is;
      if (outcome.is === "credited") needTac(context, load, outcome.tac);
      if (state !== load.state) end(context, load, state);
      return { state, accountFen: accountFen(context, load.card.cardNumber) };
    },
  };
}

/** A TAC proves more than a report: "not credited" may turn out wrong, "credited" may not. */
function end(context: Context, load: LoadRecord, state: LoadRecord["state"]): void {
  const { institutionId, ref, holderId, amountFen } = load;
  const { cardNumber } = load.card;
  if (load.state === "credited") refuse("wrong-state", "the card has proved that it was credited");
  if (state === "not-credited") moveInAccount(context, holderId, amountFen);
  if (state === "credited") {
    if (load.state === "not-credited") moveInAccount(context, holderId, -amountFen);
    credit(context, cardNumber, amountFen);
  }
  const key = saleKey(institutionId, ref);
  context.store.put("load", key, { ...load, state });
  if (context.store.get("openLoad", cardNumber)?.load === key) context.store.remove("openLoad", cardNumber);
}

/** A card that ended has given its balance to the account. */
function credit(context: Context, cardNumber: string, amountFen: number): void {
  const card = cardOf(context, cardNumber);
  if (card.state === "replaced" || card.state === "cancelled")
    moveInAccount(context, card.holderId, amountFen);
  else putCard(context, { ...card, balanceFen: card.balanceFen + amountFen });
}

function needTac(context: Context, load: LoadRecord, tac: string): void {
  const { keys, rules } = context;
  const balanceFen = load.balanceFen + (rules.loadTac.balance === "new" ? load.amountFen : 0);
  const sequence = load.onlineSequence + (rules.loadTac.sequence === "after" ? 1 : 0);
  const expected = keys
    .named("DTK", cardOf(context, load.card.cardNumber), { owner: ownerOf(load.transactionType) })
    .tac(loadTacData({ ...load, balanceFen, sequence: sequence & 0xffff }));
  if (hex(expected) !== tac) refuse("tac-wrong", "the TAC is not this card's over this load");
}

function hex(bytes: Uint8Array): string {
  return formatHex(bytes).replaceAll(" ", "");
}
