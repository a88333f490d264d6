/**
 * Stands where the npm package `smartcard` would: the same names, a reader with a card that answers by rote, and what
 * was asked.
 */

export const asked: unknown[][] = [];

function ask<T>(answer: T, ...words: unknown[]): T {
  asked.push(words);
  return answer;
}

export const card = {
  protocol: 1,
  atr: Buffer.from("3b00", "hex"),
  transmit: async (command: Buffer, options: unknown) =>
    ask(Buffer.from("9000", "hex"), "transmit", Buffer.isBuffer(command), command.toString("hex"), options),
  control: async (code: number, data: Buffer) =>
    ask(Buffer.from("Duka"), "control", code, data.toString("hex")),
  disconnect: (disposition: number) => ask(undefined, "disconnect", disposition),
  reconnect: async (...words: number[]) => ask(1, "reconnect", ...words),
};
const reader = {
  name: "Duka 00 00",
  state: 0x22,
  connect: async (...words: number[]) => ask(card, "connect", ...words),
};

export class Context {
  listReaders() {
    return [reader];
  }
  async waitForChange(readers: readonly { readonly state: number }[], limitMs: number) {
    asked.push(["wait", limitMs]);
    if (limitMs === 1) return null;
    return limitMs === 2 ? [] : readers;
  }
  cancel() {
    asked.push(["cancel"]);
  }
  close() {
    asked.push(["close"]);
  }
}

export function SCARD_CTL_CODE(code: number): number {
  return 0x42000000 + code;
}
