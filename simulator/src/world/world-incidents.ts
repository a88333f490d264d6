/**
 * What happens to a world from outside, by a fault or by hand: cable, reader, cards, the till's date. What has no
 * `ms` lasts until `repair`.
 */
import { live } from "@duka/protocol/data/live";
import type { Link } from "@duka/protocol/transport";
import type { CardChip } from "../chip/chip.js";
import type { SimulatedReader } from "../reader/simulated-reader.js";
import type { SimulationClock } from "../time/clock.js";
import type { Fault } from "./faults/fault.js";
import type { Watch } from "./watch.js";

const CARD_SLOT = 0;
const PSAM_SLOT = 1;
/** From supply to supply, where a reader is only restarted. */
const RESTART_MS = 1;

export type Incidents = {
  /** Carries out what concerns the whole world; a part's own faults are passed over. */
  carryOut(fault: Fault): void;
  /** For the till: a new end of the cable; undefined while it is out. */
  connect(): Link | undefined;
  readonly isCableOut: boolean;
  /** It has no power. */
  readonly isDark: boolean;
  cableOut(): void;
  cableIn(): void;
  /** @param slot 0 the card, 1 the PSAM */
  takeOut(slot: number): void;
  putIn(slot: number): void;
  /** Into slot 0, in place of what is there or lies beside it. */
  insert(chip: CardChip): void;
  /** Another holder's card that stood in slot 0 for a while: its holder may come again. */
  readonly stranger: CardChip | undefined;
  /** Cable, cards and power are as they were at first; a date that was set back is right again. */
  repair(): void;
  /** The reader loses its power and has it again. */
  restart(): void;
};

type Setup = {
  readonly reader: SimulatedReader;
  readonly clock: SimulationClock;
  readonly tell: Watch["tell"];
  /** Another card of the same city. */
  readonly otherCard: () => CardChip;
  /** Half a frame will not be finished. */
  readonly lineBroken: () => void;
  readonly till: TillIncidents;
  /** Where the cable's end is a port that stays; pulled and put back without. */
  readonly port: PortIncidents | undefined;
};

/** What happens to the till's machine. */
export type TillIncidents = {
  /** @param bytes how much of what was not synced stays */
  readonly kill: (bytes: number) => void;
  /** Its date jumps. */
  readonly moveDate: (byMs: number) => void;
};

export type PortIncidents = { cableOut(): void; cableIn(): void };

export function createIncidents(setup: Setup): Incidents {
  const { reader, clock, tell, otherCard, lineBroken, till, port } = setup;
  const { cable } = reader;
  const beside = new Map<number, CardChip>();
  let stranger: CardChip | undefined;
  let isOut = false;
  let isUsed = false;
  let isDark = false;
  /** The till's date was set back by so much. */
  let backMs = 0;

  const operator = (what: string): void => tell({ type: "operator", what });
  /** Later, or never: what has no end is mended by hand. */
  const afterwards = (ms: number | undefined, then: () => void): void => {
    if (ms !== undefined) clock.after(Math.max(ms, 0), then);
  };

  function cableOut(): void {
    if (isOut) return;
    isOut = true;
    operator("cable out");
    if (port === undefined) cable.unplug();
    else port.cableOut();
    lineBroken();
  }

  function cableIn(): void {
    if (!isOut) return;
    isOut = false;
    port?.cableIn();
    operator("cable in");
  }

  function takeOut(slot: number): void {
    if (slot >= reader.slotCount || beside.has(slot)) return;
    const chip = reader.slot(slot).remove();
    if (chip === undefined) return;
    beside.set(slot, chip);
    operator(slot === CARD_SLOT ? "card out" : "PSAM out");
  }

  function putIn(slot: number): void {
    const chip = beside.get(slot);
    if (chip === undefined) return;
    beside.delete(slot);
    reader.slot(slot).remove();
    reader.slot(slot).insert(chip);
    operator(slot === CARD_SLOT ? "card in" : "PSAM in");
  }

  function insert(chip: CardChip): void {
    beside.delete(CARD_SLOT);
    reader.slot(CARD_SLOT).remove();
    reader.slot(CARD_SLOT).insert(chip);
    operator("another card in");
  }

  function swap(): void {
    const first = reader.slot(CARD_SLOT).chip;
    if (first === undefined || beside.has(CARD_SLOT)) return;
    beside.set(CARD_SLOT, first);
    // Two cards of one number there are not.
    stranger ??= otherCard();
    reader.slot(CARD_SLOT).swap(stranger);
    operator("card swapped");
  }

  function darken(): void {
    if (isDark) return;
    isDark = true;
    operator("reader off");
    reader.powerFail();
    lineBroken();
  }

  function lighten(): void {
    if (!isDark) return;
    isDark = false;
    operator("reader on");
    reader.powerUp();
  }

  function setClock(byMs: number): void {
    till.moveDate(byMs);
    operator("clock set");
  }

  return live<Incidents, "isCableOut" | "isDark" | "stranger">(
    {
      carryOut({ kind, ms, bytes = 0 }) {
        if (kind === "cable-out") {
          cableOut();
          afterwards(ms, cableIn);
        } else if (kind === "reader-restarted" || kind === "reader-browned-out") {
          darken();
          afterwards(kind === "reader-restarted" ? RESTART_MS : ms, lighten);
        } else if (kind === "card-removed" || kind === "psam-removed") {
          const slot = kind === "card-removed" ? CARD_SLOT : PSAM_SLOT;
          takeOut(slot);
          afterwards(ms, () => putIn(slot));
        } else if (kind === "card-swapped") {
          swap();
          afterwards(ms, () => putIn(CARD_SLOT));
        } else if (kind === "process-killed") {
          till.kill(bytes);
        } else if (kind === "clock-jumped") {
          setClock(ms ?? 0);
          backMs = Math.max(backMs - (ms ?? 0), 0);
        }
      },
      connect() {
        if (isOut) return undefined;
        const link = isUsed ? cable.plug() : cable.link;
        isUsed = true;
        return link;
      },
      cableOut,
      cableIn,
      takeOut,
      putIn,
      insert,
      repair() {
        cableIn();
        lighten();
        putIn(CARD_SLOT);
        putIn(PSAM_SLOT);
        // A date that went ahead stays: what was written under it is not of the future.
        if (backMs > 0) setClock(backMs);
        backMs = 0;
      },
      restart() {
        darken();
        lighten();
      },
    },
    { isCableOut: () => isOut, isDark: () => isDark, stranger: () => stranger },
  );
}
