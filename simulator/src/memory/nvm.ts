/**
 * Non-volatile memory of a chip, as it is worn in a reader that may lose contact at any moment. It is written in cells
 * of four bytes, each write a step at which power can go and leave anything in that cell. Several writes that belong
 * together are a transaction: they happen wholly or not at all, by a redo journal that lies in this very memory and is
 * finished by `recover` at the next power-on.
 */
import { readU32, writeU32 } from "@duka/protocol/wire/bytes";
import { crc32 } from "./crc32.js";

const CELL = 4;
/** Cells that one transaction may change: the longest UPDATE BINARY needs 65. */
const JOURNAL_CELLS = 80;
/** Fingerprint of the layout: says whether a saved image belongs to this chip. */
const FINGERPRINT_AT = 0;
/** The journal is in force while this cell holds the checksum of what follows it. Writing it is the commit. */
const COMMIT_AT = 4;
/** Number of entries, then an address and a value for each. */
const JOURNAL_AT = 8;
const DATA_AT = JOURNAL_AT + CELL + JOURNAL_CELLS * 2 * CELL;

/** Power is gone. Thrown by `onStep` to model it. */
export class PowerCut extends Error {
  /** What the cell being written is left with, any 32 bits; undefined when the write had not begun. */
  readonly left: number | undefined;

  constructor(left?: number) {
    super("power was cut while the memory was being written");
    this.name = "PowerCut";
    this.left = left;
  }
}

/** Called before a cell is written, with its address and its content before and after; may throw a PowerCut. */
type MemoryStep = (at: number, before: number, after: number) => void;

/** What a factory writes into each memory of one kind, made with the first one; empty before. */
export type Factory = { written?: Written };

type Written = {
  /** The places that were set aside. */
  readonly layout: string;
  readonly content: Uint8Array;
  readonly deferred: ReadonlyMap<number, () => Uint8Array>;
};

export class Nvm {
  /** For faults and tests. */
  onStep: MemoryStep | undefined;
  /** What is in the cells. */
  #cells = new Uint8Array(DATA_AT);
  /** What the operating system sees: the cells, with the writes of a transaction that is under way. */
  #seen = new Uint8Array(DATA_AT);
  #size = DATA_AT;
  readonly #layout: string[] = [];
  #state: "planned" | "factory" | "ready" | "transaction" = "planned";
  /** Cells that the transaction under way has written, each once. */
  readonly #touched: number[] = [];
  /** Factory content that no one has asked for yet. */
  readonly #deferred = new Map<number, () => Uint8Array>();
  /** What holds of every memory that a chip has written itself. */
  readonly #rules: { readonly what: string; holds(): boolean }[] = [];
  #revision = 0;

