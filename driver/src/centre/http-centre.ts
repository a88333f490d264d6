/**
 * The centre over HTTP: the only file that knows `fetch`. Every operation is a POST of JSON; what comes back is
 * checked.
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
import type { Clock } from "@duka/protocol/transport";
import { checkClock, checkFlag, checkMembers, shown } from "../base/argument.js";
import type { Centre } from "./centre.js";

export type HttpCentreOptions = {
  /** "https://centre.example:8443/api"; operations are paths below it. */
  readonly url: string;
  readonly institutionId: string;
  readonly simulated?: boolean;
  readonly clock: Clock;
  /** Sent as `authorization`; never part of a message. */
  readonly authorization?: string;
};

const URL_MAX = 2000;
const DEADLINE_MS = 10_000;
const DEADLINE_MAX_MS = 3_600_000;
const ANSWER_BYTES_MAX = 4 * 1024 * 1024;

/** Errors of a connection that was never made: the request did not leave. */
const NOT_SENT = [
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
];

/** @throws RangeError when the url is not valid, or not http or https */
export function openHttpCentre(options: HttpCentreOptions): Centre {
  checkMembers("options", options, ["url", "institutionId", "simulated", "clock", "authorization"]);
  const { institutionId, simulated = false, authorization } = options;
  checkClock("clock", options.clock);
  checkFlag("simulated", simulated);
  if (typeof institutionId !== "string" || !/^[0-9A-Z-]{1,20}$/.test(institutionId)) {
    throw new RangeError(
      `institutionId is 1 to 20 digits, capital letters and hyphens, not ${shown(institutionId)}`,
    );
  }
  if (
    authorization !== undefined &&
    (typeof authorization !== "string" || !/^[ -~]{1,4096}$/.test(authorization))
  ) {
    throw new RangeError("authorization is printable ASCII, at most 4096 characters");
  }
  const base = baseOf(options.url);
  const call: CallCentre = (operation, request, deadlineMs = DEADLINE_MS) =>
    ask(options, base, operation, request, deadlineMs);
  return { institutionId, simulated, call };
}

async function ask<N extends OperationName>(
  { clock, authorization }: HttpCentreOptions,
  base: string,
  operation: N,
  request: CentreRequest<N>,
  deadlineMs: number,
): Promise<CentreResponse<N>> {
  if (!(deadlineMs > 0 && deadlineMs <= DEADLINE_MAX_MS)) {
    throw new RangeError(`deadlineMs must be above 0 and at most ${DEADLINE_MAX_MS}, not ${deadlineMs}`);
  }
  const checked = declarationOf(operation).request.safeParse(request);
  if (!checked.success) throw new RangeError(`${operation}: ${faultsOf(checked.error)}`);
  const abort = new AbortController();
  const stop = clock.after(deadlineMs, () => abort.abort());
  try {
    const response = await fetch(base + pathOf(operation), {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(authorization === undefined ? {} : { authorization }),
      },
      body: JSON.stringify(checked.data),
      redirect: "error",
      signal: abort.signal,
    });
    const body = await readJson(response);
    return response.ok ? accepted(operation, body) : refuse(operation, response.status, body);
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
  if (checked.success) throw new CentreError({ ...checked.data, status, delivery: "answered" });
  const message = `${operation}: HTTP status ${status} without a refusal of the centre`;
  throw new CentreError({ message, code: "malformed-answer", status, delivery: "unknown" });
}

function lost(operation: string, error: unknown, isLate: boolean, deadlineMs: number): CentreError {
  if (isLate) {
    const message = `${operation}: the centre has not answered within ${deadlineMs} ms`;
    return new CentreError({ message, code: "timeout", status: 0, delivery: "unknown" });
  }
  const code = codeOf(error);
  const delivery = NOT_SENT.includes(code) ? "not-sent" : "unknown";
  const message = `${operation}: the centre cannot be reached (${code})`;
  return new CentreError({ message, code: "down", status: 0, delivery });
}

/** `fetch` hides the cause of a broken connection one level down. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  for (const one of [cause, error]) {
    if (one instanceof Error && "code" in one && typeof one.code === "string") return one.code;
  }
  return error instanceof Error ? error.name : "unknown";
}

async function readJson(response: Response): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  if (response.body !== null) {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > ANSWER_BYTES_MAX) throw new Error("the answer is too long");
      chunks.push(chunk);
    }
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}

function baseOf(url: string): string {
  const parsed =
    typeof url === "string" && url.length <= URL_MAX && URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !["http:", "https:"].includes(parsed.protocol)) {
    throw new RangeError("the centre's url begins with http:// or https://");
  }
  return url.replace(/\/+$/, "");
}
