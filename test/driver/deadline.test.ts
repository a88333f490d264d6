import { deadlineAfter, nearer, remainingMs } from "@duka/driver/deadline";
import { VirtualClock } from "@duka/simulator/clock";
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
