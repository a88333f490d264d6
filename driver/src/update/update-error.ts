/** An update that was not made, or not to its end: what the flasher tells, and what the driver finds around it. */
import { withChinese } from "@duka/protocol/data/bilingual";
import type { Bilingual } from "../base/explanation.js";
import { type FlashFault, RUNNING_ZH, STAGES, UPDATE_FAULTS, type UpdateFault } from "./update-faults.js";

type UpdateErrorDetails = {
  readonly texts: Bilingual;
  readonly code: UpdateFault;
  readonly running: string;
  readonly remedies: Bilingual;
  readonly cause?: unknown;
};

export class UpdateError extends Error {
  /** `undecided`, `other-reader`, `no-answer`, or a code of the flasher: `locked`, `older-firmware`, … */
  readonly code: UpdateFault;
  /**
   * What the reader runs now: `previous`, `new`; `on-trial` the new firmware until its next start; `none`; `unknown`
   * where it could not be asked any more.
   */
  readonly running: string;
  /** What the person at the counter can do, in English. */
  readonly remedy: string;
  /** The same in English and Chinese. */
  readonly remedies: Bilingual;

  constructor({ texts, code, running, remedies, cause }: UpdateErrorDetails) {
    super(texts.en, cause === undefined ? undefined : { cause });
    withChinese(this, texts.zh);
    this.name = "UpdateError";
    this.code = code;
    this.running = running;
    this.remedies = remedies;
    this.remedy = remedies.en;
  }
}

/** What the flasher ended with; the same error where it is none of its own. By its members: its class is not ours. */
export function updateErrorOf(error: unknown): unknown {
  if (!isFlashFailure(error)) return error;
  const { message, code, stage, running, remedy } = error;
  const { cause, remedy: remedyZh } = UPDATE_FAULTS[code];
  const zh = `${STAGES[stage]?.zh ?? stage}：${cause}；${RUNNING_ZH[running] ?? running}`;
  return new UpdateError({
    texts: { en: message, zh },
    code,
    running,
    remedies: { en: remedy, zh: remedyZh },
    cause: error,
  });
}

type FlashFailure = Error & {
  readonly code: FlashFault;
  readonly stage: string;
  readonly running: string;
  readonly remedy: string;
};

function isFlashFailure(error: unknown): error is FlashFailure {
  if (!(error instanceof Error) || !("code" in error) || !("stage" in error)) return false;
  return typeof error.code === "string" && Object.hasOwn(UPDATE_FAULTS, error.code);
}
