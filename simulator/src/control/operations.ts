/**
 * Everything that the control API can do, declared once: what it is called, takes and answers. The checks of a request,
 * the OpenAPI document and the program that answers all come from here.
 */
import type { DataOf } from "@duka/protocol/data/read-data";
import {
  anyMembers,
  described,
  flag,
  integer,
  listOf,
  matching,
  members,
  oneOf,
  text,
} from "@duka/protocol/data/values";
import { faultShape } from "../world/faults/fault.js";

const FEN_MAX = 2 ** 32;
const COUNT_MAX = Number.MAX_SAFE_INTEGER;
/** The longest answer to one question about the log. */
const EVENTS_MAX = 10_000;

const fen = described(integer(-FEN_MAX, FEN_MAX), "fen");
const slot = described(integer(0, 9), "0 the card, 1 the PSAM");
const cardName = described(
  matching("[\\w.-]{1,40}", "a name of 1 to 40 letters, digits, - and _"),
  '"own" is the first card, "other" lies beside the reader',
);
const done = members({});
const count = integer(0, COUNT_MAX);
const planned = members({
  id: integer(1, COUNT_MAX),
  kind: text,
  at: text,
  state: described(oneOf("armed", "struck", "missed"), "missed: taken back before anything came to it"),
});
const plan = members({ faults: listOf(planned) });

export const OPERATIONS = {
  state: {
    verb: "GET",
    of: "reader",
    says: "cable, power, what is in the slots, keys that wait for the reader to ask",
    params: members({}),
    result: members({
      cable: oneOf("in", "out"),
      power: oneOf("on", "off"),
      slots: listOf(members({ slot: count, card: text.nullable() })),
      keysWaiting: count,
    }),
  },
  display: {
    verb: "GET",
    of: "reader",
    says: "what the card-holder sees and hears: display, lights, beeper",
    params: members({}),
    result: members({
      lines: listOf(text),
      good: described(flag, "the green light"),
      bad: described(flag, "the red light"),
      beepHz: described(integer(0, 100_000), "what sounds now; 0 is silence"),
      beeps: count,
    }),
  },
  cards: {
    verb: "GET",
    of: "reader",
    says: "the cards by their names, and where they are",
    params: members({}),
    result: members({
      cards: listOf(
        members({
          name: text,
          profile: text,
          slot: integer(0, 9).nullable(),
          triesLeft: described(count.nullable(), "of its password; null for what has none"),
        }),
      ),
    }),
  },
  takeOut: {
    verb: "POST",
    of: "reader",
    says: "pulls the card out of a slot, whatever it is doing",
    params: members({ slot: slot.optional() }),
    result: done,
  },
  putIn: {
    verb: "POST",
    of: "reader",
    says: "puts a card into an empty slot: the one that was taken out, or another by its name",
    params: members({ slot: slot.optional(), card: cardName.optional() }),
    result: done,
  },
  swap: {
    verb: "POST",
    of: "reader",
    says: "changes the card in slot 0 for another one, faster than a reader polls",
    params: members({ card: cardName.optional() }),
    result: done,
  },
  newCard: {
    verb: "POST",
    of: "reader",
    says: "makes another card, which lies beside the reader; no file keeps it",
    params: members({
      name: cardName,
      profile: described(text, "built in; that of the first card without").optional(),
      number: described(integer(1, 999_999), "the city's how-manieth card: its numbers and keys").optional(),
    }),
    result: done,
  },
  dropCard: {
    verb: "POST",
    of: "reader",
    says: "forgets a card that newCard made and that is in no slot",
    params: members({ card: cardName }),
    result: done,
  },
  type: {
    verb: "POST",
    of: "reader",
    says: "types on the keypad as soon as the reader asks: digits, # confirm, * correct, C cancel",
    params: members({ keys: matching("[0-9#*C]{1,200}", "1 to 200 of 0 to 9, #, * and C") }),
    result: members({ keysWaiting: count }),
  },
  cable: {
    verb: "POST",
    of: "reader",
    says: "pulls the cable or puts it back; a client over TCP is sent away, a pseudo-terminal falls silent",
    params: members({ is: oneOf("in", "out") }),
    result: done,
  },
  restart: {
    verb: "POST",
    of: "reader",
    says: "the reader loses its power and has it again",
    params: members({}),
    result: done,
  },
  faults: {
    verb: "GET",
    of: "all",
    says: "all faults: which are armed, which struck, which were taken back",
    params: members({}),
    result: plan,
  },
  arm: {
    verb: "POST",
    of: "all",
    says: "arms faults; each strikes once, and its position counts from now on",
    params: members({ faults: listOf(faultShape, 1, 1000) }),
    result: plan,
  },
  clear: {
    verb: "POST",
    of: "all",
    says: "takes back a fault that has not struck, or all of them",
    params: members({ id: integer(1, COUNT_MAX).optional() }),
    result: members({ cleared: count }),
  },
  repair: {
    verb: "POST",
    of: "all",
    says: "cable, cards and power are as they were at first; faults that did not strike are taken back",
    params: members({}),
    result: done,
  },
  money: {
    verb: "GET",
    of: "all",
    says: "what is on each card, and at the centre for a card number",
    params: members({ cardNumber: described(text, "by which the centre knows the card").optional() }),
    result: members({
      cards: listOf(members({ card: text, purseFen: fen, depositFen: fen, medicalFen: fen })),
      centre: members({ holderFen: fen, cardFen: fen }).nullable(),
    }),
  },
  log: {
    verb: "GET",
    of: "all",
    says: "events that happened, the oldest first; without passwords and keys",
    params: members({
      after: described(integer(0, COUNT_MAX), "those behind this number; 0 unless given").optional(),
      limit: integer(1, EVENTS_MAX).optional(),
      type: described(text, "of this type alone, such as apdu, fault, money").optional(),
    }),
    result: members({
      events: listOf(
        described(anyMembers, "id, atMs (milliseconds since the beginning), type, and what the type has"),
      ),
      next: described(count, "to ask for what comes after"),
      dropped: described(count, "how many older ones are kept no more"),
    }),
  },
} as const;

export type OperationName = keyof typeof OPERATIONS;
export type Params<N extends OperationName> = DataOf<(typeof OPERATIONS)[N]["params"]>;
export type Result<N extends OperationName> = DataOf<(typeof OPERATIONS)[N]["result"]>;

export function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(OPERATIONS, name);
}

/** What a simulation without a reader does not have. */
export function operationNames(hasReader: boolean): readonly OperationName[] {
  const names = Object.keys(OPERATIONS) as OperationName[];
  return names.filter((name) => hasReader || OPERATIONS[name].of === "all");
}
