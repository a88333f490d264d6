/** The reader side of a board: a few CCID Escapes over a link, which say what runs there and give the console back. */

import {
  type CcidClient,
  createCcidClient,
  type Persona,
  parseIdentity,
  personaOf,
  ReaderError,
  type ReaderIdentity,
} from "@duka/driver/reader";
import type { Clock, Link } from "@duka/protocol/transport";
import { readU16, readU32 } from "@duka/protocol/wire/bytes";
import { PC_TO_RDR_ESCAPE, PC_TO_RDR_GET_SLOT_STATUS } from "@duka/protocol/wire/ccid";
import {
  DUKA_CONFIRM,
  DUKA_CONSOLE,
  DUKA_IDENTITY,
  DUKA_MEMORY,
  DUKA_PERSONA,
  DUKA_RESTART,
  DUKA_STATISTICS,
  ESCAPE_DUKA_0,
  ESCAPE_DUKA_1,
  ESCAPE_FIRMWARE_TEXT,
} from "@duka/protocol/wire/escape";

type ReaderMemory = { readonly used: number; readonly total: number };

export type ReaderLine = {
  readonly identity: ReaderIdentity;
  /** True where the slot answers as a slot, with or without a card. */
  slotAnswers(slot: number): Promise<boolean>;
  memory(): Promise<ReaderMemory | undefined>;
  /** The persona of the build, which need not be the one that runs: another may be kept on the board. */
  builtPersona(): Promise<Persona>;
  /** Since the start: frames, repeats, NAKs, stray bytes, overruns, parity errors, failures. */
  counters(): Promise<readonly number[]>;
  /** The letter of the image that runs, which is kept from now on; undefined without a boot loader. */
  confirm(): Promise<string | undefined>;
  /** False when the secret is not the one of the build, or the build has none. */
  giveConsole(secret: Uint8Array): Promise<boolean>;
  restart(): Promise<void>;
  close(): Promise<void>;
};

/** For an answer of a reader that is there. */
const STEP_MS = 2000;
/** In the answer about the persona: behind the one that runs and the one of the next start. */
const BUILT_AT = 5;

/**
 * Asks whether a Duka answers on this link. The link is closed when none does.
 * @throws ReaderError when nothing answers by the deadline, or it is no Duka
 */
export async function openReaderLine(link: Link, clock: Clock, deadlineMs: number): Promise<ReaderLine> {
  const client = createCcidClient(link, clock);
  try {
    // With bSeq 0 it ends the silence after a restart.
    await sendEscape(client, clock, [ESCAPE_FIRMWARE_TEXT], deadlineMs);
    const answer = await sendEscape(client, clock, [ESCAPE_DUKA_0, ESCAPE_DUKA_1, DUKA_IDENTITY], STEP_MS);
    const identity = answer === undefined ? undefined : parseIdentity(answer);
    if (identity === undefined) throw noDuka(link);
    return readerLine(client, clock, identity);
  } catch (error) {
    await client.close();
    throw error;
  }
}

function readerLine(client: CcidClient, clock: Clock, identity: ReaderIdentity): ReaderLine {
  const duka = (asked: number, data: Uint8Array = new Uint8Array(0)): Promise<Uint8Array | undefined> =>
    sendEscape(client, clock, [ESCAPE_DUKA_0, ESCAPE_DUKA_1, asked, ...data], STEP_MS);
  return {
    identity,
    async slotAnswers(slot) {
      const answer = await client.command({
        type: PC_TO_RDR_GET_SLOT_STATUS,
        slot,
        attempt: `ask for slot ${slot}`,
        deadline: { atMs: clock.nowMs() + STEP_MS },
        harmless: true,
      });
      return !answer.failed;
    },
    async memory() {
      const answer = await duka(DUKA_MEMORY);
      if (answer === undefined || answer.length < 7) return undefined;
      return { used: readU16(answer, 3), total: readU16(answer, 5) };
    },
    async builtPersona() {
      const answer = await duka(DUKA_PERSONA);
      return answer?.[BUILT_AT] === undefined ? identity.persona : personaOf(answer[BUILT_AT]);
    },
    async counters() {
      const answer = (await duka(DUKA_STATISTICS)) ?? new Uint8Array(3);
      const count = Math.floor((answer.length - 3) / 4);
      return Array.from({ length: count }, (_, index) => readU32(answer, 3 + 4 * index));
    },
    async confirm() {
      const answer = await duka(DUKA_CONFIRM);
      return answer?.[3] === undefined ? undefined : String.fromCharCode(answer[3]);
    },
    giveConsole: async (secret) => (await duka(DUKA_CONSOLE, secret)) !== undefined,
    async restart() {
      await duka(DUKA_RESTART);
    },
    close: () => client.close(),
  };
}

/** The answer's data; undefined when the reader refuses. */
async function sendEscape(
  client: CcidClient,
  clock: Clock,
  data: readonly number[],
  deadlineMs: number,
): Promise<Uint8Array | undefined> {
  const answer = await client.command({
    type: PC_TO_RDR_ESCAPE,
    slot: 0,
    data: Uint8Array.from(data),
    attempt: `${client.link.name}: Escape ${data[2] ?? data[0]}`,
    deadline: { atMs: clock.nowMs() + deadlineMs },
    harmless: true,
  });
  return answer.failed ? undefined : answer.data.slice();
}

function noDuka(link: Link): ReaderError {
  return new ReaderError({
    message: `${link.name}: a reader answers there, but no Duka`,
    code: "no-reader",
    layer: "ccid",
    delivery: "answered",
  });
}
