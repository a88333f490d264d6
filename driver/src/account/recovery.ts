/**
 * Recovery of undecided sales, when *that* card is presented again, before anything else. The card is asked, in this
 * order: the proof of the transaction, which an INITIALIZE may discard; its log; its sequence, by INITIALIZE with 1
 * fen; and last the centre about the TAC. A sequence that went up alone proves nothing: the holder may have bought
 * elsewhere after our DEBIT never arrived. What a card says for itself ("it is paid") is believed once it has proved in
 * this visit that it is genuine; what it says against itself, at once.
 */

import { hexText } from "@duka/protocol/layout";
import type { Reason } from "../base/reason.js";
import { swText } from "../card/refusal.js";
import type { Ending, Intent, Sale } from "../journal/sale.js";
import { statusOf } from "../journal/sale.js";
import { TAC_NOT_CONFIRMED, wordOfCentre } from "./centre-word.js";
import { type IssuedCard, knownAs } from "./issued-card.js";
import { accountOfKind } from "./kinds/account-of-kind.js";
import type { CardAccount } from "./kinds/card-account.js";
import { rivalSales } from "./log-rivals.js";
import { outcomeOf } from "./outcome.js";
import type { Till } from "./till.js";
import { findInLog } from "./transaction-log.js";

const SW_INSUFFICIENT = 0x9401;
const SW_SECURITY = 0x6982;

export type Evidence = { [name: string]: unknown };
type Proof = { readonly tac: string; readonly mac2: string };

/**
 * `open`: another look may tell; with `needs` it may once the password was verified, or the card has proved that it is
 * genuine.
 */
type Finding =
  | (Reason & {
      readonly state: "committed" | "not-debited" | "manual";
      readonly proof?: Proof | undefined;
    })
  | { readonly state: "open"; readonly needs?: "password" | "proof" };

/**
 * Asks this card about every undecided sale that is its own, and writes what it finds.
 * @returns what may help with the sales that are still undecided
 * @throws ReaderError when the conversation broke; what was found until then is written
 */
export async function recover(
  till: Till,
  issued: IssuedCard,
): Promise<{ needsPassword: boolean; needsProof: boolean }> {
  const needs = { needsPassword: false, needsProof: false };
  for (const sale of await till.journal.undecidedOf(knownAs(issued), till.reader.simulated)) {
    if (sale.intent === undefined) continue;
    const evidence: Evidence = {};
    const finding = await findOut(till, issued, sale, sale.intent, evidence);
    if (finding.state === "open") {
      needs.needsPassword ||= finding.needs === "password";
      needs.needsProof ||= finding.needs === "proof";
      continue;
    }
    const resolved = await till.journal.resolve(sale.id, endingOf(finding, evidence));
    if (statusOf(resolved) !== "undecided") till.onRecovered(outcomeOf(resolved));
  }
  await fetchMissingTacs(till, issued);
  return needs;
}

/**
 * The money moved with 61xx and TAC and MAC2 were lost: the settlement needs them, and the card may have them still.
 */
export async function fetchMissingTacs(till: Till, issued: IssuedCard): Promise<void> {
  for (const sale of await till.journal.withoutTac(knownAs(issued), till.reader.simulated)) {
    if (sale.intent === undefined) continue;
    const { transactionType, cardSequence } = sale.intent;
    const account = accountOfKind(sale.kind);
    if ((await account.enter(issued)) !== undefined) continue;
    const sequence = recordedSequence(issued, cardSequence);
    const { proof } = await askForProof(issued, account, { transactionType, sequence }, {});
    if (proof !== undefined) await till.journal.addProof(sale.id, proof.tac);
  }
}

/** What GET TRANSACTION PROVE and the log call a transaction that INITIALIZE gave this number. */
export function recordedSequence(issued: IssuedCard, initialized: number): number {
  const isNext = issued.profile.transactionSequence === "initialized-plus-one";
  return (initialized + (isNext ? 1 : 0)) & 0xffff;
}

