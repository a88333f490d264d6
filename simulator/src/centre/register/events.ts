/** The register's diary: every act with who vouched. ID documents stand in it masked, passwords not at all. */
import type { RegisterEvent, Vouching } from "@duka/protocol/centre";
import type { Context } from "../context.js";
import { maskedDocument } from "./vouched.js";

type Act = {
  readonly act: string;
  readonly window: string;
  readonly operator: string;
  readonly ref: string;
  readonly holderId: string;
  readonly cardNumber: string | null;
  /** No one vouched when it came by telephone, or from the centre itself. */
  readonly vouching: Vouching | "phone" | "system";
};

const DIGITS = 9;

export function record({ store, nowMs }: Context, { vouching, ...act }: Act): void {
  const counter = `events of ${act.holderId}`;
  const number = (store.get("counter", counter)?.value ?? 0) + 1;
  store.put("counter", counter, { value: number });
  const event: RegisterEvent = { ...act, number, atMs: nowMs(), ...voucher(vouching) };
  store.put("event", eventKey(act.holderId, number), event);
}

/** Of the event of this number; keys sort as the numbers do. */
export function eventKey(holderId: string, number: number): string {
  return `${holderId}|${String(number).padStart(DIGITS, "0")}`;
}

function voucher(
  vouching: Act["vouching"],
): Pick<RegisterEvent, "by" | "document" | "delegate" | "employer"> {
  const nobody = { document: null, delegate: null, employer: null };
  if (typeof vouching === "string") return { ...nobody, by: vouching };
  const known = { ...nobody, by: vouching.by, document: maskedDocument(vouching.document) };
  switch (vouching.by) {
    case "holder":
      return known;
    case "delegate": {
      const { name, relation, document } = vouching.delegate;
      return { ...known, delegate: `${name} (${relation}), ${maskedDocument(document)}` };
    }
    case "employer":
      return { ...known, employer: `${vouching.employer}, list ${vouching.list}` };
  }
}
