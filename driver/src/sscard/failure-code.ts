/** From what the driver throws and refuses to the codes of LD/T 33-2015, annex A. */
import { EquipmentError } from "../base/equipment-error.js";
import { type ErrorCode, ReaderError } from "../base/errors.js";
import type { Refusal } from "../card/refusal.js";
import { isSocialRefusal, type SocialRefusal } from "../card/social-refusal.js";
import { JournalError } from "../journal/journal.js";
import { ClockError } from "../journal/till-clock.js";
import { NoKeypadError } from "../password/keypad-at.js";
import { CODE, SSCardFailure } from "./result.js";

const READER_CODES: { readonly [code in ErrorCode]: number } = {
  "no-reader": CODE.readerConnection,
  "card-absent": CODE.noCard,
  "card-mute": CODE.cardMute,
  "card-removed": CODE.noCard,
  parity: CODE.cardMute,
  "protocol-violation": CODE.cardMute,
  timeout: CODE.cardMute,
  "link-lost": CODE.readerConnection,
  "slot-busy": CODE.readerConnection,
  aborted: CODE.cancelled,
  unsupported: CODE.unsupported,
  "card-in-use": CODE.readerConnection,
};

/** @throws whatever is a mistake of this program */
export function failureOf(error: unknown): SSCardFailure {
  if (error instanceof SSCardFailure) return error;
  if (error instanceof NoKeypadError) return new SSCardFailure(CODE.unsupported, "读卡器无密码键盘", error);
  if (error instanceof ReaderError) {
    const code = error.layer === "link" ? CODE.readerConnection : READER_CODES[error.code];
    return new SSCardFailure(code, "", error);
  }
  if (error instanceof EquipmentError) return new SSCardFailure(codeOfPsam(error), "", error);
  if (error instanceof JournalError)
    return new SSCardFailure(CODE.unsupported, "交易日志不可用，未扣款", error);
  if (error instanceof ClockError)
    return new SSCardFailure(CODE.unsupported, "本机时钟不正确，未扣款", error);
  throw error;
}

function codeOfPsam({ statusWord }: EquipmentError): number {
  if (statusWord === undefined) return CODE.noPsam;
  if (statusWord === 0x6a81) return CODE.psamAlgorithm;
  return statusWord === 0x6700 ? CODE.psamLevel : -statusWord;
}

/** Goes on with what is no refusal. @throws SSCardFailure */
export function must<T>(value: T): Exclude<T, SocialRefusal> {
  if (isSocialRefusal(value)) throw new SSCardFailure(codeOfRefusal(value));
  return value as Exclude<T, SocialRefusal>;
}

export function codeOfRefusal(refusal: Refusal & { readonly kind?: SocialRefusal["kind"] }): number {
  const ofSw = refusal.statusWord === undefined ? CODE.illegalData : -refusal.statusWord;
  switch (refusal.kind) {
    case "wrong-card":
      return CODE.wrongCard;
    case "malformed-identification":
      return CODE.cardId;
    case "not-genuine":
      return CODE.notGenuine;
    case "psam-lacks-algorithm":
      return CODE.psamAlgorithm;
    case "psam-lacks-level":
      return CODE.psamLevel;
    default:
      return ofSw;
  }
}
