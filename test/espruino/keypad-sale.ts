/**
 * A sale with the password typed on the keypad, on the real interpreter: who watches the line knows when to type, and
 * not what.
 */
import { randomInt } from "node:crypto";
import { openAccount, openJournal, openReader, realClock } from "@duka/driver";
import type { Link } from "@duka/protocol/transport";
import { PC_TO_RDR_SECURE } from "@duka/protocol/wire/ccid";
import { type CardInterface, withInterface } from "@duka/simulator/line/card-interface";
import { cardWithPassword } from "../support/card/changed-card.js";
import { leaksOf } from "../support/programs/secret.js";
import { LONG_PASSWORDS } from "../support/shop/pin-pad-shop.js";
import type { RealReader } from "./real-reader.js";
import { OPEN_MS } from "./sale.js";

/** Of a frame, after its SYNC and ACK. */
const TYPE_AT = 2;

/** @throws Error when the sale is not committed, or the password leaves the reader */
export async function sellByKeypad(real: RealReader, of: CardInterface): Promise<string> {
  const password = Array.from({ length: 12 }, () => randomInt(10)).join("");
  const { card, psam } = cardWithPassword(password);
  real.sockets[0]!.insert(withInterface(card, of));
  real.sockets[1]!.insert(psam);
  const left: number[] = [];
  let isWanted = false;
  const watched = (link: Link): Link => ({
    ...link,
    write(bytes) {
      isWanted = bytes[TYPE_AT] === PC_TO_RDR_SECURE;
      link.write(bytes);
    },
    listen: (listener) =>
      link.listen({
        ...listener,
        data(bytes) {
          left.push(...bytes);
          // Its first time request: the keypad is open.
          if (isWanted) real.press(`${password}#`);
          isWanted = false;
          listener.data(bytes);
        },
      }),
  });
  const reader = await openReader(`serial:${real.hostPath}`, { deadlineMs: OPEN_MS, onLink: watched });
  const journal = await openJournal(":memory:", realClock);
  try {
    const account = openAccount({ reader, journal, profile: LONG_PASSWORDS, pinPad: true });
    const { outcome, reason, mac2 } = await account.debit({ ref: "K-1", amountFen: 1250 });
    if (outcome !== "committed" || mac2 !== "verified") throw new Error(`sale: ${outcome}, ${reason}`);
    const leaks = leaksOf(password, Uint8Array.from(left));
    if (leaks.length > 0) throw new Error(`the password left the reader: ${leaks.join("; ")}`);
    return `${left.length} bytes left the reader, the password is not among them`;
  } finally {
    await reader.close();
    await journal.close();
    for (const socket of real.sockets) socket.remove();
  }
}
