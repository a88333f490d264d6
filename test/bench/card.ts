/** Chips alone, whole command APDUs in the same process: beside the figures that jCardSim is known for. */

import { openChips } from "@duka/simulator/card/open-chips";
import type { Chip } from "@duka/simulator/chip/chip";
import { type Goal, printGoal } from "./report.js";
import { median } from "./timing.js";

const ROUNDS = 7;
const APDUS_PER_ROUND = 100_000;
const CARDS_PER_ROUND = 300;
/** Simple APDUs and new cards per second of the named peer on the same class of machine. */
const PEER_APDUS = "1.7 to 2.4 million";
const PEER_CARDS = 190;
const LEAST_APDUS = 500_000;

const COMMANDS: readonly (readonly [name: string, command: Uint8Array])[] = [
  ["SELECT by name, FCI answered", bytes("00A4040009A00000000386980701")],
  ["READ BINARY, 32 bytes", bytes("00B0960020")],
  ["VERIFY, right password: two durable writes", bytes("0020000003888888")],
];

/** @returns the goals */
export function measureCard(): Goal[] {
  const { card } = openChips("plain", undefined, 1);
  card.reset();
  console.log(
    `\ncommands of a card, in the same process (jCardSim: ${PEER_APDUS} simple ones per second: quoted, other machine)`,
  );
  const goals = COMMANDS.map(([name, command]) => {
    const perSecond = rate(APDUS_PER_ROUND, () => execute(card, command));
    console.log(`  ${name.padEnd(44)} ${Math.round(perSecond).toLocaleString("en").padStart(12)} per second`);
    return {
      what: `${name}: over ${LEAST_APDUS.toLocaleString("en")} per second`,
      met: perSecond > LEAST_APDUS,
    };
  });
  return [...goals, ...measurePersonalisation()].map((goal) => {
    printGoal(goal);
    return goal;
  });
}

function measurePersonalisation(): Goal[] {
  let seed = 0;
  const card = (): Chip => openChips("hangzhou", undefined, seed++).card;
  const lazily = rate(CARDS_PER_ROUND, card);
  const wholly = rate(CARDS_PER_ROUND, () => card().memory.settleAll());
  console.log(
    `\nnew personalised cards and their PSAMs per second (jCardSim: ${PEER_CARDS} cards: quoted, other machine)`,
  );
  console.log(`  ${"keys derived on first use".padEnd(44)} ${lazily.toFixed(0).padStart(12)}`);
  console.log(`  ${"all keys derived".padEnd(44)} ${wholly.toFixed(0).padStart(12)}`);
  return [
    { what: `more new cards per second than ${PEER_CARDS}, all keys derived`, met: wholly > PEER_CARDS },
  ];
}

function execute(card: Chip, command: Uint8Array): void {
  const answer = card.execute(command);
  if (answer[answer.length - 2] !== 0x90) throw new Error("a command of the benchmark was refused");
}

/** Turns per second; the first round is the warm-up. */
function rate(turns: number, work: () => unknown): number {
  const rounds: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const began = performance.now();
    for (let turn = 0; turn < turns; turn++) work();
    if (round > 0) rounds.push((1000 * turns) / (performance.now() - began));
  }
  return median(rounds);
}

function bytes(hexadecimal: string): Uint8Array {
  return Uint8Array.from(hexadecimal.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
