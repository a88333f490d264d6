/**
 * From the answer to reset to a line that both sides speak: PPS as a raw exchange, then the reader's parameters. What
 * is refused leads to a reset and the speed of the answer to reset, once.
 */
import type { Atr } from "@duka/protocol/wire/atr";
import { agreedFiDi, atSpeed, type LineOffer } from "./line-offer.js";

type NegotiationSteps = {
  /** @returns the card's response; undefined when the reader reports a failure of the card */
  exchangePps(request: Uint8Array): Promise<Uint8Array | undefined>;
  /** @returns false when the reader cannot do what the offer says */
  setParameters(offer: LineOffer): Promise<boolean>;
  /** IccPowerOn once more: the card forgets what it was asked. */
  reset(): Promise<unknown>;
};

/**
 * @param offers better ones first
 * @param makesPps the reader makes PPS by itself when it is told the parameters
 * @returns the offer in force, or undefined when none could be agreed on
 */
export async function negotiate(
  atr: Atr,
  offers: readonly LineOffer[],
  steps: NegotiationSteps,
  makesPps: boolean,
): Promise<LineOffer | undefined> {
  let isFresh = true;
  for (const offer of offers) {
    if (!isFresh) await steps.reset();
    isFresh = false;
    const agreed = offer.pps === undefined || makesPps ? offer : await agree(atr, offer, offer.pps, steps);
    if (agreed !== undefined && (await steps.setParameters(agreed))) return agreed;
  }
  return undefined;
}

async function agree(
  atr: Atr,
  offer: LineOffer,
  request: Uint8Array,
  steps: NegotiationSteps,
): Promise<LineOffer | undefined> {
  const response = await steps.exchangePps(request);
  const fiDi = response === undefined ? undefined : agreedFiDi(request, response);
  return fiDi === undefined ? undefined : atSpeed(offer, atr, fiDi);
}
