/** Who stands at the window: comparing ID documents with the register, and masking them before they are recorded. */
import type { IdDocument, Vouching } from "@duka/protocol/centre";
import { refuse } from "../refusal.js";
import type { HolderRecord } from "../store/store.js";

const HEAD = 3;
const TAIL = 4;

/** "resident-id 330***********1234". A number of eight characters or fewer shows its last two only. */
export function maskedDocument({ kind, number }: IdDocument): string {
  const [head, tail] = number.length > HEAD + TAIL + 1 ? [HEAD, TAIL] : [0, 2];
  const hidden = "*".repeat(number.length - head - tail);
  return `${kind} ${number.slice(0, head)}${hidden}${number.slice(-tail)}`;
}

/** @throws CentreRefusal `not-the-holder` when the ID document is not the holder's */
export function needHolder(holder: HolderRecord, document: IdDocument): void {
  if (document.kind === holder.document.kind && document.number === holder.document.number) return;
  refuse("not-the-holder", "the ID document is not that of the card's holder: a lent card is refused");
}

/** @throws CentreRefusal `not-the-holder`, or `in-person-only` when someone else came */
export function needInPerson(holder: HolderRecord, vouching: Vouching): void {
  needHolder(holder, vouching.document);
  if (vouching.by !== "holder")
    refuse("in-person-only", "only the holder in person may do this, with the ID document");
}
