/** The till's own equipment failed, so that no card could be debited: the PSAM, or the reader itself. */
import { ReaderError } from "./errors.js";
import type { Bilingual } from "./explanation.js";

export class EquipmentError extends Error {
  /** What the person at the counter can do, in English. */
  readonly remedy: string;
  /** The same in English and Chinese. */
  readonly remedies: Bilingual;
  /** What the PSAM answered, where it did. */
  readonly statusWord: number | undefined;

  constructor(message: string, remedies: Bilingual, cause?: unknown, statusWord?: number) {
    super(message, cause === undefined ? undefined : { cause });
    this.statusWord = statusWord;
    this.name = "EquipmentError";
    this.remedy = remedies.en;
    this.remedies = remedies;
  }
}

/** True when reader or PSAM are down, as opposed to a card that is absent, mute or pulled. */
export function isEquipmentFailure(error: unknown): boolean {
  if (error instanceof EquipmentError) return true;
  if (!(error instanceof ReaderError)) return false;
  if (error.code === "no-reader" || error.code === "link-lost") return true;
  return error.code === "timeout" && error.layer === "link";
}
