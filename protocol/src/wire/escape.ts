/**
 * CCID Escapes (PC_to_RDR_Escape): those that stock drivers of the GemPC family send when they open a reader, and Duka's own.
 * Our own begin with "DK", so that no vendor's Escape can be mistaken for one.
 */

/** Stock: get firmware text; SEC1210 asks it with 06. Sent first by a host that opens the reader anew, with bSeq 0. */
export const ESCAPE_FIRMWARE_TEXT = 0x02;
export const ESCAPE_FIRMWARE_TEXT_SEC1210 = 0x06;
/** Stock: 01 01 01, announce card movement synchronously. */
export const ESCAPE_MOVEMENT_MODE = 0x01;
/** Stock: Gemalto features; answering "failed" is allowed. */
export const ESCAPE_GEMALTO_FEATURES = 0x6a;

export const ESCAPE_DUKA_0 = 0x44;
export const ESCAPE_DUKA_1 = 0x4b;
/** Third byte of an Escape of our own: what it asks. */
export const DUKA_IDENTITY = 0x01;
/** The reader answers `44 4B 04`, then starts anew. */
export const DUKA_RESTART = 0x04;
/** `44 4B 05 |` counters of 4 bytes, high byte first: frames, repeats, NAKs, stray bytes, overruns, parity errors, failures. */
export const DUKA_STATISTICS = 0x05;
/** `44 4B 06 |` variables of the interpreter in use 2, variables it has 2, high byte first. */
export const DUKA_MEMORY = 0x06;

/**
 * Layout of the answer to `44 4B 01`:
 *
 *     44 4B 01 | firmware version 3 | persona 1 | physical slots 1 | card clock in hertz 4, high byte first
 *     | length 1, board name | length 1, serial number                       (both ASCII, at most 40 bytes)
 */
export const IDENTITY_VERSION_AT = 3;
export const IDENTITY_PERSONA_AT = 6;
export const IDENTITY_SLOTS_AT = 7;
export const IDENTITY_CLOCK_AT = 8;
export const IDENTITY_TEXTS_AT = 12;

/** Personas: which stock reader type the firmware behaves as. */
export const PERSONA_POS = 1;
export const PERSONA_PINPAD = 2;
export const PERSONA_SEC1210 = 3;
