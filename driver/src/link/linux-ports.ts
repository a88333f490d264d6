/**
 * The serial ports of a Linux machine without udev, as its kernel shows them (wraps node:fs;
 * Documentation/ABI/testing/sysfs-tty).
 */
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

export type SerialPortFound = {
  readonly path: string;
  /** USB ids in four lower-case hexadecimal digits; undefined for a port that is not USB. */
  readonly vendorId: string | undefined;
  readonly productId: string | undefined;
  readonly manufacturer: string | undefined;
  readonly serialNumber: string | undefined;
};

const FOLDER = "/sys/class/tty";
/** From the tty up to the USB device that it is an interface of. */
const LEVELS_MAX = 4;
/** PORT_UNKNOWN: a port of the board that has no chip. */
const NO_CHIP = "0";

/** Consoles and pseudo-terminals have no device behind them, and do not count. */
export function linuxPorts(folder = FOLDER): SerialPortFound[] {
  const names = attempt(() => readdirSync(folder)) ?? [];
  return names.sort().flatMap((name) => {
    const device = attempt(() => realpathSync(join(folder, name, "device")));
    if (device === undefined || read(join(folder, name, "type")) === NO_CHIP) return [];
    const usb = usbDeviceAbove(device);
    return [
      {
        path: `/dev/${name}`,
        vendorId: usb && read(join(usb, "idVendor")),
        productId: usb && read(join(usb, "idProduct")),
        manufacturer: usb && read(join(usb, "manufacturer")),
        serialNumber: usb && read(join(usb, "serial")),
      },
    ];
  });
}

/** Paths of the ports on which the kernel has its console: whatever is sent there is a line to a shell. */
export function linuxConsoles(folder = FOLDER): readonly string[] {
  const names = read(join(folder, "console/active")) ?? "";
  return names.split(/\s+/).map((name) => `/dev/${name}`);
}

function usbDeviceAbove(device: string): string | undefined {
  let folder = device;
  for (let level = 0; level < LEVELS_MAX; level++) {
    if (read(join(folder, "idVendor")) !== undefined) return folder;
    folder = dirname(folder);
  }
  return undefined;
}

function read(file: string): string | undefined {
  return attempt(() => readFileSync(file, "utf8").trim());
}

/** What the kernel does not show is not known. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
