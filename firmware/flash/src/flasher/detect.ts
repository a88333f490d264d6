/** Is this the board, and is its interpreter new enough? */

import { interpreterBoardOf, type Manifest } from "@duka/protocol/board";
import { BoardError } from "../base/flash-error.js";
import { isSimulatedNumber } from "../build/unit.js";

/**
 * @param version what `process.env.VERSION` says, "2v29.277"; undefined where a reader of ours has told its board
 * @throws BoardError `wrong-board` or `old-interpreter`
 */
export function refuseBoard(manifest: Manifest, board: string, version: string | undefined): void {
  if (board !== (version === undefined ? manifest.board : interpreterBoardOf(manifest))) {
    throw new BoardError({
      message: `the firmware is built for ${manifest.board}, and this is a ${board}`,
      code: "wrong-board",
      remedy: `build it for this board: duka-flash build --board ${board} --out DIR`,
    });
  }
  if (version !== undefined && isOlder(version, manifest.interpreter)) {
    throw new BoardError({
      message: `the board has Espruino ${version}, and the firmware needs ${manifest.interpreter} or later`,
      code: "old-interpreter",
      remedy: `flash Espruino ${manifest.interpreter} or later on the board first, then repeat`,
    });
  }
}

/**
 * @param counter of the firmware @param running the one of what the board runs now
 * @throws BoardError `older-firmware`: with it the holes that were closed since would come back
 */
export function refuseOlder(counter: number, running: number): void {
  if (counter >= running) return;
  throw new BoardError({
    message: `the firmware's security counter is ${counter}, and the board runs one of ${running}: it is older`,
    code: "older-firmware",
    remedy: "take a newer build; --allow-older writes this one all the same",
  });
}

/** Of two releases, "0.1.0": is the first one older? What cannot be read is not compared. */
export function isOlderRelease(version: string, running: string): boolean {
  const [is, was] = [version, running].map((text) => /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})/.exec(text)?.slice(1));
  if (is === undefined || was === undefined) return false;
  const at = is.findIndex((number, index) => number !== was[index]);
  return at >= 0 && Number(is[at]) < Number(was[at]);
}

/**
 * @param chip serial number of the board's chip
 * @throws BoardError `identity`: what a real reader sells must never pass for a rehearsal
 */
export function refuseNumber(serialNumber: string | undefined, chip: string): void {
  if (serialNumber === undefined || !isSimulatedNumber(serialNumber) || isSimulatedNumber(chip)) return;
  throw new BoardError({
    message: `serial number "${serialNumber}" is one of a simulated reader, and the board is a real one`,
    code: "identity",
    remedy: "give the number of its label, which does not begin with SIM-",
  });
}

/** A version that cannot be read counts as too old. */
function isOlder(version: string, minimum: string): boolean {
  const has = numbers(version);
  const needs = numbers(minimum);
  if (has === undefined || needs === undefined) return true;
  return has[0] < needs[0] || (has[0] === needs[0] && has[1] < needs[1]);
}

function numbers(version: string): readonly [major: number, minor: number] | undefined {
  const found = /^(\d{1,3})v(\d{1,4})/.exec(version);
  return found === null ? undefined : [Number(found[1]), Number(found[2])];
}
