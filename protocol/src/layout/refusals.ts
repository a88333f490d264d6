/** What several commands refuse with, in the same words. */

export const REFUSED_FORM = {
  0x6700: "the data has a wrong length",
  0x6a81: "the card is locked, or does not know this function",
  0x6a86: "P1 or P2 is wrong",
} as const;

/** Of the commands of an application that may be locked for ever. */
export const REFUSED_APPLICATION = {
  ...REFUSED_FORM,
  0x6901: "the card does not accept this now",
  0x6985: "the conditions of use are not satisfied",
  0x9303: "the application is locked for ever",
} as const;

/** Of commands that bring a MAC for the card (secure messaging). */
export const REFUSED_MAC = {
  0x6983: "too many wrong MACs: the key is locked",
  0x6984: "no challenge was asked for just before",
  0x6987: "the MAC is missing",
  0x6988: "the MAC is wrong",
  0x6a88: "the card has no key for this",
} as const;

/** Of the first command of a transaction. */
export const REFUSED_INITIALIZE = {
  ...REFUSED_APPLICATION,
  0x6982: "the account needs the password first",
  0x6983: "too many wrong MACs: the key is locked",
  0x6a80: "the data is wrong",
  0x9402: "the card has used up its transaction counter",
  0x9403: "the card has no key with this index",
} as const;
