/** Where a receipt goes: a printer on a serial port or in the network, a device, a file. */

export type PrinterAddress =
  | { readonly kind: "serial"; readonly path: string; readonly baud: number }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "file"; readonly path: string };

/** As receipt printers leave the factory. */
const BAUD_DEFAULT = 9600;
const BAUD_MIN = 300;
const BAUD_MAX = 921_600;
const PORT_DEFAULT = 9100;
const FORMS =
  "a printer is serial:PORT[?baud=N], tcp:HOST[:PORT], or the path of a device or a file that does not exist yet";

/** @throws RangeError naming what is wrong and listing the forms */
export function parsePrinter(address: string): PrinterAddress {
  if (address.startsWith("serial:")) {
    const [, path = "", baud = String(BAUD_DEFAULT)] =
      /^serial:([^?]+)(?:\?baud=(\d{1,7}))?$/.exec(address) ?? [];
    if (path === "") throw badPrinter(address, "after serial: the port stands, and then only ?baud=N");
    if (Number(baud) < BAUD_MIN || Number(baud) > BAUD_MAX)
      throw badPrinter(address, `baud is not ${BAUD_MIN} to ${BAUD_MAX}`);
    return { kind: "serial", path, baud: Number(baud) };
  }
  if (address.startsWith("tcp:")) {
    const [, host = "", port = String(PORT_DEFAULT)] =
      /^tcp:(?:\/\/)?(\[[0-9a-fA-F:.%]+\]|[^:/[\]\s]+)(?::(\d{1,5}))?$/.exec(address) ?? [];
    if (host === "") throw badPrinter(address, "HOST:PORT is missing or malformed");
    if (Number(port) < 1 || Number(port) > 65535) throw badPrinter(address, "the port is not 1 to 65535");
    return { kind: "tcp", host: host.replace(/^\[|\]$/g, ""), port: Number(port) };
  }
  if (address === "") throw badPrinter(address, "it is empty");
  return { kind: "file", path: address };
}

function badPrinter(address: string, why: string): RangeError {
  return new RangeError(`${JSON.stringify(address.slice(0, 200))}: ${why}; ${FORMS}`);
}
