/** The bench that needs nothing: the simulated reader with its firmware, under virtual time. */

import type { CardChip } from "../chip/chip.js";
import { createTransferChip } from "../chip/transfer-chip.js";
import type { CardBehaviour } from "../line/card-behaviour.js";
import { withInterface } from "../line/card-interface.js";
import type { CharacterHook } from "../line/card-line.js";
import type { CardSocket } from "../line/card-socket.js";
import { simulate } from "../world/simulation.js";
import type { Bench, CardControls, CaseCard } from "./bench.js";
import { createCcidHost, openReader } from "./ccid-host.js";
import { defectiveLink } from "./defective-link.js";
import type { NamedDefect } from "./defects/named-defect.js";

/**
 * @param firmware board and persona of the bundle; the default reader's when absent
 * @param defect of the reader, or of the card where a case asks for none of its own
 */
export async function openSimulatedBench(
  firmware?: string,
  defect?: NamedDefect,
): Promise<Bench & { close(): Promise<void> }> {
  const simulation = simulate({
    inSlots: () => [],
    onCrash: (error) => {
      throw error;
    },
    ...(firmware === undefined ? {} : { firmware }),
  });
  const { link, clock } = simulation;
  const line = defect?.reader === undefined ? link : defectiveLink(link, clock, defect.reader());
  const host = createCcidHost(line, clock, firmware?.endsWith("-pinpad") ? 1 : 0);
  await openReader(host);
  const controls = cardControls(simulation.reader.slot(0));
  return {
    host,
    clock,
    card: { ...controls, insert: (behaviour = defect?.card) => controls.insert(behaviour) },
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
      socket.behave(cardBehaviour(behaviour));
      socket.insert(withAtr(withInterface(createTransferChip(), behaviour.offers ?? {}), behaviour.atr));
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

function cardBehaviour(behaviour: CaseCard): CardBehaviour {
  const { atrDelayCycles, computeMs, inverseConvention, oneByOne, pps, procedureByte } = behaviour;
  return {
    ...(pps === undefined ? {} : { pps }),
    acknowledge: oneByOne === true ? "one" : "all",
    ...(atrDelayCycles === undefined ? {} : { atrDelayCycles }),
    ...(computeMs === undefined ? {} : { computeMs }),
    ...(inverseConvention === undefined ? {} : { inverseConvention }),
    ...(procedureByte === undefined ? {} : { procedureByte: () => procedureByte }),
  };
}

/** Counts the card's characters since the reader's last one. */
function faultsOf({ silentAfter, spoiltAt }: CaseCard): CharacterHook {
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
