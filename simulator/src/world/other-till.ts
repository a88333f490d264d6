/**
 * Another program in the same time, with a reader and a PSAM of its own: at the next window, on the same journal; or in
 * another shop, on its own. Nothing goes wrong there, and its lines are not in the log.
 */
import { openChips } from "../card/open-chips.js";
import type { CardChip, Chip } from "../chip/chip.js";
import type { Profile } from "../profiles/profile.js";
import { seededRandom } from "../time/random.js";
import type { VirtualClock } from "../time/virtual-clock.js";
import { nextNumber } from "./other-holder.js";
import { type SimulationOptions, simulate } from "./simulation.js";
import type { Watch } from "./watch.js";
import { openTillMachine, readerAtCable, type TillSetup, type WorldTill } from "./world-till.js";

/** Its draws are its own. */
const TILL_DRAWS = 72;
const CARD_SLOT = 0;

export type OtherTill = {
  readonly till: WorldTill;
  insert(chip: CardChip): void;
  takeOut(): void;
  close(): Promise<void>;
};

type OtherSetup = Pick<TillSetup, "clock" | "processes" | "inside" | "account"> & {
  readonly time: VirtualClock;
  readonly profile: Profile;
  readonly seed: number;
  readonly face: Pick<SimulationOptions, "protocol">;
  /** The journal of the next window; undefined: one of its own. */
  readonly file: string | undefined;
  /** Names the commands of a card that is watched. */
  readonly computeMs: (apdu: Uint8Array) => number;
};

export async function openOtherTill(setup: OtherSetup): Promise<OtherTill> {
  const { profile, seed, time, file } = setup;
  const there = nextTerminal(profile);
  const simulation = simulate({
    ...setup.face,
    profile: there,
    seed,
    clock: time,
    inSlots: ({ psam }) => [undefined, chipOf(psam)],
  });
  const slot = simulation.reader.slot(CARD_SLOT);
  slot.behave({ computeMs: setup.computeMs });
  const machine = await openTillMachine({
    profile,
    clock: setup.clock,
    watch: UNSEEN,
    openReader: readerAtCable(`sim:${profile.name}`, () => simulation.link),
    centre: undefined,
    account: setup.account,
    keepsSynced: () => false,
    random: seededRandom(seed, TILL_DRAWS).bytes,
    inside: setup.inside,
    processes: setup.processes,
    ...(file === undefined ? {} : { file }),
  });
  return {
    till: machine.till,
    insert: (chip) => slot.insert(chip),
    takeOut: () => void slot.remove(),
    async close() {
      await machine.close();
      await simulation.close();
    },
  };
}

const UNSEEN: Watch = { tell: () => undefined, reach: () => [] };

function chipOf(psam: Chip): CardChip {
  return psam;
}

/** The terminal beside it: number and PSAM differ in their last digits. */
function nextTerminal(profile: Profile): Profile {
  const { terminalId, serialNumber } = profile.psam;
  const psam = {
    ...profile.psam,
    terminalId: nextNumber(terminalId),
    serialNumber: nextNumber(serialNumber),
  };
  return { ...profile, name: `${profile.name}-next`, psam };
}

/** A card that only its holder and the judge see: its balances are told, its commands are not. */
export function unseenCard(profile: Profile, seed: number) {
  return openChips(profile, undefined, seed).card;
}
