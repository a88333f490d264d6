/** A scenario file, opened and played: its steps, what became of them, and all of it on the film strip. */
import type { InBoth } from "../src/studio/studio-state.js";
import type { LoggedEvent } from "../src/world/world-event.js";
import { call } from "./connection.js";
import { showCounter } from "./cut-store.js";
import { language, type PlayedFile, say, shownRun } from "./store.js";
import { WORDS } from "./words.js";

type Played = Omit<PlayedFile, "yaml"> & { readonly title: InBoth; readonly events: readonly LoggedEvent[] };

async function open(file: File | undefined): Promise<void> {
  if (file === undefined) return;
  const yaml = await file.text();
  const played = await call<Played>("POST", "/api/play", { yaml });
  if (played === undefined) return;
  showCounter();
  const { title, events, steps, failures } = played;
  shownRun.value = { title: title[language.value], events, scenario: { yaml, steps, failures } };
}

export function OpenScenario() {
  return (
    <label class="button">
      {say(WORDS.openFile)}
      <input
        id="open"
        type="file"
        accept=".yaml,.yml"
        onChange={(event) => {
          const input = event.currentTarget;
          void open(input.files?.[0]).then(() => {
            // The same file, written anew, may be opened again.
            input.value = "";
          });
        }}
      />
    </label>
  );
}

export function PlayedScenario() {
  const run = shownRun.value;
  if (run?.scenario === undefined) return null;
  const { steps, failures } = run.scenario;
  return (
    <div class="chosen-cut" id="played" role="status">
      <p>
        <b>{run.title}</b> · {say(failures.length === 0 ? WORDS.asExpected : WORDS.notAsExpected)}
      </p>
      <ol>
        {steps.map(({ action, became }, index) => (
          <li key={index}>
            {action} → {became}
          </li>
        ))}
      </ol>
      {failures.length > 0 && (
        <ul class="broken">
          {failures.map((failure) => (
            <li key={failure}>{failure}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
