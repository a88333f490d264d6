/** The cards that lie beside the reader: dragged into the slot by mouse or finger, or put in by a press. */
import { useRef, useState } from "preact/hooks";
import type { CardOnCounter } from "../src/studio/studio-state.js";
import { ask } from "./connection.js";
import { say, state, whyNot } from "./store.js";
import { WORDS, yuan } from "./words.js";

/** Less is a press with an unsteady hand. */
const DRAG_PX = 6;

export function CardRack() {
  const isByHand = whyNot("insert") !== undefined;
  const cards = isByHand ? [] : (state.value?.cards ?? []);
  return (
    <section class="panel rack" aria-labelledby="cards-title">
      <h2 id="cards-title">{say(WORDS.cards)}</h2>
      <p class="soft">{whyNot("insert") ?? say(WORDS.cardsHelp)}</p>
      <ul>
        {cards.map((card) => (
          <li key={card.id}>
            <CardButton card={card} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** In: the one that is there is pulled first. */
export async function move(card: CardOnCounter): Promise<void> {
  if (card.isInSlot) {
    await ask({ do: "takeOut" });
    return;
  }
  if (state.value?.cards.some(({ isInSlot }) => isInSlot)) await ask({ do: "takeOut" });
  await ask({ do: "insert", card: card.id });
}

function CardButton({ card }: { readonly card: CardOnCounter }) {
  const from = useRef<{ x: number; y: number } | null>(null);
  const [by, setBy] = useState<{ x: number; y: number } | null>(null);
  const wasDragged = useRef(false);

  function isOverSlot(event: PointerEvent): boolean {
    return document
      .elementsFromPoint(event.clientX, event.clientY)
      .some((one) => one.closest("#reader") !== null);
  }

  return (
    <button
      type="button"
      class={`card ${card.isInSlot ? "in" : ""} ${by === null ? "" : "dragged"} ${card.id === "foreign" ? "foreign" : ""}`}
      data-card={card.id}
      aria-pressed={card.isInSlot}
      style={by === null ? {} : { transform: `translate(${by.x}px, ${by.y}px)` }}
      onPointerDown={(event) => {
        from.current = { x: event.clientX, y: event.clientY };
        wasDragged.current = false;
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (from.current === null) return;
        const to = { x: event.clientX - from.current.x, y: event.clientY - from.current.y };
        if (!wasDragged.current && Math.hypot(to.x, to.y) < DRAG_PX) return;
        wasDragged.current = true;
        setBy(to);
      }}
      onPointerUp={(event) => {
        from.current = null;
        setBy(null);
        if (!wasDragged.current) return;
        if (isOverSlot(event) !== card.isInSlot) void move(card);
      }}
      onPointerCancel={() => {
        from.current = null;
        setBy(null);
      }}
      onClick={() => {
        if (!wasDragged.current) void move(card);
        wasDragged.current = false;
      }}
    >
      <span class="chip" aria-hidden="true" />
      <span class="city">{say(card.city)}</span>
      <span class="note">{say(card.note)}</span>
      <span class="fen">
        {card.isInSlot ? (
          say(WORDS.inSlot)
        ) : (
          <>
            <span>
              {say(WORDS.purse)} {yuan(card.purseFen)}
            </span>
            {card.medicalFen > 0 && (
              <span>
                {say(WORDS.medical)} {yuan(card.medicalFen)}
              </span>
            )}
          </>
        )}
      </span>
    </button>
  );
}
