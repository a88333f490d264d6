/** Another holder's card, which a fault puts into the slot for a while. */
import { enrolProfile } from "../../centre/enrol-profile.js";
import type { Fault } from "../faults/fault.js";
import type { World } from "../open-world.js";
import { otherHolder } from "../other-holder.js";

const CARD_SLOT = 0;
const HOLDER_ID = "330102199202022345";
const HOLDER = {
  holderId: HOLDER_ID,
  name: "李四",
  document: { kind: "resident-id", number: HOLDER_ID },
} as const;

/** The centre knows that card as every other one, where it comes at all. */
export async function enrolStranger(world: World, faults: readonly Fault[]): Promise<void> {
  if (world.centre === undefined || !faults.some(({ kind }) => kind === "card-swapped")) return;
  await enrolProfile(world.centre.centre.call, otherHolder(world.profile), { holder: HOLDER });
}

/**
 * It may have paid: who has it comes back, and the world's own card is put in behind it.
 * @param ask what is asked while that card is in
 */
export async function offerStranger(world: World, ask: () => Promise<void>): Promise<void> {
  const { stranger } = world;
  if (stranger === undefined) return;
  const own = world.reader.slot(CARD_SLOT).chip;
  world.insert(stranger);
  await ask();
  if (own !== undefined) world.insert(own);
}
