/** What a Duka reader does beyond CCID, as calls: prompts, persona, self-test, restart, statistics, memory. */
import type { Clock } from "@duka/protocol/transport";
import { readU16, readU32 } from "@duka/protocol/wire/bytes";
import {
  DUKA_MEMORY,
  DUKA_PERSONA,
  DUKA_RESTART,
  DUKA_SELF_TEST,
  DUKA_STATISTICS,
  ESCAPE_DUKA_0,
  ESCAPE_DUKA_1,
  FAULT_BUFFERS,
  FAULT_CARD_LINE,
  FAULT_MEMORY,
  PANEL_BEEPER,
  PANEL_DISPLAY,
  PANEL_LIGHTS,
  SLOT_CARD_IN,
  SLOT_LINE_FAULT,
  SLOT_NOT_TESTED,
} from "@duka/protocol/wire/escape";
import type { Limits } from "../base/deadline.js";
import { ReaderError } from "../base/errors.js";
import { type PromptName, type PromptOptions, pinTextsRequest, promptRequest } from "./prompt.js";
import { type Persona, personaNumber, personaOf } from "./reader-identity.js";

/** After its answer the reader goes within 100 ms. */
const GONE_MS = 200;

/** What of a prompt the reader can show. */
export type PanelParts = { readonly display: boolean; readonly lights: boolean; readonly beeper: boolean };

export type SelfTest = {
  /** Nothing was found. */
  readonly ok: boolean;
  readonly memory: boolean;
  readonly buffers: boolean;
  readonly slots: readonly SlotTest[];
};

export type SlotTest = {
  readonly cardIn: boolean;
  /** What was sent on the card's line came back; "not tested" where the board cannot hear itself. */
  readonly line: "ok" | "fault" | "not tested";
};

/** Counted since the reader started. */
export type ReaderStatistics = {
  readonly frames: number;
  readonly repeats: number;
  readonly naks: number;
  readonly strays: number;
  readonly overruns: number;
  readonly parityErrors: number;
  readonly failures: number;
};

/** Which stock reader type the firmware behaves as. */
export type PersonaChoice = {
  readonly running: Persona;
  /** From the next start on. */
  readonly next: Persona;
  readonly built: Persona;
};

/** Variables of the reader's interpreter. */
export type ReaderMemory = { readonly used: number; readonly total: number };

/**
 * Every call throws ReaderError when the reader does not answer by the deadline, 5000 ms by default, or answers what no
 * Duka does.
 */
export type DukaEscapes = {
  /**
   * Shows one of the standard prompts until the next; undefined clears lights and display.
   * @throws RangeError for a prompt that does not exist, or a second line that does not fit
   */
  prompt(name: PromptName | undefined, options?: PromptOptions & Limits): Promise<PanelParts>;
  /**
   * What the display says while a password is changed on the keypad: for the old one, the new one, and the new one
   * again.
   */
  pinTexts(
    names: readonly [PromptName, PromptName, PromptName],
    language: "zh" | "en",
    limits?: Limits,
  ): Promise<void>;
  persona(limits?: Limits): Promise<PersonaChoice>;
  /**
   * Keeps another persona for all starts from now on, and restarts the reader; it must be opened again, and this one
   * closed.
   * @throws RangeError when there is no such persona; ReaderError `unsupported` when the firmware was built without it
   */
  setPersona(persona: Exclude<Persona, "unknown">, limits?: Limits): Promise<void>;
  /** Takes up to a second. Every card is powered down by it: sessions with cards are over. */
  selfTest(limits?: Limits): Promise<SelfTest>;
  /** The reader starts anew, and has gone when this returns; it must be opened again, and this one closed. */
  restart(limits?: Limits): Promise<void>;
  statistics(limits?: Limits): Promise<ReaderStatistics>;
  memory(limits?: Limits): Promise<ReaderMemory>;
};

/**
 * @param ask sends an Escape's payload; undefined when the reader refuses it
 * @param readerName for messages
 */
