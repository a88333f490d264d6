/** What is different in each unit. The build puts other values in place of these. */

/** Empty: the chip's own serial number. */
export const SERIAL_NUMBER = "";
/** SHA-256 of the secret that opens the console, 64 hexadecimal digits; empty: nothing opens it. */
export const CONSOLE_SECRET_SHA256 = "";
