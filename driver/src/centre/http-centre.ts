/**
 * The centre over HTTP: every operation is a POST of JSON; what comes back is checked.
 */

import type { CallCentre } from "@duka/protocol/centre";
import { ascii, flag, matching, members, text } from "@duka/protocol/data/values";
import { clock, type OptionsOf, readOptions } from "../base/option-values.js";
import type { Centre } from "./centre.js";
import { centreTls, openCentreLine } from "./centre-line.js";

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

/**
 * @throws RangeError when the url is not valid, not http or https, or plain and of another machine; TypeError for an
 *   option of the wrong kind
 */
export function openHttpCentre(options: HttpCentreOptions): Centre {
  const checked = readOptions(httpCentreOptions, options, "options", UNTOLD);
  const { url, institutionId, simulated, tls, insecure } = checked;
  const line = openCentreLine(url, tls, insecure);
  const call: CallCentre = async (operation, request, deadlineMs = DEADLINE_MS) => {
    // Loaded when it is asked: it makes the declarations of all operations, which a sale without a centre needs not.
    const { ask } = await import("./http-question.js");
    return ask(checked, line, operation, request, deadlineMs);
  };
  return { institutionId, simulated, call };
}
