/**
 * A reader whose user card is answered for by something else: a PC/SC stack, another maker's reader, a line that hurts
 * what it carries.
 */
import type { TillReader } from "@duka/driver/account/call-limits";
import type { Transport } from "@duka/protocol/transport";

/** @returns what the till hears instead of `ask()`'s answer, which the card may or may not be asked for */
export type Instead = (command: Uint8Array, ask: () => Promise<Uint8Array>) => Promise<Uint8Array>;

/** The same reader; slot 0 answers as `instead` says while it is there. */
export function answerInstead(reader: TillReader, instead: () => Instead | undefined): TillReader {
  const { clock, simulated, meter } = reader;
  return {
    clock,
    simulated,
    meter,
    slot: (index) => (index === 0 ? between(reader.slot(0), instead) : reader.slot(index)),
  };
}

function between(slot: Transport, instead: () => Instead | undefined): Transport {
  return {
    name: slot.name,
    open: (deadlineMs, signal) => slot.open(deadlineMs, signal),
    close: () => slot.close(),
    line: () => slot.line(),
    onCard: (listener) => slot.onCard(listener),
    exchange(command, deadlineMs, signal) {
      const ask = () => slot.exchange(command, deadlineMs, signal);
      const other = instead();
      return other === undefined ? ask() : other(command, ask);
    },
  };
}

/** SW1 SW2. */
export function word(sw: number): Uint8Array {
  return Uint8Array.of(sw >> 8, sw & 0xff);
}
