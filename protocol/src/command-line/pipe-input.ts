/**
 * Standard input that is a pipe, read into one buffer of our own. Node's stream reads into a block that it frees with
 * all that was in it, a password among it; this one is overwritten after each piece.
 */
import { fstatSync } from "node:fs";
import { type OnReadOpts, Socket, type SocketConstructorOpts } from "node:net";
import type { Input } from "./terminal.js";

const STDIN = 0;
const BUFFER_BYTES = 65_536;

/** Stands still until `resume`. Undefined where standard input is no pipe. */
export function pipeInput(): Input | undefined {
  if (!isPipe()) return undefined;
  const listeners = new Set<(chunk: Uint8Array) => void>();
  const endListeners = new Set<() => void>();
  const options: SocketConstructorOpts & { onread: OnReadOpts } = {
    fd: STDIN,
    readable: true,
    writable: false,
    onread: { buffer: new Uint8Array(BUFFER_BYTES), callback: take },
  };
  const socket = new Socket(options);
  socket.pause();
  socket.on("end", tellEnd);
  // Broken off is ended, too.
  socket.on("error", tellEnd);

  return {
    get readableEnded() {
      return socket.readableEnded;
    },
    on(event, listener) {
      if (event === "data") listeners.add(listener as (chunk: Uint8Array) => void);
      else endListeners.add(listener as () => void);
    },
    off(event, listener) {
      if (event === "data") listeners.delete(listener as (chunk: Uint8Array) => void);
      else endListeners.delete(listener as () => void);
    },
    resume: () => socket.resume(),
    pause: () => socket.pause(),
  };

  function tellEnd(): void {
    for (const listener of [...endListeners]) listener();
  }

  function take(length: number, buffer: Uint8Array): boolean {
    const chunk = buffer.subarray(0, length);
    for (const listener of listeners) listener(chunk);
    chunk.fill(0);
    return true;
  }
}

function isPipe(): boolean {
  try {
    const about = fstatSync(STDIN);
    return about.isFIFO() || about.isSocket();
  } catch {
    // It was closed before we began.
    return false;
  }
}
