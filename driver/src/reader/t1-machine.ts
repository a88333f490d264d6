/**
 * The host's side of T=1 without any input or output (ISO/IEC 7816-3, 11.6): from a state and what arrived to the next
 * state and what is to be done. A block is sent anew at most three times; nothing above the block is ever repeated.
 */
import {
  KIND_I,
  KIND_R,
  kindOf,
  PCB_I_MORE,
  PCB_R,
  R_EDC_ERROR,
  R_OK,
  R_OTHER_ERROR,
  receiveSequenceOf,
  S_ABORT,
  S_IFS,
  S_RESPONSE,
  S_RESYNCH,
  S_WTX,
  sendSequenceOf,
} from "@duka/protocol/wire/t1";
import { type Block, buildBlock, readBlock } from "./t1-block.js";

/** Blocks sent anew without progress, until the exchange is given up. */
const RETRIES_MAX = 3;
/** The longest response there is: 65536 bytes, SW1 SW2. */
const RESPONSE_MAX = 65_538;
/** Of one exchange: that response in blocks of one byte. */
const BLOCKS_MAX = 66_000;
const NOTHING = new Uint8Array(0);

/** What lasts from one exchange to the next. */
export type T1Session = {
  readonly nad: number;
  readonly edc: number;
  /** IFSC of the ATR, and the one in force. */
  readonly firstIfsc: number;
  readonly ifsc: number;
  /** N(S) of the next I-block: the host's, and the card's. */
  readonly ns: number;
  readonly nr: number;
};

type T1State = T1Session & {
  readonly doing: "exchange" | "ifs" | "resynch";
  readonly command: Uint8Array;
  /** The part of the command in the last I-block. */
  readonly from: number;
  readonly to: number;
  /** The card has begun to answer. */
  readonly isAnswered: boolean;
  readonly response: readonly Uint8Array[];
  readonly isAborted: boolean;
  /** A request of the host, which is repeated until it is answered; undefined after any other block. */
  readonly request: { readonly pcb: number; readonly inf: Uint8Array } | undefined;
  readonly retries: number;
  readonly blocks: number;
};

/** What came instead of a block: nothing within the waiting time, or characters of wrong parity. */
export type T1Silence = "mute" | "garbled";
export type T1Failure = T1Silence | "protocol" | "aborted";

export type T1Step =
  | {
      readonly do: "send";
      readonly block: Uint8Array;
      /** How many block waiting times the card has been given (bBWI). */
      readonly waitingTimes: number;
      /** The card has the whole command when it has this block. */
      readonly endsCommand: boolean;
      readonly state: T1State;
    }
  | { readonly do: "end"; readonly response: Uint8Array; readonly state: T1State }
  | { readonly do: "fail"; readonly why: T1Failure; readonly state: T1State };

export function createSession(parameters: { ifsc: number; edc: number; nad?: number }): T1Session {
  const { ifsc, edc, nad = 0 } = parameters;
  return { nad, edc, firstIfsc: ifsc, ifsc, ns: 0, nr: 0 };
}

/** The first block of a command APDU. */
export function beginExchange(session: T1Session, command: Uint8Array): T1Step {
  return sendPart({ ...fresh(session), command });
}

/** S(IFS): from now on the card may send blocks of this length. */
export function beginIfs(session: T1Session, ifsd: number): T1Step {
  return sendRequest({ ...fresh(session), doing: "ifs" }, S_IFS, Uint8Array.of(ifsd));
}

/** S(RESYNCH): both sides begin anew. */
export function beginResynch(session: T1Session): T1Step {
  return sendRequest({ ...fresh(session), doing: "resynch" }, S_RESYNCH, NOTHING);
}

/** @param arrived the card's whole block, EDC included, or what came instead */
export function nextStep(state: T1State, arrived: Uint8Array | T1Silence): T1Step {
  if (state.blocks > BLOCKS_MAX) return { do: "fail", why: "protocol", state };
  if (arrived === "mute" || arrived === "garbled") return askAgain(state, arrived);
  const block = readBlock(arrived, state.nad, state.edc);
  if (block === "garbled") return askAgain(state, "garbled");
  if (block === "other") return askAgain(state, "protocol");
  const heard = { ...state, edc: block.edc };
  if (state.request !== undefined) return onRequested(heard, state.request, block);
  const kind = kindOf(block.pcb);
  if (kind === KIND_I) return onInformation(heard, block);
  return kind === KIND_R ? onReceiveReady(heard, block) : onSupervisory(heard, block);
}

function fresh(session: T1Session): T1State {
  const { nad, edc, firstIfsc, ifsc, ns, nr } = session;
  return {
    ...{ nad, edc, firstIfsc, ifsc, ns, nr, doing: "exchange", command: NOTHING, from: 0, to: 0 },
    ...{ isAnswered: false, response: [], isAborted: false, request: undefined, retries: 0, blocks: 0 },
  };
}

