import { RealClock } from "@duka/simulator/time/real-clock";
import test from "ava";

test("events carry the times they were due at, so that lateness does not add up", async (t) => {
  const clock = new RealClock();
  const times: number[] = [];
  const startMs = clock.nowMs();
  await new Promise<void>((resolve) => {
    const next = () => {
      times.push(clock.nowMs());
      if (times.length === 200) resolve();
      else clock.after(0.0955, next);
    };
    clock.after(0.0955, next);
  });
  const perByteMs = (times[199]! - times[0]!) / 199;
  t.true(Math.abs(perByteMs - 0.0955) < 1e-6, `${perByteMs} ms per byte`);
  t.true(times[0]! >= startMs);
});

test("a cancelled event does not come, and a later one does", async (t) => {
  const clock = new RealClock();
  const cancel = clock.after(1, () => t.fail());
  const later = new Promise<void>((resolve) => clock.after(2, resolve));
  cancel();
  cancel();
  await later;
  t.is(clock.driver, clock);
  t.is(await clock.outside(async () => 7), 7);
  t.true(clock.wallMs() > 1_700_000_000_000);
  clock.crossed();
});