async function findOut(
  till: Till,
  issued: IssuedCard,
  sale: Sale,
  intent: Intent,
  evidence: Evidence,
): Promise<Finding> {
  const sequence = recordedSequence(issued, intent.cardSequence);
  const isProved = issued.proved.is;
  const account = accountOfKind(sale.kind);

  if ((await account.enter(issued)) !== undefined) return { state: "open" };
  const asked = await askForProof(
    issued,
    account,
    { transactionType: intent.transactionType, sequence },
    evidence,
  );
  const { proof } = asked;

  const { amountFen, amountsFen } = sale;
  const rivals = () => rivalSales(till, sale, intent);
  const log = await findInLog(issued, account, { ...intent, amountFen, amountsFen, rivals }, sequence);
  evidence.log = log.entry ?? log.what;
  if (log.what === "ours" && isProved) {
    return {
      state: "committed",
      code: "recovered-from-log",
      reason: "recovered: the card's log has this sale",
      proof,
    };
  }
  if (log.what === "other")
    return notDebited(sale, isProved, "the card's log has another purchase in its place");

  const tac = sale.answer?.tac ?? proof?.tac;
  const word = tac === undefined ? undefined : await wordOfCentre(till, sale, tac);
  if (word === "confirmed") {
    return {
      state: "committed",
      code: "confirmed-by-centre",
      reason: "recovered: the centre confirmed the TAC",
      proof,
    };
  }
  if (word === "denied") evidence.centre = "not confirmed";
  // An INITIALIZE might discard the proof before the centre is back.
  if (word === "unknown" && till.confirmTac !== undefined) return { state: "open" };
  if (log.what === "ours") return { state: "open", needs: "proof" };

  const probe = await probeSequence(issued, account, intent, evidence);
  if (probe === intent.cardSequence) return notDebited(sale, isProved, "the card's sequence has not moved");
  // Only what no further look can change is for a person: not a card that is locked, stumbles, or might be another.
  if (log.what === "locked" || probe === "locked") return { state: "open", needs: "password" };
  if (!isProved) return { state: "open", needs: "proof" };
  if (typeof probe === "number" && probe < intent.cardSequence) {
    return {
      state: "manual",
      code: "sequence-went-back",
      reason: "the card's sequence is lower than before this sale",
    };
  }
  if (log.what === "unreadable" || probe === "refused" || !asked.isFinal) return { state: "open" };
  if (tac === undefined) {
    const reason = "neither log nor proof of this sale is left on the card";
    return { state: "manual", code: "no-trace-on-card", reason };
  }
  if (till.confirmTac !== undefined) return { state: "manual", ...TAC_NOT_CONFIRMED };
  return {
    state: "manual",
    code: "no-centre-to-confirm",
    reason: "no log, and no centre to confirm the TAC",
  };
}

/** A card that said it had paid is not asked to pay again, whatever it says now. */
function notDebited(sale: Sale, isProved: boolean, why: string): Finding {
  if (sale.answer?.moved !== true)
    return { state: "not-debited", code: "not-debited", reason: `not debited: ${why}` };
  if (!isProved) return { state: "open", needs: "proof" };
  return {
    state: "manual",
    code: "contradicted-by-card",
    reason: `the card answered that it had paid, but ${why}`,
  };
}

/** INITIALIZE with 1 fen. @returns the card's sequence; too little money for it (9401) tells nothing */
async function probeSequence(
  issued: IssuedCard,
  account: CardAccount,
  { terminalId }: Intent,
  evidence: Evidence,
): Promise<number | "unknown" | "locked" | "refused"> {
  const probe = await account.initialize(issued, account.probeAmounts(issued.profile), terminalId);
  evidence.initialize = probe.ok ? probe.response.offlineSequence : swText(probe.sw);
  if (probe.ok) return probe.response.offlineSequence;
  if (probe.sw === SW_INSUFFICIENT) return "unknown";
  return probe.sw === SW_SECURITY ? "locked" : "refused";
}

/** GET TRANSACTION PROVE: the card has none for this transaction, or does not know the command. */
const NO_PROOF: readonly number[] = [0x6700, 0x6a81, 0x6a86, 0x6d00, 0x6e00, 0x9303, 0x9406];

/**
 * GET TRANSACTION PROVE answers MAC2 and TAC of the last transaction, if it is this one.
 * @returns `isFinal`: asked again it would not answer otherwise
 */
export async function askForProof(
  issued: IssuedCard,
  account: CardAccount,
  { transactionType, sequence }: { readonly transactionType: number; readonly sequence: number },
  evidence: Evidence,
): Promise<{ readonly proof: Proof | undefined; readonly isFinal: boolean }> {
  const answer = await account.proof(issued, transactionType, sequence);
  if (answer === undefined) return { proof: undefined, isFinal: true };
  if (!answer.ok) {
    evidence.proof = swText(answer.sw);
    return { proof: undefined, isFinal: NO_PROOF.includes(answer.sw) };
  }
  const proof = { tac: hexText(answer.response.tac), mac2: hexText(answer.response.mac) };
  evidence.proof = proof;
  return { proof, isFinal: true };
}

/** MAC2 stays unverified: an old one is never given to a PSAM. */
function endingOf(finding: Exclude<Finding, { state: "open" }>, evidence: Evidence): Ending {
  const { state, code, reason, proof } = finding;
  return {
    state,
    code,
    reason,
    tac: proof?.tac,
    mac2: proof?.mac2,
    mac2State: state === "committed" ? "unverified" : undefined,
    evidence,
  };
}
