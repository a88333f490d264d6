/**
 * Which readers can be opened here. Of serial ports only those with a known USB id are named unasked: behind any other
 * may stand a scale or a terminal.
 */
import { rule } from "@duka/protocol/data/bilingual";
import { flag, members, text } from "@duka/protocol/data/values";
import type { Clock } from "@duka/protocol/transport";
import { z } from "zod";
import { deadlineOf, waitWithin } from "../base/deadline.js";
import { ReaderError } from "../base/errors.js";
import {
  clock,
  func,
  limits,
  listOf,
  type OptionsOf,
  readLater,
  readOptions,
} from "../base/option-values.js";
import { realClock } from "../base/real-clock.js";
import { parseAddress } from "../link/address.js";
import { holderText } from "../link/holder.js";
import { holderOf } from "../link/holder-notes.js";
import type { SerialPortFound } from "../link/link-serialport.js";
import { noteName } from "../link/note-name.js";
import { KNOWN_USB } from "./known-usb.js";
import { pcscdPorts } from "./pcscd-ports.js";
import { type OpenPort, probePort } from "./probe-port.js";

export type ReaderFound = {
  readonly address: string;
  /**
   * `configured`: someone named it; `found`: a port with a known USB id, or a Duka that has answered a probe; `pcsc`:
   * PC/SC names it, whatever it is, so no one takes it unasked; `simulated`: always there to try.
   */
  readonly origin: "configured" | "found" | "pcsc" | "simulated";
  /** For a person. */
  readonly description: string;
  /** Who has it open, as far as that is known without opening it: "till (process 17)", "pcscd". */
  readonly heldBy?: string;
};

/** Addresses of readers. */
export const addresses = z.array(text, { error: rule("is a list of addresses", "必须是地址列表") });

const listOptions = members({
  /** For all of it together: 15000 ms by default. */
  ...limits,
  /** Addresses of which you know; `configuredReaders` takes them from an environment. */
  configured: addresses.default([]),
  /**
   * Asks every other serial port, all at once, whether a Duka is behind it. What else is there hears one frame, and may
   * restart.
   */
  probe: flag.optional(),
  clock: clock.default(() => realClock),
  /** The ports to choose from; those of this machine by default. */
  ports: listOf(readLater<SerialPortFound>()).optional(),
  /** Names of PC/SC readers, each slot one; those of this machine by default, none where PC/SC is not to be had. */
  pcsc: listOf(text).optional(),
  /** How a port is opened to be asked. */
  openPort: func<OpenPort>().optional(),
  /** Ports that are left alone; by default those that pcscd's configuration names. */
  pcscdPorts: listOf(text).optional(),
});

export type ListReadersOptions = OptionsOf<typeof listOptions>;

const LIST_MS = 15_000;

/**
 * Configured ones first, then those that were found, then `sim:`.
 * @throws RangeError when a configured one is no address
 * @throws ReaderError `timeout` or `aborted`
 */
export async function listReaders(given: ListReadersOptions = {}): Promise<readonly ReaderFound[]> {
  const options = readOptions(listOptions, given);
  const { configured, clock } = options;
  for (const address of configured) parseAddress(address);
  const deadline = deadlineOf(clock, options, LIST_MS);
  const kept = new Set((options.pcscdPorts ?? pcscdPorts()).map((path) => noteNameOf(`serial:${path}`)));
  const work = Promise.all([serialReaders(options, clock, kept), options.pcsc ?? pcscReadersHere()]);
  const [serial, pcsc] = await waitWithin(clock, deadline, "list the readers", work);
  return [
    ...configured.map((address) =>
      withHolder({ address, origin: "configured", description: "configured" }, kept),
    ),
    ...serial,
    ...pcsc
      .filter(isFirstSlot)
      .map(pcscReader)
      .filter(({ address }) => !configured.includes(address)),
    { address: "sim:", origin: "simulated", description: "simulated reader with a simulated card" },
  ];
}

/** @param kept note names of the ports of pcscd */
async function serialReaders(
  options: ListReadersOptions,
  clock: Clock,
  kept: ReadonlySet<string>,
): Promise<readonly ReaderFound[]> {
  const configured = new Set((options.configured ?? []).map(noteNameOf));
  const ports = (options.ports ?? (await portsHere(clock))).filter(
    ({ path }) => !configured.has(noteNameOf(`serial:${path}`)),
  );
  const found = await Promise.all(
    ports.map((port) => {
      const isLeftAlone = options.probe !== true || kept.has(noteNameOf(`serial:${port.path}`));
      return knownReader(port) ?? (isLeftAlone ? undefined : probedReader(port, options, clock));
    }),
  );
  return found.filter((reader) => reader !== undefined).map((reader) => withHolder(reader, kept));
}

function knownReader({ path, vendorId, productId, serialNumber }: SerialPortFound): ReaderFound | undefined {
  const known = KNOWN_USB.find((usb) => usb.vendorId === vendorId && usb.productId === productId);
  if (known === undefined) return undefined;
  const number = serialNumber === undefined ? "" : `, serial number ${serialNumber}`;
  return { address: `serial:${path}`, origin: "found", description: `${known.description}${number}` };
}

async function probedReader(
  { path }: SerialPortFound,
  { signal, openPort }: ListReadersOptions,
  clock: Clock,
): Promise<ReaderFound | undefined> {
  const probed = await probePort(path, clock, { signal }, openPort);
  if (probed.answer !== "duka") return undefined;
  const { board, serialNumber, firmwareVersion } = probed.identity;
  const description = `Duka ${board} ${serialNumber}, firmware ${firmwareVersion}`;
  return { address: `serial:${path}`, origin: "found", description };
}

function withHolder(reader: ReaderFound, kept: ReadonlySet<string>): ReaderFound {
  const name = noteNameOf(reader.address);
  const holder = holderOf(name);
  if (holder !== undefined) return { ...reader, heldBy: holderText(holder) };
  return kept.has(name) ? { ...reader, heldBy: "pcscd" } : reader;
}

function noteNameOf(address: string): string {
  const parsed = parseAddress(address);
  return parsed.kind === "pcsc" ? address : (noteName(parsed) ?? address);
}

/** The native part is loaded only when ports are looked for. */
async function portsHere(clock: Clock): Promise<readonly SerialPortFound[]> {
  const { listSerialPorts } = await import("../link/link-serialport.js");
  return listSerialPorts(clock);
}

async function pcscReadersHere(): Promise<readonly string[]> {
  const { listPcscReaders } = await import("../pcsc/open-pcsc-reader.js");
  try {
    return await listPcscReaders();
  } catch (error) {
    // No package, no service: there is nothing to list, and a caller that opens pcsc: is told which.
    if (error instanceof ReaderError) return [];
    throw error;
  }
}

/** A reader of several slots has a name for each, "NAME 00 01"; opening the first reaches all. */
function isFirstSlot(name: string): boolean {
  return !/ [0-9A-F]{2} (?!00$)[0-9A-F]{2}$/i.test(name);
}

/** Of a card in a PC/SC reader each process notes itself under the reader's name. */
function pcscReader(name: string): ReaderFound {
  const address = `pcsc:${name}`;
  const holder = holderOf(address);
  const heldBy = holder === undefined ? {} : { heldBy: holderText(holder) };
  return { address, origin: "pcsc", description: "PC/SC reader", ...heldBy };
}
