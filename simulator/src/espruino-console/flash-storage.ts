/**
 * The interpreter's Storage in flash: bits only go from 1 to 0, a file is a header and then its bytes, an erased file
 * stays as trash until everything is compacted. The power may fail at every step, before, in the middle of, or after
 * it.
 */

/** How far a step gets at which the power fails. */
export type Torn = "none" | "half" | "all";

export type PowerCut = {
  /** Of the steps that change the flash, from 1. */
  readonly atStep: number;
  readonly torn: Torn;
};

type File = { readonly size: number; readonly bytes: Uint8Array };

/** Everything that stands in the flash. */
export type FlashContents = {
  /** Of each file all bytes, those that are not written yet too. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly trashBytes: number;
  readonly trashFiles: number;
};

const HEADER_BYTES = 32;
const ERASED = 0xff;
const NAME_MAX = 28;

export class FlashStorage {
  readonly #capacityBytes: number;
  readonly #onPowerCut: () => void;
  readonly #files = new Map<string, File>();
  #trashBytes = 0;
  #trashFiles = 0;
  #log: string[] = [];
  #cut: PowerCut | undefined;
  #isPowered = true;
  #onChange: () => void = () => undefined;

  /** @param onPowerCut called once, when the step is as far as it gets */
  constructor(capacityBytes: number, onPowerCut: () => void) {
    this.#capacityBytes = capacityBytes;
    this.#onPowerCut = onPowerCut;
  }

  /** Called after each step that changed the flash, one at which the power failed too. */
  onChange(listener: () => void): void {
    this.#onChange = listener;
  }

  /** Steps so far that changed the flash: "create duka.a", "write duka.a 0", "erase duka.try", "compact". */
  get steps(): readonly string[] {
    return this.#log;
  }

  /** The next power cut; steps are counted anew from here. */
  cutPowerAt(cut: PowerCut | undefined): void {
    this.#log = [];
    this.#cut = cut;
  }

  contents(): FlashContents {
    const files = new Map([...this.#files].map(([name, { bytes }]) => [name, bytes.slice()]));
    return { files, trashBytes: this.#trashBytes, trashFiles: this.#trashFiles };
  }

  /**
   * Makes this flash hold what another one held.
   * @throws RangeError when it is too small for that
   */
  hold({ files, trashBytes, trashFiles }: FlashContents): void {
    const needed = [...files.values()].reduce((sum, { length }) => sum + occupied(length), trashBytes);
    if (needed > this.#capacityBytes) {
      throw new RangeError(`${needed} bytes do not fit into a Storage of ${this.#capacityBytes}`);
    }
    this.#files.clear();
    for (const [name, bytes] of files) this.#files.set(name, { size: bytes.length, bytes: bytes.slice() });
    this.#trashBytes = trashBytes;
    this.#trashFiles = trashFiles;
  }

  /** Makes this flash hold what the other one holds now. */
  copyFrom(other: FlashStorage): void {
    this.hold(other.contents());
  }

  powerUp(): void {
    this.#isPowered = true;
  }

  read(name: string, offset = 0, length = 0): string | undefined {
    const file = this.#files.get(name);
    if (file === undefined) return undefined;
    const end = length > 0 ? offset + length : file.size;
    const bytes = file.bytes.subarray(offset, end);
    // Each byte as the character of its number, at once: a bundle is read again at every power cut.
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
  }

  write(name: string, data: string, offset = 0, size = 0): boolean {
    if (name.length > NAME_MAX) throw new Error("File name too long");
    const wholeSize = size === 0 ? data.length : size;
    if (wholeSize === 0) throw new Error("Can't create zero length file");
    if (offset === 0) {
      const old = this.#files.get(name);
      if (old !== undefined && old.size === wholeSize && this.read(name) === data) return true;
      if (old === undefined || old.size !== wholeSize || !isErased(old.bytes)) {
        if (old !== undefined) this.erase(name);
        this.#create(name, wholeSize);
      }
    }
    const file = this.#files.get(name);
    if (file === undefined) throw new Error("Unable to find or create file");
    if (offset + data.length > file.size) throw new Error("Too much data for file size");
    const place = file.bytes.subarray(offset, offset + data.length);
    if (!isErased(place)) throw new Error("File already written with different data");
    this.#step(`write ${name} ${offset}`, (torn) => {
      const count = torn === "all" ? data.length : torn === "half" ? data.length >> 1 : 0;
      for (let at = 0; at < count; at++) place[at] = data.charCodeAt(at);
    });
    return true;
  }

  erase(name: string): void {
    const file = this.#files.get(name);
    if (file === undefined) return;
    // One word: it is there or it is not.
    this.#step(`erase ${name}`, (torn) => {
      if (torn !== "all" || !this.#files.delete(name)) return;
      this.#trashBytes += occupied(file.size);
      this.#trashFiles++;
    });
  }

  list(): string[] {
    return [...this.#files.keys()];
  }

  getFree(): number {
    return this.#capacityBytes - this.#trashBytes - this.#fileBytes();
  }

  getStats(): { [name: string]: number } {
    return {
      totalBytes: this.#capacityBytes,
      freeBytes: this.getFree(),
      fileBytes: this.#fileBytes(),
      fileCount: this.#files.size,
      trashBytes: this.#trashBytes,
      trashCount: this.#trashFiles,
    };
  }

  /** The pages are erased and written anew: what is not back when the power fails is gone. */
  compact(): void {
    this.#step("compact", (torn) => {
      if (torn === "half") this.#files.clear();
      if (torn === "none") return;
      this.#trashBytes = 0;
      this.#trashFiles = 0;
    });
  }

  /** What `require("Storage")` answers. */
  module(): { [name: string]: unknown } {
    return {
      read: (name: unknown, offset?: number, length?: number) => this.read(String(name), offset, length),
      write: (name: unknown, data: unknown, offset?: number, size?: number) =>
        this.write(String(name), String(data), offset, size),
      erase: (name: unknown) => this.erase(String(name)),
      list: () => this.list(),
      getFree: () => this.getFree(),
      getStats: () => this.getStats(),
      compact: () => this.compact(),
    };
  }

  #create(name: string, size: number): void {
    if (this.getFree() < occupied(size) && this.getFree() + this.#trashBytes >= occupied(size))
      this.compact();
    if (this.getFree() < occupied(size)) throw new Error("Unable to find or create file");
    this.#step(`create ${name}`, (torn) => {
      // Half a header has no name yet.
      if (torn === "all") this.#files.set(name, { size, bytes: new Uint8Array(size).fill(ERASED) });
    });
  }

  #fileBytes(): number {
    let bytes = 0;
    for (const file of this.#files.values()) bytes += occupied(file.size);
    return bytes;
  }

  #step(what: string, change: (torn: Torn) => void): void {
    if (!this.#isPowered) throw new Error("no power");
    const cut = this.#cut;
    if (this.#log.push(what) !== cut?.atStep) {
      change("all");
      this.#onChange();
      return;
    }
    change(cut.torn);
    this.#onChange();
    this.#cut = undefined;
    this.#isPowered = false;
    this.#onPowerCut();
    throw new Error("no power");
  }
}

/** Header, and the bytes up to the next word. */
function occupied(size: number): number {
  return HEADER_BYTES + ((size + 3) & ~3);
}

function isErased(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === ERASED);
}
