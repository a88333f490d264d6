/** The block from which the key of one transaction is made: random 4, sequence 2, and two bytes more. */

/** @param last low bytes of the terminal sequence for a purchase, 8000 for a load */
export function transactionBlock(random4: Uint8Array, sequence: number, last: number): Uint8Array {
  const block = new Uint8Array(8);
  block.set(random4);
  block[4] = sequence >> 8;
  block[5] = sequence;
  block[6] = last >> 8;
  block[7] = last;
  return block;
}
