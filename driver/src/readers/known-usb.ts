/** USB ids by which a serial port is taken for a reader's without being asked. */

type KnownUsb = {
  /** Four lower-case hexadecimal digits, as `SerialPortFound` has them. */
  readonly vendorId: string;
  readonly productId: string;
  readonly description: string;
  /** Who says so. */
  readonly source: string;
};

/**
 * USB adapters (FTDI 0403:6001, CP210x 10c4:ea60, CH340 1a86:7523, PL2303 067b:2303) are left out: behind them stand
 * scales and EFT terminals as well. Name such a port yourself, or probe for it.
 */
export const KNOWN_USB: readonly KnownUsb[] = [
  {
    vendorId: "0483",
    productId: "5740",
    description: "Espruino board",
    source: "Espruino's own tools, package espruino 0.1.67, core/serial.js: its boards with an STM32",
  },
];
