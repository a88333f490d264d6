/** One thing explained: what it is, why it happens, what to do, in both languages. */

export type Bilingual = { readonly en: string; readonly zh: string };

export type Explanation = {
  /** "6985", "CCID FE", "card-mute" */
  readonly code: string;
  readonly cause: Bilingual;
  readonly remedy: Bilingual;
  /** What single commands mean by it: "DEBIT FOR PURCHASE: MAC1 is wrong". English, from their declarations. */
  readonly commands: readonly string[];
};
