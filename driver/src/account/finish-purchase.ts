/**
 * Steps 5 to 7 of a purchase: the card is asked to debit, once, and what it answers is written before anything else.
 * Whatever happens here, the ref stays bound to it, unless the card certainly never got the command. With 9000 or 61xx
 * the card says that it has paid, and it is not asked to pay again; goods are given for a MAC2 that was checked, since
 * 9000 is what any piece of plastic can say.
 */

import { hexText } from "@duka/protocol/layout";
import { isMoreData, SW_OK } from "@duka/protocol/wire/status-word";
import { ReaderError } from "../base/errors.js";
import { swText } from "../card/refusal.js";
import type { Attempt } from "../journal/journal.js";
import type { Answer, Ending } from "../journal/sale.js";
import type { Prepared } from "./prepare-purchase.js";

type DebitAnswer = Answer & {
  readonly meaning: string | undefined;
  readonly mac2Bytes: Uint8Array | undefined;
};

/**
 * @param onAnswered told the status word once it is on the disk
 * @returns how the sale ends, to be written by the caller
 * @throws JournalError
 */
export async function finishPurchase(
  prepared: Prepared,
  attempt: Attempt,
  onAnswered: (statusWord: number) => void,
): Promise<Ending & { readonly thrown?: Error }> {
  const { answer, broken } = await askToDebit(prepared);
  if (broken instanceof RangeError || (broken instanceof ReaderError && broken.delivery === "not-sent")) {
    return {
      state: "not-debited",
      code: "not-sent",
      reason: `not debited: ${broken.message}`,
      thrown: broken,
    };
  }
  if (answer === undefined) {
    const why = broken instanceof Error ? broken.message : String(broken);
    return { state: "undecided", code: "answer-lost", reason: `the card's answer was lost: ${why}` };
  }

  await attempt.answered(answer);
  onAnswered(answer.statusWord);

  if (answer.moved === undefined) {
    return {
      state: "undecided",
      code: "answer-proves-nothing",
      reason: `the card answered ${swText(answer.statusWord)}, which proves nothing`,
    };
  }
  if (!answer.moved)
    return { state: "refused", code: "refused-by-card", reason: answer.meaning ?? "refused" };
  const { mac2Bytes } = answer;
  if (mac2Bytes === undefined) {
    return {
      state: "undecided",
      code: "proof-missing",
      reason: `the card answered ${swText(answer.statusWord)}, but not with what proves it (TAC, MAC2)`,
    };
  }
  const mac2State = await prepared.mac1.checkMac2(mac2Bytes);
  if (mac2State === "refused") {
    return { state: "manual", mac2State, code: "mac2-false", reason: "the PSAM found the card's MAC2 false" };
  }
  if (mac2State === "verified") prepared.issued.proved.is = true;
  if (mac2State === "verified" || isTrusted(prepared))
    return { state: "committed", mac2State, code: undefined, reason: undefined };
  return {
    state: "undecided",
    mac2State,
    code: "mac2-unchecked",
    reason: "the card's MAC2 could not be checked",
  };
}

/** Committed although MAC2 was not checked. */
function isTrusted({ issued: { profile, proved }, mac1 }: Prepared): boolean {
  const { commitUnverified = "proved" } = profile;
  if (mac1.isCheckedByCaller === true || commitUnverified === "always") return true;
  return commitUnverified === "proved" && proved.is;
}

/** Step 5. `broken` says why there is no answer. */
async function askToDebit({
  issued,
  intent,
  account,
  mac1: { mac1 },
}: Prepared): Promise<{ answer?: DebitAnswer; broken?: unknown }> {
  const { terminalSequence, date, time } = intent;
  try {
    const result = await issued.session.send(account.debit, { terminalSequence, date, time, mac1 });
    if (result.ok) {
      const { tac, mac2 } = result.response;
      return { answer: moved(result.sw, tac, mac2) };
    }
    const refused = result.declared && !provesNothing(result.sw);
    return {
      answer: {
        statusWord: result.sw,
        moved: refused ? false : undefined,
        tac: undefined,
        mac2: undefined,
        meaning: `${result.meaning} (${swText(result.sw)})`,
        mac2Bytes: undefined,
      },
    };
  } catch (error) {
    const sw = error instanceof ReaderError && error.delivery === "answered" ? error.statusWord : undefined;
    // The card has done it with 61xx; only TAC and MAC2 could not be fetched any more.
    const hasMoved = sw !== undefined && (isMoreData(sw) || sw === SW_OK);
    if (hasMoved) return { answer: moved(sw, undefined, undefined) };
    return { broken: error };
  }
}

function moved(statusWord: number, tac: Uint8Array | undefined, mac2: Uint8Array | undefined): DebitAnswer {
  return {
    statusWord,
    moved: true,
    tac: tac && hexText(tac),
    mac2: mac2 && hexText(mac2),
    meaning: undefined,
    mac2Bytes: mac2,
  };
}

/** 64xx, 65xx and 6Fxx: a card may answer them after its memory has changed (ISO/IEC 7816-4, 5.6). */
export function provesNothing(sw: number): boolean {
  const sw1 = sw >> 8;
  return sw1 === 0x64 || sw1 === 0x65 || sw1 === 0x6f;
}
