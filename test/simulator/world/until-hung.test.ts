import { untilHung } from "@duka/simulator/world/sweep/until-hung";
import test from "ava";

type Due = { readonly atMs: number; readonly run: () => void };

/** A clock that is turned by hand: what is due runs once it is turned past, however far. */
function turnedClock() {
  let nowMs = 0;
  let waiting: Due[] = [];
  return {
    clock: {
      after(delayMs: number, run: () => void) {
        const due = { atMs: nowMs + delayMs, run };
        waiting.push(due);
        return () => {
          waiting = waiting.filter((other) => other !== due);
        };
      },
    },
    turn(ms: number) {
      nowMs += ms;
      const due = waiting.filter(({ atMs }) => atMs <= nowMs);
      waiting = waiting.filter(({ atMs }) => atMs > nowMs);
      for (const { run } of due) run();
    },
    get count() {
      return waiting.length;
    },
  };
}

test("A run that waits for nothing is hung after 120 seconds, and says so", async (t) => {
  const time = turnedClock();
  const ended = untilHung(new Promise<string>(() => undefined), (why) => why, time.clock);
  for (let second = 0; second < 120; second++) time.turn(1000);
  t.is(await ended, "hung: it was not over after 120 seconds");
  t.is(time.count, 0);
});

test("A machine that was suspended for an hour has looked once: its run is not hung", async (t) => {
  const time = turnedClock();
  let end = (_text: string): void => undefined;
  const running = new Promise<string>((resolve) => {
    end = resolve;
  });
  const ended = untilHung(running, (why) => why, time.clock);
  time.turn(3_600_000);
  time.turn(3_600_000);
  end("over");
  t.is(await ended, "over");
  t.is(time.count, 0, "nothing keeps the process from its end");
});
