/** Updates of one unit with the power cut at a step: it ends as itself, with the old firmware or the new. */
import { FlashError } from "@duka/flash/base/flash-error";
import type { BuiltFirmware } from "@duka/flash/build/firmware-folder";
import { sha256Hex } from "@duka/flash/build/unit";
import { openReaderLine } from "@duka/flash/flasher/reader-line";
import type { Torn } from "@duka/simulator/espruino-console/flash-storage";
import { releaseOf, SECRET } from "./rig.js";
import { type VirtualRig, virtualRig } from "./virtual-rig.js";

const NUMBER = "SIM-D26-000042";
const UNIT = { serialNumber: NUMBER, boardRevision: "B2", consoleSecretSha256: sha256Hex(SECRET) };
/** Room for three images: nothing has to be compacted. */
const ROOMY = { storageBytes: 98_304 };

type Cut = { readonly atStep: number; readonly torn: Torn };

type Rehearsal = {
  /** Every step of the update at which the power may fail, and how far it gets. */
  readonly cuts: readonly Cut[];
  /** @returns what is not as it has to be, in words; undefined when all is well */
  faultOf(cut: Cut): Promise<string | undefined>;
};

/** @param updates of the unit before: 0 or 1, so that either image is the old one */
export async function rehearseUpdate(updates: number): Promise<Rehearsal> {
  const old = await releaseOf(0);
  const fresh = await releaseOf(updates + 2);
  const model = virtualRig(ROOMY);
  await model.flash(old, { unit: UNIT });
  if (updates > 0) await model.update(await releaseOf(1));
  const before = model.board.storage.contents();
  const whole = await unitOf(model);
  whole.board.storage.cutPowerAt(undefined);
  await whole.update(fresh);
  const count = whole.board.storage.steps.length;
  const torn: readonly Torn[] = ["none", "half", "all"];
  return {
    cuts: Array.from({ length: count }, (_, index) =>
      torn.map((how) => ({ atStep: index + 1, torn: how })),
    ).flat(),
    faultOf: async (cut) => {
      const on = await unitOf(model);
      const had = on.board.running();
      on.board.storage.cutPowerAt(cut);
      const error = await failureOf(on, fresh);
      await on.settle();
      const runs = on.board.running();
      const where = `step ${cut.atStep} (${on.board.storage.steps.at(-1)}), ${cut.torn}: ${error?.message}`;
      if (error === undefined) return `${where}the update did not fail`;
      if (runs === undefined || runs === "") return `${where}: no firmware runs`;
      if (error.running === "previous" && runs !== had) return `${where}: ${runs} runs, and not ${had}`;
      if (error.running === "new" && runs === had) return `${where}: the old one runs`;
      const number = await numberOf(on);
      if (number !== NUMBER) return `${where}: the unit is ${number}`;
      for (const file of ["duka.sn", "duka.key", "duka.rev"]) {
        const kept = on.board.storage.contents().files.get(file);
        if (String(kept) !== String(before.files.get(file))) return `${where}: ${file} has changed`;
      }
      const again = await on.update(fresh);
      return again.selfTest.serialNumber === NUMBER ? undefined : `${where}: not updated afterwards`;
    },
  };
}

/** A copy of the unit, running. */
async function unitOf(model: VirtualRig): Promise<VirtualRig> {
  const on = virtualRig(ROOMY);
  on.board.powerFail();
  on.board.storage.copyFrom(model.board.storage);
  await on.settle();
  return on;
}

async function failureOf(on: VirtualRig, firmware: BuiltFirmware): Promise<FlashError | undefined> {
  try {
    await on.update(firmware);
    return undefined;
  } catch (error) {
    if (error instanceof FlashError) return error;
    throw error;
  }
}

async function numberOf(on: VirtualRig): Promise<string> {
  const line = await openReaderLine(await on.connect(), on.clock, 2000);
  const { serialNumber } = line.identity;
  await line.close();
  return serialNumber;
}
