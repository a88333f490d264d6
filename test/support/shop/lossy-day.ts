/**
 * A till's day on which answers are lost on every leg: between reader and till, on the card, at the PSAM, at the
 * centre. Seeded: the same seed is the same day.
 */
import type { Outcome } from "@duka/driver/account/outcome";
import type { Centre } from "@duka/driver/centre/centre";
import { openSettlement, type Settlement } from "@duka/driver/centre/settlement";
import type { CentreFaults } from "@duka/protocol/centre/faults";
import type { Clock } from "@duka/protocol/transport";
import { findProfile } from "@duka/simulator/profiles/profiles";
import { type Random, seededRandom } from "@duka/simulator/time/random";
import {
  answerLost,
  at,
  commandLost,
  doingBut,
  type Fault,
  fetchLost,
  notSent,
  refusing,
} from "../card/chip-transport.js";
import { NOON_MS, openTestTill, stillClock, type TestTill } from "../card/till.js";
import { type Insurance, openInsurance } from "./insurance.js";

/** On the card: its purse and its medical account; the register has the sum. */
export const OPENING_FEN = 500_00 + 1200_00;
/** A cashier asks again until the sale is over; with one fault a sale, a few times are enough. */
const ASKS_MAX = 6;
const MINUTE_MS = 60_000;

type Kind = "purse" | "medical" | "bill";

export type LossyDay = {
  readonly till: TestTill;
  readonly insurance: Insurance;
  readonly centre: Centre;
  readonly settlement: Settlement;
  /** What became of each sale at last. */
  readonly outcomes: readonly Outcome[];
  /** Refs whose till had the pooled fund pay what the centre does not. */
  readonly otherSplits: readonly string[];
  /** How often each fault struck. */
  readonly struck: ReadonlyMap<string, number>;
};

/** INS of the commands of a sale, of purse and medical account. */
const DEBITS = [0x54, 0x2c];
const INITIALIZES = [0x50, 0x28];
const INIT_SAM = 0x70;
const CREDIT_SAM = 0x72;

const onCard = (commands: readonly number[], fault: Fault): Fault =>
  commands.reduce<Fault>(
    (inner, ins) => (command, execute) => at(ins, fault)(command, () => inner(command, execute)),
    (_command, execute) => execute(),
  );

/** What goes wrong at one sale, until it is taken away. */
type Leg = {
  readonly name: string;
  readonly card?: Fault;
  readonly psam?: Fault;
  /** How many answers it concerns. */
  readonly centre?: (count: number) => Partial<CentreFaults>;
};

const FAULTS: readonly Leg[] = [
  { name: "nothing" },
  { name: "nothing" },
  { name: "reader: DEBIT was not sent", card: onCard(DEBITS, notSent) },
  { name: "reader: DEBIT's answer is lost", card: onCard(DEBITS, answerLost) },
  { name: "reader: INITIALIZE's answer is lost", card: onCard(INITIALIZES, answerLost) },
  { name: "card: DEBIT never arrives", card: onCard(DEBITS, commandLost) },
  { name: "card: DEBIT is done, 61xx, and no more", card: onCard(DEBITS, fetchLost) },
  { name: "card: DEBIT is done, answered 6F00", card: onCard(DEBITS, doingBut(0x6f00)) },
  { name: "card: DEBIT is not done, answered 6581", card: onCard(DEBITS, refusing(0x6581)) },
  { name: "card: INITIALIZE is refused", card: onCard(INITIALIZES, refusing(0x6985)) },
  { name: "PSAM: MAC1 is lost", psam: at(INIT_SAM, answerLost) },
  { name: "PSAM: lost before MAC2 is checked", psam: at(CREDIT_SAM, answerLost) },
  { name: "centre: down", centre: () => ({ down: true }) },
  { name: "centre: answers are lost", centre: (loseAnswers) => ({ loseAnswers }) },
  { name: "centre: asked twice", centre: (answerTwice) => ({ answerTwice }) },
];

export const FAULT_NAMES: ReadonlySet<string> = new Set(FAULTS.map(({ name }) => name));

