/** What the firmware can. The build puts other values in place of these, for boards that cannot hold everything. */

/** T=1. */
export const HAS_T1: boolean = true;
/** PPS. */
export const HAS_PPS: boolean = true;
/** PIN entry on the keypad, and the persona that stands for it. */
export const HAS_PINPAD: boolean = true;
/** The short-APDU level of T=0: GET RESPONSE and 6Cxx are the reader's, where a host leaves them to it. */
export const HAS_LEVEL: boolean = true;
/** A host line faster than that of the board's table, where a host asks for it. */
export const HAS_FAST_LINE: boolean = true;
/** A secret can open the console: the interpreter has SHA-256. */
export const HAS_CONSOLE_SECRET: boolean = true;
