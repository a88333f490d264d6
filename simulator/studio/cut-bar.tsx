/** Every possible cut of a sale: begun here, counted here, and one of them by name. */
import { useRef, useState } from "preact/hooks";
import type { CutEnding } from "../src/studio/cut-result.js";
import { ask } from "./connection.js";
import {
  beginCuts,
  broken,
  CUT_SCENARIOS,
  chosenCut,
  counts,
  cutScenario,
  cuts,
  cutsOf,
  ENDINGS,
  isShrinking,
  placeNearChosen,
  places,
  runFaults,
  showCounter,
  shownInMs,
  shrinkShown,
  shrunkIn,
  strikeAt,
  sweptMs,
  withoutFault,
} from "./cut-store.js";
import { nearestPlace } from "./cut-ticks.js";
import { DRAGGED_FAULTS } from "./dragged-faults.js";
import { LANES, type Lane } from "./lanes.js";
import { copied, isLive, say, selected, shownRun, whyNot } from "./store.js";
import { lanePlace } from "./strip-view.js";
import { WORDS } from "./words.js";

const DEBIT = "DEBIT FOR PURCHASE";

export function CutBar() {
  // At something real there is one run only: that of the world outside.
  if (isLive.value)
    return (
      <div class="cuts">
        <Palette />
        <BackToCounter />
      </div>
    );
  return (
    <div class="cuts">
      <div class="row">
        <label>
          {say(WORDS.cutWhat)}{" "}
          <select
            id="cut-scenario"
            value={cutScenario.value}
            onChange={(event) => {
              const chosen = (["purchase", "load", "reverse"] as const).find(
                (one) => one === event.currentTarget.value,
              );
              if (chosen !== undefined) cutScenario.value = chosen;
            }}
          >
            {Object.entries(CUT_SCENARIOS).map(([name, words]) => (
              <option key={name} value={name}>
                {say(words)}
              </option>
            ))}
          </select>
        </label>
        <button type="button" class="main" id="cuts" onClick={() => void beginCuts()}>
          {say(WORDS.cutAll)}
        </button>
        <BackToCounter />
      </div>
      {cutsOf.value > 0 && <Counted />}
      <Chosen />
      {places.value.length > 0 && <Palette />}
    </div>
  );
}

function BackToCounter() {
  if (shownRun.value === null) return null;
  return (
    <button type="button" id="show-counter" onClick={showCounter}>
      {say(WORDS.backToCounter)}
    </button>
  );
}

function Counted() {
  return (
    <p class="row counted" role="status" id="counted">
      <span>
        {cuts.value.length} / {cutsOf.value} {say(WORDS.cutsPlayed)}
        {sweptMs.value !== null && ` · ${(sweptMs.value / 1000).toFixed(1)} s`}
      </span>
      {(Object.keys(ENDINGS) as CutEnding[]).map((ending) => (
        <span key={ending} class="row">
          <svg width="10" height="12" aria-hidden="true">
            <rect class={`tick ${ending}`} width="10" height="12" />
          </svg>
          {say(ENDINGS[ending])} {counts.value[ending]}
        </span>
      ))}
    </p>
  );
}

function Chosen() {
  const cut = chosenCut.value;
  if (cut === null) return null;
  const copy = async () => {
    copied.value++;
    // Where the browser does not let it, the line stands there to be marked.
    await navigator.clipboard.writeText(`npx duka-sim replay '${cut.line}'`).catch(() => undefined);
  };
  return (
    <div class="chosen-cut" id="chosen-cut" role="status">
      {shrunkIn.value !== null && (
        <p id="shrunk">
          {say(WORDS.shrunk)} ({shrunkIn.value} {say(WORDS.worlds)})
        </p>
      )}
      <p>
        {say(WORDS.toldFirst)}: <b>{cut.first}</b> · {say(WORDS.toldLast)}: <b>{cut.last}</b>
        {shownInMs.value !== null && <small> · {shownInMs.value} ms</small>}
      </p>
      <p class="row">
        <code>{cut.line}</code>
        <button type="button" id="copy" onClick={() => void copy()}>
          {say(WORDS.copy)}
        </button>
      </p>
      {broken.value.length > 0 && (
        <ul class="broken" id="broken">
          {broken.value.map((rule) => (
            <li key={rule}>{rule}</li>
          ))}
        </ul>
      )}
      {runFaults.value.length > 1 && <Several />}
    </div>
  );
}

