/**
 * Where driver and simulator meet: time, bytes to a reader, and APDUs to a card. Types only; neither side knows the
 * other.
 */

/** Stops what was started. Calling it again does nothing. */
export type Cancel = () => void;

/** The only source of time. Real in production, virtual in tests. */
export type Clock = {
  /** Milliseconds that only grow; the zero is arbitrary. */
  nowMs(): number;
  /** Milliseconds since 1970-01-01T00:00:00Z; may be set back when the machine's clock is set. */
  wallMs(): number;
  /** Calls `then` once, after at least `delayMs`. */
  after(delayMs: number, then: () => void): Cancel;
  /**
   * The same for what no one waits for: it keeps no process alive, and virtual time does not run for its sake. A clock
   * without it keeps no card powered between two calls.
   */
  background?(delayMs: number, then: () => void): Cancel;
  /**
   * Awaits something that happens outside the clock: a person at a keyboard, a disk. A virtual clock stands still
   * meanwhile; a real one just waits.
   */
  outside<T>(work: () => Promise<T>): Promise<T>;
};

/** What a link tells its one listener. */
export type LinkListener = {
  /** Bytes from the reader, in order, cut anywhere. The view is the listener's to read until it returns. */
  data(bytes: Uint8Array): void;
  /** The link is gone; said once. `reason` is absent when `close` was called. */
  closed(reason?: Error): void;
  /** How many bytes the present step of the frame still needs, at least 1; a link that can cut there may do so. */
  bytesNeeded(): number;
};

/** Bytes to and from a reader: a serial port, a TCP connection, a simulated cable. Already open when obtained. */
export type Link = {
  /** For messages: "/dev/ttyACM0", "127.0.0.1:4070". */
  readonly name: string;
  /** Line speed of now, and bits per character including start, parity and stop: the physical limit comes of them. */
  readonly baud: number;
  readonly bitsPerByte: number;
  listen(listener: LinkListener): void;
  /** Sends the bytes in order. Loss of the link is told to the listener, not here. */
  write(bytes: Uint8Array): void;
  /**
   * Another speed for this end, once all that was written has left it. Absent where the speed cannot be changed, or
   * means nothing.
   * @throws Error of the system for a speed that the port cannot have; it keeps the one it had
   */
  setBaud?(baud: number): Promise<void>;
  close(): Promise<void>;
};

export type CardEvent = "inserted" | "removed";

/**
 * The parameters of the protocol in use with a card, for the physical limit and for a person to read. PC/SC tells the
 * protocol alone.
 */
export type CardLine = {
  /** 0 or 1. */
  readonly protocol: number;
  /** TA1 in force: 0x11 until PPS changed it; 0 where it is not known. */
  readonly fiDi: number;
  /** Card clock in hertz; 0 where it is not known. */
  readonly clockHz: number;
  /** N of TC1; 0 where it is not known. */
  readonly extraGuardTimeEtu: number;
};

/**
 * Data, SW1 and SW2. `repeated`: the command went out to the reader more than once, so that a refusal may be the answer
 * to the second copy and says nothing of the first. Absent where it went out once, or where that cannot be known.
 */
export type ResponseApdu = Uint8Array & { readonly repeated?: boolean };

/**
 * What T=0 leaves to the sender of a command, and a reader may do for it: fetch the answer that 61xx announces; and
 * send the command again with the Le that 6Cxx names, which must never be asked for one that moves money.
 */
export type ReaderHelp = "fetch" | "fetch-and-repeat";

/**
 * One slot with its card: command TPDU or APDU in, response with SW1 SW2 out. Half-duplex, one call at a time. Every
 * `deadlineMs` counts from its call; a `signal` ends the call sooner, with the error `aborted`, and its `delivery` says
 * what the card may have done by then.
 */
export type Transport = {
  /** For messages: reader and slot. */
  readonly name: string;
  /** The slot itself, where this one does something around it: the same for all that lead to one card. */
  readonly base?: Transport;
  /** Activates (or resets) the card and answers its ATR. */
  open(deadlineMs: number, signal?: AbortSignal): Promise<Uint8Array>;
  /**
   * @param help what the reader may do by itself, if it can; 61xx and 6Cxx may come all the same
   * @throws ReaderError with `delivery` when the conversation broke
   */
  exchange(
    command: Uint8Array,
    deadlineMs: number,
    signal?: AbortSignal,
    help?: ReaderHelp,
  ): Promise<ResponseApdu>;
  /** Deactivates the card. */
  close(): Promise<void>;
  /** What the line to the card does now; undefined before `open`, or where the transport cannot know. */
  line(): CardLine | undefined;
  onCard(listener: (event: CardEvent) => void): Cancel;
  /** A card that stays powered between two sessions; undefined where programs of others wait for the slot. */
  readonly keep?: CardKeeping | undefined;
  /** PIN entry on the reader's own keypad; undefined where it has none, and possibly before `open`. */
  readonly securePin?: SecurePin | undefined;
};

/** By this a card that was left powered is taken up again; an object of its own each time. */
export type LeftCard = { readonly idleMs: number };

export type CardKeeping = {
  /**
   * Leaves the card powered, until anyone asks this slot for anything, and for `idleMs` at most: then it is powered
   * down.
   * @returns undefined where it cannot be left, and is to be closed
   */
  leave(idleMs: number): LeftCard | undefined;
  /**
   * Takes the card up again. The reader is asked whether it has had its power all the time.
   * @returns false where it has not, or where the slot was used meanwhile: the card is to be opened
   */
  take(left: LeftCard, options: PinEntryOptions): Promise<boolean>;
};

