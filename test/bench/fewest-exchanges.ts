/**
 * The fewest exchanges that a purchase from the purse of a social-security card needs over T=0 at short-APDU level,
 * with a PSAM that is powered and known already. The limit of a sale counts only what was sent: against this one an
 * exchange that need not be shows too.
 */
import { cardLineMs, hostLineMs } from "@duka/driver/reader/wire-meter";
import type { CardLine, Link } from "@duka/protocol/transport";

type Exchange = {
  readonly to: "card" | "PSAM";
  readonly command: string;
  /** Data bytes to the card, and from it. */
  readonly sent: number;
  readonly received: number;
  /** Why it cannot be left out. */
  readonly why: string;
};

const exchange = (
  to: Exchange["to"],
  command: string,
  sent: number,
  received: number,
  why: string,
): Exchange => ({ to, command, sent, received, why });

export const FEWEST: readonly Exchange[] = [
  exchange("card", "SELECT by name", 15, 0, "EF05 lies in the environment SSSE (P7 5.3)"),
  exchange("card", "READ RECORD", 0, 64, "EF05: blacklist, initialiser, class, version, dates (P7 5.4, 5.5)"),
  exchange("card", "SELECT by name", 9, 0, "the purse is an application of its own (JR/T 0025)"),
  exchange("card", "READ BINARY", 0, 18, "number and dates of the purse: whose it is (JR/T 0025, file 15)"),
  exchange("card", "VERIFY", 3, 0, "before INITIALIZE; a password is good until power-off (P7 5.8)"),
  exchange("card", "INITIALIZE FOR PURCHASE", 11, 15, "balance, sequence, random (JR/T 0025; P5 7.6)"),
  exchange("PSAM", "INIT SAM FOR PURCHASE", 28, 8, "terminal sequence and MAC1 (P9 9.9)"),
  exchange("card", "DEBIT FOR PURCHASE", 15, 8, "moves the money (JR/T 0025; P5 7.2)"),
  exchange("PSAM", "CREDIT SAM FOR PURCHASE", 4, 0, "MAC2 is genuine: goods may be given (P9 9.10)"),
];

/** Of a PSAM that was powered for this sale, the first of a till. */
export const OF_A_NEW_PSAM: readonly Exchange[] = [
  exchange("PSAM", "READ BINARY", 0, 6, "its terminal number (P9 5, file 0016)"),
  exchange("PSAM", "SELECT by file identifier", 2, 0, "its application (P9 9.1)"),
];

/**
 * What the wires alone need for them. T=0 brings no data with a command that has data (ISO/IEC 7816-3; P5 6.6): the
 * reader fetches the answer, so that it is two TPDUs for the card, and one exchange for the host, its Le with it.
 */
export function wireMsOf(
  exchanges: readonly Exchange[],
  link: Pick<Link, "baud" | "bitsPerByte">,
  line: CardLine,
): number {
  return exchanges.reduce(
    (sum, { sent, received }) =>
      sent > 0 && received > 0
        ? sum +
          hostLineMs(link, 6 + sent, received + 2) +
          cardLineMs(line, sent, 0) +
          cardLineMs(line, 0, received)
        : sum + hostLineMs(link, 5 + sent, received + 2) + cardLineMs(line, sent, received),
    0,
  );
}
