/** What a page of a maker's bridge is answered: never anything but the dialect's own shape. */
import { CODE, failed, SSCardFailure, type SSCardResult } from "../../sscard/result.js";
import type { Bridge, Caller } from "../bridge.js";
import { callError } from "../call-error.js";
import { answerOf, type DialectCall, shownResult, unsupported } from "./dialect-call.js";
import type { DialectTable } from "./dialect-table.js";

/** By the origin: such pages open a connection for each call, also between the steps of one function. */
export function dialectCaller({ name }: DialectTable, origin: string): Caller {
  return { key: `${name} ${origin}`, name: `${origin} (${name})`, origin };
}

/** @param read takes the request apart; what it throws is answered too */
export async function answerDialect(
  bridge: Bridge,
  dialect: DialectTable,
  caller: Caller,
  read: () => DialectCall | Promise<DialectCall>,
  signal: AbortSignal,
): Promise<object> {
  let asked = "";
  let result: SSCardResult;
  try {
    const call = await read();
    asked = call.asked;
    if (call.name === undefined) {
      const { origin, name: page } = caller;
      bridge.log.add({ origin, page, what: asked, ending: String(CODE.unsupported) });
      result = unsupported;
    } else {
      const params = { function: call.name, arguments: call.args };
      result = shownResult((await bridge.call(caller, "ldt33", params, signal)) as SSCardResult);
    }
  } catch (error) {
    result = resultOf(error);
  }
  return answerOf(dialect, asked, result);
}

/** The dialect has the codes of LD/T 33 and no others: bad arguments are -14, and what is not there is -11. */
function resultOf(error: unknown): SSCardResult {
  const { kind, code } = callError(error).error;
  const isCallers = kind === "usage" || ["no-json", "too-long", "password-in-call"].includes(code);
  return failed(new SSCardFailure(isCallers ? CODE.parameter : CODE.readerConnection));
}