/**
 * A PIN typed on the reader's keypad goes into a command inside the reader, and never to the host. The names are those
 * of PC/SC part 10, 2.5 (PIN_VERIFY_STRUCTURE, PIN_MODIFY_STRUCTURE) and of CCID 1.1, 6.1.11, prefixes left out.
 */
export type SecurePin = {
  /**
   * @throws ReaderError when the conversation broke; `aborted` when the signal ended the entry before the card was
   *   asked
   */
  verify(request: PinEntry, options: PinEntryOptions): Promise<PinResult>;
  /** @throws as `verify` does */
  modify(request: PinModification, options: PinEntryOptions): Promise<PinResult>;
};

export type PinEntry = {
  /**
   * Command APDU with a place for the PIN block in its data field, from its first byte on unless `formatString` says
   * otherwise. A block of fixed size is there already, filled with what follows the digits. A block of size 0 is not:
   * the reader inserts as many bytes as the digits take, an odd last nibble of BCD filled with F, and adds them to Lc,
   * which must be there.
   */
  readonly apdu: Uint8Array;
  /** bTimeOut in seconds, 1 to 255: from the start, and from each key, to the next. */
  readonly timeOutS: number;
  /**
   * bmFormatString: 0x80 unit is bytes; bits 6-3 position of the PIN in the data; 0x04 justified right; 0 binary, 1
   * BCD, 2 ASCII.
   */
  readonly formatString: number;
  /**
   * bmPINBlockString: high nibble bits of the length that is inserted, low nibble bytes of the PIN block, 0 as many as
   * it takes.
   */
  readonly blockString: number;
  /** bmPINLengthFormat: 0x10 unit is bytes; bits 3-0 position of the inserted length. */
  readonly lengthFormat: number;
  /** wPINMaxExtraDigit: how many digits are taken. */
  readonly digitsMin: number;
  readonly digitsMax: number;
  /** wLangId of the reader's own texts, where it has any. */
  readonly langId: number;
};

export type PinModification = PinEntry & {
  /**
   * bInsertionOffsetOld, bInsertionOffsetNew: where the PIN blocks go, from the first byte of the template's data
   * field.
   */
  readonly insertionOffsetOld: number;
  readonly insertionOffsetNew: number;
  /** bConfirmPIN: the new one is typed twice; the old one is asked for first. */
  readonly confirmNew: boolean;
  readonly askOld: boolean;
};

export type PinEntryOptions = {
  /** For the whole entry and the card's answer. */
  readonly deadlineMs: number;
  /** Ends the entry; once the card was asked, its answer comes all the same. */
  readonly signal?: AbortSignal | undefined;
};

/** `response`: what the card said, with SW1 SW2. In every other case the card was not asked. */
export type PinResult =
  | { readonly outcome: "answered"; readonly response: Uint8Array }
  /**
   * `wrongLength`: fewer or more digits than allowed were confirmed; `mismatch`: the new PIN was not the same twice.
   */
  | { readonly outcome: "cancelled" | "timedOut" | "wrongLength" | "mismatch" };

/** What the simulator offers to the driver's `sim:` address, found by a dynamic import. */
export type SimulatedWorld = {
  readonly link: Link;
  readonly clock: Clock;
  /** Writes the memory of card and PSAM back to the state file, if one was named, and lets it go. */
  close(): Promise<void>;
};

/**
 * The export `openSimulated` of `@duka/simulator`.
 * @param spec what follows `sim:` in the address, such as `hangzhou?state=card.json`; may be empty
 */
export type OpenSimulated = (spec: string) => Promise<SimulatedWorld>;

/**
 * An update of a reader in the field, as the driver asks `@duka/flash` for it. What the maker of the reader hands out
 * are files, by their paths.
 */
export type ReaderUpdate = {
  readonly readerAddress: string;
  /** Where the console of the board opens, when that is another line than the reader's. */
  readonly consoleAddress?: string | undefined;
  /** NAME.json; NAME.js and NAME.sig lie beside it. */
  readonly manifestFile: string;
  /** PEM of the Ed25519 public key that must have signed. */
  readonly trustedKeyFile: string;
  readonly consoleSecretFile?: string | undefined;
  readonly allowOlder: boolean;
  /** Asked before the board compacts its flash, the one step in which a power cut loses files. */
  readonly mayCompact: () => Promise<boolean>;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  readonly progress: (progress: UpdateProgress) => void;
};

/** `stage`: open, detect, prepare, upload, verify, boot-loader, restart, self-test, confirm. */
export type UpdateProgress = {
  readonly stage: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
};

export type ReaderUpdated = {
  /** False: it runs this firmware already, and nothing was written. */
  readonly isNew: boolean;
  readonly board: string;
  readonly boardRevision: string | undefined;
  readonly interpreter: string;
  /** Of the bundle, as it was read back from the board. */
  readonly sha256: string;
};

/**
 * The export `updateReader` of `@duka/flash`. It rejects with a RangeError for a file that is not what it should be,
 * else with an error that has `code`, `stage`, `running` and `remedy`.
 */
export type UpdateReader = (update: ReaderUpdate) => Promise<ReaderUpdated>;
