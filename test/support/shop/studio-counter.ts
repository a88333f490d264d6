/** The counter of the studio, for tests: as fast as it can, and asked one thing after the other. */
import { openCounter } from "@duka/simulator/studio/counter";
import type { Counter } from "@duka/simulator/studio/counter-face";
import type { StudioRequest } from "@duka/simulator/studio/studio-request";
import type { StudioState } from "@duka/simulator/studio/studio-state";
import type { ExecutionContext } from "ava";

export async function counterOf(
  t: ExecutionContext,
  personal: { readonly withPersonalData?: boolean } = {},
): Promise<Counter> {
  const counter = await openCounter(1, personal);
  t.teardown(() => counter.close());
  counter.ask({ do: "pace", speed: 0 });
  return counter;
}

/** As soon as the counter is so. */
export function until(counter: Counter, isSo: (state: StudioState) => boolean): Promise<StudioState> {
  return new Promise((resolve) => {
    const look = (state: StudioState): void => {
      if (!isSo(state)) return;
      stop();
      resolve(state);
    };
    const stop = counter.onNews((one) => {
      if (one.news === "state") look(one.state);
    });
    look(counter.state());
  });
}

/** A button, and what became of it. @param meanwhile done when time stands still, or a password is asked */
export async function press(counter: Counter, request: StudioRequest, meanwhile?: () => void) {
  const before = counter.state().results.at(-1)?.id ?? 0;
  counter.ask(request);
  if (meanwhile !== undefined) {
    await until(counter, ({ pace, reader }) => pace.pausedAt !== null || reader.isEntry);
    meanwhile();
  }
  const { results } = await until(
    counter,
    (now) => now.busy === null && (now.results.at(-1)?.id ?? 0) > before,
  );
  return results.at(-1)!;
}

export const sale = (ref: string): StudioRequest => ({ do: "sell", ref, amountFen: 1250 });
