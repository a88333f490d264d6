/**
 * Status words SW1 SW2 (ISO/IEC 7816-4, 5.6 and table 5) as one 16-bit integer, 0x9000 for "done".
 * What a status word means for one command is said by that command's declaration, not here.
 */

export const SW_OK = 0x9000;
export const SW_NO_CHANGE = 0x6400;
export const SW_MEMORY_FAILURE = 0x6581;
export const SW_WRONG_LENGTH = 0x6700;
export const SW_SECURITY_STATUS_NOT_SATISFIED = 0x6982;
export const SW_AUTHENTICATION_METHOD_BLOCKED = 0x6983;
export const SW_REFERENCE_DATA_INVALID = 0x6984;
export const SW_CONDITIONS_NOT_SATISFIED = 0x6985;
export const SW_NO_CURRENT_EF = 0x6986;
export const SW_WRONG_DATA = 0x6a80;
export const SW_FUNCTION_NOT_SUPPORTED = 0x6a81;
export const SW_FILE_NOT_FOUND = 0x6a82;
export const SW_RECORD_NOT_FOUND = 0x6a83;
export const SW_INCORRECT_P1_P2 = 0x6a86;
export const SW_REFERENCE_DATA_NOT_FOUND = 0x6a88;
export const SW_WRONG_OFFSET = 0x6b00;
export const SW_INS_NOT_SUPPORTED = 0x6d00;
export const SW_CLA_NOT_SUPPORTED = 0x6e00;
export const SW_NO_PRECISE_DIAGNOSIS = 0x6f00;

/** SW1 SW2 at the end of a response APDU. */
export function statusWordOf(response: Uint8Array): number {
  return (response[response.length - 2]! << 8) | response[response.length - 1]!;
}

/** 61xx: the command is done and xx bytes (00 = 256 or more) wait for GET RESPONSE. */
export function isMoreData(sw: number): boolean {
  return sw >> 8 === 0x61;
}

/** 6Cxx: nothing was done; the same command with Le = xx is accepted. */
export function isWrongLe(sw: number): boolean {
  return sw >> 8 === 0x6c;
}

/** The length in the low byte of 61xx and 6Cxx, 1..256. */
export function lengthInStatusWord(sw: number): number {
  return sw & 0xff || 256;
}

/** 63Cx: verification failed, x tries left; -1 for any other status word. */
export function triesLeftOf(sw: number): number {
  return (sw & 0xfff0) === 0x63c0 ? sw & 0x0f : -1;
}
