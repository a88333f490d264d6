/** The reader of an address, as something to examine: simulated, on a line, or behind PC/SC. */
import type { Clock, Link, LinkListener, Transport } from "@duka/protocol/transport";
import { ICC_ABSENT, PC_TO_RDR_ESCAPE } from "@duka/protocol/wire/ccid";
import { DEFAULT_BOARD } from "../reader/firmware-files.js";
import { loadDriver } from "../world/load-driver.js";
import { DEFAULT_PERSONA, PERSONAS, type Persona } from "../world/simulated-defaults.js";
import type { Bench, CardControls } from "./bench.js";
import { createCcidHost } from "./ccid-host.js";
import type { Target } from "./certify.js";
import type { NamedDefect } from "./defects/named-defect.js";
import { openSimulatedBench } from "./simulated-bench.js";
import { POWER_OFF, SLOT_STATUS } from "./words.js";

const OPEN_MS = 8000;
const SIMULATED = "sim:";
/** Get firmware text: what a reader that has just started waits for. Others refuse it, and are as good. */
const FIRST_WORD = { type: PC_TO_RDR_ESCAPE, data: Uint8Array.of(0x02) };

type OpenedTarget = Target & { close(): Promise<void> };

/**
 * @param defect of a simulated reader or its card, for rehearsal
 * @throws RangeError for what is no address; Error when the reader is not there or @duka/driver is not installed
 */
export async function openTarget(address: string, defect?: NamedDefect): Promise<OpenedTarget> {
  if (address.startsWith(SIMULATED)) return simulatedTarget(address, defect);
  if (defect !== undefined) throw new RangeError("--defect is for a simulated reader: --reader sim:");
  const { readers } = await loadDriver();
  const parsed = readers.parseAddress(address);
  const deadline = readers.deadlineAfter(readers.realClock, OPEN_MS);
  if (parsed.kind !== "tcp" && parsed.kind !== "serial") return pcscTarget(address);
  const link =
    parsed.kind === "tcp"
      ? await readers.openTcpLink(parsed, readers.realClock, deadline)
      : await readers.openSerialLink(parsed, readers.realClock, deadline);
  try {
    return await lineTarget(address, link, readers.realClock);
  } catch (error) {
    await link.close();
    throw error;
  }
}

function simulatedTarget(address: string, defect: NamedDefect | undefined): OpenedTarget {
  const wanted = address.slice(SIMULATED.length);
  const persona = wanted === "" ? DEFAULT_PERSONA : PERSONAS.find((one) => one === wanted);
  if (persona === undefined) {
    throw new RangeError(
      `--reader ${address.slice(0, 60)}: a simulated reader to examine is sim: or ${PERSONAS.map((one) => SIMULATED + one).join(", ")}`,
    );
  }
  return { ...simulatedPersona(persona, defect), close: async () => undefined };
}

function simulatedPersona(persona: Persona, defect: NamedDefect | undefined): Target {
  return {
    name: SIMULATED + persona + (defect === undefined ? "" : ` with the defect ${defect.name}`),
    // Each bench has a virtual time of its own.
    nowMs: () => 0,
    through: "frames",
    openBench: () => openSimulatedBench(`${DEFAULT_BOARD}-${persona}`, defect),
    hasScriptedCards: true,
    hasCard: false,
  };
}

/** One line for all cases: to open it anew would restart many a reader. */
async function lineTarget(address: string, link: Link, clock: Clock): Promise<OpenedTarget> {
  let current: LinkListener | undefined;
  link.listen({
    data: (bytes) => current?.data(bytes),
    closed: (reason) => current?.closed(reason),
    bytesNeeded: () => current?.bytesNeeded?.() ?? 1,
  });
  const line: Link = {
    name: link.name,
    baud: link.baud,
    bitsPerByte: link.bitsPerByte,
    listen: (listener) => {
      current = listener;
    },
    write: (bytes) => link.write(bytes),
    close: async () => undefined,
  };
  const first = createCcidHost(line, clock);
  first.write(FIRST_WORD);
  const { echoes } = await first.next();
  const openBench = async (): Promise<Bench & { close(): Promise<void> }> => {
    const host = createCcidHost(line, clock, echoes);
    return {
      host,
      clock,
      card: cardOfSomeone,
      async close() {
        // What a failed case has left is not the next one's.
        await host.ask(POWER_OFF).catch(() => undefined);
      },
    };
  };
  const { icc } = await createCcidHost(line, clock, echoes).ask(SLOT_STATUS);
  return {
    name: address,
    nowMs: () => clock.nowMs(),
    through: "frames",
    openBench,
    hasScriptedCards: false,
    hasCard: icc !== ICC_ABSENT,
    close: () => link.close(),
  };
}

/** It is in, or it is not; no case moves it. */
const cardOfSomeone: CardControls = {
  insert: () => undefined,
  remove: () => undefined,
  swap: () => undefined,
  violations: () => [],
};

async function pcscTarget(address: string): Promise<OpenedTarget> {
  const { driver } = await loadDriver();
  const reader = await driver.openReader(address);
  const slot = reader.slot(0);
  const hasCard = await holdsCard(slot).catch(async (error: unknown) => {
    await reader.close();
    throw error;
  });
  return {
    name: address,
    nowMs: () => reader.clock.nowMs(),
    through: "pcsc",
    openSlot: async () => slot,
    hasCard,
    close: () => reader.close(),
  };
}

/** One that answers no reset is there: the cases say what is wrong with it. @throws else, as of a slot in use */
async function holdsCard(slot: Transport): Promise<boolean> {
  try {
    await slot.open(OPEN_MS);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "card-absent") return false;
    if (code === "card-mute") return true;
    throw error;
  }
  await slot.close();
  return true;
}
