/**
 * The commands of the medical account (B0 26, 28, 2A, 2C, 2E, 56). They answer 6985 until DF04 is selected, 6901 in
 * another state than theirs.
 */

import {
  creditForMedicalLoad,
  debitForMedicalPurchase,
  initializeForMedicalLoad,
  initializeForMedicalPurchase,
} from "@duka/protocol/commands";
import {
  loadMac1Data,
  loadMac2Data,
  loadTacData,
  medicalMac1Data,
  medicalMac2Data,
  medicalTacData,
  TYPE_MEDICAL_LOAD,
  TYPE_MEDICAL_PURCHASE,
} from "@duka/protocol/crypto";
import { parseHex, type Request, type Response } from "@duka/protocol/layout";
import {
  SW_CONDITIONS_NOT_SATISFIED,
  SW_SECURITY_STATUS_NOT_SATISFIED,
} from "@duka/protocol/wire/status-word";
import { isSame } from "../access/attempts.js";
import type { StoredKey } from "../access/key-store.js";
import type { CommandPair } from "../chip/command-pair.js";
import type { CommandBinding } from "../chip/dispatch.js";
import { on } from "../chip/dispatch.js";
import {
  SW_AMOUNT_TOO_LARGE,
  SW_COUNTER_AT_LIMIT,
  SW_NO_SUCH_KEY,
  SW_WRONG_MAC,
} from "../chip/purse-status-words.js";
import { SEQUENCE_LIMIT } from "../purse/purse.js";
import { transactionBlock } from "../purse/transaction-block.js";
import type { MedicalAccount } from "./medical-account.js";
import { medicalQuestions } from "./medical-questions.js";

const SW_NOT_IN_THIS_STATE = 0x6901;
const MOST_FEN = 0xffffffff;

type Opened = { readonly key: StoredKey; readonly sequence: number; readonly random: Uint8Array };
/** What INITIALIZE leaves for the second command. */
export type OpenMedical =
  | (Opened & { readonly kind: "load"; readonly request: Request<typeof initializeForMedicalLoad> })
  | (Opened & { readonly kind: "purchase"; readonly request: Request<typeof initializeForMedicalPurchase> });

export function medicalCommands(account: MedicalAccount, opened: CommandPair<OpenMedical>): CommandBinding[] {
  return [
    ...medicalQuestions(account, () => kept(opened)),
    ...(account.rules.knows.load ? loadCommands(account, opened) : []),
    ...purchaseCommands(account, opened),
  ];
}

/** Over a question that is answered an open transaction stays open (P5 table 49). */
function kept(opened: CommandPair<OpenMedical>): void {
  const open = opened.left();
  if (open !== undefined) opened.leave(open);
}

/** CREDIT or DEBIT that no INITIALIZE of its kind went before. */
function notOpen({ rules }: MedicalAccount): number {
  return rules.noInitialize === "6985" ? SW_CONDITIONS_NOT_SATISFIED : SW_NOT_IN_THIS_STATE;
}

function loadCommands(account: MedicalAccount, opened: CommandPair<OpenMedical>): CommandBinding[] {
  return [
    on(initializeForMedicalLoad, (request) => {
      const begun = begin(account, "load", request.keyIndex);
      if (typeof begun === "number") return begun;
      const balanceFen = account.balanceFen.get();
      const { amountFen, terminalId } = request;
      if (balanceFen + amountFen > MOST_FEN) return SW_CONDITIONS_NOT_SATISFIED;
      opened.leave({ kind: "load", request, ...begun });
      const load = { balanceFen, amountFen, transactionType: TYPE_MEDICAL_LOAD, terminalId };
      return {
        balanceFen,
        onlineSequence: begun.sequence,
        keyVersion: begun.key.version,
        algorithm: begun.key.algorithm,
        random: begun.random,
        mac1: account.suite.mac(loadKey(account, begun), loadMac1Data(load)),
      };
    }),
    on(creditForMedicalLoad, (request) => {
      const open = opened.left();
      return open?.kind === "load" ? credit(account, open, request) : notOpen(account);
    }),
  ];
}

function purchaseCommands(account: MedicalAccount, opened: CommandPair<OpenMedical>): CommandBinding[] {
  return [
    on(initializeForMedicalPurchase, (request) => {
      const begun = begin(account, "purchase", request.keyIndex);
      if (typeof begun === "number") return begun;
      if (account.debitedFen(request) > account.balanceFen.get()) return SW_AMOUNT_TOO_LARGE;
      opened.leave({ kind: "purchase", request, ...begun });
      const { key, sequence, random } = begun;
      const { version: keyVersion, algorithm } = key;
      return { ...firstOf(account), offlineSequence: sequence, keyVersion, algorithm, random };
    }),
    on(debitForMedicalPurchase, (request) => {
      const open = opened.left();
      return open?.kind === "purchase" ? debit(account, open, request) : notOpen(account);
    }),
  ];
}

