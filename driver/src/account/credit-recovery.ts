/**
 * What a card can tell of a load whose answer was lost: its proof, then its log, then its online sequence. As for
 * sales, a sequence that went up alone proves nothing.
 */
import { CentreError } from "@duka/protocol/centre/centre-error";
import type { ReasonCode } from "../base/reason-code.js";
import { swText } from "../card/refusal.js";
import { isCentreDown } from "../centre/centre.js";
import {
  type Credit,
  type CreditEnding,
  type CreditIntent,
  creditStatusOf,
  isKeptAtCentre,
} from "../journal/credit-record.js";
import { creditOutcomeOf } from "./credit-outcome.js";
import { reportNow } from "./credit-report.js";
import { type IssuedCard, knownAs } from "./issued-card.js";
import { accountOfKind } from "./kinds/account-of-kind.js";
import { rivalCredits } from "./log-rivals.js";
import { askForProof, type Evidence, recordedSequence } from "./recovery.js";
import type { Till } from "./till.js";
import { findInLog } from "./transaction-log.js";

const PROBE_AMOUNT_FEN = 1;

/** @returns whether the password may help with one that is open still. @throws ReaderError, JournalError */
export async function recoverCredits(till: Till, issued: IssuedCard): Promise<{ needsPassword: boolean }> {
  let needsPassword = false;
  const { credits } = till.journal;
  for (const credit of await credits.undecidedOf(knownAs(issued), till.reader.simulated)) {
    // Of a reversal at the centre the card knows nothing: its report asks the centre.
    if (credit.intent === undefined || isKeptAtCentre(credit)) continue;
    const finding = await findOut(till, issued, credit, credit.intent);
    if (finding.state === "open") {
      needsPassword ||= finding.needsPassword;
      continue;
    }
    const resolved = await credits.resolve(credit.id, finding);
    await reportNow(till, resolved);
    if (creditStatusOf(resolved) !== "undecided") {
      till.onCreditRecovered(creditOutcomeOf(await credits.byId(credit.id)));
    }
  }
  return { needsPassword };
}

type Finding = CreditEnding | { readonly state: "open"; readonly needsPassword: boolean };

async function findOut(
  till: Till,
  issued: IssuedCard,
  credit: Credit,
  intent: CreditIntent,
): Promise<Finding> {
  const evidence: Evidence = {};
  const account = accountOfKind(credit.kind);
  if ((await account.enter(issued)) !== undefined) return { state: "open", needsPassword: false };
  const sequence = recordedSequence(issued, intent.cardSequence);
  const asked = await askForProof(
    issued,
    account,
    { transactionType: intent.transactionType, sequence },
    evidence,
  );
  const { proof } = asked;

  const log = await findInLog(
    issued,
    account,
    {
      ...intent,
      amountFen: credit.amountFen,
      amountsFen: undefined,
      rivals: () => rivalCredits(till, credit, intent),
    },
    sequence,
  );
  evidence.log = log.entry ?? log.what;
  const ending = (
    state: CreditEnding["state"],
    code: ReasonCode,
    reason: string,
    tac?: string,
  ): CreditEnding => ({
    state,
    code,
    reason,
    evidence,
    ...(tac === undefined ? {} : { tac }),
  });
  // The centre wants the TAC: a card that only stumbled over it is asked another time.
  if (log.what === "ours" && proof === undefined && !asked.isFinal)
    return { state: "open", needsPassword: false };
  if (log.what === "ours")
    return ending("credited", "recovered-from-log", "recovered: the card's log has this load", proof?.tac);
  if (log.what === "other") {
    return ending(
      "not-credited",
      "not-credited",
      "not credited: the card's log has another load in its place",
    );
  }

  const probe = await account.initializeLoad(issued, PROBE_AMOUNT_FEN, intent.terminalId);
  evidence.initialize = probe.ok ? probe.response.onlineSequence : swText(probe.sw);
  if (probe.ok && probe.response.onlineSequence === intent.cardSequence) {
    return ending("not-credited", "not-credited", "not credited: the card's online sequence has not moved");
  }
  if (probe.ok && probe.response.onlineSequence < intent.cardSequence) {
    return ending(
      "manual",
      "sequence-went-back",
      "the card's online sequence is lower than before this load",
    );
  }
  if (log.what === "locked") return { state: "open", needsPassword: true };
  if (!probe.ok && proof === undefined) return { state: "open", needsPassword: probe.sw === 0x6982 };
  // A card that stumbles tells another time, unless the centre can say it of its TAC.
  if (proof === undefined && (log.what === "unreadable" || !asked.isFinal)) {
    return { state: "open", needsPassword: false };
  }
  if (proof === undefined)
    return ending("manual", "no-trace-on-card", "neither log nor proof of this load is left on the card");
  return confirm(till, credit, proof.tac, ending);
}

/** No record to be had: the centre knows whose TAC that is, and hears at once that the load was credited. */
async function confirm(
  till: Till,
  { ref, institution }: Credit,
  tac: string,
  ending: (state: CreditEnding["state"], code: ReasonCode, reason: string, tac?: string) => CreditEnding,
): Promise<Finding> {
  if (till.centre === undefined)
    return ending("manual", "no-centre-to-confirm", "no log, and no centre to confirm the TAC");
  try {
    await till.centre.call("reportLoad", {
      institutionId: institution,
      ref,
      outcome: { is: "credited", tac },
    });
    return ending("credited", "confirmed-by-centre", "recovered: the centre confirmed the TAC", tac);
  } catch (error) {
    if (!(error instanceof CentreError)) throw error;
    if (isCentreDown(error)) return { state: "open", needsPassword: false };
    return ending("manual", "tac-not-confirmed", `the centre did not confirm the TAC: ${error.message}`);
  }
}
