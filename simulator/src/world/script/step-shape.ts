/** One step of a scenario as its file says it: one thing that a cashier, a clerk, a holder or bad luck does. */
import { centreOperations, declarationOf, isOperation } from "@duka/protocol/centre";
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
  withRules,
  words,
} from "@duka/protocol/data/values";
import { placedFaults } from "../faults/fault.js";

const FEN_MAX = 0xffffffff;
const PASS_MAX_MS = 400 * 24 * 3_600_000;
const TYPED_MAX = 20;

const ref = matching("[ -~]{1,64}", "1 to 64 printable ASCII characters");
const amountFen = integer(1, FEN_MAX, `whole fen, from 1 to ${FEN_MAX}: 12.50 yuan are 1250`);
const partFen = integer(0, FEN_MAX, `whole fen, from 0 to ${FEN_MAX}: 12.50 yuan are 1250`);
const kind = oneOf("purse", "medical", "deposit");
const nothing = members({});

const WINDOW_ACTS = [
  "basicData",
  "issue",
  "activate",
  "activateFinancial",
  "changePassword",
  "resetPassword",
  "unblockPassword",
  "withdrawLoss",
  "replace",
  "returnCard",
] as const;

/** What each step may be. */
const actions = {
  sell: described(
    members({
      ref,
      amountFen,
      kind: kind.optional(),
      totalFen: amountFen.optional(),
      medical: members({ selfPayFen: partFen, poolFen: partFen }).optional(),
      deferOnEquipmentFailure: flag.optional(),
    }),
    "the card pays",
  ).optional(),
  bill: described(
    members({
      ref,
      visit: oneOf("registration", "treatment", "admission", "discharge", "pharmacy"),
      totalFen: amountFen,
      selfCostFen: partFen.optional(),
      expected: members({ accountFen: partFen, poolFen: partFen, cashFen: partFen }).optional(),
    }),
    "a bill of the medical insurance is settled",
  ).optional(),
  load: described(members({ ref, amountFen, kind: kind.optional() }), "money goes onto the card").optional(),
  reverse: described(members({ ref, of: ref }), "a settled sale is taken back").optional(),
  resettle: described(ref, "a sale that was paid in cash is paid by card: its ref").optional(),
  balance: described(kind, "the balance is shown").optional(),
  card: described(nothing, "the card is shown").optional(),
  cardLog: described(kind, "the card's own records are shown").optional(),
  recover: described(nothing, "the card tells of what it left undecided").optional(),
  changePassword: described(nothing, "the holder changes the password at the till").optional(),
  window: described(
    members({
      act: oneOf(...WINDOW_ACTS),
      ref,
      by: described(
        oneOf("holder", "delegate", "relative", "employer", "stranger").optional(),
        "who comes to the window; a relative brings the death certificate, a stranger shows another document as the holder's own",
      ),
      holder: described(
        matching("[0-9A-Z]{4,32}", "4 to 32 digits and capital letters").optional(),
        "the ID number that is shown; that of the profile's holder by default",
      ),
      medical: described(flag.optional(), "of issue: whether the medical function is opened"),
      oldCard: described(words.optional(), "of activate and replace: the name of the card that ends"),
      reason: described(words.optional(), "of returnCard: why"),
    }),
    "an act at a service point",
  ).optional(),
  showOldCard: described(
    nothing,
    "at the window: the card in the reader is the old one, for an activation after it",
  ).optional(),
  centre: described(
    members({ call: words, with: anyMembers.optional() }),
    "the centre is asked, by the name of its operation; see duka-sim centre --openapi",
  ).optional(),
  types: described(
    listOf(matching("own|[0-9]{4,16}", "4 to 16 decimal digits, in quotes, or own"), 0, TYPED_MAX),
    "what the holder types from now on, one password for each question; own is the one that the first card has when the scenario begins",
  ).optional(),
  insert: described(
    words,
    "a card by its name is put into the reader, in place of what is there; `own` is the first one",
  ).optional(),
  takeOut: described(oneOf("card", "psam"), "is taken out of the reader").optional(),
  putIn: described(oneOf("card", "psam"), "is put in again").optional(),
  cable: described(oneOf("out", "in"), "the reader's cable").optional(),
  strike: described(placedFaults, "faults that strike from now on").optional(),
  repair: described(nothing, "cable, cards and power are put right; a killed till starts again").optional(),
  killTill: described(nothing, "the till's machine loses its power").optional(),
  restartTill: described(nothing, "the till's program starts again").optional(),
  upload: described(nothing, "what is due is told to the centre (close of day)").optional(),
  passMs: described(integer(1, PASS_MAX_MS), "time goes by").optional(),
} as const;

export type ActionName = keyof typeof actions;
export const ACTION_NAMES = Object.keys(actions) as ActionName[];

const expected = members({
  outcome: described(
    oneOf(
      "committed",
      "refused",
      "undecided",
      "deferred",
      "manual",
      "inProgress",
      "credited",
      "not-credited",
      "done",
    ).optional(),
    "how it ends; done: an act or a question was answered",
  ),
  reason: described(words.optional(), "its reason code; see the table in the driver's README"),
  error: described(words.optional(), "the code of the error that is thrown"),
  answer: described(anyMembers.optional(), "members of what is answered; others are let be"),
  wireMsMax: described(integer(1, 600_000).optional(), "what the wires may take at most"),
});

export const stepShape = withRules(
  members({
    ...actions,
    expect: described(expected.optional(), "what becomes of it"),
  }),
  (step) => {
    const named = ACTION_NAMES.filter((name) => step[name] !== undefined);
    if (named.length === 0) return [{ path: [], message: `must be one of ${ACTION_NAMES.join(", ")}` }];
    if (named.length > 1)
      return [
        { path: [named[1]!], message: `must be a step of its own: there is ${named[0]} in it already` },
      ];
    return faultsOfCall(step.centre);
  },
);

export type Step = DataOf<typeof stepShape>;
export type Expected = NonNullable<Step["expect"]>;

/** Of a call of the centre, by the declaration of its operation. */
function faultsOfCall(asked: { readonly call: string; readonly with?: unknown } | undefined) {
  if (asked === undefined) return [];
  if (!isOperation(asked.call)) {
    const known = Object.keys(centreOperations).join(", ");
    return [{ path: ["centre", "call"], message: `must be one of the centre's operations: ${known}` }];
  }
  const read = declarationOf(asked.call).request.safeParse(asked.with ?? {});
  if (read.success) return [];
  const { path, message } = read.error.issues[0]!;
  const at = ["centre", ...(asked.with === undefined ? [] : ["with"]), ...path.map(String)];
  return [{ path: at, message: `must be as ${asked.call} has it: ${message}` }];
}
