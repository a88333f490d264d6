/** The events `progress`: a step of a call each, as `eventJson` writes it. */
import { centreOperations, type OperationName } from "@duka/protocol/centre";
import { z } from "zod";
import type { AccountEvent } from "../account/account-event.js";
import { fen, maybeInt, maybeText, settlementState, text, why } from "./result-shapes.js";

type FieldsOf<T extends AccountEvent["type"]> = {
  readonly [F in Exclude<keyof Extract<AccountEvent, { readonly type: T }>, "type">]: z.ZodType;
};

const operation = z.enum(Object.keys(centreOperations) as [OperationName, ...OperationName[]]);
const because = z.enum(["first", "interrupted", "wrong", "wrong-length"]);

const STEPS: { readonly [T in AccountEvent["type"]]: FieldsOf<T> } = {
  "card-awaited": {},
  "card-inserted": {},
  "card-removed": {},
  "card-powered": { atr: z.string().regex(/^([0-9A-F]{2})+$/) },
  "card-recognised": { maskedCardNumber: text, validUntil: text },
  "psam-ready": { terminalId: text },
  "password-asked": { by: z.enum(["keypad", "caller"]), triesLeft: why.triesLeft, because },
  "password-verified": { by: z.enum(["initial", "typed", "none"]) },
  "password-refused": { reasonCode: why.reasonCode.unwrap(), triesLeft: why.triesLeft },
  "centre-asked": { operation },
  initialized: { balanceBeforeFen: maybeInt, cardSequence: z.int() },
  intent: { terminalSequence: maybeInt },
  answered: { statusWord: why.statusWord.unwrap() },
  "card-debited": { amountFen: fen },
  "card-credited": { amountFen: fen },
  settlement: { state: settlementState },
  ended: { outcome: text },
};

const lines = Object.entries(STEPS).map(([step, fields]) =>
  z.strictObject({ event: z.literal("progress"), ref: maybeText, step: z.literal(step), ...fields }),
);
type Line = (typeof lines)[number];

export const progressLine = z.discriminatedUnion("step", lines as [Line, ...Line[]]).meta({
  description: "with --events: a step of the call under way; ref: the call's, null where it has none",
});
