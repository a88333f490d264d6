/** A person closes what no card and no centre can: once, with who and when. No reader is needed. */

import { rangeError } from "@duka/protocol/data/bilingual";
import { type DataOf, readData } from "@duka/protocol/data/read-data";
import { described, flag, matching, members, oneOf } from "@duka/protocol/data/values";
import { checkThing, refusing, shown } from "../base/argument.js";
import { CLOSED_AS, type ClosingInfo, closingInfo } from "../journal/closing.js";
import type { Journal } from "../journal/journal.js";
import { ref } from "./request-fields.js";

/** Any script, no control characters. */
const TEXT = "[^\\u0000-\\u001f\\u007f-\\u009f]";

export const closeData = members({
  /** Of the sale, load or reversal. */
  ref,
  as: described(
    oneOf(...CLOSED_AS),
    "cash-returned: the holder has the cash back; paid-in-cash: the bill was, and the card paid nothing; " +
      "settled-elsewhere: with the centre by hand, or at the agency; not-paid: nothing was paid or handed out",
  ),
  /** Name or number of who closes it. */
  by: described(
    matching(`\\S(${TEXT}{0,62}\\S)?`, ["1 to 64 characters, who closes it", "经办人，1 至 64 个字符"]),
    "who closes it",
  ),
  /** What shows it: the centre's number, a slip. */
  note: described(
    matching(`${TEXT}{1,500}`, ["1 to 500 characters", " 1 至 500 个字符"]).optional(),
    "what shows it: the centre's number, a slip",
  ),
  simulated: described(flag.optional(), "the simulated one; the real one where there is one by default"),
});

export type CloseCaseRequest = DataOf<typeof closeData>;

export type ClosedCase = {
  readonly ref: string;
  readonly what: "sale" | "credit";
  /** False: it had been closed before, as the members below say. */
  readonly isNew: boolean;
  readonly closed: ClosingInfo;
};

/**
 * The ref stays bound: what a card says later is listed by `waiting` and the day's export where it contradicts.
 * @throws RangeError, TypeError when there is nothing under the ref, or nothing that can be closed as that
 * @throws JournalError
 */
export async function closeCase(journal: Journal, request: CloseCaseRequest): Promise<ClosedCase> {
  checkThing("journal", journal, "openJournal gives", ["closeRecord"]);
  const asked = readData(closeData, request, "request", refusing(request, "request"));
  const result = await journal.closeRecord(asked);
  switch (result.is) {
    case "unknown":
      throw rangeError(
        `there is nothing under ref ${shown(asked.ref)} in this journal`,
        `本日志中没有单号 ${shown(asked.ref)}`,
      );
    case "other-case":
      throw notClosable(asked, [...new Set(result.open)]);
    default:
      return {
        ref: asked.ref,
        what: result.what,
        isNew: result.is === "closed",
        closed: closingInfo(result.closing),
      };
  }
}

function notClosable({ ref, as }: CloseCaseRequest, open: readonly string[]): RangeError {
  if (open.length === 0)
    return rangeError(
      `ref ${shown(ref)} has nothing that a person has to close`,
      `单号 ${shown(ref)} 没有需要人工结案的业务`,
    );
  return rangeError(
    `ref ${shown(ref)} can be closed as ${open.join(", ")}, not as ${as}`,
    `单号 ${shown(ref)} 可按 ${open.join("、")} 结案，不能按 ${as} 结案`,
  );
}
