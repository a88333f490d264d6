/**
 * What an ATR asks of the reader when the card is to be spoken to over T=1 (ISO/IEC 7816-3, 8.3 and 11.4; CCID 6.1.7).
 */
import { ABSENT, type Atr } from "@duka/protocol/wire/atr";
import { EDC_CRC, EDC_LRC, IFS_DEFAULT, INF_MAX } from "@duka/protocol/wire/t1";
import { BWI_MAX, WAITING_INTEGERS_DEFAULT } from "@duka/protocol/wire/timing";

export type T1Parameters = {
  /** Longest information field that the card takes. */
  readonly ifsc: number;
  readonly edc: number;
  /** BWI and CWI. */
  readonly waiting: number;
};

const T1 = 1;
/** bmTCCKST1: fixed bits, then convention and EDC. */
const TCCKS_T1 = 0x10;
const INVERSE_CONVENTION = 0x02;
const HAS_CRC = 0x01;

/**
 * The interface bytes of the first group that is about T=1; each has its default.
 * @throws RangeError when IFSC or BWI is reserved for future use
 */
export function t1Parameters(atr: Atr): T1Parameters {
  // Group i is about the T of TD(i-1), from i = 3 on.
  const named = atr.protocols.findIndex((protocol, index) => index > 0 && protocol === T1);
  const group = named < 0 ? -1 : named + 1;
  const ifsc = valueOr(atr.ta[group], IFS_DEFAULT);
  const waiting = valueOr(atr.tb[group], WAITING_INTEGERS_DEFAULT);
  const edc = valueOr(atr.tc[group], 0) & 1 ? EDC_CRC : EDC_LRC;
  if (ifsc < 1 || ifsc > INF_MAX) throw new RangeError(`IFSC ${ifsc} of T=1 is reserved for future use`);
  if (waiting >> 4 > BWI_MAX) {
    throw new RangeError(`BWI ${waiting >> 4} of T=1 is reserved for future use`);
  }
  return { ifsc, edc, waiting };
}

/** abProtocolDataStructure of PC_to_RDR_SetParameters for T=1: FiDi, TCCKS, N, BWI and CWI, clock stop, IFSC, NAD. */
export function t1Structure(atr: Atr, fiDi: number, { ifsc, edc, waiting }: T1Parameters): Uint8Array {
  const tccks = TCCKS_T1 | (atr.inverseConvention ? INVERSE_CONVENTION : 0) | (edc === EDC_LRC ? 0 : HAS_CRC);
  return Uint8Array.of(fiDi, tccks, valueOr(atr.tc[0], 0), waiting, 0, ifsc, 0);
}

function valueOr(value: number | undefined, otherwise: number): number {
  return value === undefined || value === ABSENT ? otherwise : value;
}
