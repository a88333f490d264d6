/** `duka card activate`: the new card is activated, the old one shown first and abolished. */

import type { Terminal } from "@duka/protocol/command-line";
import { rangeError } from "@duka/protocol/data/bilingual";
import type { CardActDone } from "../../../account/window/card-acts.js";
import type { OldCard, ServiceRequest } from "../../../account/window-acts.js";
import { isRefusal, type Refusal } from "../../../card/refusal.js";
import type { TillOptions } from "../open-till.js";
import { withServicePoint } from "./at-window.js";
import { serviceRequestOf, type VouchingWords, type WindowWords } from "./clerk-words.js";
import { swapCards } from "./swap-cards.js";
import { tellDue } from "./tell-act.js";
import { cardJson, tellCardAct } from "./tell-card-act.js";

export type ActivateOptions = TillOptions &
  WindowWords &
  VouchingWords & {
    readonly oldCard?: boolean;
    readonly oldReader?: string;
    readonly swapSeconds: string;
  };

const SECONDS_MAX = 600;

type Activated = CardActDone & { readonly old: (CardActDone & Pick<OldCard, "passwordState">) | null };

export async function runActivate(terminal: Terminal, options: ActivateOptions): Promise<number> {
  const request = serviceRequestOf(terminal, options);
  const done = await (options.oldReader === undefined ? atOneReader : atTwoReaders)(
    terminal,
    options,
    request,
  );
  const act = { command: "card activate", act: "activate", ref: options.ref } as const;
  const code = tellCardAct(
    terminal,
    options,
    act,
    done,
    ({ cardNumber }) => ({
      zh: `卡 ${cardNumber} 社保功能已激活`,
      en: `the social function of card ${cardNumber} is active`,
    }),
    (activated) => ({ old: oldJson(activated?.old ?? null) }),
  );
  if (isRefusal(done) || done.old === null) return code;
  return Math.max(code, tellDue(terminal, options, done.old));
}

function oldJson(old: Activated["old"]) {
  return old && { ...cardJson(old), passwordState: old.passwordState };
}

/** The old card comes first, and is taken out for the new one; what is due on it waits until it is put in again. */
async function atOneReader(
  terminal: Terminal,
  options: ActivateOptions,
  request: ServiceRequest,
): Promise<Activated | Refusal> {
  const waitMs = secondsOf(options.swapSeconds) * 1000;
  return withServicePoint(terminal, options, async ({ point, account, reader }) => {
    if (options.oldCard !== true) return alone(await point.activate(request));
    const oldCard = await account.verifyOldCard();
    if (isRefusal(oldCard)) return oldCard;
    await swapCards(terminal, reader, options.lang, waitMs);
    return alone(await point.activate({ ...request, oldCard }));
  });
}

function alone(done: CardActDone | Refusal): Activated | Refusal {
  return isRefusal(done) ? done : { ...done, old: null };
}

/** What is due on the old card is done at once. */
async function atTwoReaders(
  terminal: Terminal,
  options: ActivateOptions,
  request: ServiceRequest,
): Promise<Activated | Refusal> {
  const { oldReader = "" } = options;
  const atOld = { ...options, reader: oldReader };
  const oldCard = await withServicePoint(terminal, atOld, ({ account }) => account.verifyOldCard());
  if (isRefusal(oldCard)) return oldCard;
  const done = await withServicePoint(terminal, options, ({ point }) =>
    point.activate({ ...request, oldCard }),
  );
  if (isRefusal(done)) return done;
  const old = await withServicePoint(terminal, atOld, ({ point }) => point.finish(["block-application"]));
  return isRefusal(old)
    ? { ...done, old: null }
    : { ...done, old: { ...old, passwordState: oldCard.passwordState } };
}

/** @throws RangeError */
function secondsOf(text: string): number {
  const seconds = Number(text);
  if (/^\d{1,3}$/.test(text) && seconds >= 1 && seconds <= SECONDS_MAX) return seconds;
  throw rangeError(`--swap-seconds is 1 to ${SECONDS_MAX}`, `--swap-seconds 为 1 至 ${SECONDS_MAX}`);
}
