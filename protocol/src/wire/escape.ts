/**
 * CCID Escapes (PC_to_RDR_Escape): those that stock drivers of the GemPC family send when they open a reader, and
 * Duka's own. Our own begin with "DK", so that no vendor's Escape can be mistaken for one.
 */

/** Stock: get firmware text; SEC1210 asks it with 06. Sent first by a host that opens the reader anew, with bSeq 0. */
export const ESCAPE_FIRMWARE_TEXT = 0x02;
export const ESCAPE_FIRMWARE_TEXT_SEC1210 = 0x06;
/**
 * Stock: `B2 A0 00 4D 4C`, then ten texts of 16 columns, filled with spaces, that the reader shows while it asks for a
 * PIN: first "enter PIN", "new PIN", "confirm PIN". Any host may send it in any persona, in the display's code.
 */
export const ESCAPE_TEXTS = 0xb2;
export const ESCAPE_TEXTS_AT = 5;
export const ESCAPE_TEXTS_LENGTH = 165;
/** Stock: 01 01 01, announce card movement synchronously. */
export const ESCAPE_MOVEMENT_MODE = 0x01;
/** Stock: Gemalto features; answering "failed" is allowed. */
export const ESCAPE_GEMALTO_FEATURES = 0x6a;

export const ESCAPE_DUKA_0 = 0x44;
export const ESCAPE_DUKA_1 = 0x4b;
/** Third byte of an Escape of our own: what it asks. */
export const DUKA_IDENTITY = 0x01;
/**
 * `44 4B 02 | prompt 1 | text, at most 32`: one of the 14 standard prompts, 0 for none, on lights, beeper and display.
 * The text is the host's own, in the display's code (GB 2312), two lines of 16 columns; without text the display stays
 * as it is. The answer is `44 4B 02 | prompt 1 | PANEL_… 1`: what of these the reader has.
 */
export const DUKA_PROMPT = 0x02;
/**
 * `44 4B 03`: powers every card down and tests the reader itself. The answer is `44 4B 03 | FAULT_… 1 |` one byte of
 * `SLOT_…` for each physical slot. It takes up to a second.
 */
export const DUKA_SELF_TEST = 0x03;
/** The reader answers `44 4B 04`, then starts anew, all cards without power. */
export const DUKA_RESTART = 0x04;
/**
 * `44 4B 05 |` counters of 4 bytes, high byte first: frames, repeats, NAKs, stray bytes, overruns, parity errors,
 * failures.
 */
export const DUKA_STATISTICS = 0x05;
/** `44 4B 06 |` variables of the interpreter in use 2, variables it has 2, high byte first. */
export const DUKA_MEMORY = 0x06;

/**
 * `44 4B 07 | secret`: gives the host line back to the interpreter's console until the next restart, when the secret is
 * the one whose SHA-256 was built into the firmware. The answer is `44 4B 07`.
 */
export const DUKA_CONSOLE = 0x07;
/**
 * The firmware on trial has shown that it works: the boot loader starts it from now on. The answer is `44 4B 08 |` the
 * letter of its image 1 (ASCII). Repeating it changes nothing.
 */
export const DUKA_CONFIRM = 0x08;

/**
 * `44 4B 09`: which persona runs. `44 4B 09 | PERSONA_… 1`: keeps another for all later starts, and 0 the one of the
 * build; it takes effect at the next restart (`DUKA_RESTART`). The answer to both is `44 4B 09 |` the one that runs 1
 * `|` the one of the next start 1 `|` the one of the build 1. A persona that the build has left out is refused.
 */
export const DUKA_PERSONA = 0x09;

/**
 * `44 4B 0A | LEVEL_… 1`: what of T=0 a host may leave to this reader, 0 for nothing, until the next such Escape, the
 * next start, or a host that opens the reader (`ESCAPE_FIRMWARE_TEXT`). The answer repeats it. Each
 * XfrBlock then says in wLevelParameter which of these it leaves; what is not allowed is refused by its offset, and the
 * card has not been asked.
 */
export const DUKA_LEVEL = 0x0a;
/** An answer announced by 61xx is fetched by one GET RESPONSE; the command is sent with its Le, if it has one. */
export const LEVEL_FETCH = 1;
/** 6Cxx is met by the command with that Le, once. Never for a command that moves money. */
export const LEVEL_REPEAT = 2;
export const LEVEL_ALL = LEVEL_FETCH | LEVEL_REPEAT;

