/**
 * The reader behind a `pcsc:NAME` address: its slots are the PC/SC readers of the same name and rising slot numbers.
 */
import type { Clock } from "@duka/protocol/transport";
import { ReaderError } from "../base/errors.js";
import { REMEDIES } from "../base/remedies.js";
import { inUse } from "../link/holder.js";
import { holderOf, noteHolder, ownName } from "../link/holder-notes.js";
import type { Reader, SlotStatus } from "../reader/reader.js";
import { createWireMeter } from "../reader/wire-meter.js";
import { watchMovement } from "./card-movement.js";
import { type About, identifyReaders } from "./identify.js";
import { pcscFailureOf, rowOf } from "./pcsc-failure.js";
import { loadPcscPackage } from "./pcsc-package.js";
import {
  type PcscContext,
  type PcscReaderState,
  type PcscService,
  STATE_PRESENT,
  STATE_UNAVAILABLE,
  STATE_UNKNOWN,
} from "./pcsc-service.js";
import { type CardNotes, createPcscSlot, type PcscSlot } from "./pcsc-slot.js";
import { slotNames } from "./slot-names.js";

export type PcscReaderSetup = {
  readonly address: string;
  /** What stands after `pcsc:`: part of a PC/SC name. */
  readonly wanted: string;
  readonly clock: Clock;
  /** That of the package `smartcard` or `pcsc-mini` by default. */
  readonly service?: PcscService;
  /** Of this program, for others who want a card while we have it; the name of its script by default. */
  readonly holder?: string | undefined;
  /** The folder of this user's notes by default. */
  readonly notes?: CardNotes;
};

const SIMULATED_MARK = "SIM-";
/** Where the driver lets no Escape through, its owner's name for it is all there is: FRIENDLYNAME "Duka simulated". */
const SIMULATED_NAME = /\bsimulated\b/i;

/**
 * @throws RangeError when the name fits several readers
 * @throws ReaderError `unsupported` without a package for PC/SC, `link-lost` without the service, `no-reader` when
 *   no name fits
 */
export async function openPcscReader(setup: PcscReaderSetup): Promise<Reader> {
  const service = setup.service ?? (await loadPcscPackage());
  const context = await establish(service, setup.address);
  try {
    const names = slotNames(
      listed(context, setup.address).map(({ name }) => name),
      setup.wanted,
    );
    if (names.length === 0) throw noReader(setup, listed(context, setup.address));
    const about = await identifyReaders(service, context, names);
    if (about === undefined) throw inUse(setup.address, notesOf(setup).holderOf(`pcsc:${names[0]}`));
    return assemble(setup, service, context, names, about);
  } catch (error) {
    context.close();
    throw error;
  }
}

/** Names of all PC/SC readers, each slot one. @throws ReaderError as `openPcscReader` */
export async function listPcscReaders(service?: PcscService): Promise<readonly string[]> {
  const context = await establish(service ?? (await loadPcscPackage()), "pcsc:");
  try {
    return listed(context, "pcsc:").map(({ name }) => name);
  } finally {
    context.close();
  }
}

function notesOf({ holder, notes }: PcscReaderSetup): CardNotes {
  return notes ?? { note: (what) => noteHolder(what, holder ?? ownName()), holderOf };
}

function assemble(
  setup: PcscReaderSetup,
  service: PcscService,
  context: PcscContext,
  names: readonly string[],
  about: About,
): Reader {
  const { address, clock } = setup;
  const meter = createWireMeter();
  const movement = watchMovement(service, clock);
  const notes = notesOf(setup);
  const slots = names.map((name, index) =>
    createPcscSlot({ service, clock, meter, movement, notes, name, index, stateNow: () => stateNow(name) }),
  );
  return {
    address,
    name: `${names[0]} (PC/SC)`,
    clock,
    simulated:
      (about.identity?.serialNumber ?? about.firmwareText).includes(SIMULATED_MARK) ||
      names.some((name) => SIMULATED_NAME.test(name)),
    identity: about.identity,
    firmwareText: about.firmwareText,
    slotCount: slots.length,
    slot: slotAt,
    async status(index) {
      const slot = slotAt(index);
      return slotStatus(listed(context, address), slot);
    },
    meter,
    async close() {
      for (const slot of slots) await slot.close();
      await movement.close();
      context.close();
    },
  };

  function stateNow(name: string): number | undefined {
    try {
      return context.readers().find((each) => each.name === name)?.state;
    } catch {
      // Whoever listens is told when the service is back.
      return undefined;
    }
  }

  function slotAt(index: number): PcscSlot {
    const slot = slots[index];
    if (slot === undefined) {
      throw new RangeError(`${address} has slots 0 to ${slots.length - 1}, no slot ${index}`);
    }
    return slot;
  }
}

function slotStatus(states: readonly PcscReaderState[], slot: PcscSlot): SlotStatus {
  const state = states.find((each) => each.name === slot.name)?.state ?? STATE_UNKNOWN;
  if ((state & (STATE_UNKNOWN | STATE_UNAVAILABLE)) !== 0) {
    throw pcscFailureOf(new Error("Reader unavailable"), `${slot.name}: ask for the card`, "not-sent");
  }
  if ((state & STATE_PRESENT) === 0) return "absent";
  return slot.isOpen() ? "active" : "inactive";
}

async function establish(service: PcscService, address: string): Promise<PcscContext> {
  try {
    return await service.establish();
  } catch (error) {
    throw pcscFailureOf(error, address, "not-sent");
  }
}

function listed(context: PcscContext, address: string): readonly PcscReaderState[] {
  try {
    return context.readers();
  } catch (error) {
    if (rowOf(error)?.code === "no-reader") return [];
    throw pcscFailureOf(error, `${address}: list the readers`, "not-sent");
  }
}

function noReader(setup: PcscReaderSetup, states: readonly PcscReaderState[]): ReaderError {
  const names = states.map(({ name }) => name);
  const there = names.length === 0 ? "there is none" : `there are: ${names.join(", ")}`;
  return new ReaderError({
    message: `${setup.address}: no PC/SC reader has this in its name; ${there}`,
    code: "no-reader",
    layer: "link",
    delivery: "not-sent",
    remedy: REMEDIES["configure-pcscd"],
  });
}
