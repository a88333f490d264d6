/**
 * In which protocol and at which speed a card can be spoken to, by its ATR (ISO/IEC 7816-3, 6.3.1, 8.3 and clause 9):
 * the fastest that card and reader share first, then what holds without PPS.
 */
import type { CardLine } from "@duka/protocol/transport";
import { ABSENT, type Atr } from "@duka/protocol/wire/atr";
import { xorOf } from "@duka/protocol/wire/bytes";
import { PPS0_HAS_PPS1, PPSS } from "@duka/protocol/wire/pps";
import { cyclesPerEtu, diOf, TA1_DEFAULT, WI_DEFAULT } from "@duka/protocol/wire/timing";
import { type T1Parameters, t1Parameters, t1Structure } from "./t1-parameters.js";

export type LineOffer = {
  readonly line: CardLine;
  /** The PPS request that the card must have agreed to first; absent where none is needed. */
  readonly pps: Uint8Array | undefined;
  /** abProtocolDataStructure of PC_to_RDR_SetParameters. */
  readonly structure: Uint8Array;
  /** With T=1. */
  readonly t1: T1Parameters | undefined;
};

/** TA2, b5: the parameters in force are not those of TA1 but known some other way (8.3). */
const IMPLICIT_PARAMETERS = 0x10;
/** bTCCKS, with T=0 (CCID 6.1.7). */
const INVERSE_CONVENTION = 0x02;
const DI_CODES = [1, 2, 3, 4, 5, 6, 7, 8, 9];

/**
 * @param baudMax bits per second that the reader takes from a card; 0: it stays at the speed that the card begins with
 * @returns one or two offers, the better one first
 * @throws RangeError when the card offers nothing that can be spoken, or only with values that no one knows
 */
export function lineOffers(atr: Atr, clockHz: number, baudMax: number): LineOffer[] {
  const ta2 = valueOr(atr.ta[1], ABSENT);
  if (ta2 !== ABSENT) return [specificOffer(atr, clockHz, ta2)];
  const [first] = atr.protocols;
  const protocol = atr.protocols.find((each) => each === 0 || each === 1);
  if (protocol === undefined) {
    throw new RangeError(`the card speaks T=${atr.protocols.join(" and T=")}, the driver T=0 and T=1`);
  }
  const fiDi = fastest(valueOr(atr.ta[0], TA1_DEFAULT), clockHz, baudMax);
  const plain = first === protocol ? [offer(atr, clockHz, protocol, TA1_DEFAULT, undefined)] : [];
  if (fiDi === TA1_DEFAULT && plain.length > 0) return plain;
  return [offer(atr, clockHz, protocol, fiDi, ppsRequest(protocol, fiDi)), ...plain];
}

/** PPSS PPS0 [PPS1] PCK; PPS1 only for another speed than the one in force. */
export function ppsRequest(protocol: number, fiDi: number): Uint8Array {
  const body = fiDi === TA1_DEFAULT ? [protocol] : [PPS0_HAS_PPS1 | protocol, fiDi];
  const request = Uint8Array.of(PPSS, ...body, 0);
  request[request.length - 1] = xorOf(request);
  return request;
}

/** What a PPS response agrees to: the request itself, or no PPS1 for 372/1 (9.4). Undefined: PPS has failed. */
export function agreedFiDi(request: Uint8Array, response: Uint8Array): number | undefined {
  if (response.join() === request.join()) {
    return request[1]! & PPS0_HAS_PPS1 ? request[2]! : TA1_DEFAULT;
  }
  const withoutSpeed = ppsRequest(request[1]! & 0x0f, TA1_DEFAULT);
  return response.join() === withoutSpeed.join() ? TA1_DEFAULT : undefined;
}

/** The same offer at the speed that the card has agreed to. */
export function atSpeed(of: LineOffer, atr: Atr, fiDi: number): LineOffer {
  return fiDi === of.line.fiDi ? of : offer(atr, of.line.clockHz, of.line.protocol, fiDi, of.pps);
}

function specificOffer(atr: Atr, clockHz: number, ta2: number): LineOffer {
  if ((ta2 & IMPLICIT_PARAMETERS) !== 0) {
    throw new RangeError("the card uses implicit transmission parameters (TA2, b5)");
  }
  const protocol = ta2 & 0x0f;
  if (protocol > 1) throw new RangeError(`the card speaks T=${protocol}, the driver T=0 and T=1`);
  const fiDi = valueOr(atr.ta[0], TA1_DEFAULT);
  if (cyclesPerEtu(fiDi) === 0) throw new RangeError("TA1 names a speed that is reserved for future use");
  return offer(atr, clockHz, protocol, fiDi, undefined);
}

/** With the F of TA1, the largest D up to its own that the reader can do. */
function fastest(ta1: number, clockHz: number, baudMax: number): number {
  const candidates = DI_CODES.map((code) => (ta1 & 0xf0) | code).filter(
    (fiDi) => cyclesPerEtu(fiDi) > 0 && diOf(fiDi) <= diOf(ta1) && clockHz / cyclesPerEtu(fiDi) <= baudMax,
  );
  const best = candidates.sort((one, other) => diOf(other) - diOf(one))[0];
  return best !== undefined && cyclesPerEtu(best) < cyclesPerEtu(TA1_DEFAULT) ? best : TA1_DEFAULT;
}

function offer(
  atr: Atr,
  clockHz: number,
  protocol: number,
  fiDi: number,
  pps: Uint8Array | undefined,
): LineOffer {
  const line = { protocol, fiDi, clockHz, extraGuardTimeEtu: valueOr(atr.tc[0], 0) };
  if (protocol === 0) return { line, pps, structure: t0Structure(atr, fiDi), t1: undefined };
  const t1 = t1Parameters(atr);
  return { line, pps, structure: t1Structure(atr, fiDi, t1), t1 };
}

/** abProtocolDataStructure for T=0 (8.3 and 10.2; CCID 6.1.7): FiDi, TCCKS, guard time N, WI, clock stop. */
function t0Structure(atr: Atr, fiDi: number): Uint8Array {
  const waitingInteger = valueOr(atr.tc[1], WI_DEFAULT) || WI_DEFAULT;
  const convention = atr.inverseConvention ? INVERSE_CONVENTION : 0;
  return Uint8Array.of(fiDi, convention, valueOr(atr.tc[0], 0), waitingInteger, 0);
}

function valueOr(value: number | undefined, otherwise: number): number {
  return value === undefined || value === ABSENT ? otherwise : value;
}
