/** Errors as callers of the bridge get them: the form of `duka serve --stdio`, and a status of HTTP. */

import { CentreError } from "@duka/protocol/centre/centre-error";
import { textsOf } from "@duka/protocol/data/bilingual";
import { ReaderError } from "../base/errors.js";
import type { Bilingual } from "../base/explanation.js";
import { explainError } from "../explain/explain-error.js";
import { BridgeRefusal } from "./bridge-refusal.js";

export type CallError = {
  readonly status: number;
  readonly error: {
    readonly kind: string;
    readonly code: string;
    readonly message: string;
    /** The message for a person, in both languages. */
    readonly text: Bilingual;
    readonly remedy: Bilingual;
    readonly delivery?: string;
  };
};

const STATUS: { readonly [kind: string]: number } = { usage: 400, internal: 500 };
/** Reader, equipment, journal, centre: something behind the bridge is not there. */
const STATUS_BEHIND = 503;

export function callError(thrown: unknown): CallError {
  if (thrown instanceof BridgeRefusal) {
    const { status, code, message, remedy } = thrown;
    const text = textsOf(thrown) ?? { en: message, zh: remedy.zh };
    return { status, error: { kind: "bridge", code, message, text, remedy } };
  }
  const { kind, code, message, text, remedy } = explainError(thrown);
  const isBroken = thrown instanceof ReaderError || thrown instanceof CentreError;
  const delivery = isBroken ? { delivery: thrown.delivery } : {};
  return { status: STATUS[kind] ?? STATUS_BEHIND, error: { kind, code, message, text, remedy, ...delivery } };
}
