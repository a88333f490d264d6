/** A receipt could not be printed; the sale itself is not touched by it. */
import type { Bilingual } from "../base/explanation.js";

export class PrinterError extends Error {
  /** What the person at the counter can do. */
  readonly remedy: string;
  readonly remedies: Bilingual;

  constructor(message: string, remedies: Bilingual, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "PrinterError";
    this.remedy = remedies.en;
    this.remedies = remedies;
  }
}
