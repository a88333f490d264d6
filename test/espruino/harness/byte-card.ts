/** A chip of the simulator as a T=0 card on a line without time: bytes in, bytes out. */
import type { CardChip } from "@duka/simulator/chip/chip";

type ByteCard = {
  /** Power and RST went up. */
  reset(): void;
  powerOff(): void;
  hear(byte: number): void;
};

const HEADER = 5;
const INS_AT = 1;
const P3_AT = 4;
const GET_RESPONSE = 0xc0;
const PPSS = 0xff;

export function createByteCard(chip: CardChip, send: (bytes: Uint8Array) => void): ByteCard {
  let received: number[] = [];
  let waiting: Uint8Array | undefined;
  let wanted = 0;

  function hear(byte: number): void {
    // No PPS: a card that does not answer it stays as it is.
    if (wanted === 0 || (received.length === 0 && byte === PPSS)) return;
    received.push(byte);
    if (received.length < wanted) return;
    const p3 = received[P3_AT]!;
    const header = Uint8Array.from(received.slice(0, HEADER));
    if (received.length === HEADER && p3 > 0 && chip.takesData(header)) {
      wanted = HEADER + p3;
      send(header.subarray(INS_AT, INS_AT + 1));
      return;
    }
    const command = Uint8Array.from(received);
    received = [];
    wanted = HEADER;
    answer(command);
  }

  function answer(command: Uint8Array): void {
    const ins = command[INS_AT]!;
    const le = command[P3_AT]! || 256;
    if (ins === GET_RESPONSE && waiting !== undefined) {
      const response = waiting;
      waiting = undefined;
      send(Uint8Array.from([ins, ...response]));
      return;
    }
    waiting = undefined;
    const response = chip.execute(command);
    const length = response.length - 2;
    if (length <= 0) {
      send(response);
    } else if (command.length > HEADER) {
      waiting = response.slice();
      send(Uint8Array.of(0x61, length & 0xff));
    } else if (le !== length) {
      send(Uint8Array.of(0x6c, length & 0xff));
    } else {
      send(Uint8Array.from([ins, ...response]));
    }
  }

  return {
    reset() {
      received = [];
      waiting = undefined;
      wanted = HEADER;
      send(chip.reset());
    },
    powerOff() {
      wanted = 0;
      chip.powerOff();
    },
    hear,
  };
}