/** The first 14 bytes of the answer (P5 table 71), or what other editions have there. */
function firstOf({ rules, balanceFen, totals }: MedicalAccount) {
  const { selfPayFen, poolFen, year } = totals.get();
  const nothing = { balanceFen: 0, selfPayOfYearFen: 0, poolOfYearFen: 0, year: new Uint8Array(2) };
  if (rules.unknownStart === "zeros") return nothing;
  if (rules.unknownStart === "balance") return { ...nothing, balanceFen: balanceFen.get() };
  return {
    balanceFen: balanceFen.get(),
    selfPayOfYearFen: selfPayFen,
    poolOfYearFen: poolFen,
    year: parseHex(year),
  };
}

function begin(account: MedicalAccount, kind: "load" | "purchase", keyIndex: number): Opened | number {
  if (!account.isSelected()) return SW_CONDITIONS_NOT_SATISFIED;
  const isLoad = kind === "load";
  const attempts = isLoad ? account.loadAttempts : account.purchaseAttempts;
  if (attempts.left() === 0) return account.blockedStatusWord;
  const { password } = account.rules;
  const needsPin = isLoad ? password.neededForLoad : password.neededForPurchase;
  if (needsPin && !account.isVerified()) return SW_SECURITY_STATUS_NOT_SATISFIED;
  const key = (isLoad ? account.loadKeys : account.purchaseKeys).find(({ index }) => index === keyIndex);
  if (key === undefined) return SW_NO_SUCH_KEY;
  const sequence = (isLoad ? account.onlineSequence : account.offlineSequence).get();
  if (sequence === SEQUENCE_LIMIT) return SW_COUNTER_AT_LIMIT;
  return { key, sequence, random: account.random.bytes(4) };
}

function loadKey({ suite }: MedicalAccount, { key, random, sequence }: Opened): Uint8Array {
  return suite.sessionKey(key.key(), transactionBlock(random, sequence, 0x8000));
}

function credit(
  account: MedicalAccount,
  open: Extract<OpenMedical, { kind: "load" }>,
  { date, time, mac2 }: Request<typeof creditForMedicalLoad>,
): Response<typeof creditForMedicalLoad> | number {
  const { amountFen, terminalId } = open.request;
  const load = { amountFen, transactionType: TYPE_MEDICAL_LOAD, terminalId, date, time };
  account.loadAttempts.spend();
  if (!isSame(account.suite.mac(loadKey(account, open), loadMac2Data(load)), mac2)) return SW_WRONG_MAC;
  const oldBalanceFen = account.balanceFen.get();
  const balanceFen = oldBalanceFen + amountFen;
  const { sequence } = open;
  // The new balance, and the sequence before it is counted up (P7 11.8); other editions as the profile says.
  const { loadTac } = account.rules;
  const inTac = {
    balanceFen: loadTac.balance === "new" ? balanceFen : oldBalanceFen,
    sequence: loadTac.sequence === "before" ? sequence : sequence + 1,
  };
  const tac = account.suite.tac(account.tacKey.get(), loadTacData({ ...load, ...inTac }));
  account.memory.transaction(() => {
    account.loadAttempts.restore();
    account.balanceFen.set(balanceFen);
    account.onlineSequence.set(sequence + 1);
    const amounts = { amount1Fen: 0, amount2Fen: 0, amount3Fen: amountFen };
    account.record({ type: TYPE_MEDICAL_LOAD, sequence, ...amounts, terminalId, date, time, mac: mac2, tac });
  });
  return { tac };
}

function debit(
  account: MedicalAccount,
  open: Extract<OpenMedical, { kind: "purchase" }>,
  { terminalSequence, date, time, mac1 }: Request<typeof debitForMedicalPurchase>,
): Response<typeof debitForMedicalPurchase> | number {
  const { suite } = account;
  const { sequence, request } = open;
  const purchase = { ...request, date, time };
  const block = transactionBlock(open.random, sequence, terminalSequence & 0xffff);
  const sessionKey = suite.sessionKey(open.key.key(), block);
  account.purchaseAttempts.spend();
  if (!isSame(suite.mac(sessionKey, medicalMac1Data(purchase)), mac1)) return SW_WRONG_MAC;
  const mac2 = suite.mac(sessionKey, medicalMac2Data(request));
  const tac = suite.tac(account.tacKey.get(), medicalTacData({ ...purchase, terminalSequence }));
  account.memory.transaction(() => {
    account.purchaseAttempts.restore();
    account.balanceFen.set(account.balanceFen.get() - account.debitedFen(request));
    account.offlineSequence.set(sequence + 1);
    account.record({ type: TYPE_MEDICAL_PURCHASE, sequence, ...purchase, mac: mac2, tac });
  });
  return { tac, mac2 };
}
