/**
 * A PSAM that keeps its power from one sale to the next, so that it is reset, read and selected once for many. Nothing
 * of a sale rests on it: what it knows of a card goes with the sale, and it is left powered only after what cannot
 * leave anything of a card behind. Whatever else was asked of it, or went wrong, ends with its power: the next sale
 * opens it anew, as the first one did.
 */
import {
  creditSamForPurchase,
  initSamForMedicalPurchase,
  initSamForPurchase,
  readBinary,
  selectByFileId,
  selectByName,
} from "@duka/protocol/commands";
import type { AnyCommand } from "@duka/protocol/layout";
import type { Clock, Transport } from "@duka/protocol/transport";
import { isGivenUp, ReaderError } from "../base/errors.js";
import {
  type CardSession,
  type LeavableSession,
  type LeftSession,
  resumeCardSession,
} from "./card-session.js";
import { type Psam, psamOf } from "./psam.js";

/** After so long without a sale it loses its power. */
const PSAM_IDLE_MS = 30_000;

/**
 * All that a PSAM may have been asked when it is kept. Not those that make a key for one card, or choose a cipher for
 * it (P9 9.3, 9.4, 9.7, 9.8): nothing but a reset is sure to end what they leave.
 */
const LEAVES_NOTHING: readonly AnyCommand[] = [
  readBinary,
  selectByFileId,
  selectByName,
  initSamForPurchase,
  initSamForMedicalPurchase,
  creditSamForPurchase,
];
/** From MAC1 until its MAC2 was found genuine a PSAM waits for that one MAC2. */
const OPENS_PURCHASE: readonly AnyCommand[] = [initSamForPurchase, initSamForMedicalPurchase];

/** A PSAM of which is known what it was asked. */
export type WatchedPsam = Psam & {
  /** A command got no answer, or was refused. */
  hasFailed(): boolean;
  /** Leaves it powered. @returns undefined where it is to be closed */
  leave(): KeptPsam | undefined;
};

type KeptPsam = { readonly left: LeftSession; readonly terminalId: string };

/** Of one till: at most one PSAM. */
export type PsamKeeper = { kept: KeptPsam | undefined };

/** @param application as `openPsam` */
export function watchedPsam(
  { session: base, terminalId }: Psam<LeavableSession>,
  application: string,
): WatchedPsam {
  let hasFailed = false;
  let isClean = true;
  let isPurchaseOpen = false;
  const send: CardSession["send"] = async (command, request, options) => {
    // Until it is answered.
    const hadFailed = hasFailed;
    hasFailed = true;
    if (!LEAVES_NOTHING.includes(command)) isClean = false;
    if (OPENS_PURCHASE.includes(command)) isPurchaseOpen = true;
    const answer = await base.send(command, request, options);
    hasFailed = hadFailed || !answer.ok;
    if (answer.ok && (command as AnyCommand) === creditSamForPurchase) isPurchaseOpen = false;
    return answer;
  };
  return {
    ...psamOf({ ...base, send }, terminalId, application),
    hasFailed: () => hasFailed,
    leave() {
      if (hasFailed || !isClean || isPurchaseOpen) return undefined;
      const left = base.leave(PSAM_IDLE_MS);
      return left && { left, terminalId };
    },
  };
}

/**
 * The PSAM as it was left, for one visit: the keeper has none from now on.
 * @returns undefined where there is none, or it is not as it was left
 * @throws ReaderError as `resumeCardSession`
 */
export async function takeKeptPsam(
  keeper: PsamKeeper,
  { transport, clock, holder, application }: KeptPlace,
): Promise<WatchedPsam | undefined> {
  const { kept } = keeper;
  keeper.kept = undefined;
  if (kept === undefined) return undefined;
  try {
    const session = await resumeCardSession(transport, clock, kept.left, holder);
    if (session === undefined) return undefined;
    return watchedPsam(psamOf(session, kept.terminalId, application), application);
  } catch (error) {
    // A reader that does not say is asked to power it.
    if (!(error instanceof ReaderError) || isGivenUp(error) || error.code === "card-in-use") throw error;
    return undefined;
  }
}

type KeptPlace = {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly holder: string;
  readonly application: string;
};
