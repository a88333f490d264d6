/** The reader: display, lights, beeper, a keypad that can be pressed, and the slot with the card in it. */
import { useRef } from "preact/hooks";
import type { StudioState } from "../src/studio/studio-state.js";
import { move } from "./card-rack.js";
import { ask } from "./connection.js";
import { say, state, whyNot } from "./store.js";
import { WORDS } from "./words.js";

const KEY_WORDS: { readonly [key: string]: string } = { "#": "✓", "*": "←", C: "✗" };
const COLUMNS = 4;
/** Farther than this the card is out. */
const PULL_PX = 24;

export function ReaderView() {
  const now = state.value;
  if (now === null) return null;
  const { reader, hasPsam, isCableIn, isTillDead } = now;
  return (
    <section class="panel reader" aria-labelledby="reader-title">
      <h2 id="reader-title">{say(WORDS.reader)}</h2>
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: the heading names it, and its parts name themselves */}
      <svg id="reader" viewBox="0 0 320 440">
        <rect class="body" x="30" y="6" width="260" height="350" rx="22" />
        <rect class="display" x="52" y="28" width="216" height="66" rx="6" />
        <g id="display" class="lcd" aria-live="polite">
          <text x="62" y="56">
            {reader.lines[0] ?? ""}
          </text>
          <text x="62" y="82">
            {reader.lines[1] ?? ""}
          </text>
        </g>
        <circle class={`light good ${reader.good ? "on" : ""}`} cx="66" cy="114" r="7">
          <title>{say(WORDS.good)}</title>
        </circle>
        <circle class={`light bad ${reader.bad ? "on" : ""}`} cx="92" cy="114" r="7">
          <title>{say(WORDS.bad)}</title>
        </circle>
        <g class={`beeper ${reader.beepHz > 0 ? "on" : ""}`}>
          <title>{say(WORDS.beeper)}</title>
          <path d="M226 108h8l10-8v28l-10-8h-8z" />
          <path class="waves" d="M250 106q6 8 0 16M257 101q10 13 0 26" />
        </g>
        <Keypad reader={reader} />
        <rect class="slot" x="86" y="344" width="148" height="10" rx="3" />
        <CardInSlot now={now} />
      </svg>
      {reader.isEntry && (
        <p class="ask" role="status">
          {say(WORDS.keysHint)}{" "}
          <button
            type="button"
            id="holder-types"
            disabled={whyNot("holderTypes") !== undefined}
            title={whyNot("holderTypes")}
            onClick={() => void ask({ do: "holderTypes" })}
          >
            {say(WORDS.holderTypes)}
          </button>
        </p>
      )}
      <div class="row hands">
        <button
          type="button"
          aria-pressed={hasPsam}
          id="psam"
          {...greyed("psam")}
          onClick={() => void ask({ do: "psam" })}
        >
          {say(WORDS.psam)} {hasPsam ? "●" : "○"}
        </button>
        <button
          type="button"
          aria-pressed={isCableIn}
          id="cable"
          {...greyed("cable")}
          onClick={() => void ask({ do: "cable" })}
        >
          {say(WORDS.cable)} {isCableIn ? "●" : "○"}
        </button>
        <button
          type="button"
          id="kill"
          {...greyed("killTill", isTillDead)}
          onClick={() => void ask({ do: "killTill" })}
        >
          {say(WORDS.power)}
        </button>
        <button type="button" id="repair" {...greyed("repair")} onClick={() => void ask({ do: "repair" })}>
          {say(WORDS.repair)}
        </button>
      </div>
    </section>
  );
}

/** With the reason, where it cannot be done here. */
function greyed(thing: string, isOff = false) {
  const why = whyNot(thing);
  return { disabled: isOff || why !== undefined, title: why };
}

function Keypad({ reader }: { readonly reader: StudioState["reader"] }) {
  return (
    <g class="keypad">
      {[...reader.keys].map((key, index) => {
        if (key === " ") return null;
        const [x, y] = [54 + (index % COLUMNS) * 55, 134 + Math.floor(index / COLUMNS) * 50];
        const press = () => void ask({ do: "key", key });
        return (
          // biome-ignore lint/a11y/useSemanticElements: a key is drawn, and SVG has no button
          <g
            key={key}
            class="key"
            role="button"
            tabindex={0}
            aria-label={key}
            data-key={key}
            onClick={press}
            onKeyDown={(event) => {
              if (event.key !== "Enter" && event.key !== " ") return;
              event.preventDefault();
              press();
            }}
          >
            <rect x={x} y={y} width="47" height="42" rx="7" />
            <text x={x + 23.5} y={y + 28}>
              {KEY_WORDS[key] ?? key}
            </text>
          </g>
        );
      })}
    </g>
  );
}

/** It is pulled downwards, or pressed. */
function CardInSlot({ now }: { readonly now: StudioState }) {
  const from = useRef<number | null>(null);
  const card = now.cards.find(({ isInSlot }) => isInSlot);
  if (card === undefined) {
    return (
      <text class="hint" x="160" y="384">
        {say(WORDS.slotEmpty)}
      </text>
    );
  }
  if (whyNot("takeOut") !== undefined)
    return (
      <g id="card-in-slot" class="in-slot">
        <rect x="92" y="350" width="136" height="76" rx="8" />
        <text class="on-card" x="160" y="384">
          {say(card.city)}
        </text>
        <text class="on-card small" x="160" y="406">
          {say(card.note)}
        </text>
      </g>
    );
  return (
    // biome-ignore lint/a11y/useSemanticElements: the card is drawn, and SVG has no button
    <g
      id="card-in-slot"
      class={`in-slot ${card.id === "foreign" ? "foreign" : ""}`}
      role="button"
      tabindex={0}
      aria-label={`${say(card.city)} ${say(card.note)} · ${say(WORDS.takeOut)}`}
      onPointerDown={(event) => {
        from.current = event.clientY;
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerUp={(event) => {
        const isPulled = from.current !== null && Math.abs(event.clientY - from.current) > PULL_PX;
        const isPressed = from.current !== null && Math.abs(event.clientY - from.current) < 3;
        from.current = null;
        if (isPulled || isPressed) void move(card);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        void move(card);
      }}
    >
      <rect x="92" y="350" width="136" height="76" rx="8" />
      <text class="on-card" x="160" y="384">
        {say(card.city)}
      </text>{" "}
      <text class="on-card small" x="160" y="406">
        {say(card.note)}
      </text>
    </g>
  );
}
