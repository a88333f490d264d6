/** The counter: a world of Hangzhou with its till, cards that lie there, hands, and a person who looks on. */
import type { Cancel } from "@duka/protocol/transport";
import { findProfile } from "../profiles/profiles.js";
import { DEFAULT_BOARD, readFirmware } from "../reader/firmware-files.js";
import { RealClock } from "../time/real-clock.js";
import type { Personal } from "../world/event-log.js";
import { liveMask } from "../world/live-mask.js";
import { OPENING_MS, openWorld } from "../world/open-world.js";
import { recordWorld } from "../world/record/record-world.js";
import type { LoggedEvent } from "../world/world-event.js";
import type { Counter } from "./counter-face.js";
import { createHands, type HandKind } from "./hands.js";
import { balanceFen, cardsFen, moneyOf } from "./money-strip.js";
import { createPace } from "./pace.js";
import { createSavedSession } from "./saved-session.js";
import { cardsOf, lostNumbers, onCardFen, type StudioCard } from "./studio-cards.js";
import { StudioRefusal } from "./studio-refusal.js";
import type { StudioRequest } from "./studio-request.js";
import type { StudioNews, StudioState, TillResult } from "./studio-state.js";
import { type Button, isButton, pressButton } from "./till-buttons.js";

const CARD_SLOT = 0;
const PSAM_SLOT = 1;
const CITY = "hangzhou";
const PERSONA = "pinpad";
/** Traces are named so. */
const STUDIO = "studio";
const RESULTS_MAX = 30;
/** A page that has just come is told so much of what went before. */
const EVENTS_TOLD_MAX = 20_000;
/** Between two pictures of the counter. */
const PICTURE_MS = 40;
/** Lights go out and the display is cleared when all is done. */
const AFTERWARDS_MS = 1500;
const NEW_PASSWORD = "246810";

