/** The steps of what is seen on the strip, in words, newest last. */
import { lineOf } from "./event-line.js";
import { indexAt, isTold } from "./lanes.js";
import { say, selected } from "./store.js";
import { stripEvents, view } from "./strip-view.js";
import { WORDS } from "./words.js";

const SHOWN_MAX = 200;

export function EventList() {
  const { fromMs, toMs } = view.value;
  const all = stripEvents.value;
  const told = all.slice(indexAt(all, fromMs), indexAt(all, toMs)).filter(isTold).slice(-SHOWN_MAX);
  return (
    <ol class="list" aria-label={say(WORDS.steps)}>
      {told.map((event, index) => (
        <li key={index}>
          <button
            type="button"
            class={event === selected.value ? "chosen" : ""}
            onClick={() => {
              selected.value = event;
            }}
          >
            <span class="at">{event.atMs.toFixed(1)}</span> {say(lineOf(event))}
          </button>
        </li>
      ))}
    </ol>
  );
}
