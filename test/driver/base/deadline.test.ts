import { deadlineAfter, nearer, onEnd, remainingMs, waitWithin } from "@duka/driver/base/deadline";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import test from "ava";

for (const deadlineMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 3_600_001]) {
  test(`a deadline of ${deadlineMs} ms is refused`, (t) => {
    t.throws(() => deadlineAfter(new VirtualClock(), deadlineMs), {
      instanceOf: RangeError,
      message: /deadlineMs/,
    });
  });
}

test("what is left shrinks to 0 and not below; a step may end sooner, never later", (t) => {
  const clock = new VirtualClock();
  const deadline = deadlineAfter(clock, 100);
  t.is(remainingMs(clock, nearer(clock, deadline, 30)), 30);
  clock.runUntil(90);
  t.is(remainingMs(clock, deadline), 10);
  t.is(remainingMs(clock, nearer(clock, deadline, 30)), 10);
  clock.runUntil(200);
  t.is(remainingMs(clock, deadline), 0);
});

test("the end comes once, by time or by signal, whichever is first, and a step keeps the signal of the whole", (t) => {
  const clock = new VirtualClock();
  const abort = new AbortController();
  const ends: string[] = [];
  const whole = deadlineAfter(clock, 100, abort.signal);
  onEnd(clock, nearer(clock, whole, 30), (code) => ends.push(`step ${code}`));
  onEnd(clock, whole, (code) => ends.push(`whole ${code}`));
  onEnd(clock, whole, (code) => ends.push(`stopped ${code}`))();
  clock.runUntil(50);
  t.deepEqual(ends, ["step timeout"]);
  abort.abort();
  clock.runUntil(200);
  t.deepEqual(ends, ["step timeout", "whole aborted"]);
});

test("work without an end is waited for as long as the deadline allows; what it brings later is not lost", async (t) => {
  const clock = new VirtualClock();
  const late: string[] = [];
  let finish = (_value: string) => {};
  const work = new Promise<string>((resolve) => {
    finish = resolve;
  });
  const wait = (signal?: AbortSignal) =>
    waitWithin(clock, deadlineAfter(clock, 10, signal), "dig", work, (value) => late.push(value));
  const slow = wait();
  clock.runUntil(20);
  t.like(await t.throwsAsync(slow), { code: "timeout", delivery: "not-sent" });
  t.like(await t.throwsAsync(wait(AbortSignal.abort())), { code: "aborted", delivery: "not-sent" });
  finish("gold");
  await work;
  t.deepEqual(late, ["gold", "gold"]);
  t.is(await wait(), "gold");
});
