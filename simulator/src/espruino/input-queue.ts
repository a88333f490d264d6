/** The one queue between interrupts and interpreter, with its limit: what does not fit is lost, and a flag says so. */

/** Longest text of one data event. */
const EVENT_BYTES_MAX = 64;
/** Bytes of the queue that an event takes beside its data. */
const EVENT_OVERHEAD = 2;

export type InputEvent = {
  /** The port or pin, or what marks the next byte of a port as bad. */
  readonly source: object;
  readonly bytes: number[];
};

export class InputQueue {
  readonly #capacity: number;
  readonly #events: InputEvent[] = [];
  #used = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get isEmpty(): boolean {
    return this.#events.length === 0;
  }

  /**
   * Appends to the last event when it is of the same port, has room, and is not the next to be processed.
   * @returns false when the queue is full and the byte is lost
   */
  pushByte(source: object, byte: number): boolean {
    const last = this.#events.at(-1);
    if (last?.source === source && this.#events.length > 1 && last.bytes.length + 1 < EVENT_BYTES_MAX) {
      if (this.#used >= this.#capacity) return false;
      last.bytes.push(byte);
      this.#used++;
      return true;
    }
    return this.push(source, [byte]);
  }

  /** @returns false when the queue is full and the event is lost */
  push(source: object, bytes: number[]): boolean {
    const size = bytes.length + EVENT_OVERHEAD;
    if (this.#used + size > this.#capacity) return false;
    this.#events.push({ source, bytes });
    this.#used += size;
    return true;
  }

  pop(): InputEvent | undefined {
    const event = this.#events.shift();
    if (event !== undefined) this.#used -= event.bytes.length + EVENT_OVERHEAD;
    return event;
  }
}
