/** How fast time goes, where it stops, and how it goes on. */
import type { StudioState } from "../src/studio/studio-state.js";
import { ask } from "./connection.js";
import { say, state, whyNot } from "./store.js";
import { WORDS } from "./words.js";

const SPEEDS = [0, 1, 0.1, 0.01, 0.001] as const;

export function PaceBar() {
  const now = state.value;
  if (now === null || whyNot("pace") !== undefined) return null;
  const { speed, stopAt, pausedAt } = now.pace;
  const stops: readonly (readonly [StudioState["pace"]["stopAt"], string])[] = [
    ["none", say(WORDS.stopNone)],
    ["command", say(WORDS.stopCommand)],
    ["debit", say(WORDS.stopDebit)],
  ];
  return (
    <section class={`panel pace ${pausedAt === null ? "" : "paused"}`} aria-label={say(WORDS.time)}>
      <label>
        {say(WORDS.speed)}
        <select
          id="speed"
          value={String(speed)}
          onChange={(event) => {
            const chosen = SPEEDS.find((one) => String(one) === event.currentTarget.value);
            if (chosen !== undefined) void ask({ do: "pace", speed: chosen });
          }}
        >
          {SPEEDS.map((one) => (
            <option key={one} value={String(one)}>
              {one === 0 ? say(WORDS.fastest) : one === 1 ? say(WORDS.real) : `1 : ${Math.round(1 / one)}`}
            </option>
          ))}
        </select>
      </label>
      <label>
        {say(WORDS.stop)}
        <select
          id="stop"
          value={stopAt}
          onChange={(event) => {
            const chosen = stops.find(([one]) => one === event.currentTarget.value);
            if (chosen !== undefined) void ask({ do: "pace", stopAt: chosen[0] });
          }}
        >
          {stops.map(([one, words]) => (
            <option key={one} value={one}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <output>{(now.atMs / 1000).toFixed(3)} s</output>
      {pausedAt !== null && (
        <p class="still" role="status" id="paused">
          {say(WORDS.standsStill)} <b>{pausedAt}</b>
          <button type="button" id="run" class="main" onClick={() => void ask({ do: "run" })}>
            {say(WORDS.run)}
          </button>
          <button type="button" id="step" onClick={() => void ask({ do: "step" })}>
            {say(WORDS.step)}
          </button>
        </p>
      )}
    </section>
  );
}
