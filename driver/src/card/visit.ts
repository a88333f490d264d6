/** One visit of a card: user card and PSAM powered when first asked for, both let go at the end, however it ends. */
import type { Clock, Transport } from "@duka/protocol/transport";
import { ReaderError } from "../base/errors.js";
import { type CardSession, openCardSession } from "./card-session.js";
import type { IssuingData } from "./issuing-data.js";
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
  /** What was read in this visit and cannot change in it: code that reads it writes it here. */
  readonly known: { issuing?: IssuingData };
};

type OpenVisit = Visit & {
  /** Lets card and PSAM go. */
  end(): Promise<void>;
};

export function openVisit(options: VisitOptions): OpenVisit {
  const { reader, cardSlots, psamSlot, psamApplication, holder } = options;
  const sessions: CardSession[] = [];
  const power = async (slot: number): Promise<CardSession> => {
    const session = await openCardSession(reader.slot(slot), reader.clock, { holder });
    sessions.push(session);
    return session;
  };
  let card: CardSession | undefined;
  let psam: Promise<Psam> | undefined;
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
      psam ??= openPsam(() => powerPsam(psamSlot, power), psamApplication).then((ready) => {
        options.onPsam?.(ready);
        return ready;
      });
      return psam;
    },
    async end() {
      // What became of the card's business is known by now; a card that was pulled cannot be powered down, and that
      // changes nothing.
      for (const session of sessions.splice(0)) await session.close().catch(() => undefined);
    },
  };
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
async function powerPsam(slot: number, power: (slot: number) => Promise<CardSession>): Promise<CardSession> {
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
