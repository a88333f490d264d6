/** A reader that speaks CCID over a link: the opening conversation, its slots, and its end. */
import { rangeError } from "@duka/protocol/data/bilingual";
import type { Clock, Link, Transport } from "@duka/protocol/transport";
import { ERROR_ICC_MUTE, PC_TO_RDR_ESCAPE, PC_TO_RDR_GET_SLOT_STATUS } from "@duka/protocol/wire/ccid";
import { DUKA_RESTART, ESCAPE_FIRMWARE_TEXT, ESCAPE_FIRMWARE_TEXT_SEC1210 } from "@duka/protocol/wire/escape";
import { type Deadline, deadlineAfter, deadlineOf, type Limits, nearer } from "../base/deadline.js";
import { ReaderError } from "../base/errors.js";
import { REMEDIES } from "../base/remedies.js";
import { createHostSpeed } from "./agree-on-speed.js";
import { type CcidClient, createCcidClient } from "./ccid-client.js";
import type { CcidAnswer, SlotStatus } from "./ccid-frame.js";
import { createDukaEscapes, type DukaEscapes } from "./duka-escapes.js";
import { asciiText, IDENTITY_REQUEST, parseIdentity, type ReaderIdentity } from "./reader-identity.js";
import { createReaderLevel } from "./reader-level.js";
import { createSlot, type Slot } from "./slot.js";
import { createWireMeter, type WireMeter } from "./wire-meter.js";

export type { SlotStatus } from "./ccid-frame.js";
export type { Persona, ReaderIdentity } from "./reader-identity.js";

/** An open reader. `openReader` makes it. */
export type Reader = {
  /** The address it was opened with. */
  readonly address: string;
  /** For a person. */
  readonly name: string;
  /** The time this reader lives in: virtual for `sim:`. */
  readonly clock: Clock;
  /** True when no real money can be behind it: `sim:`, or a serial number that begins with "SIM-". */
  readonly simulated: boolean;
  /** Undefined for a reader that is not a Duka. */
  readonly identity: ReaderIdentity | undefined;
  /** Text of the stock firmware Escape, possibly empty. */
  readonly firmwareText: string;
  /** What only a Duka on a line of its own can do: prompts, self-test, restart, statistics, memory. */
  readonly duka?: DukaEscapes;
  readonly slotCount: number;
  /** @throws RangeError when the reader has no such slot */
  slot(index: number): Transport;
  /** @throws ReaderError when the reader does not answer; RangeError when it has no such slot */
  status(index: number, limits?: Limits): Promise<SlotStatus>;
  /** Wire time of every TPDU of every slot since the reader was opened. */
  readonly meter: WireMeter;
  /** Powers the cards down and lets the link go, whatever state the reader is in. */
  close(): Promise<void>;
};

type ReaderSetup = {
  readonly address: string;
  readonly link: Link;
  readonly clock: Clock;
  /** Known from the address. */
  readonly simulated: boolean;
  /** For the whole opening conversation. */
  readonly deadline: Deadline;
  /** Lets go of what the link needs, after it was closed. */
  release(): Promise<void>;
};

/** Longest time for one answer while opening. */
const STEP_MS = 5000;
/** Slots of the largest stock type. */
const FOREIGN_SLOTS_MAX = 5;
/** Card clock of the stock serial types. */
const FOREIGN_CLOCK_HZ = 4_000_000;
const SIMULATED_PREFIX = "SIM-";
/** In an Escape of Duka's own: what it asks. */
const DUKA_ASKED_AT = 2;

/**
 * The opening conversation: the firmware Escape with bSeq 0, by which a Duka forgets the host before, then its
 * identity.
 * @throws ReaderError `no-reader` when nothing answers as a reader; the link is closed then
 */
export async function startReader(setup: ReaderSetup): Promise<Reader> {
  const client = createCcidClient(setup.link, setup.clock);
  try {
    const firmwareText = await askFirmwareText(client, setup);
    const identity = await askIdentity(client, setup);
    if (identity !== undefined) client.trustKeptAnswers();
    const slotCount = identity?.slots ?? (await countSlots(client, setup));
    return assembleReader(setup, client, firmwareText, identity, slotCount);
  } catch (error) {
    await client.close();
    throw error;
  }
}

async function askFirmwareText(client: CcidClient, setup: ReaderSetup): Promise<string> {
  let answer: CcidAnswer | undefined;
  for (const question of [ESCAPE_FIRMWARE_TEXT, ESCAPE_FIRMWARE_TEXT_SEC1210]) {
    client.restartSequence();
    try {
      answer = await sendEscape(client, setup, "ask for the firmware", Uint8Array.of(question));
    } catch (cause) {
      if (cause instanceof ReaderError && cause.code === "aborted") throw cause;
      throw notAReader(setup.link, cause);
    }
    if (!answer.failed) return asciiText(answer.data) ?? "";
  }
  throw notAReader(setup.link, undefined);
}

async function askIdentity(client: CcidClient, setup: ReaderSetup): Promise<ReaderIdentity | undefined> {
  const answer = await sendEscape(client, setup, "ask for the identity", IDENTITY_REQUEST);
  return answer.failed ? undefined : parseIdentity(answer.data);
}

