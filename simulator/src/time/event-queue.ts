/**
 * What is due when: in the order of time, then of insertion. Nearly all that comes is due before nearly all that waits,
 * so the soonest stand at the end of a list, where one is put in or taken out by moving few. A cancelled event leaves
 * at once, so that deadlines that were met do not pile up.
 */

type QueuedEvent = {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
  /** The queue's own. */
  isWaiting: boolean;
};

/** So many are passed one by one; behind them the place is sought by halves. */
const NEAR = 8;

export class EventQueue {
  /** The last is the earliest. */
  readonly #waiting: QueuedEvent[] = [];
  #order = 0;

  get size(): number {
    return this.#waiting.length;
  }

  /** @throws RangeError when the time is not a finite number */
  push(atMs: number, run: () => void): QueuedEvent {
    if (!Number.isFinite(atMs))
      throw new RangeError(`clock: cannot schedule at ${atMs} ms; give a finite time`);
    const event = { atMs, order: this.#order++, run, isWaiting: true };
    const waiting = this.#waiting;
    const place = this.#countAfter(event);
    if (waiting.length - place > NEAR) {
      waiting.splice(place, 0, event);
      return event;
    }
    waiting.push(event);
    for (let at = waiting.length - 1; at > place; at--) waiting[at] = waiting[at - 1]!;
    waiting[place] = event;
    return event;
  }

  /** The earliest event, left where it is. */
  first(): QueuedEvent | undefined {
    return this.#waiting[this.#waiting.length - 1];
  }

  /** Takes the earliest event out. */
  takeFirst(): QueuedEvent | undefined {
    const event = this.#waiting.pop();
    if (event !== undefined) event.isWaiting = false;
    return event;
  }

  /** Takes the event out; false when it was no longer in. */
  remove(event: QueuedEvent): boolean {
    if (!event.isWaiting) return false;
    event.isWaiting = false;
    this.#waiting.splice(this.#countAfter(event) - 1, 1);
    return true;
  }

  /** How many are not before it, itself included. */
  #countAfter(event: QueuedEvent): number {
    const waiting = this.#waiting;
    let end = waiting.length;
    const near = Math.max(0, end - NEAR);
    while (end > near && isBefore(waiting[end - 1]!, event)) end--;
    if (end > near || end === 0) return end;
    let start = 0;
    while (start < end) {
      const middle = (start + end) >> 1;
      if (isBefore(waiting[middle]!, event)) end = middle;
      else start = middle + 1;
    }
    return start;
  }
}

function isBefore(a: QueuedEvent, b: QueuedEvent): boolean {
  return a.atMs === b.atMs ? a.order < b.order : a.atMs < b.atMs;
}
