import { EventQueue } from "@duka/simulator/time/event-queue";
import test from "ava";
import fc from "fast-check";

test("events leave by time, those of one time in the order in which they came, cancelled ones never", (t) => {
  const steps = fc.array(fc.record({ atMs: fc.integer({ min: 0, max: 20 }), cancel: fc.nat() }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(steps, (events) => {
      const queue = new EventQueue();
      const queued = events.map(({ atMs }, order) => ({ atMs, order, event: queue.push(atMs, () => {}) }));
      const cancelled = new Set(events.map(({ cancel }) => cancel).filter((at) => at < events.length));
      for (const at of cancelled) t.true(queue.remove(queued[at]!.event));
      for (const at of cancelled) t.false(queue.remove(queued[at]!.event));
      const expected = queued
        .filter(({ order }) => !cancelled.has(order))
        .sort((a, b) => a.atMs - b.atMs || a.order - b.order)
        .map(({ event }) => event);
      const left = [];
      for (let event = queue.first(); event !== undefined; event = queue.first()) {
        t.is(queue.takeFirst(), event);
        t.false(queue.remove(event));
        left.push(event);
      }
      t.deepEqual(left, expected);
      t.is(queue.size, 0);
    }),
  );
});

test("a time that is no number is refused", (t) => {
  const queue = new EventQueue();
  t.throws(() => queue.push(Number.NaN, () => {}), { instanceOf: RangeError });
  t.throws(() => queue.push(Number.POSITIVE_INFINITY, () => {}), { instanceOf: RangeError });
});
