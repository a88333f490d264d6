/**
 * Recovery of undecided sales, when *that* card is presented again, before anything else. The card is asked, in this
 * order: the proof of the transaction, which an INITIALIZE may discard; its log; its sequence, by INITIALIZE with 1
 * fen; and last the centre about the TAC. A sequence that went up alone proves nothing: the holder may have bought
 * elsewhere after our DEBIT never arrived.
 */

import { getTransactionProve } from "@duka/protocol/commands/pboc-purse";
import { hexText } from "@duka/protocol/layout/hexadecimal";
import { swText } from "../card/refusal.js";
import { isCentreDown } from "../centre/centre.js";
import type { Ending, Intent, Sale } from "../journal/sale.js";
import { statusOf } from "../journal/sale.js";
import { type Amounts, enterAccount, probeAmounts, sendInitializeOf } from "./account-application.js";
import { type IssuedCard, isThisCard } from "./issued-card.js";
import { outcomeOf } from "./outcome.js";
import type { Till } from "./till.js";
import { findInLog } from "./transaction-log.js";

const SW_INSUFFICIENT = 0x9401;

export type Evidence = { [name: string]: unknown };
type Proof = { readonly tac: string; readonly mac2: string };

/** `open`: the card has not told yet; with `needsPassword` it may, once its password was verified. */
type Finding =
  | {
      readonly state: "committed" | "not-debited" | "manual";
      readonly reason: string;
      readonly proof?: Proof | undefined;
    }
  | { readonly state: "open"; readonly needsPassword: boolean };

/**
 * Asks this card about every undecided sale that is its own, and writes what it finds.
 * @returns the sales that are still undecided, and whether the password may help
 * @throws ReaderError when the conversation broke; what was found until then is written
 */
export async function recover(till: Till, issued: IssuedCard): Promise<{ needsPassword: boolean }> {
  let needsPassword = false;
  for (const sale of await till.journal.undecidedOf(issued.cardNumber, till.reader.simulated)) {
    if (sale.intent === undefined || !isThisCard(issued, sale.intent)) continue;
    const evidence: Evidence = {};
    const finding = await findOut(till, issued, sale, sale.intent, evidence);
    if (finding.state === "open") {
      needsPassword ||= finding.needsPassword;
      continue;
    }
    const resolved = await till.journal.resolve(sale.id, endingOf(finding, evidence));
    if (statusOf(resolved) !== "undecided") till.onRecovered(outcomeOf(resolved));
  }
  await fetchMissingTacs(till, issued);
  return { needsPassword };
}

/**
 * The money moved with 61xx and TAC and MAC2 were lost: the settlement needs them, and the card may have them still.
 */
async function fetchMissingTacs(till: Till, issued: IssuedCard): Promise<void> {
  for (const sale of await till.journal.withoutTac(issued.cardNumber, till.reader.simulated)) {
    if (sale.intent === undefined || !isThisCard(issued, sale.intent)) continue;
    const { transactionType, cardSequence } = sale.intent;
    if ((await enterAccount(issued, sale.kind)) !== undefined) continue;
    const proof = await askForProof(issued, transactionType, recordedSequence(issued, cardSequence), {});
    if (proof !== undefined) await till.journal.addProof(sale.id, proof.tac);
  }
}

/** What GET TRANSACTION PROVE and the log call a transaction that INITIALIZE gave this number. */
export function recordedSequence(issued: IssuedCard, initialized: number): number {
  const isNext = issued.profile.transactionSequence === "initialized-plus-one";
  return (initialized + (isNext ? 1 : 0)) & 0xffff;
}

function amountsOf({ kind, amountFen, amountsFen }: Sale): Amounts {
  return { kind, amountFen, amountsFen };
}

async function findOut(
  till: Till,
  issued: IssuedCard,
  sale: Sale,
  intent: Intent,
  evidence: Evidence,
): Promise<Finding> {
  const sequence = recordedSequence(issued, intent.cardSequence);

  if ((await enterAccount(issued, sale.kind)) !== undefined) return { state: "open", needsPassword: false };
  const proof = await askForProof(issued, intent.transactionType, sequence, evidence);

  const log = await findInLog(issued, { ...intent, ...amountsOf(sale) }, sequence);
  evidence.log = log.entry ?? log.what;
  if (log.what === "ours") {
    return { state: "committed", reason: "recovered: the card's log has this sale", proof };
  }
  if (log.what === "other") {
    return { state: "not-debited", reason: "not debited: the card's log has another purchase in its place" };
  }

  const probe = await sendInitializeOf(issued, probeAmounts(issued, sale.kind), intent.terminalId);
  evidence.initialize = probe.ok ? probe.response.offlineSequence : swText(probe.sw);
  if (probe.ok && probe.response.offlineSequence === intent.cardSequence) {
    return { state: "not-debited", reason: "not debited: the card's sequence has not moved" };
  }
  if (probe.ok && probe.response.offlineSequence < intent.cardSequence) {
    return { state: "manual", reason: "the card's sequence is lower than before this sale" };
  }
  // Locked, or refusing for the moment: the card may tell another time, unless its proof is there to be confirmed.
  if (log.what === "locked") return { state: "open", needsPassword: true };
  if (!probe.ok && probe.sw !== SW_INSUFFICIENT && proof === undefined) {
    return { state: "open", needsPassword: probe.sw === 0x6982 };
  }
  return confirm(till, sale, proof, evidence);
}

/** GET TRANSACTION PROVE answers MAC2 and TAC of the last transaction, if it is this one. */
export async function askForProof(
  issued: IssuedCard,
  transactionType: number,
  sequence: number,
  evidence: Evidence,
): Promise<Proof | undefined> {
  const answer = await issued.session.send(getTransactionProve, { p2: transactionType, sequence });
  if (!answer.ok) {
    evidence.proof = swText(answer.sw);
    return undefined;
  }
  const proof = { tac: hexText(answer.response.tac), mac2: hexText(answer.response.mac) };
  evidence.proof = proof;
  return proof;
}

/** No record to be had: only the centre can say whose TAC that is. */
async function confirm(
  till: Till,
  sale: Sale,
  proof: Proof | undefined,
  evidence: Evidence,
): Promise<Finding> {
  const { confirmTac } = till;
  if (proof === undefined)
    return { state: "manual", reason: "neither log nor proof of this sale is left on the card" };
  if (confirmTac === undefined)
    return { state: "manual", reason: "no log, and no centre to confirm the TAC" };
  let confirmed: boolean;
  try {
    confirmed = await till.reader.clock.outside(() => confirmTac(sale, proof.tac));
  } catch (error) {
    // Down for the moment: the card is asked again another time.
    if (isCentreDown(error)) return { state: "open", needsPassword: false };
    throw error;
  }
  evidence.centre = confirmed ? "confirmed" : "not confirmed";
  if (confirmed) return { state: "committed", reason: "recovered: the centre confirmed the TAC", proof };
  return { state: "manual", reason: "the centre did not confirm the TAC" };
}

/** MAC2 stays unverified: an old one is never given to a PSAM. */
function endingOf(finding: Exclude<Finding, { state: "open" }>, evidence: Evidence): Ending {
  const { state, reason, proof } = finding;
  return {
    state,
    reason,
    tac: proof?.tac,
    mac2: proof?.mac2,
    mac2State: state === "committed" ? "unverified" : undefined,
    evidence,
  };
}
