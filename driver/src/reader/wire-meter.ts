/**
 * Measured wire time against the physical limit of the same bytes: the host line at its real bits per byte plus the
 * card line of T=0 (ISO/IEC 7816-3, 10.2 and 10.3) or T=1 (11.4.3). Answer to reset, polling and power are left out,
 * and so is the card's own computing.
 */
import { live } from "@duka/protocol/data/live";
import type { CardLine, Link } from "@duka/protocol/transport";
import { parseCommandApdu } from "@duka/protocol/wire/apdu";
import { MESSAGE_HEADER_LENGTH } from "@duka/protocol/wire/ccid";
import { FRAME_OVERHEAD } from "@duka/protocol/wire/serial-frame";
import { cyclesPerEtu, GUARD_TIME_SHORTEST } from "@duka/protocol/wire/timing";

export type WireReading = {
  /** Measured, from the first byte sent to the last byte received, summed over all TPDUs. */
  readonly ms: number;
  /** What the wires alone need for the same bytes. */
  readonly limitMs: number;
  /** `ms / limitMs`; 0 before the first TPDU. */
  readonly ratio: number;
};

/** Counts on while the reader is open. */
export type WireMeter = WireReading & {
  /** A copy of the present figures, to be given to `since` later. */
  reading(): WireReading;
  /** What was added since an earlier reading: the figures of one sale. */
  since(earlier: WireReading): WireReading;
  /** Adds one TPDU. */
  add(ms: number, limitMs: number): void;
};

export function createWireMeter(): WireMeter {
  let ms = 0;
  let limitMs = 0;
  return live<WireMeter, "ms" | "limitMs" | "ratio">(
    {
      reading: () => ({ ms, limitMs, ratio: ratioOf(ms, limitMs) }),
      since(earlier) {
        const addedMs = ms - earlier.ms;
        const addedLimitMs = limitMs - earlier.limitMs;
        return { ms: addedMs, limitMs: addedLimitMs, ratio: ratioOf(addedMs, addedLimitMs) };
      },
      add(tpduMs, tpduLimitMs) {
        ms += tpduMs;
        limitMs += tpduLimitMs;
      },
    },
    { ms: () => ms, limitMs: () => limitMs, ratio: () => ratioOf(ms, limitMs) },
  );
}

/** Both frames of one round trip of CCID over a serial line: 13 bytes around each message's data. */
export function hostLineMs(
  link: Pick<Link, "baud" | "bitsPerByte">,
  commandLength: number,
  responseLength: number,
): number {
  const bytes = 2 * (MESSAGE_HEADER_LENGTH + FRAME_OVERHEAD) + commandLength + responseLength;
  return (bytes * link.bitsPerByte * 1000) / link.baud;
}

/**
 * One TPDU over T=0: characters of the host 12 + N etu apart, of the card 12, each change of direction 4 more.
 * @param sentLength data bytes to the card
 * @param receivedLength data bytes from the card, without SW1 SW2
 */
export function cardLineMs(line: CardLine, sentLength: number, receivedLength: number): number {
  const extraGuardTimeEtu = line.extraGuardTimeEtu === 255 ? 0 : line.extraGuardTimeEtu;
  const procedureBytes = sentLength + receivedLength > 0 ? 1 : 0;
  const turns = sentLength > 0 ? 3 : 1;
  const etu =
    (5 + sentLength) * (12 + extraGuardTimeEtu) + 12 * (procedureBytes + receivedLength + 2) + 4 * turns;
  return (etu * cyclesPerEtu(line.fiDi) * 1000) / line.clockHz;
}

/** Etu between a character of one side and the next of the other, with T=1 (11.4.3). */
const BLOCK_GUARD_ETU = 22;

/**
 * One block over T=1 and the one that answers it: characters 11 etu apart when N = 255, else of the host 12 + N and of
 * the card 12; each change of direction has the block guard time instead.
 * @param isFirst of its command: otherwise the change of direction before it counts too
 */
export function blockLineMs(
  line: CardLine,
  sentLength: number,
  receivedLength: number,
  isFirst: boolean,
): number {
  const n = line.extraGuardTimeEtu;
  const isShortest = n === GUARD_TIME_SHORTEST;
  const hostEtu = isShortest ? 11 : 12 + n;
  const cardEtu = isShortest ? 11 : 12;
  const turnsEtu = BLOCK_GUARD_ETU - hostEtu + (isFirst ? 0 : BLOCK_GUARD_ETU - cardEtu);
  const etu = sentLength * hostEtu + receivedLength * cardEtu + turnsEtu;
  return (etu * cyclesPerEtu(line.fiDi) * 1000) / line.clockHz;
}

/**
 * The limit of one command of T=0 and its answer through a reader that stores and forwards. Data of another length than
 * the command's P3 asks for came by a second TPDU, which the reader made by itself: GET RESPONSE, or the same with the
 * Le that 6Cxx named.
 */
export function tpduLimitMs(
  link: Pick<Link, "baud" | "bitsPerByte">,
  line: CardLine,
  command: Uint8Array,
  response: Uint8Array,
): number {
  const { lc, le } = parseCommandApdu(command);
  const received = response.length - 2;
  const isSecond = received > 0 && (lc > 0 || received !== le);
  const cardMs = isSecond
    ? cardLineMs(line, lc, 0) + cardLineMs(line, 0, received)
    : cardLineMs(line, lc, received);
  return hostLineMs(link, command.length, response.length) + cardMs;
}

/** The limit of one block of T=1 and its answer, likewise. */
export function blockLimitMs(
  link: Pick<Link, "baud" | "bitsPerByte">,
  line: CardLine,
  sent: Uint8Array,
  received: Uint8Array,
  isFirst: boolean,
): number {
  return (
    hostLineMs(link, sent.length, received.length) + blockLineMs(line, sent.length, received.length, isFirst)
  );
}

function ratioOf(ms: number, limitMs: number): number {
  return limitMs === 0 ? 0 : ms / limitMs;
}