export function createDukaEscapes(
  ask: (step: string, payload: Uint8Array, limits: Limits) => Promise<Uint8Array | undefined>,
  readerName: string,
  clock: Clock,
): DukaEscapes {
  async function answerTo(
    step: string,
    payload: Uint8Array,
    minLength: number,
    limits: Limits = {},
  ): Promise<Uint8Array> {
    const answer = await ask(step, payload, limits);
    const isOurs = answer !== undefined && [0, 1, 2].every((at) => answer[at] === payload[at]);
    if (!isOurs || answer.length < minLength) throw unknownTo(step);
    return answer;
  }

  /** A caller that came sooner would still find the reader of before. */
  async function restart(limits?: Limits): Promise<void> {
    await answerTo("restart", requestOf(DUKA_RESTART), 3, limits);
    await new Promise<void>((resolve) => clock.after(GONE_MS, resolve));
  }

  function unknownTo(step: string): ReaderError {
    return new ReaderError({
      message: `${readerName}: ${step}: the reader's firmware does not know that`,
      code: "unsupported",
      layer: "ccid",
      delivery: "not-sent",
    });
  }

  return {
    async prompt(name, options) {
      const request = promptRequest(name, options);
      const shown = (await answerTo("show a prompt", request, 5, options))[4]!;
      return {
        display: (shown & PANEL_DISPLAY) !== 0,
        lights: (shown & PANEL_LIGHTS) !== 0,
        beeper: (shown & PANEL_BEEPER) !== 0,
      };
    },
    async pinTexts(names, language, limits = {}) {
      const request = pinTextsRequest(names, language);
      if ((await ask("show texts", request, limits)) === undefined) throw unknownTo("show texts");
    },
    async persona(limits) {
      return choiceOf(await answerTo("tell its persona", requestOf(DUKA_PERSONA), 6, limits));
    },
    async setPersona(persona, limits) {
      const request = Uint8Array.of(...requestOf(DUKA_PERSONA), personaNumber(persona));
      await answerTo(`become ${persona}`, request, 6, limits);
      await restart(limits);
    },
    async selfTest(limits) {
      const answer = await answerTo("test itself", requestOf(DUKA_SELF_TEST), 4, limits);
      const faults = answer[3]!;
      return {
        ok: (faults & (FAULT_MEMORY | FAULT_BUFFERS | FAULT_CARD_LINE)) === 0,
        memory: (faults & FAULT_MEMORY) === 0,
        buffers: (faults & FAULT_BUFFERS) === 0,
        slots: Array.from(answer.subarray(4), slotTestOf),
      };
    },
    restart,
    async statistics(limits) {
      const answer = await answerTo("tell its statistics", requestOf(DUKA_STATISTICS), 31, limits);
      const counter = (index: number): number => readU32(answer, 3 + 4 * index);
      return {
        frames: counter(0),
        repeats: counter(1),
        naks: counter(2),
        strays: counter(3),
        overruns: counter(4),
        parityErrors: counter(5),
        failures: counter(6),
      };
    },
    async memory(limits) {
      const answer = await answerTo("tell its memory", requestOf(DUKA_MEMORY), 7, limits);
      return { used: readU16(answer, 3), total: readU16(answer, 5) };
    },
  };
}

function requestOf(asked: number): Uint8Array {
  return Uint8Array.of(ESCAPE_DUKA_0, ESCAPE_DUKA_1, asked);
}

function choiceOf(answer: Uint8Array): PersonaChoice {
  return { running: personaOf(answer[3]!), next: personaOf(answer[4]!), built: personaOf(answer[5]!) };
}

function slotTestOf(bits: number): SlotTest {
  const line =
    (bits & SLOT_NOT_TESTED) !== 0 ? "not tested" : (bits & SLOT_LINE_FAULT) !== 0 ? "fault" : "ok";
  return { cardIn: (bits & SLOT_CARD_IN) !== 0, line };
}
