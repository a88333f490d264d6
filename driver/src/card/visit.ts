/** One visit of a card: user card and PSAM powered when first asked for, both let go at the end, however it ends. */
import type { Clock, Transport } from "@duka/protocol/transport";
import { EquipmentError } from "../base/equipment-error.js";
import { isGivenUp, ReaderError } from "../base/errors.js";
import { isLoss } from "../reader/reader-loss.js";
import { type CardSession, type LeavableSession, openLeavableSession } from "./card-session.js";
import type { IssuingData } from "./issuing-data.js";
import { type PsamKeeper, takeKeptPsam, type WatchedPsam, watchedPsam } from "./kept-psam.js";
import { openPsam, type Psam } from "./psam.js";

/** As much of a reader as a visit uses. */
type VisitReader = { readonly clock: Clock; slot(index: number): Transport };

type VisitOptions = {
  readonly reader: VisitReader;
  /** Tried one after the other until a card is in one: contacts and antenna of a reader are two slots. At least one. */
  readonly cardSlots: readonly number[];
  readonly psamSlot: number;
  /** DF name or two-byte file identifier, hexadecimal. */
  readonly psamApplication: string;
  /** Whose visit it is, for others who want the card meanwhile. */
  readonly holder: string;
  /** Where the PSAM is kept powered from one visit to the next. */
  readonly keeper?: PsamKeeper | undefined;
  readonly onCard?: (card: CardSession) => void;
  readonly onPsam?: (psam: Psam) => void;
  /** How long a card is waited for that is not in yet; not at all by default. */
  readonly waitCardMs?: number;
  /** Told when there is a wait, and when the card came. */
  readonly onAwaited?: (what: "card-awaited" | "card-inserted") => void;
};

/** As often as stock drivers ask. */
const POLL_MS = 400;

export type Visit = {
  /** @throws ReaderError as `openCardSession` */
  card(): Promise<CardSession>;
  /**
   * One that has failed has failed for this visit: it is not powered anew.
   * @throws EquipmentError, as `openPsam`; a reader without that slot has no PSAM
   */
  psam(): Promise<Psam>;
  /** The PSAM was powered before this visit, and has failed in it: opened anew it may do. */
  isPsamStale?(): boolean;
  /** Takes the power from a PSAM that is stale, so that `psam` opens it anew. Nothing of this visit must rest on it. */
  renewPsam?(): Promise<void>;
  /** What was read in this visit and cannot change in it: code that reads it writes it here. */
  readonly known: { issuing?: IssuingData };
};

type OpenVisit = Visit & {
  /** Lets card and PSAM go. */
  end(): Promise<void>;
};

export function openVisit(options: VisitOptions): OpenVisit {
  const { reader, cardSlots, psamSlot, psamApplication: application, holder, keeper } = options;
  const power = (slot: number) => openLeavableSession(reader.slot(slot), reader.clock, { holder });
  let card: CardSession | undefined;
  let psam: Promise<WatchedPsam> | undefined;
  /** The PSAM as far as it is powered, and once it is ready. */
  let psamSession: CardSession | undefined;
  let ready: WatchedPsam | undefined;
  let wasKept = false;
  const isPsamStale = () => wasKept && ready?.hasFailed() === true;
  return {
    known: {},
    async card() {
      if (card === undefined) {
        card = await awaited(options, () => powerCard(cardSlots, power));
        options.onCard?.(card);
      }
      return card;
    },
    async psam() {
      psam ??= readyPsam();
      return psam;
    },
    isPsamStale,
    async renewPsam() {
      if (!isPsamStale()) return;
      await letGo(psamSession);
      [psam, psamSession, ready, wasKept] = [undefined, undefined, undefined, false];
    },
    async end() {
      await letGo(card);
      const kept = keeper && ready?.leave();
      if (keeper !== undefined && kept !== undefined) keeper.kept = kept;
      else await letGo(psamSession);
      [card, psamSession, ready] = [undefined, undefined, undefined];
    },
  };

  async function readyPsam(): Promise<WatchedPsam> {
    ready = await keptPsam();
    wasKept = ready !== undefined;
    ready ??= watchedPsam(await openPsam(powerPsam, application), application);
    psamSession = ready.session;
    options.onPsam?.(ready);
    return ready;
  }

  async function keptPsam(): Promise<WatchedPsam | undefined> {
    if (keeper?.kept === undefined) return undefined;
    const transport = reader.slot(psamSlot);
    return takeKeptPsam(keeper, { transport, clock: reader.clock, holder, application });
  }

  async function powerPsam(): Promise<LeavableSession> {
    const session = await powerSlotOfPsam(psamSlot, power);
    psamSession = session;
    return session;
  }
}

/**
 * What became of the card's business is known by now; a card that was pulled cannot be powered down, and that changes
 * nothing.
 */
async function letGo(session: CardSession | undefined): Promise<void> {
  await session?.close().catch(() => undefined);
}

/**
 * May what has failed be done once more, with the PSAM opened anew? Only where the one that was kept has failed, and
 * neither the reader was lost nor the call given up.
 */
export async function isPsamRenewed(visit: Visit, error: unknown): Promise<boolean> {
  if (visit.isPsamStale?.() !== true) return false;
  const cause = error instanceof EquipmentError ? error.cause : error;
  if (isLoss(cause) || (cause instanceof ReaderError && isGivenUp(cause))) return false;
  await visit.renewPsam?.();
  return true;
}

/**
 * A proof by the PSAM, which moves nothing: asked for once more where the PSAM that was kept has failed.
 * @param work answers why not, and undefined when it is proved
 */
export async function withPsam<T>(
  visit: Visit,
  work: (psam: Psam) => Promise<T | undefined>,
): Promise<T | undefined> {
  const attempt = async () => work(await visit.psam());
  let no: T | undefined;
  try {
    no = await attempt();
  } catch (error) {
    if (await isPsamRenewed(visit, error)) return attempt();
    throw error;
  }
  return no !== undefined && (await isPsamRenewed(visit, undefined)) ? attempt() : no;
}

/** A card that is in before counts. What else goes wrong, an end of the call too, ends the wait. */
async function awaited(
  { reader: { clock }, waitCardMs = 0, onAwaited }: VisitOptions,
  power: () => Promise<CardSession>,
): Promise<CardSession> {
  const untilMs = clock.nowMs() + waitCardMs;
  for (let isTold = false; ; isTold = true) {
    try {
      const card = await power();
      if (isTold) onAwaited?.("card-inserted");
      return card;
    } catch (error) {
      const isAbsent = error instanceof ReaderError && error.code === "card-absent";
      if (!isAbsent || clock.nowMs() >= untilMs) throw error;
      if (!isTold) onAwaited?.("card-awaited");
      await new Promise<void>((resolve) => {
        clock.after(Math.min(POLL_MS, untilMs - clock.nowMs()), resolve);
      });
    }
  }
}

async function powerCard(
  slots: readonly number[],
  power: (slot: number) => Promise<CardSession>,
): Promise<CardSession> {
  for (const slot of slots.slice(0, -1)) {
    try {
      return await power(slot);
    } catch (error) {
      if (!(error instanceof ReaderError) || error.code !== "card-absent") throw error;
    }
  }
  return power(slots.at(-1)!);
}

/** A reader without that slot has no PSAM either. */
async function powerSlotOfPsam(
  slot: number,
  power: (slot: number) => Promise<LeavableSession>,
): Promise<LeavableSession> {
  try {
    return await power(slot);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ReaderError({
      message: error.message,
      code: "card-absent",
      layer: "ccid",
      delivery: "not-sent",
      cause: error,
    });
  }
}
