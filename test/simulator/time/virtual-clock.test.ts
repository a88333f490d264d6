import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import test from "ava";

test("time stands still until the driver waits, and jumps to what it waits for", async (t) => {
  const clock = new VirtualClock();
  const seen: string[] = [];
  clock.after(1, () => seen.push(`world ${clock.nowMs()}`));
  clock.after(3_600_000, () => seen.push("an hour later"));
  await new Promise((resolve) => setImmediate(resolve));
  t.deepEqual(seen, []);
  t.is(clock.driver.nowMs(), 0);
  await new Promise<void>((resolve) => clock.driver.after(60_000, resolve));
  t.deepEqual(seen, ["world 1"]);
  t.is(clock.driver.nowMs(), 60_000);
});

test("events of one instant run in the order in which they were scheduled, the driver's among them", async (t) => {
  const clock = new VirtualClock();
  const seen: string[] = [];
  const done = new Promise<void>((resolve) => {
    clock.after(5, () => seen.push("first"));
    clock.driver.after(5, () => seen.push("driver"));
    clock.after(5, () => seen.push("third"));
    clock.driver.after(6, resolve);
  });
  await done;
  t.deepEqual(seen, ["first", "driver", "third"]);
});

test("the driver's promises run between what it was given and the next event", async (t) => {
  const clock = new VirtualClock();
  const seen: string[] = [];
  clock.after(1, () => {
    clock.crossed();
    void Promise.resolve()
      .then(() => undefined)
      .then(() => seen.push(`driver acts at ${clock.nowMs()}`));
  });
  clock.after(1, () => seen.push("next event"));
  await new Promise<void>((resolve) => clock.driver.after(2, resolve));
  t.deepEqual(seen, ["driver acts at 1", "next event"]);
});

test("a cancelled deadline neither fires nor makes the driver wait", async (t) => {
  const clock = new VirtualClock();
  const cancel = clock.driver.after(10, () => t.fail());
  cancel();
  cancel();
  clock.after(10, () => t.fail("the world went on without a driver that waits"));
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  t.is(clock.nowMs(), 0);
});

test("time stands still while the driver awaits something outside", async (t) => {
  const clock = new VirtualClock();
  let fired = false;
  clock.driver.after(5, () => {
    fired = true;
  });
  const answer = await clock.driver.outside(async () => {
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    return clock.nowMs();
  });
  t.is(answer, 0);
  t.false(fired);
  await new Promise<void>((resolve) => clock.driver.after(5, resolve));
  t.true(fired);
});

test("outside work that fails lets time go on", async (t) => {
  const clock = new VirtualClock();
  const work = clock.driver.outside(() => Promise.reject(new Error("no disk")));
  await t.throwsAsync(work, { message: "no disk" });
  await new Promise<void>((resolve) => clock.driver.after(5, resolve));
  t.is(clock.nowMs(), 5);
});

test("the wall clock begins at a given date, runs with time, and may be set back", (t) => {
  const clock = new VirtualClock(1_000_000);
  clock.runUntil(250);
  t.is(clock.driver.wallMs(), 1_000_250);
  clock.setWallMs(5);
  clock.runUntil(1250);
  t.is(clock.wallMs(), 1005);
  t.is(clock.nowMs(), 1250);
});

test("without a driver the world runs until a time, or until it is idle", (t) => {
  const clock = new VirtualClock();
  const seen: number[] = [];
  for (const atMs of [0.0955, 0.191, 7]) clock.after(atMs, () => seen.push(clock.nowMs()));
  clock.runUntil(1);
  t.deepEqual(seen, [0.0955, 0.191]);
  t.is(clock.nowMs(), 1);
  clock.runUntilIdle();
  t.is(clock.nowMs(), 7);
});

test("a world that never ends is reported instead of run for ever", (t) => {
  const clock = new VirtualClock();
  const tick = () => void clock.after(1, tick);
  tick();
  t.throws(() => clock.runUntilIdle(100), { message: /still not idle after 100 events/ });
  const stuck = new VirtualClock();
  const again = () => void stuck.after(0, again);
  again();
  t.throws(() => stuck.runUntil(1), { message: /time does not move on/ });
});

test("an event may not run the clock it is run by", (t) => {
  const clock = new VirtualClock();
  clock.after(1, () => clock.runUntil(5));
  clock.after(2, () => {});
  t.throws(() => clock.runUntil(10), { message: /not run the clock itself/ });
});
