/** `duka-sim board`: a bare board in real time, behind a TCP port or a pseudo-terminal, to be flashed. */
import { type Terminal, untilInterrupted } from "@duka/protocol/command-line";
import { openChips } from "../../card/open-chips.js";
import { readBoardState, writeBoardState } from "../../espruino-console/storage-state.js";
import { profileOf } from "../../profiles/profile-file.js";
import { type BareBoard, createBareBoard } from "../../reader/bare-board.js";
import { RealClock } from "../../time/real-clock.js";
import { createOperator, handsAt } from "../../world/operator.js";
import { parseSeed } from "../../world/simulated-spec.js";
import { openStateFile } from "../../world/state-file.js";
import { boardOf, type FaultWords, makeFaulty, parseFaults, parseVersion } from "../board-words.js";
import { type PortWords, parsePort } from "../open-port.js";
import { obeyLinesAndSignals } from "../operator-words.js";
import { parseBaud } from "../reader-words.js";

export type BoardOptions = PortWords &
  FaultWords & {
    readonly board: string;
    readonly interpreter: string;
    readonly profile: string;
    readonly seed: string;
    readonly baud?: string;
    readonly state?: string;
    readonly json?: true;
  };

/** Until the plug is in again. */
const POWER_BACK_MS = 500;
const IN_USE = "the board is at another line";

export async function serveBoard(terminal: Terminal, options: BoardOptions): Promise<void> {
  const say = (message: string): void => terminal.tell(`duka-sim: ${message}\n`);
  const port = parsePort(options, say);
  const seed = parseSeed(options.seed);
  const faults = parseFaults(options);
  const version = parseVersion(options.interpreter);
  const hostBaud = parseBaud(options.baud);
  const table = boardOf(options.board);
  const profile = profileOf(options.profile);
  const clock = new RealClock();
  const { card, psam } = openChips(profile, undefined, seed);
  let isAsked = false;
  const board = createBareBoard({
    clock,
    table,
    version,
    // By which a driver tells simulated readers from real ones.
    serialNumber: `SIM-${seed.toString(16).toUpperCase().padStart(8, "0")}`,
    chips: [card, psam],
    seed,
    hostBaud,
    onPowerOff() {
      if (isAsked) return;
      say(`the power fails at "${board.storage.steps.at(-1)}"; it is back in ${POWER_BACK_MS} ms`);
      clock.after(POWER_BACK_MS, () => {
        if (board.isOff()) board.powerUp();
      });
    },
  });
  const turnOff = (): void => {
    isAsked = true;
    board.powerFail();
    isAsked = false;
  };
  const letGo = keepFlash(options.state, table.board, board, turnOff);
  try {
    makeFaulty(board, faults, seed);
    // Before anyone is told that the board is there.
    const interrupted = untilInterrupted();
    const service = await port(`board ${table.board}`, board.cable, clock);
    if (options.json) terminal.out(`${JSON.stringify({ ready: true, address: service.address })}\n`);
    const hands = handsAt(board, (slot) =>
      slot === 0 ? openChips(profile, undefined, (seed + 1) >>> 0).card : undefined,
    );
    const operator = createOperator({ ...board, powerFail: turnOff }, hands);
    const stopObeying = obeyLinesAndSignals(
      {
        obey(line) {
          if (line.trim() !== "button") return operator.obey(line);
          turnOff();
          board.powerUp(true);
          return "the board was started with its button held: its console is open";
        },
      },
      say,
    );
    const lost = await Promise.race([interrupted, service.lost]);
    stopObeying();
    await service.close();
    if (lost !== undefined) throw lost;
  } finally {
    turnOff();
    letGo();
  }
}

/**
 * What stands in the flash is in the file after each step.
 * @returns how to let the file go
 */
function keepFlash(
  path: string | undefined,
  name: string,
  board: BareBoard,
  turnOff: () => void,
): () => void {
  if (path === undefined) return () => undefined;
  const file = openStateFile(path, IN_USE);
  try {
    if (file.text !== undefined) {
      turnOff();
      board.storage.hold(readBoardState(name, file.text));
      board.powerUp();
    }
  } catch (error) {
    file.close();
    if (!(error instanceof RangeError)) throw error;
    throw new Error(`state file ${path}: ${error.message}; name another file, or begin anew without it`, {
      cause: error,
    });
  }
  board.storage.onChange(() => file.write(writeBoardState(name, board.storage.contents())));
  return () => file.close();
}
