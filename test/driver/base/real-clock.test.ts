import { realClock } from "@duka/driver/base/real-clock";
import test from "ava";

test("the real clock grows, shows the machine's date, and calls once", async (t) => {
  const startMs = realClock.nowMs();
  let calls = 0;
  const cancel = realClock.after(0, () => calls++);
  cancel();
  cancel();
  await new Promise<void>((resolve) => realClock.after(1, resolve));
  t.is(calls, 0);
  t.true(realClock.nowMs() > startMs);
  t.true(realClock.wallMs() > Date.UTC(2024, 0));
});

test("work outside the clock is just awaited", async (t) => {
  t.is(await realClock.outside(async () => 7), 7);
});
