/**
 * The centre over HTTP: every operation is a POST of JSON; what comes back is checked.
 */

import {
  type CallCentre,
  CentreError,
  type CentreRequest,
  type CentreResponse,
  declarationOf,
  faultsOf,
  type OperationName,
  pathOf,
  refusal,
} from "@duka/protocol/centre";
import { rangeError } from "@duka/protocol/data/bilingual";
import { parseJson } from "@duka/protocol/data/parse-json";
import { onOneLine } from "@duka/protocol/data/plain-text";
import { issuesInChinese } from "@duka/protocol/data/read-data";
import { ascii, flag, matching, members, text } from "@duka/protocol/data/values";
import { DEADLINE_MAX_MS } from "../base/deadline.js";
import { clock, type OptionsOf, readOptions } from "../base/option-values.js";
import type { Centre } from "./centre.js";
import { type CentreLine, centreTls, LineError, openCentreLine } from "./centre-line.js";

const httpCentreOptions = members({
  /** "https://centre.example:8443/api"; operations are paths below it. */
  url: text,
  institutionId: matching("[0-9A-Z-]{1,20}", [
    "1 to 20 digits, capital letters and hyphens",
    " 1 至 20 位数字、大写字母和连字符",
  ]),
  simulated: flag.default(false),
  clock,
  /** Sent as `authorization`; never part of a message. */
  authorization: ascii(1, 4096).optional(),
  /** With https://: whom to trust, and the till's own certificate. */
  tls: centreTls.optional(),
  /** Plain http:// to another machine too, where what is said can be read and changed on the way. */
  insecure: flag.default(false),
});

export type HttpCentreOptions = OptionsOf<typeof httpCentreOptions>;

const UNTOLD = ["authorization", "tls"];
const DEADLINE_MS = 10_000;
/** Of a refusal, whose words go to screens and into the journal. */
const MESSAGE_MAX = 500;

/**
 * @throws RangeError when the url is not valid, not http or https, or plain and of another machine; TypeError for an
 *   option of the wrong kind
 */
export function openHttpCentre(options: HttpCentreOptions): Centre {
  const checked = readOptions(httpCentreOptions, options, "options", UNTOLD);
  const { url, institutionId, simulated, tls, insecure } = checked;
  const line = openCentreLine(url, tls, insecure);
  const call: CallCentre = (operation, request, deadlineMs = DEADLINE_MS) =>
    ask(checked, line, operation, request, deadlineMs);
  return { institutionId, simulated, call };
}

async function ask<N extends OperationName>(
  { clock, authorization }: Pick<HttpCentreOptions, "clock" | "authorization">,
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
