/**
 * The words of PC/SC (part 5) that the driver needs. The package `smartcard` or `pcsc-mini` gives them in production, a
 * working model in tests. Whatever fails throws an Error whose message is one of those in pcsc-failure.ts.
 */

/** dwEventState of SCARD_READERSTATE. The upper 16 bits count insertions and removals. */
export const STATE_CHANGED = 0x0002;
export const STATE_UNKNOWN = 0x0004;
export const STATE_UNAVAILABLE = 0x0008;
export const STATE_PRESENT = 0x0020;

/** dwDisposition of SCardDisconnect. */
export const LEAVE_CARD = 0;
export const UNPOWER_CARD = 2;

/** A CCID Escape, as a control code; readers allow few of them or none. */
export const VENDOR_IFD_EXCHANGE = 1;

/** A slot, as PC/SC lists it. */
export type PcscReaderState = { readonly name: string; readonly state: number };

export type PcscShare = "exclusive" | "direct";

/** A connection to a card, or with "direct" to its reader. The service carries out one call of a context at a time. */
export type PcscCard = {
  /** Empty when there is none. */
  atr(): Uint8Array;
  /** Warm reset. */
  reset(): Promise<void>;
  /** 0 or 1 for T=0 and T=1; undefined when it is neither. */
  protocol(): 0 | 1 | undefined;
  /** @param responseMax longest response, SW1 SW2 included */
  transmit(command: Uint8Array, responseMax: number): Promise<Uint8Array>;
  /** SCardControl. @param code as `controlCode` or the reader itself tells it */
  control(code: number, data: Uint8Array): Promise<Uint8Array>;
  /** Must not be called while another call is under way: it waits for that one, and everything waits for it. */
  disconnect(disposition: number): void;
};

export type PcscContext = {
  readers(): readonly PcscReaderState[];
  connect(name: string, share: PcscShare): Promise<PcscCard>;
  /** Waits until a slot's state differs from the one given. Undefined when the time is over or `cancel` was called. */
  waitForChange(
    known: readonly PcscReaderState[],
    limitMs: number,
  ): Promise<readonly PcscReaderState[] | undefined>;
  cancel(): void;
  close(): void;
};

export type PcscService = {
  establish(): PcscContext | Promise<PcscContext>;
  /** SCARD_CTL_CODE: the number of a control code on this platform. */
  controlCode(code: number): number;
};
