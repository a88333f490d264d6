/** WebSockets of pages: who has gone without a word, and who does not read, is let go. */
import type { Clock } from "@duka/protocol/transport";
import type { WebSocket } from "ws";

const PING_MS = 15_000;
const WAITING_BYTES_MAX = 256 * 1024;
const OPEN = 1;

/** Asks from time to time whether the other side is there. @returns how to stop */
export function keepAlive(clock: Clock, socket: WebSocket): () => void {
  let hasAnswered = true;
  let cancel = clock.after(PING_MS, ask);
  socket.on("pong", () => {
    hasAnswered = true;
  });
  function ask(): void {
    if (!hasAnswered) {
      socket.terminate();
      return;
    }
    hasAnswered = false;
    socket.ping();
    cancel = clock.after(PING_MS, ask);
  }
  return () => cancel();
}

/** @param onSent it was handed to the connection, which was open */
export function sendOrDrop(socket: WebSocket, text: string, onSent?: () => void): void {
  if (socket.readyState !== OPEN) return;
  if (socket.bufferedAmount > WAITING_BYTES_MAX) socket.terminate();
  else
    socket.send(text, (error) => {
      if (error === undefined || error === null) onSent?.();
    });
}
