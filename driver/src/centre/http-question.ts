/** One question to the centre over HTTP, and its answer. */
import {
  type CentreRequest,
  type CentreResponse,
  declarationOf,
  faultsOf,
  type OperationName,
  pathOf,
} from "@duka/protocol/centre";
import { CentreError, refusal } from "@duka/protocol/centre/centre-error";
import { rangeError } from "@duka/protocol/data/bilingual";
import { parseJson } from "@duka/protocol/data/parse-json";
import { onOneLine } from "@duka/protocol/data/plain-text";
import { issuesInChinese } from "@duka/protocol/data/read-data";
import type { Clock } from "@duka/protocol/transport";
import { DEADLINE_MAX_MS } from "../base/deadline.js";
import { type CentreLine, LineError } from "./centre-line.js";

/** Of a refusal, whose words go to screens and into the journal. */
const MESSAGE_MAX = 500;

type Asking = {
  readonly clock: Clock;
  /** Sent as such; never part of a message. */
  readonly authorization?: string | undefined;
};

/** @throws CentreError; RangeError for a request that its declaration does not allow */
export async function ask<N extends OperationName>(
  { clock, authorization }: Asking,
  line: CentreLine,
  operation: N,
  request: CentreRequest<N>,
  deadlineMs: number,
): Promise<CentreResponse<N>> {
  if (!(deadlineMs > 0 && deadlineMs <= DEADLINE_MAX_MS)) {
    throw rangeError(
      `deadlineMs must be above 0 and at most ${DEADLINE_MAX_MS}, not ${deadlineMs}`,
      `deadlineMs 必须大于 0 且不超过 ${DEADLINE_MAX_MS}，不能是 ${deadlineMs}`,
    );
  }
  const { request: declared } = declarationOf(operation);
  const checked = declared.safeParse(request);
  if (!checked.success) {
    const zh = issuesInChinese(declared, request, "请求").join("；").slice(0, MESSAGE_MAX);
    throw rangeError(`${operation}: ${faultsOf(checked.error)}`, `${operation}：${zh}`);
  }
  const abort = new AbortController();
  const stop = clock.after(deadlineMs, () => abort.abort());
  try {
    const headers = {
      "content-type": "application/json",
      ...(authorization === undefined ? {} : { authorization }),
    };
    const { status, body } = await line.post(
      pathOf(operation),
      headers,
      JSON.stringify(checked.data),
      abort.signal,
    );
    const content = jsonOf(body);
    return status >= 200 && status < 300 ? accepted(operation, content) : refuse(operation, status, content);
  } catch (error) {
    throw error instanceof CentreError ? error : lost(operation, error, abort.signal.aborted, deadlineMs);
  } finally {
    stop();
  }
}

function accepted<N extends OperationName>(operation: N, body: unknown): CentreResponse<N> {
  const checked = declarationOf(operation).response.safeParse(body);
  if (checked.success) return checked.data as CentreResponse<N>;
  throw new CentreError({
    message: `${operation}: the centre's answer is malformed: ${faultsOf(checked.error)}`,
    code: "malformed-answer",
    status: 0,
    delivery: "unknown",
  });
}

/** A refusal in the centre's own words; anything else that is no success may have come from something between. */
function refuse(operation: string, status: number, body: unknown): never {
  const checked = refusal.safeParse(body);
  if (checked.success) {
    const { code, message } = checked.data;
    throw new CentreError({
      code,
      message: onOneLine(message.slice(0, MESSAGE_MAX)),
      status,
      delivery: "answered",
    });
  }
  const message = `${operation}: HTTP status ${status} without a refusal of the centre`;
  throw new CentreError({ message, code: "malformed-answer", status, delivery: "unknown" });
}

function lost(operation: string, error: unknown, isLate: boolean, deadlineMs: number): CentreError {
  if (isLate) {
    const message = `${operation}: the centre has not answered within ${deadlineMs} ms`;
    return new CentreError({ message, code: "timeout", status: 0, delivery: "unknown" });
  }
  const isKnown = error instanceof LineError;
  const delivery = isKnown && !error.mayHaveLeft ? "not-sent" : "unknown";
  const code = isKnown ? error.code : "unknown";
  const message = `${operation}: the centre cannot be reached (${code})`;
  return new CentreError({ message, code: "down", status: 0, delivery });
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return parseJson(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
