/**
 * The fewest exchanges that a purchase from the purse of a social-security card needs over T=0 at TPDU level, with a
 * PSAM that is powered and known already. The limit of a sale counts only what was sent: against this one an exchange
 * that need not be shows too.
 */
import { cardLineMs, hostLineMs } from "@duka/driver/reader/wire-meter";
import type { CardLine, Link } from "@duka/protocol/transport";

type Exchange = {
  readonly to: "card" | "PSAM";
  readonly command: string;
  /** Data bytes to the card, and from it. */
  readonly sent: number;
  readonly received: number;
};

const exchange = (to: Exchange["to"], command: string, sent: number, received: number): Exchange => ({
  to,
  command,
  sent,
  received,
});

export const FEWEST: readonly Exchange[] = [
  exchange("card", "SELECT by name", 15, 0), // the environment SSSE
  exchange("card", "READ RECORD", 0, 64), // EF05: blacklist, initialiser, class, version, dates (P7 5.4)
  exchange("card", "SELECT by name", 9, 0), // the purse
  exchange("card", "READ BINARY", 0, 18), // number and dates of its application
  exchange("card", "VERIFY", 3, 0),
  exchange("card", "INITIALIZE FOR PURCHASE", 11, 0),
  exchange("card", "GET RESPONSE", 0, 15),
  exchange("PSAM", "INIT SAM FOR PURCHASE", 28, 0),
  exchange("PSAM", "GET RESPONSE", 0, 8),
  exchange("card", "DEBIT FOR PURCHASE", 15, 0),
  exchange("card", "GET RESPONSE", 0, 8),
  exchange("PSAM", "CREDIT SAM FOR PURCHASE", 4, 0),
];

/** Of a PSAM that was powered for this sale: its terminal number, and its application. */
export const OF_A_NEW_PSAM: readonly Exchange[] = [
  exchange("PSAM", "READ BINARY", 0, 6),
  exchange("PSAM", "SELECT by file identifier", 2, 0),
];

/** What the wires alone need for them. */
export function wireMsOf(
  exchanges: readonly Exchange[],
  link: Pick<Link, "baud" | "bitsPerByte">,
  line: CardLine,
): number {
  return exchanges.reduce(
    (sum, { sent, received }) =>
      sum + hostLineMs(link, 5 + sent, received + 2) + cardLineMs(line, sent, received),
    0,
  );
}
