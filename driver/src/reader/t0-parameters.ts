/**
 * What an ATR asks of the reader when the card is to be spoken to over T=0 (ISO/IEC 7816-3, 8.3 and 10.2; CCID 6.1.7).
 */
import { ABSENT, type Atr } from "@duka/protocol/wire/atr";
import { WI_DEFAULT } from "@duka/protocol/wire/timing";

const INVERSE_CONVENTION = 0x02;

/** abProtocolDataStructure of PC_to_RDR_SetParameters for T=0: FiDi, TCCKS, guard time N, WI, clock stop. */
export function t0Structure(atr: Atr, fiDi: number): Uint8Array {
  const waitingInteger = valueOr(atr.tc[1], WI_DEFAULT) || WI_DEFAULT;
  const convention = atr.inverseConvention ? INVERSE_CONVENTION : 0;
  return Uint8Array.of(fiDi, convention, valueOr(atr.tc[0], 0), waitingInteger, 0);
}

function valueOr(value: number | undefined, otherwise: number): number {
  return value === undefined || value === ABSENT ? otherwise : value;
}
