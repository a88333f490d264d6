/** A working model of PC/SC: readers with chips, exclusive connections, counters of movement, and calls that fail or hang. */

import type {
  PcscCard,
  PcscContext,
  PcscReaderState,
  PcscService,
  PcscShare,
} from "@duka/driver/pcsc/pcsc-service";
import type { Clock } from "@duka/protocol/transport";
import type { CardChip } from "@duka/simulator/card/chip";

const EMPTY = 0x0010;
const PRESENT = 0x0020;
const CHANGED = 0x0002;

type Socket = { name: string; chip: CardChip | undefined; events: number; heldBy: object | undefined };

export type PcscModel = PcscService & {
  /** What was called, in order: "connect Duka 00 00 exclusive". */
  readonly calls: string[];
  insert(name: string, chip: CardChip): void;
  remove(name: string): void;
  /** The next call whose text begins so fails with this text. */
  fail(call: string, text: string): void;
  /** The next call whose text begins so does not end before the function that is answered was called. */
  hang(call: string): () => void;
  /** Contexts that are open. */
  openContexts(): number;
  firmwareText: string;
  identity: Uint8Array | undefined;
};

export function pcscModel(clock: Clock, names: readonly string[]): PcscModel {
  const sockets: Socket[] = names.map((name) => ({ name, chip: undefined, events: 0, heldBy: undefined }));
  const calls: string[] = [];
  const failures = new Map<string, string>();
  const hanging = new Map<string, Promise<void>>();
  const wake = new Set<() => void>();
  let contexts = 0;

  const model: PcscModel = {
    calls,
    firmwareText: "Stub 1.0",
    identity: undefined,
    establish,
    insert(name, chip) {
      move(name, chip);
    },
    remove(name) {
      move(name, undefined);
    },
    fail: (call, text) => failures.set(call, text),
    hang(call) {
      let release = () => {};
      hanging.set(
        call,
        new Promise((resolve) => {
          release = resolve;
        }),
      );
      return release;
    },
    openContexts: () => contexts,
  };
  return model;

  function move(name: string, chip: CardChip | undefined): void {
    const socket = find(name);
    socket.chip?.powerOff();
    socket.chip = chip;
    socket.events++;
    for (const each of [...wake]) each();
  }

  function find(name: string): Socket {
    const socket = sockets.find((each) => each.name === name);
    if (socket === undefined) throw new Error("Unknown reader");
    return socket;
  }

  function called(call: string): void {
    calls.push(call);
    for (const [beginning, text] of failures) {
      if (!call.startsWith(beginning)) continue;
      failures.delete(beginning);
      throw new Error(text);
    }
  }

  async function calledLater(call: string): Promise<void> {
    called(call);
    for (const [beginning, end] of hanging) {
      if (!call.startsWith(beginning)) continue;
      hanging.delete(beginning);
      await end;
    }
  }

  function stateOf({ name, chip, events }: Socket): PcscReaderState {
    return { name, state: ((events << 16) | (chip === undefined ? EMPTY : PRESENT)) >>> 0 };
  }

  function establish(): PcscContext {
    called("establish");
    contexts++;
    let stop = () => {};
    return {
      readers() {
        called("readers");
        return sockets.map(stateOf);
      },
      connect,
      async waitForChange(known, limitMs) {
        await calledLater("wait");
        const now = () => known.map(({ name }) => stateOf(find(name)));
        const differs = () => now().some((each, at) => each.state !== known[at]!.state);
        const end = clock.nowMs() + limitMs;
        let cancelled = false;
        while (!differs() && !cancelled && clock.nowMs() < end) {
          await new Promise<void>((resolve) => {
            const done = () => {
              wake.delete(done);
              cancelTimer();
              resolve();
            };
            const cancelTimer = clock.after(end - clock.nowMs(), done);
            wake.add(done);
            stop = () => {
              cancelled = true;
              done();
            };
          });
        }
        return differs() ? now().map(({ name, state }) => ({ name, state: state | CHANGED })) : undefined;
      },
      cancel: () => stop(),
      close() {
        called("close");
        contexts--;
      },
    };
  }

  async function connect(name: string, share: PcscShare): Promise<PcscCard> {
    await calledLater(`connect ${name} ${share}`);
    const socket = find(name);
    if (share === "exclusive" && socket.heldBy !== undefined) throw new Error("Sharing violation");
    if (share === "exclusive" && socket.chip === undefined) throw new Error("No smart card present");
    const events = socket.events;
    const me = {};
    let atr = new Uint8Array(0);
    if (share === "exclusive") socket.heldBy = me;
    const chip = (): CardChip => {
      if (socket.events !== events || socket.chip === undefined) throw new Error("Card was removed");
      return socket.chip;
    };
    return {
      atr: () => atr,
      async reset() {
        await calledLater(`reset ${name}`);
        atr = new Uint8Array(chip().reset());
      },
      async transmit(command) {
        await calledLater(`transmit ${name}`);
        return chip().execute(command);
      },
      async escape(data) {
        await calledLater(`escape ${name}`);
        if (data[0] === 0x02) return new TextEncoder().encode(model.firmwareText);
        if (model.identity === undefined) throw new Error("Transaction failed");
        return model.identity;
      },
      disconnect(disposition) {
        if (socket.heldBy === me) socket.heldBy = undefined;
        called(`disconnect ${name} ${disposition}`);
      },
    };
  }
}