/** A run of several faults: each can be taken away, and those that do not matter together. */
function Several() {
  return (
    <p class="row" id="several">
      {runFaults.value.map((fault) => (
        <button
          key={fault}
          type="button"
          class="fault"
          aria-label={`${say(WORDS.takeAway)}: ${fault}`}
          onClick={() => void withoutFault(fault)}
        >
          {fault} ✕
        </button>
      ))}
      <button type="button" id="shrink" disabled={isShrinking.value} onClick={() => void shrinkShown()}>
        {say(WORDS.shrink)}
      </button>
    </p>
  );
}

/** A fault is dragged onto a lane; it strikes at the nearest position where it can. By keys: near the chosen cut. */
function Palette() {
  return (
    <div class="row palette">
      <span class="soft">{say(isLive.value ? WORDS.armFault : WORDS.dragFault)}</span>
      {DRAGGED_FAULTS.map((fault) => (
        <FaultButton key={fault.kind} fault={fault} />
      ))}
    </div>
  );
}

/** At a running till it is armed, and strikes at the next command of the name that is chosen on the strip. */
function LiveFault({ fault }: { readonly fault: (typeof DRAGGED_FAULTS)[number] }) {
  const why = whyNot(`fault ${fault.kind}`);
  const chosen = selected.value;
  const command = chosen?.type === "apdu" && chosen.chip === "card" ? chosen.command : DEBIT;
  const places: { readonly [kind: string]: string } = {
    "parity-error": `${command}, answer byte 1`,
    "byte-lost": `${command}, answer byte 1`,
    "memory-torn": `card memory step 1 of ${command}`,
  };
  const at = places[fault.kind] ?? command;
  return (
    <button
      type="button"
      class="fault"
      data-fault={fault.kind}
      disabled={why !== undefined}
      title={why ?? at}
      onClick={() => void ask({ do: "strike", faults: [{ kind: fault.kind, at }] as never })}
    >
      {say(fault.words)}
    </button>
  );
}

function FaultButton({ fault }: { readonly fault: (typeof DRAGGED_FAULTS)[number] }) {
  const from = useRef<{ x: number; y: number } | null>(null);
  const [by, setBy] = useState<{ x: number; y: number } | null>(null);

  const accepts = ({ of }: { readonly of: string }) => fault.at.some((one) => one === of);

  function drop(event: PointerEvent): void {
    const under = document
      .elementsFromPoint(event.clientX, event.clientY)
      .map((one) => one.closest<SVGElement>("[data-lane]"))
      .find((one) => one !== null);
    const lane = LANES.find((one) => one === under?.dataset.lane);
    if (lane !== undefined)
      strikeOn(lane, event.clientX - under!.ownerSVGElement!.getBoundingClientRect().left);
  }

  function strikeOn(lane: Lane, x: number): void {
    const index = nearestPlace(lane, x, lanePlace.value, accepts, Number.POSITIVE_INFINITY);
    if (index !== undefined) void strikeAt(places.value[index]!, fault.kind);
  }

  if (isLive.value) return <LiveFault fault={fault} />;
  return (
    <button
      type="button"
      class="fault"
      data-fault={fault.kind}
      style={by === null ? {} : { transform: `translate(${by.x}px, ${by.y}px)` }}
      onPointerDown={(event) => {
        from.current = { x: event.clientX, y: event.clientY };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (from.current !== null)
          setBy({ x: event.clientX - from.current.x, y: event.clientY - from.current.y });
      }}
      onPointerUp={(event) => {
        from.current = null;
        setBy(null);
        drop(event);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        const place = placeNearChosen(
          (one) => accepts(one) && !runFaults.value.includes(`${fault.kind}@${one.at}`),
        );
        if (place !== undefined) void strikeAt(place, fault.kind);
      }}
    >
      {say(fault.words)}
    </button>
  );
}
