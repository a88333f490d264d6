/**
 * How a card uses the freedom that PPS and T=1 leave it, and how it breaks: the seam for faults of blocks. Absent means
 * the plain card.
 */

export type BlockDirection = "to-card" | "to-reader";

/** What becomes of a block: it does not arrive; its EDC is wrong; or other bytes, EDC included, are in its place. */
export type BlockFault = "lose" | "garble" | Uint8Array;

/**
 * Where a card may speak out of turn: at a chained block of the reader, before its answer, at a chained block of its
 * own.
 */
export type BlockMoment = "command" | "answer" | "response";

export type T1Behaviour = {
  /**
   * The response to a PPS request: all that is possible ("accept", default), 372/1 by leaving PPS1 out, silence, or
   * other bytes. After anything but a true response the card is mute until its next reset.
   */
  readonly pps?: "accept" | "default-speed" | "mute" | ((request: Uint8Array) => Uint8Array);
  /** Sees every whole block, EDC included; `index` counts blocks in each direction since the reset. */
  readonly onBlock?: (direction: BlockDirection, block: Uint8Array, index: number) => BlockFault | undefined;
  /** The card ends the chain with S(ABORT), or asks for blocks of another length with S(IFS). */
  readonly interrupts?: (
    moment: BlockMoment,
    count: number,
  ) => "abort" | { readonly ifs: number } | undefined;
  /** Multiplier of its S(WTX) requests; 1 by default. */
  readonly wtxMultiplier?: number;
  /** The card's CRC: as ISO/IEC 13239 has it, or plain; by default that of the reader's last right block. */
  readonly crc?: "complemented" | "plain";
};
