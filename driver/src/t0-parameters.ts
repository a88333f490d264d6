/** What an ATR asks of the reader when the card is to be spoken to over T=0 (ISO/IEC 7816-3, 8.3 and 10.2; CCID 6.1.7). */
import type { CardLine } from "@duka/protocol/transport";
import { ABSENT, type Atr } from "@duka/protocol/wire/atr";
import { cyclesPerEtu, TA1_DEFAULT, WI_DEFAULT } from "@duka/protocol/wire/timing";

/** TA2, b5: the parameters in force are not those of TA1 but known some other way (8.3). */
const IMPLICIT_PARAMETERS = 0x10;
const T15 = 15;
const INVERSE_CONVENTION = 0x02;

export type T0Parameters = {
  readonly line: CardLine;
  /** abProtocolDataStructure of PC_to_RDR_SetParameters for T=0. */
  readonly structure: Uint8Array;
};

/**
 * In negotiable mode the card stays at TA1 = 11; in specific mode (TA2) TA1 is in force at once.
 * @throws RangeError when the card does not start in T=0, or with values that nobody knows
 */
export function t0Parameters(atr: Atr, clockHz: number): T0Parameters {
  const ta2 = valueOr(atr.ta[1], ABSENT);
  const protocol = ta2 === ABSENT ? firstProtocol(atr) : ta2 & 0x0f;
  if (protocol !== 0) throw new RangeError(`the card speaks T=${protocol}, this version only T=0`);
  if (ta2 !== ABSENT && (ta2 & IMPLICIT_PARAMETERS) !== 0) {
    throw new RangeError("the card uses implicit transmission parameters (TA2, b5)");
  }
  const fiDi = ta2 === ABSENT ? TA1_DEFAULT : valueOr(atr.ta[0], TA1_DEFAULT);
  if (cyclesPerEtu(fiDi) === 0) throw new RangeError("TA1 names a speed that is reserved for future use");
  const extraGuardTimeEtu = valueOr(atr.tc[0], 0);
  const waitingInteger = valueOr(atr.tc[1], WI_DEFAULT) || WI_DEFAULT;
  const convention = atr.inverseConvention ? INVERSE_CONVENTION : 0;
  return {
    line: { protocol, fiDi, clockHz, extraGuardTimeEtu },
    structure: Uint8Array.of(fiDi, convention, extraGuardTimeEtu, waitingInteger, 0),
  };
}

/** T=15 announces global interface bytes and is no protocol. */
function firstProtocol(atr: Atr): number {
  return atr.protocols.find((protocol) => protocol !== T15) ?? 0;
}

function valueOr(value: number | undefined, otherwise: number): number {
  return value === undefined || value === ABSENT ? otherwise : value;
}
