/** What the extension says to the host. A page's own words are in `method`, `params` and `name`, and nowhere else. */

import { parseOrigin } from "@duka/protocol/local-service";
import { z } from "zod";
import type { Password } from "../../base/password.js";
import { readServeLine } from "../../serve/serve-line.js";
import { BridgeRefusal } from "../bridge-refusal.js";
import { parseObject } from "../http-message.js";

const id = z.int().min(1);

/** A page's call: the browser has told the extension its origin. */
const pageCall = z.strictObject({
  id,
  page: z.strictObject({
    key: z.string().min(1).max(40),
    origin: z.string().max(300),
    name: z.unknown().optional(),
  }),
  method: z.unknown(),
  params: z.unknown().optional(),
});
/** The page has gone, or does not want its answer any more. */
const giveUp = z.strictObject({ giveUp: id });
/** Of the extension's own pages: what was asked, and what waits. */
const ask = z.strictObject({ id, own: z.literal("state") });
/** No one will type the password. One that was typed is taken from its bytes. */
const noAnswer = z.strictObject({ answer: z.int(), password: z.null() });

const message = z.union([pageCall, giveUp, ask, noAnswer]);

export type HostMessage =
  | Exclude<z.output<typeof message>, z.output<typeof noAnswer>>
  | { readonly answer: number; readonly password: Password | null };

const ANSWER = new TextEncoder().encode('{"answer":');
const ANSWER_MAX = 100;

/**
 * @param bytes are overwritten where a password is in them
 * @throws BridgeRefusal no-json, bad-password, origin-null
 */
export function readHostMessage(bytes: Uint8Array): HostMessage {
  if (bytes.length <= ANSWER_MAX && ANSWER.every((byte, at) => bytes[at] === byte)) return readAnswer(bytes);
  const { data } = message.safeParse(parseObject(bytes));
  if (data === undefined) throw new BridgeRefusal("no-json");
  if ("page" in data) checkOrigin(data.page.origin);
  return data;
}

function readAnswer(bytes: Uint8Array): HostMessage {
  const read = readServeLine(bytes);
  bytes.fill(0);
  if ("fault" in read) throw new BridgeRefusal(read.fault === "bad-password" ? "bad-password" : "no-json");
  const { text, password } = read;
  const [, answer] = /^\{"answer":(\d{1,9}),"password":(?:null|"\**")\}$/.exec(text) ?? [];
  if (answer !== undefined) return { answer: Number(answer), password: password ?? null };
  password?.wipe();
  throw new BridgeRefusal("no-json");
}

/** The extension has looked at its list; a file, a sandbox or another extension is in no list. */
function checkOrigin(origin: string): void {
  try {
    if (parseOrigin(origin) === origin && /^https?:/.test(origin)) return;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new BridgeRefusal("origin-null");
}
