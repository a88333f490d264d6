/**
 * An update of a reader in the field: a flash that keeps who the unit is, refuses what is older, and asks before the
 * one step that a power cut does not forgive.
 */
import { BoardError } from "../base/flash-error.js";
import type { BoardConsole } from "./board-console.js";
import { isWhole } from "./board-storage.js";
import { imageFile } from "./boot-loader.js";
import { confirmedImage } from "./confirmed-image.js";
import { isOlderRelease, refuseOlder } from "./detect.js";
import { flashWhat } from "./flash.js";
import type { FlashOptions, FlashResult } from "./flashing.js";
import { securityCounterOf } from "./prepare-image.js";
import { isSecretOf } from "./unit-files.js";

export type UpdateOptions = Pick<
  FlashOptions,
  "firmware" | "readerAddress" | "clock" | "connect" | "signal" | "openWire" | "progress"
> & {
  /** Opens the console of the unit; undefined where its button is held. */
  readonly secret: Uint8Array | undefined;
  /** Address of the console, where it opens on another line than the reader's: by the board's button. */
  readonly consoleAddress?: string;
  /** An older firmware is written too, by who has the secret of the unit. */
  readonly allowOlder?: boolean;
  /** Asked before the interpreter compacts its flash, the one step in which a power cut loses files. */
  readonly mayCompact: () => Promise<boolean>;
};

/**
 * @throws FlashError saying at which stage it ended and what the reader runs: `no-firmware` for a bare board,
 *   `older-firmware`, `compaction` when that may not be done; RangeError for a wrong address, or for `allowOlder`
 *   without the secret
 */
export async function update(options: UpdateOptions): Promise<FlashResult> {
  const { firmware, readerAddress, secret, allowOlder = false, consoleAddress = readerAddress } = options;
  if (allowOlder && secret === undefined) {
    throw new RangeError(
      "an older firmware is written with the secret of the unit alone: give it with --console-secret",
    );
  }
  const mayBeOlder = async (console: BoardConsole): Promise<boolean> =>
    allowOlder && secret !== undefined && (await isSecretOf(console, secret));
  // What the unit has it keeps, and it is given nothing.
  const flashOptions = { ...options, consoleAddress, unit: {}, replace: false, allowOlder };
  return flashWhat(flashOptions, async (console, runningVersion) => {
    const current = await confirmedImage(console);
    if (current === undefined) throw noFirmware();
    if (await isWhole(console, imageFile(current), firmware.bundle)) return current;
    if (!(await mayBeOlder(console))) await refuseStep(console, firmware.manifest, runningVersion);
    return undefined;
  });
}

async function refuseStep(
  console: BoardConsole,
  { version, securityCounter }: FlashOptions["firmware"]["manifest"],
  runningVersion: string | undefined,
): Promise<void> {
  refuseOlder(securityCounter, await securityCounterOf(console));
  if (runningVersion === undefined || !isOlderRelease(version, runningVersion)) return;
  throw new BoardError({
    message: `the firmware is ${version}, and the reader runs ${runningVersion}: it is older`,
    code: "older-firmware",
    remedy: "take a newer build; --allow-older with the secret of the unit writes this one all the same",
  });
}

function noFirmware(): BoardError {
  return new BoardError({
    message: "there is no firmware of Duka on the board that could be updated",
    code: "no-firmware",
    remedy: "a bare board is made a reader by: duka-flash flash",
  });
}
