/** What a flash is given and answers, and what its steps find out for each other. */
import type { Clock, Link } from "@duka/protocol/transport";
import type { FlashStage, Running } from "../base/flash-error.js";
import type { BuiltFirmware } from "../build/firmware-folder.js";
import type { Unit } from "../build/unit.js";
import type { Image } from "./boot-loader.js";
import type { Compaction } from "./compaction.js";
import type { Connect } from "./connect.js";
import type { BoardWire } from "./espruino-package.js";
import type { SelfTest } from "./self-test.js";
import type { BoardFound } from "./unit-files.js";

export type FlashOptions = {
  readonly firmware: BuiltFirmware;
  /** Address of the console. */
  readonly consoleAddress: string;
  /** Address at which the reader will answer; the console's own unless the board has two lines. */
  readonly readerAddress: string;
  /**
   * What the unit is given, once: what it has already has to be the same. A function is asked when the board is known.
   */
  readonly unit: Unit | ((found: BoardFound) => Promise<Unit>);
  /** Opens the console of a reader that runs already. A function is asked with the number that the reader answers. */
  readonly secret: Uint8Array | undefined | ((serialNumber: string) => Promise<Uint8Array | undefined>);
  /** The previous firmware may go before the new one has answered, where both do not fit. */
  readonly replace: boolean;
  /** A firmware whose security counter is lower than that of the one which runs is written too. */
  readonly allowOlder: boolean;
  /**
   * Asked before the interpreter compacts its flash, the one step in which a power cut loses files: false ends the
   * flash before it. Without it no one is asked.
   */
  readonly mayCompact?: (() => Promise<boolean>) | undefined;
  readonly clock: Clock;
  readonly connect: Connect;
  /** Ends the flash at once: it says what the board runs then. */
  readonly signal?: AbortSignal | undefined;
  /** Text over a link; the package `espruino` unless a test brings something else. */
  readonly openWire?: (link: Link) => Promise<BoardWire>;
  readonly progress: (progress: Progress) => void;
};

export type Progress = {
  readonly stage: FlashStage;
  readonly doneBytes: number;
  readonly totalBytes: number;
};

export type FlashResult = {
  readonly board: string;
  readonly interpreter: string;
  readonly image: Image;
  /** False: this image has just this firmware already, and nothing was written. */
  readonly isNew: boolean;
  /** The hash that was read back. */
  readonly sha256: string;
  /** Undefined where the unit was given none. */
  readonly boardRevision: string | undefined;
  readonly selfTest: SelfTest;
};

export type Flashing = FlashOptions & {
  stage: FlashStage;
  /** What runs when it ends now. */
  running: Running;
  readonly compaction: Compaction;
  readonly enter: (stage: FlashStage, doneBytes?: number) => void;
};

export const OPEN_MS = 5000;
/** A Duka answers at once; what does not is a console. */
export const LOOK_MS = 700;
export const LOOK_EVERY_MS = 250;

/** The other end must have seen us go before we come again. */
export function pause(clock: Clock): Promise<void> {
  return new Promise((resolve) => clock.after(LOOK_EVERY_MS, resolve));
}
