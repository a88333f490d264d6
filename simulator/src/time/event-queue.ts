/**
 * What is due when: a binary heap ordered by time, then by insertion. A cancelled event leaves at once, so
 * that deadlines that were met do not pile up.
 */

type QueuedEvent = {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
  /** Position in the heap, -1 when it is no longer there. The queue's own. */
  place: number;
};

export class EventQueue {
  readonly #heap: QueuedEvent[] = [];
  #order = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** @throws RangeError when the time is not a finite number */
  push(atMs: number, run: () => void): QueuedEvent {
    if (!Number.isFinite(atMs))
      throw new RangeError(`clock: cannot schedule at ${atMs} ms; give a finite time`);
    const event = { atMs, order: this.#order++, run, place: this.#heap.length };
    this.#heap.push(event);
    this.#rise(event);
    return event;
  }

  /** The earliest event, left where it is. */
  first(): QueuedEvent | undefined {
    return this.#heap[0];
  }

  /** Takes the event out; false when it was no longer in. */
  remove(event: QueuedEvent): boolean {
    const place = event.place;
    if (place < 0) return false;
    event.place = -1;
    const last = this.#heap.pop()!;
    if (last !== event) {
      this.#put(last, place);
      this.#rise(last);
      this.#sink(last);
    }
    return true;
  }

  #rise(event: QueuedEvent): void {
    while (event.place > 0) {
      const parent = this.#heap[(event.place - 1) >> 1]!;
      if (!isBefore(event, parent)) return;
      this.#exchange(event, parent);
    }
  }

  #sink(event: QueuedEvent): void {
    for (;;) {
      const left = this.#heap[2 * event.place + 1];
      if (left === undefined) return;
      const right = this.#heap[2 * event.place + 2];
      const child = right !== undefined && isBefore(right, left) ? right : left;
      if (!isBefore(child, event)) return;
      this.#exchange(child, event);
    }
  }

  #exchange(upper: QueuedEvent, lower: QueuedEvent): void {
    const place = upper.place;
    this.#put(upper, lower.place);
    this.#put(lower, place);
  }

  #put(event: QueuedEvent, place: number): void {
    this.#heap[place] = event;
    event.place = place;
  }
}

function isBefore(a: QueuedEvent, b: QueuedEvent): boolean {
  return a.atMs === b.atMs ? a.order < b.order : a.atMs < b.atMs;
}
