/** Stands where the npm package `smartcard` would, and keeps nothing of what it is asked. */
const DONE = "9000";
const REFUSED = "6A81";

export const protocols = { next: 1 };

function readerOf(name: string) {
  return {
    name,
    state: 0x22,
    connect: async () => ({
      protocol: protocols.next,
      atr: Buffer.from("3b00", "hex"),
      transmit: async (_command: Buffer) => Buffer.from(DONE, "hex"),
      control: async () => {
        throw new Error(REFUSED);
      },
      disconnect: () => undefined,
      reconnect: async () => protocols.next,
    }),
  };
}

export class Context {
  listReaders() {
    return ["Duka 00 00", "Duka 00 01"].map(readerOf);
  }
  waitForChange() {
    return new Promise<never>(() => undefined);
  }
  cancel() {
    return undefined;
  }
  close() {
    return undefined;
  }
}

export function SCARD_CTL_CODE(code: number): number {
  return 0x42000000 + code;
}
