/**
 * A centre with people and cards before it, and the card's side of the codes, made without the centre's own functions.
 */
import {
  type CentreRequest,
  type CentreResponse,
  centreOperations,
  type OperationName,
} from "@duka/protocol/centre/centre";
import { COMMON_REFUSALS } from "@duka/protocol/centre/centre-error";
import type { CardIdentity } from "@duka/protocol/centre/register";
import { cityFactor, provinceFactor } from "@duka/protocol/crypto/factors";
import { cipherSuite } from "@duka/protocol/crypto/suite";
import { formatHex, parseHex } from "@duka/protocol/layout/hexadecimal";
import { type Centre, type CentreOptions, createCentre } from "@duka/simulator/centre/centre";
import { addressOf, keyAddress } from "@duka/simulator/centre/keys/key-addresses";
import { seededMasterKeys } from "@duka/simulator/centre/keys/master-keys";

const SEED = 7;
/** 2026-11-21 14:05:59 in China. */
export const NOON_MS = Date.UTC(2026, 10, 21, 6, 5, 59);
export const TODAY = "20261121";

export const WINDOW = { window: "CENTRE-1", operator: "0042 Wang" };
export const DOCUMENT = { kind: "resident-id", number: "330102199001011234" } as const;
export const IN_PERSON = { by: "holder", document: DOCUMENT } as const;
export const HOLDER = "S330100000777";
export const PHARMACY = "P-330100-7";
export const TERMINAL = "330100000021";

export type Counter = {
  readonly centre: Centre;
  readonly clock: { ms: number; wallMs(): number };
  /** The response. @throws Error naming the code when it is refused */
  ask<N extends OperationName>(operation: N, request: CentreRequest<N>): CentreResponse<N>;
  /** The code of the refusal. @throws Error when it is not refused */
  refusal<N extends OperationName>(operation: N, request: CentreRequest<N>): string;
};

export function openCounter(options: Partial<CentreOptions> = {}): Counter {
  const clock = { ms: NOON_MS, wallMs: () => clock.ms };
  const centre = createCentre({ clock, seed: SEED, ...options });
  return {
    centre,
    clock,
    ask(operation, request) {
      const answer = centre.answer(operation, request);
      if (!answer.ok) throw new Error(`${operation}: ${answer.body.code}, ${answer.body.message}`);
      return answer.body as CentreResponse<typeof operation>;
    },
    refusal(operation, request) {
      const answer = centre.answer(operation, request);
      if (answer.ok) throw new Error(`${operation} was not refused`);
      const { code } = answer.body;
      const declared = [...centreOperations[operation].refusals, ...Object.keys(COMMON_REFUSALS)];
      if (!declared.includes(code)) throw new Error(`${operation} does not declare the refusal ${code}`);
      return code;
    },
  };
}

/** A card whose number ends with this. */
export function identity(last: number, algorithm: CardIdentity["algorithm"] = "3des"): CardIdentity {
  const number = String(last).padStart(4, "0");
  return { cardNumber: `A3301000${number}`, region: "330181", factor: `860300112233${number}`, algorithm };
}

const suites = {
  "3des": cipherSuite({ algorithm: "3DES", processKeyLength: 8, reduction: "left" }),
  sm4: cipherSuite({ algorithm: "SM4", processKeyLength: 8, reduction: "xor" }),
};

/** The issuer's work, level by level. */
export function cardKeyOf(card: CardIdentity, name: string, keyVersion?: number): Uint8Array {
  const suite = suites[card.algorithm];
  const entry = keyAddress(addressOf(name, keyVersion))!;
  const master = seededMasterKeys(SEED)(entry, card.algorithm, "social")!.key;
  const factors = [provinceFactor(card.region), cityFactor(card.region), parseHex(card.factor)];
  return factors.slice(-entry.levels).reduce((key, factor) => suite.diversify(key, factor), master);
}

export function suiteOf(card: CardIdentity) {
  return suites[card.algorithm];
}

export function hex(bytes: Uint8Array): string {
  return formatHex(bytes).replaceAll(" ", "");
}

/** A debit as a genuine card of this identity leaves it. */
export function debitOf(
  card: CardIdentity,
  {
    amountsFen,
    sequence = 1,
    type = 0x06,
    date = TODAY,
    time = "140000",
  }: {
    readonly amountsFen: readonly number[];
    readonly sequence?: number;
    readonly type?: 0x05 | 0x06 | 0x32;
    readonly date?: string;
    readonly time?: string;
  },
) {
  const terminalSequence = 100 + sequence;
  const data = parseHex(
    amountsFen.map((fen) => fen.toString(16).padStart(8, "0")).join("") +
      type.toString(16).padStart(2, "0") +
      TERMINAL +
      terminalSequence.toString(16).padStart(8, "0") +
      date +
      time,
  );
  const tac = hex(suiteOf(card).tac(cardKeyOf(card, "DTK"), data));
  return {
    transactionType: type,
    amountsFen: [...amountsFen],
    cardSequence: sequence,
    terminalId: TERMINAL,
    terminalSequence,
    date,
    time,
    tac,
  };
}

/** A person with an active card of 500 yuan, and 200 yuan in the account. */
export function withActiveCard(counter: Counter, last = 1, openingBalanceFen = 500_00): CardIdentity {
  const card = identity(last);
  enrol(counter);
  counter.ask("allot", { ...WINDOW, ref: `allot ${last}`, holderId: HOLDER, amountFen: 200_00 });
  openMedical(counter, issue(counter, card, openingBalanceFen).effects);
  counter.ask("activateCard", { ...WINDOW, ref: `activate ${last}`, vouching: IN_PERSON, card });
  return card;
}

/** The window has written the insurance data. */
export function openMedical(counter: Counter, [data]: readonly { readonly effect: string }[]): void {
  if (data !== undefined) counter.ask("reportEffect", { effect: data.effect, done: true });
}

export function enrol(counter: Counter): void {
  const person = { holderId: HOLDER, name: "张三", document: DOCUMENT, region: "330181" };
  counter.ask("enrolHolder", { ...WINDOW, ref: "enrol", ...person });
}

export function issue(counter: Counter, card: CardIdentity, openingBalanceFen: number) {
  return counter.ask("issueCard", {
    ...WINDOW,
    ref: `issue ${card.cardNumber}`,
    vouching: IN_PERSON,
    holderId: HOLDER,
    card,
    version: "3.0",
    validUntil: "20361231",
    openingBalanceFen,
    medical: true,
  });
}
