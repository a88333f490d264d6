/** A card of our own: a connection that no one shares, from a reset on, with what PC/SC says about card and reader. */
import type { CardLine } from "@duka/protocol/transport";
import { ReaderError } from "../base/errors.js";
import { REMEDIES } from "../base/remedies.js";
import { historicalBytesOf } from "../reader/historical-bytes.js";
import { type Features, parseFeatures, REQUEST_FEATURES } from "./part10.js";
import { rowOf } from "./pcsc-failure.js";
import {
  LEAVE_CARD,
  type PcscCard,
  type PcscContext,
  type PcscService,
  UNPOWER_CARD,
} from "./pcsc-service.js";

/** A context holds its lock while a call runs, so each slot has one of its own. */
export type PcscConnection = {
  readonly context: PcscContext;
  readonly card: PcscCard;
  /** Empty when the card did not answer. */
  readonly atr: Uint8Array;
  readonly line: CardLine;
  readonly features: Features;
};

/**
 * Connects alone, and resets: the program that used the card before may have left it with a password entered.
 * @throws Error of the package; ReaderError `unsupported` for an unknown protocol
 */
export async function connectCard(service: PcscService, name: string): Promise<PcscConnection> {
  const context = await service.establish();
  let card: PcscCard;
  try {
    card = await context.connect(name, "exclusive");
  } catch (error) {
    context.close();
    throw error;
  }
  try {
    const atr = await resetToAtr(card, name);
    const line = lineOf(card, name);
    return { context, card, atr, line, features: await askFeatures(service, card) };
  } catch (error) {
    release({ context, card }, isDamagedAtr(error) ? UNPOWER_CARD : LEAVE_CARD);
    throw error;
  }
}

/**
 * An ATR that is not whole, or whose TCK says that it is damaged, gets one warm reset (P2 6.1.3.2, 8.5). One whose TCK
 * the reader left out is not damaged.
 */
async function resetToAtr(card: PcscCard, name: string): Promise<Uint8Array> {
  for (let isSecond = false; ; isSecond = true) {
    await card.reset();
    const atr = card.atr();
    if (atr.length === 0 || historicalBytesOf(atr) !== undefined) return atr;
    if (!isSecond) continue;
    throw new ReaderError({
      message: `${name}: power on: the card's answer to reset is damaged, twice`,
      code: "protocol-violation",
      layer: "ccid",
      delivery: "not-sent",
      remedy: REMEDIES.clean,
    });
  }
}

function isDamagedAtr(error: unknown): boolean {
  return error instanceof ReaderError && error.code === "protocol-violation";
}

/** A card that is gone, or a service that is, needs no power-down. */
export function release(
  { context, card }: Pick<PcscConnection, "context" | "card">,
  disposition: number,
): void {
  try {
    card.disconnect(disposition);
  } catch (error) {
    if (rowOf(error) === undefined) throw error;
  } finally {
    context.close();
  }
}

/** PC/SC tells the protocol that came out, and neither the card's clock nor its speed. */
function lineOf(card: PcscCard, name: string): CardLine {
  const protocol = card.protocol();
  if (protocol === undefined) {
    throw new ReaderError({
      message: `${name}: power on: PC/SC connected with neither T=0 nor T=1`,
      code: "unsupported",
      layer: "ccid",
      delivery: "not-sent",
    });
  }
  return { protocol, fiDi: 0, clockHz: 0, extraGuardTimeEtu: 0 };
}

/** A driver without part 10 refuses the question: then there are none. */
async function askFeatures(service: PcscService, card: PcscCard): Promise<Features> {
  try {
    const code = service.controlCode(REQUEST_FEATURES);
    return parseFeatures(await card.control(code, new Uint8Array(0)));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return new Map();
  }
}
