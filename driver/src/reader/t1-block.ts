/** Blocks of T=1 as the host builds and reads them (ISO/IEC 7816-3, 11.3). */
import { secretBytes } from "@duka/protocol/layout";
import {
  EDC_CRC,
  EDC_CRC_PLAIN,
  EDC_LRC,
  edcLengthOf,
  INF_MAX,
  isEdcRight,
  KIND_NONE,
  kindOf,
  LEN_AT,
  NAD_AT,
  PCB_AT,
  PROLOGUE_LENGTH,
  putEdc,
} from "@duka/protocol/wire/t1";

export type Block = {
  readonly pcb: number;
  readonly inf: Uint8Array;
  /** The form of its EDC: of the two that a CRC may have, the card's own. */
  readonly edc: number;
};

/** Why bytes are no block: its characters arrived wrong, or it is not one that may come. */
type BlockFlaw = "garbled" | "other";

export function buildBlock(nad: number, edc: number, pcb: number, inf: Uint8Array): Uint8Array {
  const length = PROLOGUE_LENGTH + inf.length;
  const block = secretBytes(length + edcLengthOf(edc));
  block[NAD_AT] = nad;
  block[PCB_AT] = pcb;
  block[LEN_AT] = inf.length;
  block.set(inf, PROLOGUE_LENGTH);
  putEdc(block, length, edc);
  return block;
}

/**
 * @param nad of the host; the card's has source and destination the other way round
 * @param edc the form expected; a CRC of the other form is right too
 */
export function readBlock(bytes: Uint8Array, nad: number, edc: number): Block | BlockFlaw {
  const length = PROLOGUE_LENGTH + (bytes[LEN_AT] ?? 0) + edcLengthOf(edc);
  if (bytes.length !== length) return "garbled";
  const form = formsOf(edc).find((each) => isEdcRight(bytes, each));
  if (form === undefined) return "garbled";
  const pcb = bytes[PCB_AT]!;
  const swapped = ((nad << 4) | (nad >> 4)) & 0xff;
  if (bytes[NAD_AT] !== swapped || bytes[LEN_AT]! > INF_MAX || kindOf(pcb) === KIND_NONE) return "other";
  return { pcb, inf: bytes.subarray(PROLOGUE_LENGTH, PROLOGUE_LENGTH + bytes[LEN_AT]!), edc: form };
}

function formsOf(edc: number): readonly number[] {
  if (edc === EDC_LRC) return [EDC_LRC];
  return [edc, edc === EDC_CRC ? EDC_CRC_PLAIN : EDC_CRC];
}
