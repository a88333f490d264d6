/** INIT SAM FOR PURCHASE and CREDIT SAM FOR PURCHASE (PBOC PSAM specification). */

import { creditSamForPurchase, initSamForMedicalPurchase, initSamForPurchase } from "@duka/protocol/commands";
import type { CipherSuite } from "@duka/protocol/crypto";
import {
  medicalMac1Data,
  medicalMac2Data,
  purchaseMac1Data,
  purchaseMac2Data,
  TYPE_MEDICAL_PURCHASE,
} from "@duka/protocol/crypto";
import type { Request } from "@duka/protocol/layout";
import {
  SW_AUTHENTICATION_METHOD_BLOCKED,
  SW_CONDITIONS_NOT_SATISFIED,
  SW_FUNCTION_NOT_SUPPORTED,
  SW_OK,
  SW_WRONG_DATA,
  SW_WRONG_LENGTH,
} from "@duka/protocol/wire/status-word";
import type { Attempts } from "../access/attempts.js";
import { isSame } from "../access/attempts.js";
import type { StoredKey } from "../access/key-store.js";
import type { CommandPair } from "../chip/command-pair.js";
import type { CommandBinding } from "../chip/dispatch.js";
import { on } from "../chip/dispatch.js";
import { SW_COUNTER_AT_LIMIT, SW_NO_SUCH_KEY, SW_WRONG_MAC } from "../chip/purse-status-words.js";
import type { Nvm } from "../memory/nvm.js";
import { transactionBlock } from "../purse/transaction-block.js";
import { derive } from "../social/social-keys.js";

const FACTOR_LENGTH = 8;
const SEQUENCE_LIMIT = 0xffffffff;

/** What INIT SAM FOR PURCHASE leaves for CREDIT SAM FOR PURCHASE: the MAC2 that the genuine card answers. */
export type OpenSamPurchase = { readonly mac2: Uint8Array };

/** What a module of a social-security system has for the medical account. */
type SamMedical = {
  readonly keys: readonly StoredKey[];
  readonly suite: CipherSuite | undefined;
  readonly levels: number;
};

type PsamState = {
  readonly memory: Nvm;
  readonly keys: readonly StoredKey[];
  readonly suite: CipherSuite;
  /** Levels of diversification from master key to card key, 1 or 2: so many factors are due. */
  readonly levels: number;
  readonly mac2Attempts: Attempts;
  readonly medical: SamMedical | undefined;
  /** 12 digits. */
  terminalId(): string;
  /** The terminal sequence of the next purchase. */
  nextSequence(): number;
  /** Within a transaction. */
  setNextSequence(next: number): void;
  /** Is the purchase application selected? */
  isSelected(): boolean;
};

export function psamCommands(psam: PsamState, opened: CommandPair<OpenSamPurchase>): CommandBinding[] {
  return [
    on(initSamForPurchase, (request) => {
      if (!psam.isSelected()) return SW_CONDITIONS_NOT_SATISFIED;
      if (psam.mac2Attempts.left() === 0) return SW_AUTHENTICATION_METHOD_BLOCKED;
      return initialize(psam, opened, request);
    }),
    on(initSamForMedicalPurchase, (request) => {
      if (!psam.isSelected()) return SW_CONDITIONS_NOT_SATISFIED;
      if (psam.mac2Attempts.left() === 0) return SW_AUTHENTICATION_METHOD_BLOCKED;
      return initializeMedical(psam, opened, request);
    }),
    on(creditSamForPurchase, ({ mac2 }) => {
      const open = opened.left();
      if (psam.mac2Attempts.left() === 0) return SW_AUTHENTICATION_METHOD_BLOCKED;
      if (open === undefined) return SW_CONDITIONS_NOT_SATISFIED;
      psam.mac2Attempts.spend();
      if (!isSame(open.mac2, mac2)) return SW_WRONG_MAC;
      psam.memory.transaction(() => psam.mac2Attempts.restore());
      return SW_OK;
    }),
  ];
}

function initialize(
  psam: PsamState,
  opened: CommandPair<OpenSamPurchase>,
  request: Request<typeof initSamForPurchase>,
): { terminalSequence: number; mac1: Uint8Array } | number {
  const { amountFen, date, time, factors } = request;
  if (factors.length !== psam.levels * FACTOR_LENGTH) return SW_WRONG_LENGTH;
  const master = psam.keys.find(
    ({ version, algorithm }) => version === request.keyVersion && algorithm === request.algorithm,
  );
  if (master === undefined) return SW_NO_SUCH_KEY;
  const terminalSequence = nextTerminalSequence(psam);
  if (terminalSequence === undefined) return SW_COUNTER_AT_LIMIT;
  const { suite } = psam;
  const cardKey = derive(suite, master.key(), blocksOf(factors));
  const block = transactionBlock(request.random, request.cardSequence, terminalSequence & 0xffff);
  const sessionKey = suite.sessionKey(cardKey, block);
  const purchase = {
    amountFen,
    transactionType: request.transactionType,
    terminalId: psam.terminalId(),
    date,
    time,
  };
  const mac1 = suite.mac(sessionKey, purchaseMac1Data(purchase));
  opened.leave({ mac2: suite.mac(sessionKey, purchaseMac2Data(amountFen)) });
  return { terminalSequence, mac1 };
}

function initializeMedical(
  psam: PsamState,
  opened: CommandPair<OpenSamPurchase>,
  request: Request<typeof initSamForMedicalPurchase>,
): { terminalSequence: number; mac1: Uint8Array } | number {
  const { medical } = psam;
  if (medical === undefined) return SW_NO_SUCH_KEY;
  const { suite, levels, keys } = medical;
  if (suite === undefined) return SW_FUNCTION_NOT_SUPPORTED;
  const { factors, keyVersion, algorithm } = request;
  if (factors.length !== levels * FACTOR_LENGTH) return SW_WRONG_LENGTH;
  if (request.transactionType !== TYPE_MEDICAL_PURCHASE) return SW_WRONG_DATA;
  const master = keys.find((key) => key.version === keyVersion && key.algorithm === algorithm);
  if (master === undefined) return SW_NO_SUCH_KEY;
  const terminalSequence = nextTerminalSequence(psam);
  if (terminalSequence === undefined) return SW_COUNTER_AT_LIMIT;
  const cardKey = derive(suite, master.key(), blocksOf(factors));
  const block = transactionBlock(request.random, request.cardSequence, terminalSequence & 0xffff);
  const sessionKey = suite.sessionKey(cardKey, block);
  const mac1 = suite.mac(sessionKey, medicalMac1Data({ ...request, terminalId: psam.terminalId() }));
  opened.leave({ mac2: suite.mac(sessionKey, medicalMac2Data(request)) });
  return { terminalSequence, mac1 };
}

/** Counted up durably before it is used; undefined when there are no more. */
function nextTerminalSequence(psam: PsamState): number | undefined {
  const terminalSequence = psam.nextSequence();
  if (terminalSequence === SEQUENCE_LIMIT) return undefined;
  psam.memory.transaction(() => psam.setNextSequence(terminalSequence + 1));
  return terminalSequence;
}

/** The card's own factor is sent first and used last: the region's key lies between master and card. */
function blocksOf(factors: Uint8Array): readonly Uint8Array[] {
  return Array.from({ length: factors.length / FACTOR_LENGTH }, (_, at) =>
    factors.subarray(at * FACTOR_LENGTH, (at + 1) * FACTOR_LENGTH),
  );
}
