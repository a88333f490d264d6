/** A simulated board behind a TCP port, firmwares for it, and the flasher in the same process. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { realClock } from "@duka/driver/base/real-clock";
import { BUNDLE_FOLDER, COMPILED_FOLDER } from "@duka/flash/base/package-folders";
import { findBoard } from "@duka/flash/boards/board-table";
import type { Feature } from "@duka/flash/build/features";
import { buildFirmware } from "@duka/flash/build/firmware-build";
import { type BuiltFirmware, readFirmwareFolder } from "@duka/flash/build/firmware-folder";
import { sealManifest } from "@duka/flash/build/manifest";
import { sha256Hex, type Unit } from "@duka/flash/build/unit";
import { connectBy } from "@duka/flash/flasher/connect";
import { flash } from "@duka/flash/flasher/flash";
import type { FlashOptions, FlashResult, Progress } from "@duka/flash/flasher/flashing";
import {
  createSimulatedBoard,
  type SimulatedBoard,
  type SimulatedBoardOptions,
} from "@duka/simulator/espruino-console/simulated-board";
import { serveTcp } from "@duka/simulator/reader/serve-tcp";
import { RealClock } from "@duka/simulator/time/real-clock";
import type { ExecutionContext } from "ava";

export const SECRET = new TextEncoder().encode("correct horse battery");

/** Without a number of its own: the chip's. */
export const UNIT: Unit = { consoleSecretSha256: sha256Hex(SECRET) };

const built = new Map<string, Promise<BuiltFirmware>>();

/**
 * The real firmware for a board, as `npm run build` has left it: a build of the same sources gives the same bytes
 * (`build/firmware-build.test`). What has less in it is built once in a process.
 */
export async function buildFor(
  board = "pico-r1-3",
  securityCounter = 0,
  without: readonly Feature[] = [],
): Promise<BuiltFirmware> {
  const key = JSON.stringify([board, without]);
  const known = built.get(key) ?? (without.length === 0 ? asBuilt(board) : build(board, without));
  built.set(key, known);
  const firmware = await known;
  if (securityCounter === 0) return firmware;
  // It stands in the manifest alone.
  const { manifestSha256: _, ...fields } = firmware.manifest;
  return { ...firmware, manifest: sealManifest({ ...fields, securityCounter }) };
}

async function asBuilt(board: string): Promise<BuiltFirmware> {
  return readFirmwareFolder(BUNDLE_FOLDER, { board: findBoard(board).table.name, persona: "pos" });
}

async function build(board: string, without: readonly Feature[]): Promise<BuiltFirmware> {
  const folder = mkdtempSync(join(tmpdir(), "duka-flash-"));
  try {
    await buildFirmware({
      sourceFolder: COMPILED_FOLDER,
      outputFolder: folder,
      board,
      persona: "pos",
      instrumented: false,
      without,
    });
    return readFirmwareFolder(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Another firmware that does the same: its text is another one, as that of each release is. */
export async function releaseOf(securityCounter: number, version?: string): Promise<BuiltFirmware> {
  const { manifest, bundle: text, signer } = await buildFor();
  const bundle = `${text.trimEnd()}${";".repeat(securityCounter + 1)}\n`;
  const bytes = bundle.length;
  return {
    signer,
    bundle,
    manifest: {
      ...manifest,
      securityCounter,
      bytes,
      sha256: sha256Hex(bundle),
      version: version ?? manifest.version,
    },
  };
}

type Rig = {
  readonly board: SimulatedBoard;
  readonly address: string;
  readonly progress: Progress[];
  flash(firmware: BuiltFirmware, options?: Partial<FlashOptions>): Promise<FlashResult>;
};

export const PICO: Omit<SimulatedBoardOptions, "clock"> = {
  board: "PICO_R1_3",
  version: "2v29",
  storageBytes: 49_152,
  sha256: true,
  serialNumber: "SIM-0001",
  hostUart: "Serial1",
  // As fast as USB: what it takes is the console's time, not the line's.
  baud: 4_000_000,
};

export async function rig(t: ExecutionContext, options: Partial<SimulatedBoardOptions> = {}): Promise<Rig> {
  const clock = new RealClock();
  const board = createSimulatedBoard({ ...PICO, clock, ...options });
  const service = await serveTcp({ host: "127.0.0.1", port: 0 }, board.cable, clock, () => undefined);
  t.teardown(async () => {
    board.powerFail();
    await service.close();
  });
  const address = `tcp://127.0.0.1:${service.address.port}`;
  const progress: Progress[] = [];
  return {
    board,
    address,
    progress,
    flash: (firmware, more = {}) =>
      flash({
        firmware,
        consoleAddress: address,
        readerAddress: address,
        unit: UNIT,
        secret: SECRET,
        replace: false,
        allowOlder: false,
        clock: realClock,
        connect: connectBy(realClock),
        progress: (one) => progress.push(one),
        ...more,
      }),
  };
}
