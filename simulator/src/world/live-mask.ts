/**
 * Masks events as they happen: a number or a name comes over a card line character by character, each an event. A
 * character that may be the beginning of one waits, and what comes behind it too, until that is known.
 */

import { live } from "@duka/protocol/data/live";
import type { PersonalMask } from "./personal-mask.js";
import type { ChipName } from "./point.js";
import type { LoggedEvent } from "./world-event.js";

type LiveMask = {
  /** @returns what can be told now, masked, in the order in which it happened */
  push(event: LoggedEvent): readonly LoggedEvent[];
  /** Nothing comes for now: what waits is told, and dots where it may be personal. */
  flush(): readonly LoggedEvent[];
  readonly isWaiting: boolean;
};

/** Longer than any name or window of a number. */
const KEPT_BYTES = 128;
const HIDDEN = "··";
/** Of a number: they are a status word as well, and half of what is hidden. Of a name they are a character. */
const TOLD_BYTES = 2;

type Waiting = { readonly event: LoggedEvent; isOpen: boolean; isPersonal: boolean };
type Line = {
  readonly characters: { readonly byte: string; readonly waiting: Waiting }[];
  isOfName: boolean;
};

export function liveMask(mask: PersonalMask): LiveMask {
  const waiting: Waiting[] = [];
  const lines = new Map<string, Line>();

  function character(event: Extract<LoggedEvent, { type: "character" }>, one: Waiting): void {
    const key = `${event.chip} ${event.to}`;
    const known = lines.get(key) ?? { characters: [], isOfName: false };
    lines.set(key, known);
    const line = known.characters;
    line.push({ byte: event.byte, waiting: one });
    if (line.length > KEPT_BYTES) line.splice(0, line.length - KEPT_BYTES);
    const shown = mask.text(line.map(({ byte }) => byte).join(" ")).split(" ");
    const open = mask.beginning(line.map(({ byte }) => byte).join(""));
    known.isOfName = open.isOfName;
    line.forEach(({ waiting: each }, at) => {
      if (shown[at] === HIDDEN) each.isPersonal = true;
      each.isOpen = at >= line.length - open.bytes;
    });
  }

  /** What was being sent is never finished. */
  function broken(chip: ChipName): void {
    for (const to of ["card", "reader"]) {
      for (const { waiting: one } of lines.get(`${chip} ${to}`)?.characters ?? []) close(one);
      lines.delete(`${chip} ${to}`);
    }
  }

  function close(one: Waiting): void {
    if (!one.isOpen) return;
    one.isOpen = false;
    one.isPersonal = true;
  }

  function released(): readonly LoggedEvent[] {
    const first = waiting.findIndex(({ isOpen }) => isOpen);
    return waiting.splice(0, first < 0 ? waiting.length : first).map(({ event, isPersonal }) => {
      const masked = mask.value(event);
      return isPersonal ? ({ ...masked, byte: HIDDEN } as LoggedEvent) : masked;
    });
  }

  return live<LiveMask, "isWaiting">(
    {
      push(event) {
        const one: Waiting = { event, isOpen: false, isPersonal: false };
        waiting.push(one);
        if (event.type === "character") character(event, one);
        if (event.type === "power") broken(event.chip);
        return released();
      },
      flush() {
        for (const line of lines.values()) {
          const open = line.characters.filter(({ waiting: one }) => one.isOpen);
          for (const { waiting: one } of open) {
            if (line.isOfName || open.length > TOLD_BYTES) close(one);
            one.isOpen = false;
          }
        }
        return released();
      },
    },
    { isWaiting: () => waiting.length > 0 },
  );
}
