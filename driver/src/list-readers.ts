/** Which readers can be opened here. Of serial ports only those with a known USB id are named: behind any other may stand a scale or a terminal. */
import type { Clock } from "@duka/protocol/transport";
import { parseAddress } from "./address.js";
import { ReaderError } from "./errors.js";
import type { SerialPortFound } from "./link/link-serialport.js";
import { realClock } from "./real-clock.js";

export type ReaderFound = {
  readonly address: string;
  /**
   * `configured`: somebody named it; `found`: a port with a known USB id; `pcsc`: PC/SC names it, whatever it is, so nobody
   * takes it unasked; `simulated`: always there to try.
   */
  readonly origin: "configured" | "found" | "pcsc" | "simulated";
  /** For a person. */
  readonly description: string;
};

type KnownUsb = { readonly vendorId: string; readonly productId: string; readonly description: string };

const KNOWN_USB: readonly KnownUsb[] = [
  { vendorId: "0483", productId: "5740", description: "Espruino board" },
];

export type ListReadersOptions = {
  /** Addresses from DUKA_READER and configuration. */
  readonly configured?: readonly string[];
  readonly clock?: Clock;
  /** The ports to choose from; those of this machine by default. */
  readonly ports?: readonly SerialPortFound[];
  /** Names of PC/SC readers, each slot one; those of this machine by default, none where PC/SC is not to be had. */
  readonly pcsc?: readonly string[];
};

/** Configured ones first, then those that were found, then `sim:`. @throws RangeError when a configured one is no address */
export async function listReaders(options: ListReadersOptions = {}): Promise<readonly ReaderFound[]> {
  const configured = options.configured ?? [];
  for (const address of configured) parseAddress(address);
  const ports = options.ports ?? (await portsHere(options.clock ?? realClock));
  const pcsc = options.pcsc ?? (await pcscReadersHere());
  return [
    ...configured.map((address) => ({ address, origin: "configured" as const, description: "configured" })),
    ...[...ports.flatMap(readerAt), ...pcsc.filter(isFirstSlot).map(pcscReader)].filter(
      (reader) => !configured.includes(reader.address),
    ),
    { address: "sim:", origin: "simulated", description: "simulated reader with a simulated card" },
  ];
}

/** The native part is loaded only when ports are looked for. */
async function portsHere(clock: Clock): Promise<readonly SerialPortFound[]> {
  const { listSerialPorts } = await import("./link/link-serialport.js");
  return listSerialPorts(clock);
}

async function pcscReadersHere(): Promise<readonly string[]> {
  const { listPcscReaders } = await import("./pcsc/open-pcsc-reader.js");
  try {
    return await listPcscReaders();
  } catch (error) {
    // No package, no service: there is nothing to list, and whoever opens pcsc: is told which.
    if (error instanceof ReaderError) return [];
    throw error;
  }
}

/** A reader of several slots has a name for each, "NAME 00 01"; opening the first reaches all. */
function isFirstSlot(name: string): boolean {
  return !/ [0-9A-F]{2} (?!00$)[0-9A-F]{2}$/i.test(name);
}

function pcscReader(name: string): ReaderFound {
  return { address: `pcsc:${name}`, origin: "pcsc", description: "PC/SC reader" };
}

function readerAt(port: SerialPortFound): ReaderFound[] {
  const known = KNOWN_USB.find((usb) => usb.vendorId === port.vendorId && usb.productId === port.productId);
  if (known === undefined) return [];
  const serialNumber = port.serialNumber === undefined ? "" : `, serial number ${port.serialNumber}`;
  const description = `${known.description}${serialNumber}`;
  return [{ address: `serial:${port.path}`, origin: "found", description }];
}
