/**
 * What card and reader agree on after the ATR: PPS as a raw exchange, then the reader's parameters. What is refused
 * leads to a reset and the speed of the answer to reset, once.
 */
import { type Atr, parseAtr } from "@duka/protocol/wire/atr";
import type { Deadline } from "../base/deadline.js";
import { ReaderError } from "../base/errors.js";
import { REMEDIES } from "../base/remedies.js";
import { agreedFiDi, atSpeed, type LineOffer, lineOffers } from "./line-offer.js";
import type { SlotCommands } from "./slot-commands.js";

type LineQuestion = {
  /** For messages: reader and slot. */
  readonly name: string;
  readonly commands: SlotCommands;
  readonly deadline: Deadline;
  readonly clockHz: number;
  readonly cardBaudMax: number;
  /** The reader makes PPS by itself when it is told the parameters. */
  readonly makesPps: boolean;
};

/** @throws ReaderError `protocol-violation` for a malformed ATR, `unsupported` where there is no common protocol */
export async function agreeOnLine(question: LineQuestion, atrBytes: Uint8Array): Promise<LineOffer> {
  const atr = readAtr(question, () => parseAtr(atrBytes), "protocol-violation");
  const offers = readAtr(
    question,
    () => lineOffers(atr, question.clockHz, question.cardBaudMax),
    "unsupported",
  );
  const agreed = await negotiate(question, atr, offers);
  if (agreed !== undefined) return agreed;
  throw disagreed(question, "unsupported", "card and reader agree on no protocol");
}

/** The first of the offers, the better ones first, that card and reader can do; undefined when there is none. */
async function negotiate(
  question: LineQuestion,
  atr: Atr,
  offers: readonly LineOffer[],
): Promise<LineOffer | undefined> {
  const { commands, deadline, makesPps } = question;
  let isFresh = true;
  for (const offer of offers) {
    // The card forgets what it was asked.
    if (!isFresh) await commands.powerOn(deadline);
    isFresh = false;
    const agreed = offer.pps === undefined || makesPps ? offer : await agree(question, atr, offer, offer.pps);
    if (agreed !== undefined && (await commands.setParameters(agreed, deadline))) return agreed;
  }
  return undefined;
}

async function agree(
  { commands, deadline }: LineQuestion,
  atr: Atr,
  offer: LineOffer,
  request: Uint8Array,
): Promise<LineOffer | undefined> {
  const response = await commands.exchangePps(request, deadline);
  const fiDi = response === undefined ? undefined : agreedFiDi(request, response);
  return fiDi === undefined ? undefined : atSpeed(offer, atr, fiDi);
}

function readAtr<T>(question: LineQuestion, read: () => T, code: "protocol-violation" | "unsupported"): T {
  try {
    return read();
  } catch (cause) {
    const isMalformed = code === "protocol-violation";
    const why = isMalformed ? "the card's answer to reset is malformed" : "this card cannot be spoken to";
    throw disagreed(question, code, why, cause);
  }
}

function disagreed(
  { name }: LineQuestion,
  code: "protocol-violation" | "unsupported",
  why: string,
  cause?: unknown,
): ReaderError {
  const detail = cause instanceof Error ? `: ${cause.message}` : "";
  return new ReaderError({
    message: `${name}: power on: ${why}${detail}`,
    code,
    layer: "ccid",
    delivery: "not-sent",
    remedy: REMEDIES.reinsert,
    cause,
  });
}
