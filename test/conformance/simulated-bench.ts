/** The bench that needs nothing: the simulated reader with its firmware, under virtual time. */
import { type CardSocket, type CharacterHook, simulate, type T0Behaviour } from "@duka/simulator";
import type { CardChip } from "@duka/simulator/chip/chip";
import { createTransferChip } from "@duka/simulator/chip/transfer-chip";
import type { Bench, CardBehaviour, CardControls } from "./bench.js";
import { createCcidHost, openReader } from "./ccid-host.js";

/** @param firmware board and persona of the bundle; the default reader's when absent */
export async function openSimulatedBench(firmware?: string): Promise<Bench & { close(): Promise<void> }> {
  const simulation = simulate({
    inSlots: () => [],
    onCrash: (error) => {
      throw error;
    },
    ...(firmware === undefined ? {} : { firmware }),
  });
  const host = createCcidHost(simulation.link, simulation.clock, firmware?.endsWith("-pinpad") ? 1 : 0);
  await openReader(host);
  return {
    host,
    clock: simulation.clock,
    card: cardControls(simulation.reader.slot(0)),
    close: () => simulation.close(),
  };
}

/** Puts cards into a simulated socket. */
export function cardControls(socket: CardSocket): CardControls {
  let unhook = () => {};
  return {
    insert(behaviour = {}) {
      unhook();
      unhook = socket.onCharacter(faultsOf(behaviour));
      socket.behave(t0Behaviour(behaviour));
      socket.insert(withAtr(createTransferChip(), behaviour.atr));
    },
    remove: () => {
      socket.remove();
    },
    swap: () => {
      socket.swap(createTransferChip(1));
    },
    violations: () => socket.violations(),
  };
}

function withAtr(chip: CardChip, atr: Uint8Array | undefined): CardChip {
  if (atr === undefined) return chip;
  return {
    ...chip,
    reset() {
      chip.reset();
      return atr;
    },
  };
}

function t0Behaviour(behaviour: CardBehaviour): T0Behaviour {
  const { atrDelayCycles, computeMs, inverseConvention, oneByOne, procedureByte } = behaviour;
  return {
    acknowledge: oneByOne === true ? "one" : "all",
    ...(atrDelayCycles === undefined ? {} : { atrDelayCycles }),
    ...(computeMs === undefined ? {} : { computeMs }),
    ...(inverseConvention === undefined ? {} : { inverseConvention }),
    ...(procedureByte === undefined ? {} : { procedureByte: () => procedureByte }),
  };
}

/** Counts the card's characters since the reader's last one. */
function faultsOf({ silentAfter, spoiltAt }: CardBehaviour): CharacterHook {
  let isAsked = false;
  let count = 0;
  return (direction) => {
    if (direction === "to-card") {
      isAsked = true;
      count = 0;
      return undefined;
    }
    const at = count++;
    if (!isAsked) return spoiltAt === -1 && at === 0 ? "garble" : undefined;
    if (silentAfter !== undefined && at >= silentAfter) return "drop";
    return at === spoiltAt ? "garble" : undefined;
  };
}
