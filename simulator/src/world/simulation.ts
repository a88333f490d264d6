/**
 * A simulated world for a driver in the same process: reader, user card in slot 0, PSAM in slot 1, and
 * an operator for tests.
 */
import { live } from "@duka/protocol/data/live";
import type { SimulatedWorld } from "@duka/protocol/transport";
import { keeper } from "../card/kept-chip.js";
import { type Chips, openChips } from "../card/open-chips.js";
import type { CardChip } from "../chip/chip.js";
import { type CpuCost, FREE_CPU } from "../espruino/board-model.js";
import type {} from "../line/cable.js";
import { type CardInterface, withInterface } from "../line/card-interface.js";
import type { Chunks, HostSpeeds } from "../line/host-end.js";
import type { Profile } from "../profiles/profile.js";
import { DEFAULT_BOARD, readFirmware } from "../reader/firmware-files.js";
import { type SimulatedReader, startSimulatedReader } from "../reader/simulated-reader.js";
import type { SimulationClock } from "../time/clock.js";
import { VirtualClock } from "../time/virtual-clock.js";
import { DEFAULT_PERSONA, DEFAULT_PROFILE, DEFAULT_SEED, type Persona } from "./simulated-defaults.js";

/** The interface bytes are the user card's: protocols and speeds that it offers. */
export type SimulationOptions = CardInterface & {
  /** City profile of card and PSAM: the name of one, or one of one's own. */
  readonly profile?: string | Profile;
  /** Everything random comes from it: 0 to 4294967295. */
  readonly seed?: number;
  /** Memory of card and PSAM as `chips.serialize()` once gave it; fresh ones without. */
  readonly state?: string;
  /** Called with the new memory after each command that changed it, before the card answers. */
  readonly onStateChange?: (state: string) => void;
  /** Called when the world was closed. */
  readonly onClose?: () => void;
  /** Other chips by slot, instead of card and PSAM; what `keep` wraps goes on being saved. */
  readonly inSlots?: (chips: Chips, keep: (chip: CardChip) => CardChip) => readonly (CardChip | undefined)[];
  /** Virtual unless given. */
  readonly clock?: SimulationClock;
  /** Board and persona of the bundle, in place of `persona`. */
  readonly firmware?: string;
  /** The stock reader type that the default board behaves as. */
  readonly persona?: Persona;
  /** Typed on the keypad when the reader asks. */
  readonly keys?: string;
  /** What the interpreter's work costs in time; nothing unless given. */
  readonly cpu?: CpuCost;
  readonly chunks?: Chunks;
  /** Speed of the host line; the firmware's own unless given. */
  readonly hostBaud?: number;
  /** What a change of that speed does, where `hostBaud` is not given: nothing unless given. */
  readonly hostSpeeds?: HostSpeeds;
  readonly onCrash?: (error: Error) => void;
};

export type Simulation = SimulatedWorld & {
  /** The world's clock; `clock` is the driver's view of it. */
  readonly time: SimulationClock;
  readonly reader: SimulatedReader;
  readonly chips: Chips;
};

/**
 * @throws RangeError for an unknown profile or a state that is damaged
 * @throws Error when the firmware was not built
 */
export function simulate(options: SimulationOptions = {}): Simulation {
  const { profile = DEFAULT_PROFILE, seed = DEFAULT_SEED, clock = new VirtualClock() } = options;
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new RangeError(`simulator: seed must be a whole number from 0 to 4294967295, not ${seed}`);
  }
  const { firmware = `${DEFAULT_BOARD}-${options.persona ?? DEFAULT_PERSONA}` } = options;
  const { bundle, manifest } = readFirmware(firmware);
  const chips = openChips(profile, options.state, seed);
  const keep = keeper(chips, options.state, options.onStateChange);
  const reader = startSimulatedReader({
    clock,
    bundle,
    manifest,
    name: `sim:${chips.profile.name}`,
    chips: faced(options.inSlots?.(chips, keep) ?? [keep(chips.card), keep(chips.psam)], options),
    serialNumber: `SIM-${seed.toString(16).toUpperCase().padStart(8, "0")}`,
    seed,
    cpu: options.cpu ?? FREE_CPU,
    ...(options.chunks === undefined ? {} : { chunks: options.chunks }),
    ...speedOf(options),
    ...(options.onCrash === undefined ? {} : { onCrash: options.onCrash }),
  });
  if (options.keys !== undefined && options.keys !== "") reader.keypad.press(options.keys);
  return live<Simulation, "link">(
    {
      clock: clock.driver,
      time: clock,
      reader,
      chips,
      async close() {
        reader.stop();
        await reader.cable.link.close();
        options.onClose?.();
      },
    },
    { link: () => reader.cable.link },
  );
}

/** A speed of one's own is not the one that the firmware knows of, so that it is the only one. */
function speedOf({ hostBaud, hostSpeeds }: SimulationOptions) {
  if (hostBaud !== undefined) return { hostBaud };
  return hostSpeeds === undefined ? {} : { hostSpeeds };
}

function faced(
  [card, ...others]: readonly (CardChip | undefined)[],
  options: CardInterface,
): readonly (CardChip | undefined)[] {
  return [card === undefined ? undefined : withInterface(card, givenInterface(options)), ...others];
}

/** The members of it that are said. */
export function givenInterface({
  protocol,
  ta1,
  specific,
  guardTime,
  ifsc,
  waiting,
  edc,
}: CardInterface): CardInterface {
  const given = Object.entries({ protocol, ta1, specific, guardTime, ifsc, waiting, edc });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}