  /** Sets bytes aside, zero until personalised, and answers their address. Only before `start`. */
  reserve(name: string, length: number): number {
    if (this.#state !== "planned") throw new Error(`memory for ${name} is set aside too late`);
    const at = this.#size;
    this.#layout.push(`${name}:${length};`);
    this.#size += Math.ceil(length / CELL) * CELL;
    return at;
  }

  /**
   * Says what is true of the content whenever the chip is at rest: an image where it is not is refused by this name.
   */
  expect(what: string, holds: () => boolean): void {
    this.#rules.push({ what, holds });
  }

  /**
   * Ends the planning. Without an image, `personalise` writes the first content, at the factory, where power is
   * certain.
   * @param factory of memories that `personalise` writes alike
   * @throws RangeError when the image was made by another layout, or holds what no chip has written
   */
  start(image: Uint8Array | undefined, personalise: () => void, factory: Factory = {}): void {
    const layout = this.#layout.join("");
    if (image === undefined && factory.written?.layout === layout) {
      this.#takeOver(factory.written);
      return;
    }
    const fingerprint = crc32(new TextEncoder().encode(layout));
    this.#cells = new Uint8Array(this.#size);
    this.#seen = new Uint8Array(this.#size);
    if (image === undefined) {
      writeU32(this.#seen, FINGERPRINT_AT, fingerprint);
      this.#state = "factory";
      personalise();
      this.#cells.set(this.#seen);
      factory.written = { layout, content: this.#seen.slice(), deferred: new Map(this.#deferred) };
    } else if (image.length !== this.#size || readU32(image, FINGERPRINT_AT) !== fingerprint) {
      throw new RangeError("the memory image belongs to another chip or to another layout of its memory");
    } else {
      this.#cells.set(image);
      this.recover();
      const broken = this.#rules.find(({ holds }) => !holds());
      if (broken !== undefined) throw new RangeError(`the memory image is not one of a chip: ${broken.what}`);
      // As it came: a journal in it is the next power-on's.
      this.#cells.set(image);
      this.#seen.set(image);
    }
    this.#state = "ready";
  }

  #takeOver({ content, deferred }: Written): void {
    this.#cells = content.slice();
    this.#seen = content.slice();
    for (const [at, make] of deferred) this.#deferred.set(at, make);
    this.#revision++;
    this.#state = "ready";
  }

  /** Grows with every change: what was computed from the memory is still right while it stays. */
  get revision(): number {
    return this.#revision;
  }

  /**
   * While personalising: the content at this address costs time to compute and is made when it is first needed. It
   * counts as written at the factory. A caller that reads the place calls `settle` first.
   */
  defer(at: number, make: () => Uint8Array): void {
    if (this.#state !== "factory") throw new Error("only the factory defers what it writes");
    this.#deferred.set(at, make);
  }

  settle(at: number): void {
    const make = this.#deferred.get(at);
    if (make === undefined) return;
    this.#deferred.delete(at);
    const content = make();
    this.#cells.set(content, at);
    this.#seen.set(content, at);
  }

  /** Makes all that was deferred. */
  settleAll(): void {
    for (const at of [...this.#deferred.keys()]) this.settle(at);
  }

  /** An unsigned number of `size` bytes, 1..4, high byte first. */
  readNumber(at: number, size: number): number {
    let value = 0;
    for (let i = at; i < at + size; i++) value = (value << 8) | this.#seen[i]!;
    return value >>> 0;
  }

  /** A view, valid until the next write: copy what has to stay. */
  read(at: number, length: number): Uint8Array {
    return this.#seen.subarray(at, at + length);
  }

  /** Only within a transaction, or while personalising. */
  write(at: number, bytes: Uint8Array): void {
    if (this.#state !== "transaction" && this.#state !== "factory") {
      throw new Error("memory is written outside a transaction");
    }
    this.#seen.set(bytes, at);
    this.#touch(at, bytes.length);
  }

  /** An unsigned number of `size` bytes, 1..4, high byte first; otherwise as `write`. */
  writeNumber(at: number, size: number, value: number): void {
    if (this.#state !== "transaction" && this.#state !== "factory") {
      throw new Error("memory is written outside a transaction");
    }
    let left = value;
    for (let i = at + size - 1; i >= at; i--) {
      this.#seen[i] = left;
      left >>>= 8;
    }
    this.#touch(at, size);
  }

  #touch(at: number, length: number): void {
    this.#revision++;
    if (this.#state === "factory") return;
    for (let cell = at - (at % CELL); cell < at + length; cell += CELL) {
      if (!this.#touched.includes(cell)) this.#touched.push(cell);
    }
  }

  /**
   * Makes all writes of `work` durable, or none. When this has returned, they are.
   * @throws PowerCut from `onStep`; nothing but `recover` may follow
   */
  transaction<T>(work: () => T): T {
    if (this.#state !== "ready") throw new Error(`a transaction begins while the memory is ${this.#state}`);
    this.#touched.length = 0;
    this.#state = "transaction";
    try {
      const result = work();
      this.#commit();
      return result;
    } catch (error) {
      this.#seen.set(this.#cells);
      this.#revision++;
      throw error;
    } finally {
      this.#state = "ready";
    }
  }

  /** What the card does first at every power-on: finishes the transaction that was committed, forgets any other. */
  recover(): void {
    if (readU32(this.#cells, COMMIT_AT) !== 0) {
      const count = readU32(this.#cells, JOURNAL_AT);
      if (this.#isJournal(count)) this.#redo(count);
      this.#program(COMMIT_AT, 0);
    }
    this.#seen.set(this.#cells);
    this.#revision++;
  }

  /** A copy of the cells, journal included: what a chip without power would hold. */
  image(): Uint8Array {
    this.settleAll();
    return this.#cells.slice();
  }

  /** A copy of what the places set aside hold, without fingerprint and journal: the same bytes for the same state. */
  content(): Uint8Array {
    this.settleAll();
    return this.#cells.slice(DATA_AT);
  }

  #commit(): void {
    let count = 0;
    let entryAt = JOURNAL_AT + CELL;
    for (const at of this.#touched) {
      const value = readU32(this.#seen, at);
      if (value === readU32(this.#cells, at)) continue;
      if (++count > JOURNAL_CELLS)
        throw new RangeError(`a transaction changes more than ${JOURNAL_CELLS} cells`);
      this.#program(entryAt, at);
      this.#program(entryAt + CELL, value);
      entryAt += 2 * CELL;
    }
    if (count === 0) return;
    this.#program(JOURNAL_AT, count);
    this.#program(COMMIT_AT, this.#checksum(count));
    this.#redo(count);
    this.#program(COMMIT_AT, 0);
  }

  /** Whole, and about cells that a transaction may write. */
  #isJournal(count: number): boolean {
    if (count > JOURNAL_CELLS || this.#checksum(count) !== readU32(this.#cells, COMMIT_AT)) return false;
    for (let entry = 0; entry < count; entry++) {
      const at = readU32(this.#cells, JOURNAL_AT + CELL + entry * 2 * CELL);
      if (at % CELL !== 0 || at < DATA_AT || at >= this.#size) return false;
    }
    return true;
  }

  /** Repeatable: power may go here too, and the next `recover` does it again. */
  #redo(count: number): void {
    for (let entry = 0; entry < count; entry++) {
      const entryAt = JOURNAL_AT + CELL + entry * 2 * CELL;
      this.#program(readU32(this.#cells, entryAt), readU32(this.#cells, entryAt + CELL));
    }
  }

  /** Never 0, which stands for "no journal in force". */
  #checksum(count: number): number {
    return crc32(this.#cells, JOURNAL_AT, JOURNAL_AT + CELL + count * 2 * CELL) || 1;
  }

  /** One step. A cell that holds the value already is not written. */
  #program(at: number, value: number): void {
    const before = readU32(this.#cells, at);
    if (before === value) return;
    try {
      this.onStep?.(at, before, value);
    } catch (error) {
      if (error instanceof PowerCut && error.left !== undefined) writeU32(this.#cells, at, error.left);
      throw error;
    }
    writeU32(this.#cells, at, value);
  }
}
