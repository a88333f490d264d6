/** What stands at an address: opened, asked who it is, and let go. */
import { ReaderError } from "../base/errors.js";
import { readOptions } from "../base/option-values.js";
import type { Persona } from "../reader/reader-identity.js";
import { type OpenReaderOptions, openReader, openReaderOptions } from "./open-reader.js";

export type ReaderDescription = {
  readonly name: string;
  readonly slots: number;
  /** Null for a reader that is not a Duka. */
  readonly persona: Persona | null;
  readonly firmwareVersion: string | null;
  /** Passwords can be typed on the reader itself; null where that is known only with a card in it (PC/SC). */
  readonly keypad: boolean | null;
};

const DEADLINE_MS = 3000;

/**
 * @returns what it is, or the error with which it could not be opened @throws RangeError when the address is not valid
 */
export async function describeReader(
  address: string,
  options: OpenReaderOptions = {},
): Promise<ReaderDescription | ReaderError> {
  // Spread over the default, other things than options would pass for none.
  const given = readOptions(openReaderOptions, options);
  try {
    const reader = await openReader(address, { deadlineMs: DEADLINE_MS, ...given });
    try {
      const { name, slotCount, identity } = reader;
      return {
        name,
        slots: slotCount,
        persona: identity?.persona ?? null,
        firmwareVersion: identity?.firmwareVersion ?? null,
        keypad: identity?.keypad ?? (address.startsWith("pcsc:") ? null : false),
      };
    } finally {
      await reader.close();
    }
  } catch (error) {
    if (error instanceof ReaderError) return error;
    throw error;
  }
}
