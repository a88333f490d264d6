/**
 * Characters to blocks: a block is over when LEN says so, or when its next character is too late (ISO/IEC 7816-3, 11.3,
 * 11.4.3).
 */
import type { Cancel } from "@duka/protocol/transport";
import { characterWaitingTimeEtu } from "@duka/protocol/wire/timing";
import type { ProtocolSetup } from "./card-port.js";

const LEN_AT = 2;
const PROLOGUE = 3;
const BLOCK_MAX = 260;

type T1Receiver = {
  receive(byte: number, parityError: boolean): void;
  /** From now on characters are taken for the beginning of a block. */
  listen(): void;
  /** From now on nothing is taken. */
  hold(): void;
};

/** @param onBlock told each block once, and not another before `listen` */
export function createT1Receiver(
  port: Pick<ProtocolSetup, "clock" | "etuMs">,
  cwi: number,
  edcLength: number,
  onBlock: (bytes: Uint8Array, spoilt: boolean) => void,
): T1Receiver {
  let filled: number[] = [];
  let spoilt = false;
  let isListening = true;
  let stopTimer: Cancel = () => {};

  function hold(): void {
    stopTimer();
    isListening = false;
    filled = [];
    spoilt = false;
  }

  function end(isSpoilt: boolean): void {
    const bytes = Uint8Array.from(filled);
    hold();
    onBlock(bytes, isSpoilt);
  }

  return {
    hold,
    listen() {
      hold();
      isListening = true;
    },
    receive(byte, parityError) {
      if (!isListening) return;
      stopTimer();
      spoilt ||= parityError;
      if (filled.length < BLOCK_MAX) filled.push(byte);
      const length = filled[LEN_AT];
      // The length of a spoilt block proves nothing: its end is the silence after it.
      if (!spoilt && length !== undefined && filled.length === PROLOGUE + length + edcLength) end(false);
      else stopTimer = port.clock.after(characterWaitingTimeEtu(cwi) * port.etuMs(), () => end(true));
    },
  };
}
