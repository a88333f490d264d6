/**
 * A working model of PC/SC: readers with chips that speak T=0 or T=1, exclusive connections, counters of movement,
 * controls, and calls that fail or hang.
 */

import type { Holder } from "@duka/driver/link/holder";
import type {
  PcscCard,
  PcscContext,
  PcscReaderState,
  PcscService,
  PcscShare,
} from "@duka/driver/pcsc/pcsc-service";
import type { CardNotes } from "@duka/driver/pcsc/pcsc-slot";
import type { Clock } from "@duka/protocol/transport";
import type { CardChip } from "@duka/simulator/chip/chip";
import { type ApduRunner, createApduRunner } from "@duka/simulator/line/t1-apdu";

const EMPTY = 0x0010;
const PRESENT = 0x0020;
const CHANGED = 0x0002;

/** Control codes as pcscd has them. */
const CONTROL_BASE = 0x42000000;
const ESCAPE = CONTROL_BASE + 1;
const ESCAPE_FIRMWARE_TEXT = 0x02;

/** What SCardControl answers by control code; a code without a row is refused. */
type Controls = Map<number, (data: Uint8Array, chip: CardChip | undefined) => Uint8Array>;

type Socket = {
  name: string;
  chip: CardChip | undefined;
  /** Over T=1. */
  runner: ApduRunner | undefined;
  protocol: 0 | 1 | undefined;
  events: number;
  heldBy: object | undefined;
};

export type PcscModel = PcscService & {
  /** What was called, in order: "connect Duka 00 00 exclusive". */
  readonly calls: string[];
  /** @param protocol T=0 unless given; undefined: one that PC/SC calls raw */
  insert(name: string, chip: CardChip, protocol?: 0 | 1 | undefined): void;
  remove(name: string): void;
  /** Another reader, whose name is new. */
  plug(name: string): void;
  /** The next call whose text begins so fails with this text. */
  fail(call: string, text: string): void;
  /** The next call whose text begins so does not end before the function that is answered was called. */
  hang(call: string): () => void;
  /** Contexts that are open. */
  openContexts(): number;
  firmwareText: string;
  identity: Uint8Array | undefined;
  readonly controls: Controls;
};

/** Notes of holders in memory: of one process, whose name and number are given. */
export function cardNotes(name: string, pid: number, notes = new Map<string, Holder>()): CardNotes {
  return {
    note(what) {
      notes.set(what, { name, pid, isOwn: false });
      return () => {
        notes.delete(what);
      };
    },
    holderOf: (what) => notes.get(what),
  };
}

export function pcscModel(clock: Clock, names: readonly string[]): PcscModel {
  const sockets = names.map(emptySocket);
  const calls: string[] = [];
  const failures = new Map<string, string>();
  const hanging = new Map<string, Promise<void>>();
  const wake = new Set<() => void>();
  let contexts = 0;

  const model: PcscModel = {
    calls,
    firmwareText: "Stub 1.0",
    identity: undefined,
    controls: new Map([[ESCAPE, answerEscape]]),
    establish,
    controlCode: (code) => CONTROL_BASE + code,
    insert(name, chip, ...protocol) {
      move(name, chip);
      find(name).protocol = protocol.length === 0 ? 0 : protocol[0];
    },
    remove(name) {
      move(name, undefined);
    },
    plug: (name) => void sockets.push(emptySocket(name)),
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
    socket.runner = chip && createApduRunner(chip);
    socket.events++;
    for (const each of [...wake]) each();
  }

  function find(name: string): Socket {
    const socket = sockets.find((each) => each.name === name);
    if (socket === undefined) throw new Error("Unknown reader");
    return socket;
  }

  function answerEscape([question]: Uint8Array): Uint8Array {
    if (question === ESCAPE_FIRMWARE_TEXT) return new TextEncoder().encode(model.firmwareText);
    if (model.identity === undefined) throw new Error("Transaction failed");
    return model.identity;
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
      cancel() {
        called("cancel");
        stop();
      },
      close() {
        called("close");
        contexts--;
      },
    };
  }

  async function connect(name: string, share: PcscShare): Promise<PcscCard> {
    await calledLater(`connect ${name} ${share}`);
    const socket = find(name);
    if (socket.heldBy !== undefined) throw new Error("Sharing violation");
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
      protocol: () => socket.protocol,
      async transmit(command, responseMax) {
        await calledLater(`transmit ${name}`);
        const response = execute(socket, chip(), command);
        if (response.length > responseMax) throw new Error("Insufficient buffer");
        return response;
      },
      async control(code, data) {
        await calledLater(`control ${name} ${code.toString(16).toUpperCase()}`);
        const answer = model.controls.get(code);
        if (answer === undefined) throw new Error("Transaction failed");
        return answer(data, socket.chip);
      },
      disconnect(disposition) {
        if (socket.heldBy === me) socket.heldBy = undefined;
        called(`disconnect ${name} ${disposition}`);
      },
    };
  }
}

function emptySocket(name: string): Socket {
  return { name, chip: undefined, runner: undefined, protocol: 0, events: 0, heldBy: undefined };
}

/** Over T=1 the chip is asked as a card would ask it: Le cut off, no more data than it says. */
function execute({ protocol, runner }: Socket, chip: CardChip, command: Uint8Array): Uint8Array {
  if (protocol !== 1) return chip.execute(command);
  return runner?.run(command, (_, run) => run()) ?? new Uint8Array(0);
}