export async function openCounter(seed: number, personal: Personal = {}): Promise<Counter> {
  let cards: readonly StudioCard[] = [];
  const blacklist = () => {
    const lost = lostNumbers(cards);
    const has = ({ numbers }: { readonly numbers: readonly string[] }) =>
      numbers.some((number) => lost.includes(number));
    return { asOfMs: OPENING_MS, size: lost.length, has };
  };
  const openingBalanceFen = onCardFen(findProfile(CITY));
  const world = await openWorld({
    ...{ seed, profile: CITY, persona: PERSONA },
    account: { pinPad: true, blacklist },
    centre: { openingBalanceFen },
  });
  cards = await cardsOf(world);
  const { keys } = readFirmware(`${DEFAULT_BOARD}-${PERSONA}`).manifest.keypad;
  const openingFen = cardsFen(cards);
  const record = recordWorld(world, new Map(cards.map(({ id, card }) => [id, card])));
  for (const { profile } of cards) world.log.mask.addCard(profile);
  const firstEvent = world.log.events.length;
  const real = new RealClock();
  const listeners = new Set<(news: StudioNews) => void>();
  const results: TillResult[] = [];
  const session = createSavedSession(seed, openingBalanceFen);
  const pace = createPace(world.clock, changed);
  const hands = createHands(world, () => pace.state.pausedAt !== null);
  let busy: string | null = null;
  let isCableIn = true;
  let isTillDead = false;
  let isEntry = false;
  let money = await moneyOf(world, cards, openingFen, undefined);
  const { mask } = world.log;
  const live = liveMask(mask);
  let fresh: LoggedEvent[] = [];
  /** How many events every page has been told. */
  let told = 0;
  let later: Cancel | undefined;

  world.onPoint((point) => {
    hands.reached(point);
    pace.reached(point);
  });
  world.log.onEvent((event) => {
    fresh.push(...(personal.withPersonalData ? [event] : live.push(event)));
    if (event.type === "operator" && event.what.startsWith("cable")) isCableIn = event.what === "cable in";
    if (event.type === "till") isTillDead = event.what === "killed";
    if (event.type === "frame" && event.to === "reader") {
      isEntry = event.message === "PC_to_RDR_Secure";
      pace.setEntry(isEntry);
    }
    changed();
  });
  // The counter begins with nothing in the reader.
  world.takeOut(CARD_SLOT);
  session.did({ takeOut: "card" });

  function inSlot(): StudioCard | undefined {
    const chip = world.reader.slot(CARD_SLOT).chip;
    return chip === undefined ? undefined : cards.find((one) => one.chip === chip);
  }

  /** Soon, so that a thousand events are one picture. */
  function changed(): void {
    later ??= real.after(PICTURE_MS, () => {
      later = undefined;
      void tell();
    });
  }

  async function tell(): Promise<void> {
    money = await moneyOf(world, cards, openingFen, money);
    if (fresh.length === 0) fresh.push(...live.flush());
    const events = fresh;
    fresh = [];
    told += events.length;
    for (const listener of [...listeners]) {
      if (events.length > 0) listener({ news: "events", events });
      listener({ news: "state", state: state() });
    }
    // When no more comes it is told as it is.
    if (live.isWaiting) changed();
  }

  function state(): StudioState {
    const now = stateOfNow();
    return personal.withPersonalData ? now : mask.value(now);
  }

  function stateOfNow(): StudioState {
    const { lines, good, bad, beepHz, beeps } = world.reader.panel;
    const slot = inSlot();
    return {
      live: null,
      cannot: {},
      atMs: world.log.events.at(-1)?.atMs ?? 0,
      reader: { lines, good, bad, beepHz, beeps, keys, isEntry },
      cards: cards.map((one) => ({
        ...{ id: one.id, city: one.city, note: one.note, isInSlot: one === slot },
        purseFen: balanceFen(one).purse,
        medicalFen: balanceFen(one).medical,
      })),
      hasPsam: world.reader.slot(PSAM_SLOT).chip !== undefined,
      isCableIn,
      isTillDead,
      busy,
      pace: pace.state,
      results,
      money,
      armed: world.missed().map(({ kind, at }) => `${kind} @ ${at}`),
    };
  }

  async function press(request: StudioRequest & { readonly do: Button }): Promise<void> {
    busy = request.do;
    session.began();
    pace.begin();
    changed();
    record.step(request.do, request.ref ?? "", STUDIO);
    const result = await pressButton(world, request);
    hands.settle();
    pace.end();
    isEntry = false;
    pace.setEntry(false);
    record.became(`${result.outcome} ${result.reasonCode ?? ""}`.trim(), []);
    session.pressed(request, hands.take(), result);
    results.push({ id: (results.at(-1)?.id ?? 0) + 1, ...result });
    if (results.length > RESULTS_MAX) results.shift();
    const slot = inSlot();
    if (request.do === "changePassword" && result.outcome === "done" && slot !== undefined)
      slot.memory.password = NEW_PASSWORD;
    await world.pass(AFTERWARDS_MS);
    busy = null;
    changed();
  }

  /** While the till works it strikes at a position; otherwise at once. */
  function byHand(kind: HandKind, step: { readonly [member: string]: unknown }, now: () => void): void {
    if (busy !== null) {
      hands.soon(kind);
      return;
    }
    now();
    session.did(step);
  }

  function insert(id: string): void {
    const card = cards.find((one) => one.id === id);
    if (card === undefined) throw new StudioRefusal("bad-request", `there is no card "${id}"`);
    if (inSlot() === card) return;
    if (inSlot() !== undefined)
      throw new StudioRefusal("not-now", "there is a card in the slot; pull it out first");
    world.insert(card.chip);
    session.inserted(card);
  }

  function holderTypes(): void {
    const slot = inSlot();
    if (slot === undefined || !isEntry) throw new StudioRefusal("not-now", "the reader does not ask");
    const { password } = slot.memory;
    const typed = busy === "changePassword" ? [password, NEW_PASSWORD, NEW_PASSWORD] : [password];
    typeKeys(typed.map((digits) => `${digits}#`).join(""));
  }

  function typeKeys(keys: string): void {
    session.typed();
    world.reader.keypad.press(keys);
  }

  async function repair(): Promise<void> {
    busy = "repair";
    await world.repair();
    session.did({ repair: {} });
    busy = null;
    changed();
  }

  function ask(request: StudioRequest): void {
    if (isButton(request.do)) {
      if (busy !== null) throw new StudioRefusal("busy");
      if (isTillDead) throw new StudioRefusal("not-now", "the till has no power; put all right first");
      void press({ ...request, do: request.do });
      return;
    }
    switch (request.do) {
      case "insert":
        insert(request.card!);
        break;
      case "takeOut":
        byHand("card-removed", { takeOut: "card" }, () => world.takeOut(CARD_SLOT));
        break;
      case "psam":
        if (world.reader.slot(PSAM_SLOT).chip !== undefined)
          byHand("psam-removed", { takeOut: "psam" }, () => world.takeOut(PSAM_SLOT));
        else {
          world.putIn(PSAM_SLOT);
          session.did({ putIn: "psam" });
        }
        break;
      case "cable":
        if (isCableIn) byHand("cable-out", { cable: "out" }, world.cableOut);
        else {
          world.cableIn();
          session.did({ cable: "in" });
        }
        break;
      case "killTill":
        byHand("process-killed", { killTill: {} }, world.killTill);
        break;
      case "repair":
        if (busy !== null) throw new StudioRefusal("busy");
        void repair();
        break;
      case "strike":
        if (busy !== null) throw new StudioRefusal("busy");
        world.strike(request.faults!);
        session.did({ strike: request.faults });
        break;
      case "key":
        typeKeys(request.key!);
        break;
      case "holderTypes":
        holderTypes();
        break;
      case "pace":
        pace.set(request.speed, request.stopAt);
        break;
      case "run":
        if (!pace.run()) throw new StudioRefusal("not-now", "time does not stand still");
        break;
      case "step":
        if (!pace.step()) throw new StudioRefusal("not-now", "time does not stand still");
        break;
    }
    changed();
  }

  return {
    seed,
    state,
    personal,
    events() {
      const from = Math.max(told - EVENTS_TOLD_MAX, 0);
      return world.log.shownFrom(firstEvent + from, told - from, personal);
    },
    onNews(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    ask,
    scenario: session.text,
    traced: async () => ({
      ...{ name: STUDIO, title: "as it was done in the studio", mask },
      events: world.log.events,
      recorded: await record.events(),
    }),
    async close() {
      later?.();
      pace.set(0, "none");
      pace.run();
      await world.close();
    },
  };
}