/** How many slots answer, for a reader that cannot say; "no card" counts, "bad slot" ends it. */
async function countSlots(client: CcidClient, setup: ReaderSetup): Promise<number> {
  for (let slot = 1; slot < FOREIGN_SLOTS_MAX; slot++) {
    const answer = await askStatus(client, setup, slot);
    if (answer.failed && answer.error !== ERROR_ICC_MUTE) return slot;
  }
  return FOREIGN_SLOTS_MAX;
}

function askStatus(
  client: CcidClient,
  setup: ReaderSetup,
  slot: number,
  whileHeld = false,
): Promise<CcidAnswer> {
  return client.command({
    type: PC_TO_RDR_GET_SLOT_STATUS,
    slot,
    attempt: `${setup.link.name}: ask for slot ${slot}`,
    deadline: nearer(setup.clock, setup.deadline, STEP_MS),
    harmless: true,
    whileHeld,
  });
}

function sendEscape(
  client: CcidClient,
  setup: ReaderSetup,
  step: string,
  data: Uint8Array,
  whileHeld = false,
): Promise<CcidAnswer> {
  return client.command({
    type: PC_TO_RDR_ESCAPE,
    slot: 0,
    data,
    attempt: `${setup.link.name}: ${step}`,
    deadline: nearer(setup.clock, setup.deadline, STEP_MS),
    harmless: true,
    whileHeld,
  });
}

function assembleReader(
  setup: ReaderSetup,
  client: CcidClient,
  firmwareText: string,
  identity: ReaderIdentity | undefined,
  slotCount: number,
): Reader {
  const { link, clock } = setup;
  const name = nameOf(identity, firmwareText, link.name);
  const meter = createWireMeter();
  const canBeFast = identity?.fastLine === true && link.setBaud !== undefined;
  const hostSpeed = canBeFast ? createHostSpeed(speedSetup()) : undefined;
  const line = {
    clockHz: identity?.clockHz ?? FOREIGN_CLOCK_HZ,
    cardBaudMax: identity?.cardBaudMax ?? 0,
    makesPps: identity?.persona === "sec1210",
    hasKeypad: identity?.keypad ?? false,
    hostSpeed,
    level: createReaderLevel(identity?.shortApdu === true ? askLevel : undefined),
  };
  const slots: Slot[] = [];
  for (let index = 0; index < slotCount; index++) {
    slots.push(createSlot({ client, clock, meter, index, readerName: name, ...line }));
  }
  return {
    address: setup.address,
    name,
    clock,
    simulated: setup.simulated || (identity?.serialNumber.startsWith(SIMULATED_PREFIX) ?? false),
    identity,
    firmwareText,
    ...(identity === undefined ? {} : { duka: createDukaEscapes(askDuka, name, clock) }),
    slotCount,
    slot: slotAt,
    status: async (index, limits) => slotAt(index).status(limits),
    meter,
    async close() {
      for (const slot of slots) await ignoringReaderErrors(slot.close());
      await hostSpeed?.leave(deadlineAfter(clock, STEP_MS));
      await client.close();
      await setup.release();
    },
  };

  function speedSetup() {
    const within = (deadline: Deadline) => ({ ...setup, deadline });
    return {
      clock,
      line: client.speed,
      alone: client.hold,
      ask: (data: Uint8Array, deadline: Deadline) =>
        sendEscape(client, within(deadline), "agree on the speed", data, true),
      probe: (deadline: Deadline) => askStatus(client, within(deadline), 0, true),
    };
  }

  async function askLevel(data: Uint8Array, deadline: Deadline): Promise<Uint8Array | undefined> {
    const answer = await sendEscape(client, { ...setup, deadline }, "agree on the level", data);
    return answer.failed ? undefined : answer.data;
  }

  /** Asked twice it answers twice: nothing here moves money. */
  async function askDuka(step: string, data: Uint8Array, limits: Limits): Promise<Uint8Array | undefined> {
    const deadline = deadlineOf(clock, limits, STEP_MS);
    // It starts at the speed of its build.
    if (data[DUKA_ASKED_AT] === DUKA_RESTART) await hostSpeed?.leave(deadline);
    const answer = await sendEscape(client, { ...setup, deadline }, step, data);
    return answer.failed ? undefined : answer.data;
  }

  function slotAt(index: number): Slot {
    const slot = slots[index];
    if (slot === undefined)
      throw rangeError(
        `${name} has slots 0 to ${slotCount - 1}, no slot ${index}`,
        `${name} 的卡槽为 0 至 ${slotCount - 1}，没有卡槽 ${index}`,
      );
    return slot;
  }
}

function nameOf(identity: ReaderIdentity | undefined, firmwareText: string, linkName: string): string {
  if (identity !== undefined) return `Duka ${identity.board} ${identity.serialNumber}`;
  return firmwareText === "" ? linkName : `${firmwareText} on ${linkName}`;
}

/** A card that cannot be powered down any more needs no power-down. */
async function ignoringReaderErrors(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof ReaderError)) throw error;
  }
}

function notAReader(link: Link, cause: unknown): ReaderError {
  return new ReaderError({
    message: `${link.name}: what is connected there does not answer as a card reader`,
    code: "no-reader",
    layer: "ccid",
    delivery: "not-sent",
    remedy: REMEDIES["check-what-answers"],
    cause,
  });
}
