/** Who stands at the window, and who vouched for that: every act that changes a card names it. */

import { z } from "zod";
import { rule } from "../data/bilingual.js";
import { institutionId, reference, words } from "./fields.js";

const KINDS = [
  "resident-id",
  "passport",
  "household-register",
  "residence-permit",
  "death-certificate",
] as const;
const NUMBER = { error: rule("is 4 to 32 digits and capital letters", "必须是 4 至 32 位数字和大写字母") };

/** An ID document as shown. The centre keeps it masked wherever it records it. */
export const idDocument = z.strictObject({
  kind: z.enum(KINDS, {
    error: rule(`is one of ${KINDS.join(", ")}`, `必须是以下之一：${KINDS.join("、")}`),
  }),
  number: z.string(NUMBER).regex(/^[0-9A-Z]{4,32}$/, NUMBER),
});

/** The holder with an ID document; someone for the holder, with both documents; or an employer with a list (集体办理). */
export const vouching = z.discriminatedUnion("by", [
  z.strictObject({ by: z.literal("holder"), document: idDocument }),
  z.strictObject({
    by: z.literal("delegate"),
    document: idDocument.meta({ description: "of the holder" }),
    delegate: z.strictObject({ name: words, relation: words, document: idDocument }),
  }),
  z.strictObject({
    by: z.literal("employer"),
    employer: words,
    list: reference.meta({ description: "of the employer's list" }),
    document: idDocument.meta({ description: "of the holder, from the list" }),
  }),
]);

/** How every act at a service point begins. The reference is the window's; the same act may be asked again under it. */
export const atWindow = {
  window: institutionId,
  operator: words,
  ref: reference,
};

export type IdDocument = z.output<typeof idDocument>;
export type Vouching = z.output<typeof vouching>;
