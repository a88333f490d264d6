/**
 * Asks what is behind a serial port whether it is a Duka: one frame, the Escape for its identity, and a second for
 * the answer. It is sent once, and nothing else, because a scale or a payment terminal may hear it.
 */
import type { Clock, Link } from "@duka/protocol/transport";
import { PC_TO_RDR_ESCAPE } from "@duka/protocol/wire/ccid";
import { type Deadline, deadlineOf, type Limits, nearer, waitWithin } from "../base/deadline.js";
import { ReaderError } from "../base/errors.js";
import { BAUD_DEFAULT } from "../link/address.js";
import { createCcidClient } from "../reader/ccid-client.js";
import { IDENTITY_REQUEST, parseIdentity, type ReaderIdentity } from "../reader/reader-identity.js";

/** Opens a port in a way that leaves it as it was when it is closed. */
export type OpenPort = (path: string, clock: Clock, deadline: Deadline) => Promise<Link>;

/** `mute`: no one there, or no Duka. */
type Probed =
  | { readonly answer: "duka"; readonly identity: ReaderIdentity }
  | { readonly answer: "in-use" | "mute" };

/** For opening and asking one port: many need a moment before they open. */
const PROBE_MS = 3000;
/** A Duka says something within 50 ms; the rest is for the host's own delays. */
const ANSWER_MS = 1000;

/** Asks one port. @throws ReaderError `aborted` */
export async function probePort(
  path: string,
  clock: Clock,
  limits: Limits = {},
  openPort: OpenPort = openSerialPort,
): Promise<Probed> {
  const deadline = deadlineOf(clock, limits, PROBE_MS);
  let link: Link;
  try {
    const attempt = `serial:${path}: open`;
    const opening = openPort(path, clock, deadline);
    link = await waitWithin(clock, deadline, attempt, opening, (late) => void late.close());
  } catch (error) {
    return withoutAnswer(error);
  }
  const client = createCcidClient(link, clock);
  try {
    const answer = await client.command({
      type: PC_TO_RDR_ESCAPE,
      slot: 0,
      data: IDENTITY_REQUEST,
      attempt: `serial:${path}: ask who is there`,
      deadline: nearer(clock, deadline, ANSWER_MS),
    });
    const identity = answer.failed ? undefined : parseIdentity(answer.data);
    return identity === undefined ? { answer: "mute" } : { answer: "duka", identity };
  } catch (error) {
    return withoutAnswer(error);
  } finally {
    await client.close();
  }
}

function withoutAnswer(error: unknown): Probed {
  if (!(error instanceof ReaderError) || error.code === "aborted") throw error;
  return { answer: error.code === "card-in-use" ? "in-use" : "mute" };
}

/** The native part is loaded only when a port is opened. */
async function openSerialPort(path: string, clock: Clock, deadline: Deadline): Promise<Link> {
  const [{ openSerialLink }, { keepSettings }] = await Promise.all([
    import("../link/link-serialport.js"),
    import("../link/kept-settings.js"),
  ]);
  const restore = await keepSettings(path);
  try {
    const link = await openSerialLink({ path, baud: BAUD_DEFAULT }, clock, deadline);
    return {
      ...link,
      async close() {
        await link.close();
        await restore();
      },
    };
  } catch (error) {
    await restore();
    throw error;
  }
}
