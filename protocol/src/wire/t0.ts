/**
 * What a procedure byte of T=0 tells the interface device to do (ISO/IEC 7816-3, 10.3.3). No I/O and no time:
 * the reader keeps the line and the clock. The card side is written apart, in the simulator.
 */

/** ACK equal to INS: all remaining data bytes are transferred. */
export const PROCEDURE_ALL = 1;
/** ACK equal to the complement of INS: one data byte is transferred. */
export const PROCEDURE_ONE = 2;
/** NULL: the waiting time starts again. */
export const PROCEDURE_NULL = 3;
/** SW1: SW2 follows and ends the command. */
export const PROCEDURE_SW1 = 4;
/** Anything else breaks the protocol. */
export const PROCEDURE_INVALID = 0;

/** INS of the form 6X or 9X could not be told from SW1, so no such command exists (7816-3, 10.3.2). */
export function isInsAllowed(ins: number): boolean {
  const high = ins & 0xf0;
  return high !== 0x60 && high !== 0x90;
}

/** The step that `byte` asks for, while the command with this INS runs. */
export function procedureStep(ins: number, byte: number): number {
  if (byte === 0x60) return PROCEDURE_NULL;
  const high = byte & 0xf0;
  if (high === 0x60 || high === 0x90) return PROCEDURE_SW1;
  if (byte === ins) return PROCEDURE_ALL;
  if ((byte ^ 0xff) === ins) return PROCEDURE_ONE;
  return PROCEDURE_INVALID;
}
