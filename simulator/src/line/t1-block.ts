/** Blocks as a card takes them apart and puts them together (ISO/IEC 7816-3, 11.3). Apart from the driver's. */
import {
  EDC_CRC,
  EDC_CRC_PLAIN,
  EDC_LRC,
  edcLengthOf,
  isEdcRight,
  LEN_AT,
  NAD_AT,
  PCB_AT,
  PROLOGUE_LENGTH,
  putEdc,
} from "@duka/protocol/wire/t1";
import type { T1Behaviour } from "./t1-behaviour.js";

export type T1Block = { readonly nad: number; readonly pcb: number; readonly inf: Uint8Array };

type BlockCodec = {
  /** Bytes of the epilogue. */
  readonly edcLength: number;
  /** Undefined when the EDC is wrong. */
  read(block: Uint8Array): T1Block | undefined;
  /** @param nad of the reader; source and destination change places */
  build(nad: number, pcb: number, inf: ArrayLike<number>): Uint8Array;
};

export function createBlockCodec(hasCrc: boolean, wanted: () => T1Behaviour["crc"]): BlockCodec {
  let learnt = EDC_CRC;
  const forms = () => {
    const form = wanted();
    if (!hasCrc) return [EDC_LRC];
    if (form === undefined) return [learnt, EDC_CRC, EDC_CRC_PLAIN];
    return [form === "plain" ? EDC_CRC_PLAIN : EDC_CRC];
  };
  return {
    edcLength: hasCrc ? 2 : 1,
    read(block) {
      const form = forms().find((each) => isEdcRight(block, each));
      if (form === undefined) return undefined;
      if (hasCrc) learnt = form;
      const inf = block.slice(PROLOGUE_LENGTH, PROLOGUE_LENGTH + block[LEN_AT]!);
      return { nad: block[NAD_AT]!, pcb: block[PCB_AT]!, inf };
    },
    build(nad, pcb, inf) {
      const [form = EDC_LRC] = forms();
      const length = PROLOGUE_LENGTH + inf.length;
      const block = new Uint8Array(length + edcLengthOf(form));
      block.set([(nad >> 4) | ((nad & 0x0f) << 4), pcb, inf.length]);
      block.set(Array.from(inf), PROLOGUE_LENGTH);
      putEdc(block, length, form);
      return block;
    },
  };
}
