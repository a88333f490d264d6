/** One thing explained: what it is, why it happens, what to do, in both languages. */

export type Bilingual = { readonly en: string; readonly zh: string };

export type CauseAndRemedy = { readonly cause: Bilingual; readonly remedy: Bilingual };

export type Explanation = CauseAndRemedy & {
  /** "6985", "CCID FE", "card-mute", "-2201" */
  readonly code: string;
  /** What single commands mean by it: "DEBIT FOR PURCHASE: MAC1 is wrong". English, from their declarations. */
  readonly commands: readonly string[];
};

/** Each as English and Chinese. */
export function causeAndRemedy(
  cause: readonly [en: string, zh: string],
  remedy: readonly [en: string, zh: string],
): CauseAndRemedy {
  return { cause: { en: cause[0], zh: cause[1] }, remedy: { en: remedy[0], zh: remedy[1] } };
}