/** @param file of the journal */
export async function openLossyDay(file: string, sales: number, seed: number): Promise<LossyDay> {
  const random = seededRandom(seed, sales);
  let nowMs = NOON_MS;
  const clock: Clock = { ...stillClock(), wallMs: () => nowMs };
  const centreClock: Clock = { ...clock, after: soon };
  const profile = findProfile("hangzhou");
  const insurance = await openInsurance(centreClock, profile, { openingBalanceFen: OPENING_FEN });
  const { centre } = insurance;
  const till = await openTestTill({ file, clock, centre });
  const settlement = openSettlement({
    journal: till.journal,
    centre,
    clock: centreClock,
    region: profile.region,
  });
  const struck = new Map<string, number>();
  const outcomes: Outcome[] = [];
  const otherSplits: string[] = [];
  for (let number = 1; number <= sales; number++) {
    nowMs += 1000 + random.below(5000);
    const leg = FAULTS[random.below(FAULTS.length)]!;
    struck.set(leg.name, (struck.get(leg.name) ?? 0) + 1);
    strike(till, insurance, leg, random);
    const sale = saleOf(number, random);
    const isAskedAgainOnly = random.below(4) === 0;
    let outcome = await asked(till, sale);
    // Sometimes the fault stays while the cashier asks again.
    if (isAskedAgainOnly) outcome = (await asked(till, sale)) ?? outcome;
    heal(till, insurance);
    for (let asks = 0; asks < ASKS_MAX && !isOver(outcome); asks++)
      outcome = (await asked(till, sale)) ?? outcome;
    if (outcome === undefined)
      throw new Error(`seed ${seed}: sale ${number} after ${leg.name} has no outcome`);
    outcomes.push(outcome);
    if (sale.otherSplit && outcome.outcome === "committed") otherSplits.push(sale.ref);
    if (random.below(50) === 0) await tellWhileAnswersAreLost(settlement, insurance, random);
  }
  nowMs += MINUTE_MS;
  for (let round = 0; round < ASKS_MAX; round++) await settlement.upload(true);
  return { till, insurance, centre, settlement, outcomes, otherSplits, struck };
}

function soon(_delayMs: number, work: () => void): () => void {
  queueMicrotask(work);
  return () => undefined;
}

function strike(till: TestTill, insurance: Insurance, { card, psam, centre }: Leg, random: Random): void {
  till.card.fault = card;
  till.psam.fault = psam;
  if (centre !== undefined) insurance.setFaults(centre(1 + random.below(4)));
}

function heal(till: TestTill, insurance: Insurance): void {
  till.card.fault = undefined;
  till.psam.fault = undefined;
  insurance.setFaults({ down: false, loseAnswers: 0, answerTwice: 0 });
}

function isOver(outcome: Outcome | undefined): boolean {
  return outcome !== undefined && ["committed", "manual"].includes(outcome.outcome);
}

async function tellWhileAnswersAreLost(settlement: Settlement, insurance: Insurance, random: Random) {
  insurance.setFaults({ loseAnswers: random.below(10) });
  await settlement.upload(true);
  insurance.setFaults({ loseAnswers: 0 });
}

type Sale = {
  readonly ref: string;
  readonly otherSplit: boolean;
  readonly ask: (account: TestTill["account"]) => Promise<Outcome>;
};

function saleOf(number: number, random: Random): Sale {
  const ref = `S-${number}`;
  const kind: Kind = (["purse", "medical", "bill"] as const)[random.below(3)]!;
  const amountFen = 1 + random.below(kind === "purse" ? 80 : 150);
  if (kind === "purse")
    return { ref, otherSplit: false, ask: (account) => account.debit({ ref, amountFen }) };
  if (kind === "bill") {
    const visit = (["registration", "treatment", "pharmacy"] as const)[random.below(3)]!;
    const selfCostFen = random.below(amountFen);
    return {
      ref,
      otherSplit: false,
      ask: (account) => account.settleBill({ ref, visit, totalFen: amountFen, selfCostFen }),
    };
  }
  const poolFen = random.below(10) === 0 ? 1 + random.below(100) : 0;
  const medical = { selfPayFen: random.below(100), poolFen };
  return {
    ref,
    otherSplit: poolFen > 0,
    ask: (account) => account.debit({ ref, kind: "medical", amountFen, medical }),
  };
}

/** Undefined where it was thrown: nothing is bound, and the same call may be made again. */
async function asked({ account }: TestTill, sale: Sale): Promise<Outcome | undefined> {
  try {
    return await sale.ask(account);
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) throw error;
    return undefined;
  }
}
