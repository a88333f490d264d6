/** A PC/SC reader of two slots with a card in each, on the model, and another reader beside it. */
import { openPcscReader } from "@duka/driver/pcsc/open-pcsc-reader";
import type { Reader } from "@duka/driver/reader/reader";
import { createTransferChip } from "@duka/simulator/chip/transfer-chip";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import { cardNotes, type PcscModel, pcscModel } from "./pcsc-model.js";

export const PCSC_NAMES = ["Duka 00 00", "Duka 00 01", "Other 01 00"];

type PcscRig = { reader: Reader; model: PcscModel; clock: VirtualClock };

export async function openPcscRig(prepare: (model: PcscModel) => void = () => {}): Promise<PcscRig> {
  const clock = new VirtualClock();
  const model = pcscModel(clock.driver, PCSC_NAMES);
  model.insert("Duka 00 00", createTransferChip(0));
  model.insert("Duka 00 01", createTransferChip(1));
  prepare(model);
  const setup = { address: "pcsc:Duka", wanted: "Duka", clock: clock.driver, service: model };
  return { reader: await openPcscReader({ ...setup, notes: cardNotes("till", 4711) }), model, clock };
}

/** Lets so much virtual time go by. */
export function later(clock: VirtualClock, delayMs: number): Promise<void> {
  return new Promise((resolve) => clock.driver.after(delayMs, resolve));
}
