/** Status words that only purse applications and their PSAMs use (JR/T 0025). */

export const SW_WRONG_MAC = 0x9302;
export const SW_AMOUNT_TOO_LARGE = 0x9401;
export const SW_COUNTER_AT_LIMIT = 0x9402;
export const SW_NO_SUCH_KEY = 0x9403;
/** The MAC and TAC asked for are not available. */
export const SW_NO_PROOF = 0x9406;
/** The record of a composite purchase is locked by its application. */
export const SW_CACHE_LOCKED = 0x9407;