/**
 * `44 4B 0B | bits per second 4, high byte first`: how fast the host line may be. The answer is `44 4B 0B |` the speed
 * 4 that it has from `hostSpeedSwitchMs` later on: that of the build, where the reader has none that is faster and not
 * faster than asked for. It stays faster only as long as all that comes is good: at whatever is no whole frame, the
 * first word of another host too, the reader goes back to the speed of its build and says NAK there. It goes back
 * without a word when it hears nothing.
 */
export const DUKA_HOST_SPEED = 0x0b;
/** Without one good frame so long after the switch the reader goes back. */
export const HOST_SPEED_TRIAL_MS = 250;
/** Without one for so long, and no command under way, it goes back too; after twice as long at the latest. */
export const HOST_SPEED_IDLE_MS = 10_000;

/**
 * From the reader's answer to its other speed: the longest such answer, behind the frame of `PERSONA_PINPAD`, needs
 * less.
 * @param baud of the answer
 */
export function hostSpeedSwitchMs(baud: number): number {
  return 5 + 400_000 / baud;
}

/** The prompts that the terminals of the field have, in their order. */
export const PROMPT_NONE = 0;
export const PROMPT_INSERT_CARD = 1;
export const PROMPT_SWIPE_CARD = 2;
export const PROMPT_READ_ERROR = 3;
export const PROMPT_ENTER_PASSWORD = 4;
export const PROMPT_WRONG_PASSWORD = 5;
export const PROMPT_SUCCESS = 6;
export const PROMPT_TIME_OUT = 7;
export const PROMPT_FAILED = 8;
export const PROMPT_TAKE_CARD = 9;
export const PROMPT_ENTER_ANEW = 10;
export const PROMPT_ENTER_AGAIN = 11;
export const PROMPT_ENTER_NEW = 12;
export const PROMPT_ENTER_OLD = 13;
export const PROMPT_CONFIRM_NEW = 14;
/** Bytes of text: two lines of 16 columns. */
export const PROMPT_TEXT_MAX = 32;

export const PANEL_DISPLAY = 1;
export const PANEL_LIGHTS = 2;
export const PANEL_BEEPER = 4;

/** Self-test: the interpreter has too few variables left. */
export const FAULT_MEMORY = 1;
/** A buffer does not keep what is written to it. */
export const FAULT_BUFFERS = 2;
/** A card line does not carry what is sent on it: see the slots. */
export const FAULT_CARD_LINE = 4;
/** The presence switch says that a card is in. */
export const SLOT_CARD_IN = 1;
/** What was sent on I/O did not come back as it was, supply of 5 V on. */
export const SLOT_LINE_FAULT = 2;
/** Nothing comes back on this board, so the line was not tested. */
export const SLOT_NOT_TESTED = 4;

/**
 * Layout of the answer to `44 4B 01`:
 *
 *     44 4B 01 | firmware version 3 | persona 1 | physical slots 1 | card clock in hertz 4, high byte first
 *     | length 1, board name | length 1, serial number                       (both ASCII, at most 40 bytes)
 *     | fastest card line in bits per second 4, high byte first | READER_… 1: what it has
 */
export const IDENTITY_VERSION_AT = 3;
export const IDENTITY_PERSONA_AT = 6;
export const IDENTITY_SLOTS_AT = 7;
export const IDENTITY_CLOCK_AT = 8;
export const IDENTITY_TEXTS_AT = 12;

/** A keypad and the firmware for it: PC_to_RDR_Secure is executed, in every persona. */
export const READER_KEYPAD = 1;
/** T=1. */
export const READER_T1 = 2;
/** PPS. */
export const READER_PPS = 4;
/** The short-APDU level of T=0, by `DUKA_LEVEL`. */
export const READER_LEVEL = 8;
/** A host line faster than that of the build, by `DUKA_HOST_SPEED`. */
export const READER_FAST_LINE = 16;

/**
 * Personas: which stock reader type the firmware behaves as. Every slot that the board has is answered in each of them.
 * As `PERSONA_PINPAD` the reader sends an empty frame with the command's own header in front of every answer: a frame
 * whose type is below 80 is no answer. As `PERSONA_SEC1210` it makes the PPS for SetParameters by itself, unless one
 * was made since the reset.
 */
export const PERSONA_POS = 1;
export const PERSONA_PINPAD = 2;
export const PERSONA_SEC1210 = 3;
