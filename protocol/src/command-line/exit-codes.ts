/** Exit codes of every Duka tool. */

export const EXIT_DONE = 0;
/** Failed or refused. */
export const EXIT_REFUSED = 1;
/** The command line is at fault. */
export const EXIT_USAGE = 2;
/** Nothing answers at the reader's address. */
export const EXIT_NO_READER = 3;
export const EXIT_NO_CARD = 4;
/** What became of a sale is not known: take no other payment for it yet. */
export const EXIT_UNDECIDED = 5;
/** Done, and two books do not say the same: a person has to look at it. */
export const EXIT_DIFFERS = 6;
