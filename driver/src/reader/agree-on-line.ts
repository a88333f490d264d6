/** What card and reader agree on after the ATR: protocol and speed, or why there is nothing. */
import { parseAtr } from "@duka/protocol/wire/atr";
import type { Deadline } from "../base/deadline.js";
import { ReaderError } from "../base/errors.js";
import { type LineOffer, lineOffers } from "./line-offer.js";
import { negotiate } from "./negotiation.js";
import type { SlotCommands } from "./slot-commands.js";

type LineQuestion = {
  /** For messages: reader and slot. */
  readonly name: string;
  readonly commands: SlotCommands;
  readonly deadline: Deadline;
  readonly clockHz: number;
  readonly cardBaudMax: number;
  readonly makesPps: boolean;
};

/** @throws ReaderError `protocol-violation` for a malformed ATR, `unsupported` where there is no common protocol */
export async function agreeOnLine(question: LineQuestion, atrBytes: Uint8Array): Promise<LineOffer> {
  const { commands, deadline } = question;
  const atr = readAtr(question, () => parseAtr(atrBytes), "protocol-violation");
  const offers = readAtr(
    question,
    () => lineOffers(atr, question.clockHz, question.cardBaudMax),
    "unsupported",
  );
  const steps = {
    exchangePps: (request: Uint8Array) => commands.exchangePps(request, deadline),
    setParameters: (offer: LineOffer) => commands.setParameters(offer, deadline),
    reset: () => commands.powerOn(deadline),
  };
  const agreed = await negotiate(atr, offers, steps, question.makesPps);
  if (agreed !== undefined) return agreed;
  throw disagreed(question, "unsupported", "card and reader agree on no protocol");
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
    remedy: "take the card out, put it in again and repeat",
    cause,
  });
}
