/** What the line and the process that flashes one of its boards say to each other. */
import type { FlashErrorCode, FlashStage, Running } from "../base/flash-error.js";
import type { Unit } from "../build/unit.js";
import type { FlashResult, Progress } from "../flasher/flashing.js";
import type { BoardFound } from "../flasher/unit-files.js";

export type UnitJob = {
  readonly folder: string;
  readonly board?: string | undefined;
  readonly persona?: string | undefined;
  readonly trust?: string | undefined;
  readonly consoleAddress: string;
  readonly readerAddress: string;
};

type Refusal = { readonly code: FlashErrorCode; readonly message: string; readonly remedy: string };

export type ToUnitProcess =
  | { readonly kind: "job"; readonly job: UnitJob }
  | { readonly kind: "unit"; readonly unit: Unit }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | { readonly kind: "secret"; readonly secret: readonly number[] | undefined }
  /** Ends at once, and says what the board runs. */
  | { readonly kind: "stop" };

export type FromUnitProcess =
  | { readonly kind: "ready" }
  | { readonly kind: "identify"; readonly found: BoardFound }
  | { readonly kind: "secret-wanted"; readonly serialNumber: string }
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "result"; readonly result: FlashResult }
  | {
      readonly kind: "error";
      readonly refusal: Refusal;
      readonly stage: FlashStage;
      readonly running: Running;
    };
