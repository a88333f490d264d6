/** Answers about the register. Nothing changes here but what time has changed. */
import type { Handlers, inquiryOperations } from "@duka/protocol/centre";
import { chinaDate } from "../china-time.js";
import type { Context } from "../context.js";
import { refuse } from "../refusal.js";
import { releaseOverdue } from "../settlement/pre-settlements.js";
import { poolLeftFen } from "../settlement/split.js";
import { openApplications } from "./applications.js";
import { cardOf, cardsOf, findCard, isRefused, refusedByRules, usableCard } from "./cards.js";
import { dueOn } from "./effects.js";
import { eventKey } from "./events.js";
import { holderOf, needDesignated, shown, yearOf } from "./holders.js";
import { medicalCard } from "./medical-function.js";

const LIST_MAX = 1_000_000;

export function inquiries(context: Context): Handlers<typeof inquiryOperations> {
  const { store, rules } = context;
  return {
    eligibility({ institutionId, card: presented, documentNumber, account = "medical" }) {
      const card = (account === "medical" ? medicalCard : usableCard)(context, presented);
      const holder = holderOf(context, card.holderId);
      if (documentNumber !== undefined && documentNumber !== holder.document.number) {
        refuse("not-the-holder", "the ID document is not that of the card's holder: a lent card is refused");
      }
      needDesignated(holder, institutionId);
      releaseOverdue(context, holder.holderId);
      const annual = yearOf(context, holder.holderId, chinaDate(context.nowMs()).slice(0, 4));
      return {
        holderId: holder.holderId,
        name: holder.name,
        password: card.password,
        account: rules.account,
        accountFen: rules.account === "card" ? card.balanceFen : holder.accountFen,
        annual,
        poolLeftFen: poolLeftFen(rules, annual),
      };
    },
    findCard({ cardNumber }) {
      const card = cardOf(context, cardNumber);
      return { card, holder: shown(holderOf(context, card.holderId)), due: dueOn(context, cardNumber) };
    },
    findHolder({ holderId }) {
      const holder = shown(holderOf(context, holderId));
      const application = store.get("application", holderId) ?? null;
      return { holder, cards: [...cardsOf(context, holderId)], application };
    },
    applications: ({ before, limit }) => ({ applications: openApplications(context, before, limit) }),
    blacklist({ after = "", limit }) {
      const refused = store
        .list("refusedCard", "", LIST_MAX)
        .flatMap(({ cardNumber }) => findCard(context, cardNumber) ?? [])
        .filter(isRefused);
      // The register knows cards by number and factor; the identification code is the card's own.
      const ofRegister = refused.map(({ cardNumber, state }) => ({ cardNumber, cardId: null, state }));
      const cards = [...ofRegister, ...refusedByRules(context)].sort(byNumber);
      return {
        asOfMs: context.nowMs(),
        count: cards.length,
        cards: pageOf(
          cards.filter(({ cardNumber }) => cardNumber > after),
          limit,
        ),
        ranges: [...rules.refusedRanges],
      };
    },
    events({ holderId, after, limit }) {
      holderOf(context, holderId);
      return { events: [...store.list("event", `${holderId}|`, limit, eventKey(holderId, after))] };
    },
    areYouThere: () => ({ done: true }),
  };
}

type Listed = { readonly cardNumber: string };

function byNumber(one: Listed, other: Listed): number {
  return one.cardNumber < other.cardNumber ? -1 : one.cardNumber > other.cardNumber ? 1 : 0;
}

/** The next page begins after the last number of this one, so that all entries of a number stand on one page. */
function pageOf<T extends Listed>(cards: readonly T[], limit: number): T[] {
  const page = cards.slice(0, limit);
  const last = page.at(-1)?.cardNumber;
  return [...page, ...cards.slice(limit).filter(({ cardNumber }) => cardNumber === last)];
}
