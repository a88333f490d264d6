/**
 * With T=0 a command that brings data in cannot take data out: the response waits in the card, and GET
 * RESPONSE fetches it (ISO/IEC 7816-3, 12.2.1; 7816-4, 11.7.1). The next other command throws it away.
 */

type WaitingResponse = {
  /** Keeps a response with data; answers 61xx, which is all that is said of it now. */
  keep(response: Uint8Array): Uint8Array;
  /**
   * Answers GET RESPONSE: as much data as asked for, then 61xx while there is more, else the command's own
   * status word. Only a status word when there is nothing, or less than asked for.
   */
  take(le: number): Uint8Array;
  forget(): void;
};

export function createWaitingResponse(): WaitingResponse {
  let kept: Uint8Array | undefined;
  return {
    keep(response) {
      kept = response;
      return new Uint8Array([0x61, (response.length - 2) & 0xff]);
    },
    take(le) {
      const available = kept === undefined ? 0 : kept.length - 2;
      if (kept === undefined) return new Uint8Array([0x69, 0x85]);
      if (le > available) return new Uint8Array([0x6c, available & 0xff]);
      const rest = kept.subarray(le);
      const left = rest.length - 2;
      const response = new Uint8Array(le + 2);
      response.set(kept.subarray(0, le));
      response.set(left === 0 ? rest : [0x61, left & 0xff], le);
      kept = left === 0 ? undefined : rest;
      return response;
    },
    forget() {
      kept = undefined;
    },
  };
}
