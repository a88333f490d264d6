/** Listens to a world, and keeps what a report tells of it. What it asks changes nothing in the world. */
import type { Card } from "../../card/card.js";
import type { World } from "../open-world.js";
import type { LoggedEvent } from "../world-event.js";
import { type CardCells, cellsOf, changesBetween } from "./card-cells.js";
import { type JournalRows, journalRows } from "./journal-rows.js";
import type { AddedEvent, RecordedEvent } from "./recorded-event.js";

export type WorldRecord = {
  /** A step begins. @param what its words, without passwords */
  step(action: string, what: string, place: string): void;
  became(text: string, failures: readonly string[]): void;
  /** Everything so far, when the journal has been read. */
  events(): Promise<readonly RecordedEvent[]>;
};

const DIGITS = 1000;
const PURSE = 0x02;
/** Of more, a person reads none. */
const EVENTS_MAX = 200_000;

/** @param cards of the world, by their names */
export function recordWorld(world: World, cards: ReadonlyMap<string, Card>): WorldRecord {
  const { log, clock, centre, profile } = world;
  /** In place of what waits for the journal stands an empty list, until it is there. */
  const kept: (RecordedEvent | readonly RecordedEvent[])[] = [...log.events];
  const isOnCard = (kind: string): boolean => kind !== "medical" || profile.medical?.balanceAt === "card";
  const holdsPurse = cards.get("own")?.inside.purse.account(PURSE) !== undefined;
  const openingFen = centre?.accounts().cardFen ?? 0;
  const cells = new Map<string, CardCells>([...cards].map(([name, card]) => [name, cellsOf(card)]));
  let meter = world.till.reader.meter;
  let metered = meter.reading();
  let cardFen = 0;
  let rows: JournalRows = { rows: new Map(), journalFen: 0, openFen: 0 };
  let reading: Promise<void> = Promise.resolve();

  /** The log counts from an instant of its own: each of its events tells which. */
  let zeroMs = clock.nowMs() - (log.events[log.events.length - 1]?.atMs ?? 0);
  const add = (event: AddedEvent): void => {
    kept.push({ atMs: rounded(clock.nowMs() - zeroMs), ...event });
  };

  log.onEvent((event) => {
    if (kept.length >= EVENTS_MAX) return;
    zeroMs = clock.nowMs() - event.atMs;
    if (event.type === "frame" && event.to === "reader") tellWire();
    kept.push(event);
    hear(event);
  });

  function hear(event: LoggedEvent): void {
    if (event.type === "apdu" && event.chip === "card") tellCells();
    if (event.type === "money") cardFen += event.changeFen;
    if (event.type === "journal" && event.what === "written") readJournal(event.atMs);
    if (event.type === "money" || event.type === "outcome") readJournal(event.atMs);
    if (event.type === "centre" && event.what === "answered") readJournal(event.atMs);
  }

  /** The driver counts an exchange when it has its answer: it stands before the next one. */
  function tellWire(): void {
    if (world.till.reader.meter !== meter) {
      meter = world.till.reader.meter;
      metered = { ms: 0, limitMs: 0, ratio: 0 };
    }
    const { ms, limitMs } = meter.since(metered);
    metered = meter.reading();
    if (limitMs > 0) add({ type: "wire", ms: rounded(ms), limitMs: rounded(limitMs) });
  }

  function tellCells(): void {
    for (const [name, card] of cards) {
      const after = cellsOf(card);
      const changes = changesBetween(cells.get(name)!, after);
      cells.set(name, after);
      if (changes.length > 0) add({ type: "cells", card: name, changes });
    }
  }

  /** A journal is read at once; its promise answers later. A killed till has none that could be read. */
  function readJournal(atMs: number): void {
    const place: RecordedEvent[] = [];
    kept.push(place);
    const nowFen = cardFen;
    const registeredFen = holdsPurse && centre !== undefined ? centre.accounts().cardFen - openingFen : null;
    const asked = journalRows(world.till.journal, isOnCard).catch(() => undefined);
    reading = reading.then(async () => {
      const after = await asked;
      if (after !== undefined) {
        for (const [name, { ref, members }] of after.rows) {
          const changes = changesBetween(rows.rows.get(name)?.members ?? {}, members);
          if (changes.length > 0) place.push({ atMs, type: "row", ref: `${name}: ${ref}`, changes });
        }
        rows = after;
      }
      const { journalFen, openFen } = rows;
      place.push({ atMs, type: "books", cardFen: nowFen, journalFen, centreFen: registeredFen, openFen });
    });
  }

  return {
    step(action, what, place) {
      add({ type: "step", action, what, place });
    },
    became(text, failures) {
      tellWire();
      add({ type: "became", text, failures });
    },
    async events() {
      await reading;
      return kept.flat() as RecordedEvent[];
    },
  };
}

function rounded(ms: number): number {
  return Math.round(ms * DIGITS) / DIGITS;
}
