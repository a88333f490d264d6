/**
 * What may stand after `sim:` in a reader's address: `PROFILE?state=FILE&seed=N&date=ISO`, all of it
 * optional; the reader's persona and what is typed on its keypad, `persona=pinpad&keys=123456#`; bad luck to write a
 * till for, `scenario=card-pulled-after-debit` or `amounts=endings`; a host line whose speed driver and reader may
 * raise, and what it carries, `hostBaudMax=1000000`; and the interface of the user card,
 * `protocol=1&ta1=96&ifsc=254&edc=crc`.
 */
import { rangeError } from "@duka/protocol/data/bilingual";
import type { CardInterface } from "../line/card-interface.js";
import { INTERFACE_KEYS, parseInterface } from "../line/interface-words.js";
import { isoDateMs } from "../time/real-clock.js";
import { type OutcomeName, parseOutcome } from "./outcomes.js";
import {
  DEFAULT_PERSONA,
  DEFAULT_PROFILE,
  DEFAULT_SEED,
  PERSONAS,
  type Persona,
} from "./simulated-defaults.js";

type SimulatedSpec = {
  readonly profile: string;
  readonly seed: number;
  /** File with the memory of card and PSAM. */
  readonly state: string | undefined;
  /** A driver's trace, whose cards stand in the slots. */
  readonly trace: string | undefined;
  /** Where the virtual wall clock begins; the machine's date when absent. */
  readonly dateMs: number | undefined;
  /** The stock reader type that the firmware behaves as. */
  readonly persona: Persona;
  /** Typed on the keypad when the reader asks; possibly nothing. */
  readonly keys: string;
  /** Bad luck by name, in the first sale. */
  readonly scenario: OutcomeName | undefined;
  /** "endings": the last digits of each amount choose what happens. */
  readonly amounts: "endings" | undefined;
  /** What the host line carries at most, where its speed can be changed. */
  readonly hostBaudMax: number | undefined;
  /** What is not said in it is the chip's own. */
  readonly cardInterface: CardInterface;
};

/** Every reader begins with it: on a line that carries less none would be found. */
const HOST_BAUD_FIRST = 115_200;

const KEYS: readonly string[] = [
  "state",
  "seed",
  "date",
  "persona",
  "keys",
  "scenario",
  "amounts",
  "trace",
  "hostBaudMax",
  ...INTERFACE_KEYS,
];

/** @throws RangeError naming the part that is wrong and what is possible */
export function parseSimulatedSpec(spec: string): SimulatedSpec {
  const at = spec.indexOf("?");
  const profile = at < 0 ? spec : spec.slice(0, at);
  const values = new Map<string, string>();
  for (const part of at < 0 ? [] : spec.slice(at + 1).split("&")) {
    const equals = part.indexOf("=");
    const key = equals < 0 ? part : part.slice(0, equals);
    if (!KEYS.includes(key) || equals < 0) {
      throw rangeError(
        `sim: address: "${part}" is not understood; known are ${KEYS.map((k) => `${k}=…`).join(", ")}`,
        `sim: 地址：不能识别“${part}”，可用：${KEYS.map((k) => `${k}=…`).join("、")}`,
      );
    }
    if (values.has(key)) throw rangeError(`sim: address: ${key} is given twice`, `sim: 地址：${key} 重复`);
    values.set(key, part.slice(equals + 1));
  }
  const scenario = values.get("scenario");
  const amounts = values.get("amounts");
  if (amounts !== undefined && amounts !== "endings")
    throw new RangeError(`sim: address: amounts=${amounts.slice(0, 40)}: write amounts=endings`);
  if (scenario !== undefined && amounts !== undefined)
    throw new RangeError("sim: address: scenario= and amounts= both choose what happens: name one of them");
  const state = fileName("state", values.get("state"));
  const trace = fileName("trace", values.get("trace"));
  if (trace !== undefined && [state, scenario, amounts].some((other) => other !== undefined))
    throw new RangeError(
      "sim: address: trace= is a card that was recorded: it has no state=, scenario= or amounts=",
    );
  return {
    profile: profile === "" ? DEFAULT_PROFILE : profile,
    seed: parseSeed(values.get("seed") ?? String(DEFAULT_SEED)),
    state,
    trace,
    dateMs: parseDate(values.get("date")),
    persona: parsePersona(values.get("persona") ?? DEFAULT_PERSONA),
    keys: checkKeys(values.get("keys") ?? ""),
    scenario: scenario === undefined ? undefined : parseOutcome(scenario),
    amounts,
    hostBaudMax: parseBaudMax(values.get("hostBaudMax")),
    cardInterface: parseInterface(Object.fromEntries(values)),
  };
}

/** @throws RangeError when it is no whole number from 0 to 4294967295 */
export function parseSeed(text: string): number {
  const seed = Number(text);
  if (/^[0-9]{1,10}$/.test(text) && seed <= 0xffffffff) return seed;
  throw rangeError(
    `seed must be a whole number from 0 to 4294967295, not "${text}"`,
    `seed 必须是 0 至 4294967295 的整数，不能是“${text}”`,
  );
}

function parseBaudMax(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const baud = Number(text);
  if (/^[0-9]{1,8}$/.test(text) && baud >= HOST_BAUD_FIRST) return baud;
  throw rangeError(
    `sim: address: hostBaudMax=${text.slice(0, 40)}: bits per second that the host line carries at most, ${HOST_BAUD_FIRST} or more, such as 1000000`,
    `sim: 地址：hostBaudMax=${text.slice(0, 40)}：应为主机线路的最高波特率（不低于 ${HOST_BAUD_FIRST}），例如 1000000`,
  );
}

/** @throws RangeError naming those that there are */
export function parsePersona(text: string): Persona {
  const persona = PERSONAS.find((each) => each === text);
  if (persona !== undefined) return persona;
  throw rangeError(
    `persona must be one of ${PERSONAS.join(", ")}, not "${text}"`,
    `persona 必须是 ${PERSONAS.join("、")} 之一，不能是“${text}”`,
  );
}

/** @returns the same keys @throws RangeError when one is on no keypad */
export function checkKeys(text: string): string {
  if (/^[0-9#*C]{0,200}$/.test(text)) return text;
  throw rangeError(
    "keys are 0 to 9, # (confirm), * (correct) and C (cancel), at most 200 of them",
    "keys 由 0 至 9、#（确认）、*（更正）和 C（取消）组成，至多 200 个",
  );
}

function fileName(key: string, text: string | undefined): string | undefined {
  if (text === "")
    throw rangeError(`sim: address: ${key}= needs the name of a file`, `sim: 地址：${key}= 后须为文件名`);
  if (text === undefined || !text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw rangeError(
      `sim: address: ${key}=${text}: write a percent sign as %25`,
      `sim: 地址：${key}=${text}：百分号应写作 %25`,
      error,
    );
  }
}

function parseDate(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const dateMs = /^\d{4}-\d\d-\d\d/.test(text) ? isoDateMs(text) : Number.NaN;
  if (!Number.isNaN(dateMs)) return dateMs;
  throw rangeError(
    `sim: address: date=${text}: write 2026-01-05T09:00:00+08:00, or 2026-01-05`,
    `sim: 地址：date=${text}：应写作 2026-01-05T09:00:00+08:00 或 2026-01-05`,
  );
}
