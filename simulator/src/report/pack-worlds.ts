/**
 * Many worlds in little room: each different event once, and of each world which events it has and how much later each
 * comes. Worlds of one sweep are alike for the most part, so that this compresses to a hundredth.
 */
import { gzipSync } from "node:zlib";
import type { PersonalMask } from "../world/personal-mask.js";
import type { RecordedEvent } from "../world/record/recorded-event.js";

export type PackedWorlds = {
  /** Without `atMs`. */
  readonly events: readonly object[];
  /** Of each world: number of the event, microseconds since the one before, and so on. */
  readonly worlds: readonly (readonly number[])[];
};

type WorldPacker = {
  /** @returns its number */
  add(events: readonly RecordedEvent[]): number;
  packed(): PackedWorlds;
};

const US = 1000;

/** @param mask undefined: personal data is shown */
export function createWorldPacker(mask?: PersonalMask): WorldPacker {
  const numbers = new Map<string, number>();
  const events: string[] = [];
  const worlds: (readonly number[])[] = [];
  return {
    add(world) {
      let lastUs = 0;
      const packed: number[] = [];
      for (const { atMs, ...event } of world) {
        const json = JSON.stringify(event);
        const known = numbers.get(json) ?? events.length;
        if (known === events.length) {
          numbers.set(json, known);
          events.push(json);
        }
        const us = Math.round(atMs * US);
        packed.push(known, us - lastUs);
        lastUs = us;
      }
      return worlds.push(packed) - 1;
    },
    packed() {
      const all = events.map((json) => JSON.parse(json) as object);
      return { events: mask === undefined ? all : mask.value(all), worlds };
    },
  };
}

/** For a page: compressed, in base64. */
export function packedText(packed: PackedWorlds): string {
  return gzipSync(JSON.stringify(packed), { level: 9 }).toString("base64");
}