/** Rule 7.3: a request of the host is repeated until its response comes, whatever else does. */
function onRequested(state: T1State, request: NonNullable<T1State["request"]>, block: Block): T1Step {
  const isResponse = block.pcb === (request.pcb | S_RESPONSE) && block.inf.join() === request.inf.join();
  if (!isResponse) return askAgain(state, "protocol");
  if (state.doing === "ifs") return { do: "end", response: NOTHING, state };
  const anew = { ...state, ns: 0, nr: 0, ifsc: state.firstIfsc };
  return { do: "end", response: NOTHING, state: anew };
}

/** The answer, or a part of it; the first one acknowledges the command's last I-block (rule 2.2). */
function onInformation(state: T1State, { pcb, inf }: Block): T1Step {
  const isDue = state.isAnswered || state.isAborted || state.to === state.command.length;
  if (sendSequenceOf(pcb) !== state.nr || !isDue) return askAgain(state, "protocol");
  const response = [...state.response, inf.slice()];
  const next: T1State = {
    ...state,
    ns: state.isAnswered ? state.ns : state.ns ^ 1,
    nr: state.nr ^ 1,
    isAnswered: true,
    response,
    retries: 0,
  };
  const length = response.reduce((sum, part) => sum + part.length, 0);
  if (length > RESPONSE_MAX) return { do: "fail", why: "protocol", state: next };
  if (pcb & PCB_I_MORE) return send(next, PCB_R | (next.nr << 4) | R_OK, NOTHING);
  return { do: "end", response: joined(response, length), state: next };
}

function onReceiveReady(state: T1State, { pcb, inf }: Block): T1Step {
  if (inf.length > 0) return askAgain(state, "protocol");
  const wanted = receiveSequenceOf(pcb);
  // After an abortion the card gives the right to send back, and says which N(S) it waits for.
  if (state.isAborted) return { do: "fail", why: "aborted", state: { ...state, ns: wanted } };
  if (state.isAnswered) return again(state, (next) => send(next, PCB_R | (next.nr << 4) | R_OK, NOTHING));
  if (wanted === state.ns) return again(state, sendPart);
  if (state.to === state.command.length) return askAgain(state, "protocol");
  return sendPart({ ...state, ns: wanted, from: state.to, retries: 0 });
}

function onSupervisory(state: T1State, { pcb, inf }: Block): T1Step {
  const [first = 0] = inf;
  const heard = { ...state, retries: 0 };
  if (pcb === S_WTX && inf.length === 1 && first > 0) {
    return send(heard, pcb | S_RESPONSE, inf, { waitingTimes: first });
  }
  if (pcb === S_IFS && inf.length === 1 && first > 0 && first < 255) {
    return send({ ...heard, ifsc: first }, pcb | S_RESPONSE, inf);
  }
  if (pcb === S_ABORT && inf.length === 0 && isChaining(state)) {
    return send({ ...heard, isAborted: true, response: [] }, pcb | S_RESPONSE, inf);
  }
  return askAgain(state, "protocol");
}

function isChaining(state: T1State): boolean {
  return state.isAnswered || state.isAborted || state.to < state.command.length;
}

/** An invalid block, or none (rule 7.1 to 7.3). */
function askAgain(state: T1State, why: T1Failure): T1Step {
  if (state.retries >= RETRIES_MAX) return { do: "fail", why, state };
  const next = { ...state, retries: state.retries + 1 };
  if (state.request !== undefined) return sendRequest(next, state.request.pcb, state.request.inf);
  const error = why === "garbled" ? R_EDC_ERROR : R_OTHER_ERROR;
  return send(next, PCB_R | (state.nr << 4) | error, NOTHING);
}

/** The card asks for the last block once more. */
function again(state: T1State, repeat: (state: T1State) => T1Step): T1Step {
  if (state.retries >= RETRIES_MAX) return { do: "fail", why: "protocol", state };
  return repeat({ ...state, retries: state.retries + 1 });
}

/** The I-block from `from` on. */
function sendPart(state: T1State): T1Step {
  const to = Math.min(state.command.length, state.from + state.ifsc);
  const endsCommand = to === state.command.length;
  const pcb = (state.ns << 6) | (endsCommand ? 0 : PCB_I_MORE);
  return send({ ...state, to }, pcb, state.command.subarray(state.from, to), { endsCommand });
}

function sendRequest(state: T1State, pcb: number, inf: Uint8Array): T1Step {
  return send({ ...state, request: { pcb, inf } }, pcb, inf);
}

function send(
  state: T1State,
  pcb: number,
  inf: Uint8Array,
  { waitingTimes = 1, endsCommand = false } = {},
): T1Step {
  const block = buildBlock(state.nad, state.edc, pcb, inf);
  return { do: "send", block, waitingTimes, endsCommand, state: { ...state, blocks: state.blocks + 1 } };
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
