/** The film strip: a lane for each part of the chain, all under one time. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { LoggedEvent } from "../src/world/world-event.js";
import { CutBar } from "./cut-bar.js";
import { neighbourCut, places, show } from "./cut-store.js";
import { CutTicks, pressTick } from "./cut-ticks.js";
import { EventDetail } from "./event-detail.js";
import { lineOf } from "./event-line.js";
import { EventList } from "./event-list.js";
import { indexAt, LANE_WORDS, LANES, type Lane, laneOf, markOf } from "./lanes.js";
import { PlayedScenario } from "./scenario-bar.js";
import { say, selected, whyNot } from "./store.js";
import { follow, lanePlace, neighbour, pan, reveal, showAll, stripEvents, view, zoom } from "./strip-view.js";
import { TraceBar } from "./trace-bar.js";
import { WORDS } from "./words.js";

const LANE_HEIGHT = 34;
const TICK_HEIGHT = 14;
const HEAD_HEIGHT = 20;
/** Of the longest time, in pixels. */
const TIME_WIDTH = 64;
const NAMES_WIDTH = 104;
const NARROW_NAMES = 64;
const NARROW = 600;
/** A press does not have to be exact. */
const NEAR_PX = 14;
const TICKS = 6;

export function FilmStrip() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    if (box.current !== null) watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  return (
    <section class="panel strip" aria-labelledby="strip-title">
      <div class="row strip-head">
        <h2 id="strip-title">{say(WORDS.strip)}</h2>
        <span class="row">
          <button type="button" id="zoom-in" aria-label={say(WORDS.zoomIn)} onClick={() => zoom(0.5)}>
            +
          </button>
          <button type="button" id="zoom-out" aria-label={say(WORDS.zoomOut)} onClick={() => zoom(2)}>
            −
          </button>
          <button type="button" aria-label={say(WORDS.earlier)} onClick={() => pan(-0.5)}>
            ←
          </button>
          <button type="button" aria-label={say(WORDS.later)} onClick={() => pan(0.5)}>
            →
          </button>
          <button type="button" id="follow" onClick={follow}>
            {say(WORDS.lastCall)}
          </button>
          <button type="button" id="show-all" onClick={showAll}>
            {say(WORDS.wholeDay)}
          </button>
        </span>
      </div>
      <CutBar />
      <PlayedScenario />
      <TraceBar />
      <div ref={box} class="lanes">
        {width > 0 && <Lanes width={width} />}
      </div>
      <div class="told">
        <EventDetail />
        <EventList />
      </div>
    </section>
  );
}

function Lanes({ width }: { readonly width: number }) {
  const { fromMs, toMs } = view.value;
  const left = width < NARROW ? NARROW_NAMES : NAMES_WIDTH;
  const perMs = (width - left) / (toMs - fromMs);
  const xOf = (atMs: number) => left + (atMs - fromMs) * perMs;
  const rowHeight = LANE_HEIGHT + (places.value.length > 0 ? TICK_HEIGHT : 0);
  const height = HEAD_HEIGHT + LANES.length * rowHeight;
  useEffect(() => {
    lanePlace.value = xOf;
  });
  const all = stripEvents.value;
  const seen = all.slice(indexAt(all, fromMs), indexAt(all, toMs));
  const byLane = new Map<Lane, LoggedEvent[]>(LANES.map((lane) => [lane, []]));
  for (const event of seen) byLane.get(laneOf(event))!.push(event);
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: the heading names it, and its lanes name themselves
    <svg
      width={width}
      height={height}
      onWheel={(event) => {
        if (!event.ctrlKey && !event.shiftKey) return;
        event.preventDefault();
        const at = event.clientX - event.currentTarget.getBoundingClientRect().left;
        if (event.ctrlKey) zoom(event.deltaY > 0 ? 1.25 : 0.8, fromMs + (at - left) / perMs);
        else pan(event.deltaY > 0 ? 0.1 : -0.1);
      }}
    >
      <Scale fromMs={fromMs} toMs={toMs} xOf={xOf} height={height} width={width} />
      {LANES.map((lane, index) => (
        <LaneRow
          key={lane}
          lane={lane}
          top={HEAD_HEIGHT + index * rowHeight}
          height={rowHeight}
          left={left}
          width={width}
          xOf={xOf}
          events={byLane.get(lane)!}
          firmware={lane === "firmware" ? byLane.get("host")! : []}
        />
      ))}
    </svg>
  );
}

type Place = { readonly xOf: (atMs: number) => number };

type ScaleOf = Place & {
  readonly fromMs: number;
  readonly toMs: number;
  readonly height: number;
  readonly width: number;
};

function Scale({ fromMs, toMs, xOf, height, width }: ScaleOf) {
  const rough = (toMs - fromMs) / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough) ?? rough;
  const first = Math.ceil(fromMs / step) * step;
  const at = Array.from({ length: TICKS + 2 }, (_, index) => first + index * step).filter(
    (one) => one < toMs,
  );
  return (
    <g class="scale">
      {at.map((ms) => (
        <g key={ms}>
          <line x1={xOf(ms)} x2={xOf(ms)} y1={HEAD_HEIGHT - 4} y2={height} />
          {/* At the right edge it would be cut off. */}
          {xOf(ms) + TIME_WIDTH <= width && (
            <text x={xOf(ms) + 3} y={HEAD_HEIGHT - 7}>
              {timeText(ms, step)}
            </text>
          )}
        </g>
      ))}
    </g>
  );
}

