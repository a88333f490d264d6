/**
 * One card line of a LINUX firmware. A pseudo-terminal carries neither speed nor parity, so those of the UART are set
 * here as the firmware would have set them: answer to reset and PPS are listened to.
 */
import { t1Parameters } from "@duka/driver/reader/t1-parameters";
import { type Atr, parseAtr, TS_DIRECT } from "@duka/protocol/wire/atr";
import { edcLengthOf, LEN_AT, PROLOGUE_LENGTH } from "@duka/protocol/wire/t1";
import { cyclesPerEtu, TA1_DEFAULT } from "@duka/protocol/wire/timing";
import type { CardSocket } from "@duka/simulator/line/card-socket";
import { PPSS, ppsIsWhole } from "@duka/simulator/line/pps-answer";
import type { Pty } from "./ptys.js";

export const CLOCK_HZ = 4_000_000;
/** TS of the inverse convention as a UART sees it that expects the direct one. */
const TS_INVERSE_ON_LINE = 0x03;
/** PPS0: PPS1 follows. */
const HAS_PPS1 = 0x10;
const PROTOCOL = 0x0f;

/** What has been said on the line since the card was reset. */
type Life = {
  readonly atr: number[];
  /** The card's answer to a PPS, as far as it has come. */
  readonly pps: number[];
  /** Where a PPS is the first that the reader says. */
  awaitsPps: boolean;
  hasAsked: boolean;
  /** Of T=1: bytes of a block beside its INF. 0 with T=0. */
  frameBytes: number;
  held: number[];
};

const newLife = (): Life => ({
  atr: [],
  pps: [],
  awaitsPps: false,
  hasAsked: false,
  frameBytes: 0,
  held: [],
});

/** @returns what to do when the card is reset */
export function joinLine(socket: CardSocket, line: Pty): () => void {
  const { uart } = socket.wires;
  const setUp = (fiDi: number, parity: "even" | "odd" = "even"): void =>
    uart.setup({ baud: CLOCK_HZ / cyclesPerEtu(fiDi), parity, stopBits: 2 });
  let life = newLife();
  let echoLeft = 0;
  setUp(TA1_DEFAULT);
  uart.onReceive((byte) => {
    // The board's table says that it does not hear itself.
    if (echoLeft > 0) {
      echoLeft--;
      return;
    }
    if (life.atr.length === 0 && byte === TS_INVERSE_ON_LINE) setUp(TA1_DEFAULT, "odd");
    if (!life.hasAsked) life.atr.push(byte);
    line.write(Uint8Array.of(byte));
    if (life.awaitsPps) hearPps(byte);
  });
  line.onData((bytes) => {
    if (!life.hasAsked) life.awaitsPps = bytes[0] === PPSS;
    if (!life.hasAsked && !life.awaitsPps && life.atr[0] === TS_DIRECT) speak(atr().protocols[0] ?? 0);
    life.hasAsked = true;
    life.held.push(...bytes);
    // A character of a block may take less time than a process that waits for its turn.
    const { held, frameBytes } = life;
    if (frameBytes > 0 && held.length < frameBytes + (held[LEN_AT] ?? 0)) return;
    life.held = [];
    echoLeft += held.length;
    uart.transmit(Uint8Array.from(held));
  });
  return () => {
    life = newLife();
    echoLeft = 0;
    setUp(TA1_DEFAULT);
  };

  function atr(): Atr {
    return parseAtr(Uint8Array.from(life.atr));
  }

  function hearPps(byte: number): void {
    life.pps.push(byte);
    if (!ppsIsWhole(life.pps)) return;
    life.awaitsPps = false;
    const [, pps0 = 0, pps1 = 0] = life.pps;
    if ((pps0 & HAS_PPS1) !== 0) setUp(pps1);
    speak(pps0 & PROTOCOL);
  }

  function speak(protocol: number): void {
    if (protocol !== 1) return;
    life.frameBytes = PROLOGUE_LENGTH + edcLengthOf(t1Parameters(atr()).edc);
  }
}
