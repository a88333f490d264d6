/** The guided tour: who one is, what to do now, and where. A step that is done leads on by itself. */
import { computed, effect, signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { chosenPlace, cuts, runFaults, shrunkIn } from "./cut-store.js";
import { copied, filesTaken, isLive, saved, say, selected, state } from "./store.js";
import { type Seen, TOURS, type TourName } from "./tour-steps.js";
import { WORDS } from "./words.js";

const tour = signal<TourName | null>(null);
const stepIndex = signal(0);
/** What was seen when the step began. */
let before: Seen | null = null;

const seen = computed<Seen | null>(() =>
  state.value === null
    ? null
    : {
        state: state.value,
        selected: selected.value,
        cuts: cuts.value.length,
        chosenPlace: chosenPlace.value,
        faults: runFaults.value.length,
        shrunkIn: shrunkIn.value,
        files: filesTaken.value,
        copied: copied.value,
        saved: saved.value,
      },
);

function begin(name: TourName | null): void {
  before = seen.value;
  stepIndex.value = 0;
  tour.value = name;
}

function goOn(): void {
  before = seen.value;
  stepIndex.value++;
}

effect(() => {
  const now = seen.value;
  if (tour.value === null || now === null) return;
  const step = TOURS[tour.value].steps[stepIndex.value];
  if (step?.isDone(now, before ?? now)) goOn();
});

/** Of the step: the first that can be reached now. */
function places(): readonly HTMLElement[] {
  const step = tour.value === null ? undefined : TOURS[tour.value].steps[stepIndex.value];
  if (step === undefined) return [];
  // In the order in which they are named, which is that of doing.
  return step.at.split(", ").flatMap((one) => [...document.querySelectorAll<HTMLElement>(one)].slice(0, 1));
}

function goThere(): void {
  const [place] = places();
  place?.scrollIntoView({ block: "center" });
  place?.focus();
}

export function TourStart() {
  // It leads through what only a simulated counter can do.
  if (isLive.value) return null;
  return (
    <div class="row tours" id="tours">
      <span class="soft">{say(WORDS.tour)}</span>
      {(Object.keys(TOURS) as TourName[]).map((name) => (
        <button
          key={name}
          type="button"
          data-tour-start={name}
          aria-pressed={tour.value === name}
          onClick={() => begin(tour.value === name ? null : name)}
        >
          {say(TOURS[name].name)}
        </button>
      ))}
    </div>
  );
}

export function TourPanel() {
  const panel = useRef<HTMLElement>(null);
  const name = tour.value;
  // It is drawn anew with each state: what comes into being meanwhile is pointed at too.
  const now = seen.value;
  const index = stepIndex.value;
  useLayoutEffect(() => {
    const pointed = places();
    for (const place of pointed) place.dataset.toured = "";
    return () => {
      for (const place of pointed) delete place.dataset.toured;
    };
  }, [name, index, now]);
  useLayoutEffect(() => {
    if (name !== null) panel.current?.focus();
  }, [name]);
  useLayoutEffect(() => {
    if (name === null) return undefined;
    const press = (event: KeyboardEvent): void => {
      if (event.key !== GO_KEY) return;
      event.preventDefault();
      goThere();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [name]);
  if (name === null) return null;
  const { steps } = TOURS[name];
  const step = steps[index];
  return (
    <aside class="tour" id="tour" ref={panel} tabIndex={-1} aria-label={say(WORDS.tour)}>
      <p role="status" id="tour-step" data-step={index + 1}>
        {step === undefined ? (
          <b>{say(WORDS.tourDone)}</b>
        ) : (
          <>
            <b>
              {index + 1} / {steps.length}
            </b>{" "}
            {say(step.words)}
          </>
        )}
      </p>
      <div class="row">
        {step !== undefined && (
          <>
            <button type="button" class="main" id="tour-go" aria-keyshortcuts={GO_KEY} onClick={goThere}>
              {say(WORDS.takeMeThere)} ({GO_KEY})
            </button>
            <button type="button" id="tour-skip" onClick={goOn}>
              {say(WORDS.skip)}
            </button>
          </>
        )}
        <button type="button" id="tour-end" onClick={() => begin(null)}>
          {say(WORDS.endTour)}
        </button>
      </div>
    </aside>
  );
}

/** No browser and no reading program has it for itself. */
const GO_KEY = "F8";