function timeText(ms: number, step: number): string {
  if (step >= 1000) return `${(ms / 1000).toFixed(0)} s`;
  return `${ms.toFixed(step >= 1 ? 0 : 3)} ms`;
}

type Row = Place & {
  readonly lane: Lane;
  readonly top: number;
  readonly height: number;
  readonly left: number;
  readonly width: number;
  readonly events: readonly LoggedEvent[];
  /** Messages, between which the firmware is at work. */
  readonly firmware: readonly LoggedEvent[];
};

function LaneRow({ lane, top, height, left, width, xOf, events, firmware }: Row) {
  const chosen = selected.value;
  const isMine = chosen !== null && laneOf(chosen) === lane;

  function choose(event: LoggedEvent | undefined): void {
    if (event === undefined) return;
    selected.value = event;
    reveal(event);
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a lane is drawn, and SVG has no such element
    <g
      class={`lane ${lane} ${whyNot(`lane ${lane}`) === undefined ? "" : "unseen"} ${isMine ? "chosen" : ""}`}
      data-lane={lane}
      role="button"
      tabindex={0}
      aria-label={[say(LANE_WORDS[lane]), whyNot(`lane ${lane}`)].filter(Boolean).join(" ")}
      onClick={(event) => {
        const box = event.currentTarget.ownerSVGElement?.getBoundingClientRect();
        const x = event.clientX - (box?.left ?? 0);
        const isOnTicks = event.clientY - (box?.top ?? 0) > top + LANE_HEIGHT;
        if (!isOnTicks || !pressTick(lane, x, xOf)) choose(nearest(events, x, xOf));
      }}
      onKeyDown={(event) => {
        const cutStep = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
        const cut = cutStep === 0 || places.value.length === 0 ? undefined : neighbourCut(lane, cutStep);
        if (cut !== undefined) {
          event.preventDefault();
          void show(cut.line, cut);
          return;
        }
        const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
        if (step === 0 && event.key !== "Enter") return;
        event.preventDefault();
        choose(isMine && step !== 0 ? neighbour(chosen, lane, step) : events[0]);
      }}
    >
      <rect class="ground" x={0} y={top} width={width} height={height} />
      <text class="name" x={6} y={top + 21}>
        {say(LANE_WORDS[lane])}
      </text>{" "}
      {whyNot(`lane ${lane}`) !== undefined && (
        <text class="why-not" x={left + 6} y={top + 21}>
          {whyNot(`lane ${lane}`)}
        </text>
      )}
      <FirmwareBars events={firmware} top={top} xOf={xOf} />
      <CutTicks lane={lane} top={top + LANE_HEIGHT} left={left} height={TICK_HEIGHT - 3} xOf={xOf} />
      <Marks events={events} top={top} left={left} xOf={xOf} />
      {isMine && (
        <rect class="cursor" x={xOf(chosen.atMs) - 3} y={top + 2} width={6} height={LANE_HEIGHT - 4} />
      )}
    </g>
  );
}

function nearest(events: readonly LoggedEvent[], x: number, xOf: Place["xOf"]): LoggedEvent | undefined {
  let best: LoggedEvent | undefined;
  let bestPx = NEAR_PX;
  for (const event of events) {
    const px = Math.abs(xOf(event.atMs) - x) + (markOf(event) === "small" ? 1 : 0);
    if (px < bestPx) [best, bestPx] = [event, px];
  }
  return best;
}

/** One for a column of pixels: thousands of characters are a band. */
function Marks({
  events,
  top,
  left,
  xOf,
}: Place & { events: readonly LoggedEvent[]; top: number; left: number }) {
  const drawn = new Set<string>();
  return (
    <g>
      {events.map((event, index) => {
        const x = Math.round(xOf(event.atMs));
        const mark = markOf(event);
        const key = `${x} ${mark}`;
        if (x < left || drawn.has(key)) return null;
        drawn.add(key);
        const tall = mark === "small" ? 8 : 20;
        return (
          <rect
            key={index}
            class={`mark ${mark}`}
            x={x - (mark === "small" ? 0.5 : 1.5)}
            y={top + (LANE_HEIGHT - tall) / 2}
            width={mark === "small" ? 1 : 3}
            height={tall}
          >
            <title>{say(lineOf(event))}</title>
          </rect>
        );
      })}
    </g>
  );
}

/** From a message that has come to the one that answers it. */
function FirmwareBars({ events, top, xOf }: Place & { events: readonly LoggedEvent[]; top: number }) {
  const bars: { from: number; to: number }[] = [];
  let from: number | undefined;
  for (const event of events) {
    if (event.type !== "frame") continue;
    if (event.to === "reader") from = event.atMs;
    else if (from !== undefined) {
      bars.push({ from, to: event.atMs });
      from = undefined;
    }
  }
  return (
    <g>
      {bars.map((bar) => (
        <rect
          key={bar.from}
          class="busy"
          x={xOf(bar.from)}
          y={top + 12}
          width={Math.max(xOf(bar.to) - xOf(bar.from), 1)}
          height={10}
        />
      ))}
    </g>
  );
}
