/**
 * What the driver tells to listeners, through node:diagnostics_channel: nothing is made, and nothing costs time,
 * as long as there are none. Nothing that is told holds a password, a PIN block or a key.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { channel } from "node:diagnostics_channel";

/** One command and what came of it. */
export type ExchangeMessage = {
  /** Reader and slot. */
  readonly slot: string;
  /** "DEBIT FOR PURCHASE"; undefined for a command that is not declared. */
  readonly command: string | undefined;
  /** "80 54 01 00": CLA INS P1 P2. */
  readonly header: string;
  /** 0..65535; undefined when there was no answer. */
  readonly statusWord: number | undefined;
  readonly ms: number;
  /** Code and delivery of the error, when the conversation broke. */
  readonly error: { readonly code: string; readonly delivery: string } | undefined;
};

/** A card got power, lost it, came or went, or gave no ATR. */
export type CardMessage = {
  readonly slot: string;
  readonly event: "powered" | "failed" | "off" | "inserted" | "removed";
  /** With `powered`; hexadecimal. */
  readonly atr: string | undefined;
};

/** An event of an account, as `onEvent` gets it. */
export type AccountMessage = { readonly type: string; readonly [field: string]: unknown };

const exchangeChannel = channel("duka:exchange");
const cardChannel = channel("duka:card");
const accountChannel = channel("duka:account");

export const CHANNELS = { exchange: exchangeChannel, card: cardChannel, account: accountChannel } as const;

export function isHeard(name: keyof typeof CHANNELS): boolean {
  return CHANNELS[name].hasSubscribers;
}

/** Empty once the call is over: a line that was opened in it, and outlives it, tells nothing under its ref any more. */
const callScope = new AsyncLocalStorage<{ ref: string | undefined }>();

/** While `work` runs, `refOfCall` is this ref. Where no one listens it costs nothing. */
export async function withinCall<T>(ref: string | undefined, work: () => Promise<T>): Promise<T> {
  if (!Object.values(CHANNELS).some((one) => one.hasSubscribers)) return work();
  const scope = { ref };
  try {
    return await callScope.run(scope, work);
  } finally {
    scope.ref = undefined;
  }
}

/** Of the call that is under way here; undefined outside, and in a call without one. */
export function refOfCall(): string | undefined {
  return callScope.getStore()?.ref;
}

export function tellExchange(message: ExchangeMessage): void {
  exchangeChannel.publish(message);
}

export function tellCard(message: CardMessage): void {
  cardChannel.publish(message);
}

export function tellAccount(message: AccountMessage): void {
  if (accountChannel.hasSubscribers) accountChannel.publish(message);
}
