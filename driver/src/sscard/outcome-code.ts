/**
 * From what became of a sale to the codes of LD/T 33-2015, which knows no undecided sale: its text then says what to
 * do.
 */
import type { Outcome } from "../account/outcome.js";
import { codeOfRefusal } from "./failure-code.js";
import { failureOfEntry } from "./password-code.js";
import { CODE, SSCardFailure } from "./result.js";

const SW_OK = 0x9000;
const SW_BLOCKED = 0x6983;
const SW_WRONG_MAC = 0x9302;

/** Undefined when the card has paid. */
export function codeOfOutcome(outcome: Outcome): SSCardFailure | undefined {
  switch (outcome.outcome) {
    case "committed":
      return undefined;
    case "refused":
      return codeOfRefused(outcome);
    case "undecided":
      return new SSCardFailure(CODE.cardMute, "交易结果未知：请勿收取现金，插回同一张卡，用相同参数再次调用");
    case "manual":
      return new SSCardFailure(
        outcome.mac2 === "refused" ? -SW_WRONG_MAC : CODE.cardMute,
        "卡可能已扣款，需人工核实",
      );
    default:
      return new SSCardFailure(CODE.readerConnection, "该交易正在处理或已转现金");
  }
}

/** Nothing was debited. */
function codeOfRefused({ refusal, triesLeft }: Outcome): SSCardFailure {
  const sw = refusal?.statusWord;
  if (refusal === null) return new SSCardFailure(CODE.illegalData);
  const notSent = failureOfEntry(refusal.reason);
  if (notSent !== undefined) return notSent;
  if (sw === SW_OK) return new SSCardFailure(CODE.initialMayNotPay);
  if (sw === SW_BLOCKED || triesLeft === 0) return new SSCardFailure(CODE.passwordLocked);
  if (sw !== undefined && (sw & 0xfff0) === 0x63c0) {
    return new SSCardFailure(CODE.passwordWrong, triesLeft === null ? "" : `剩余 ${triesLeft} 次`);
  }
  return new SSCardFailure(codeOfRefusal(refusal));
}
