/**
 * The npm package `smartcard` as any application would use it. Loaded by name at run time: it is optional and not
 * always there.
 */
import { NPM_LINE } from "./packages.js";

export type Smartcard = {
  readonly Context: new () => Context;
  readonly SCARD_SHARE_SHARED: number;
  readonly SCARD_SHARE_EXCLUSIVE: number;
  readonly SCARD_PROTOCOL_T0: number;
  readonly SCARD_PROTOCOL_T1: number;
  readonly SCARD_RESET_CARD: number;
  readonly SCARD_UNPOWER_CARD: number;
  readonly SCARD_LEAVE_CARD: number;
  readonly SCARD_STATE_PRESENT: number;
};
export type Context = {
  listReaders(): Reader[];
  waitForChange(readers: readonly State[], limitMs: number): Promise<State[] | null>;
  close(): void;
};
type State = { readonly name: string; readonly state: number };
type Reader = State & {
  readonly atr: Uint8Array | null;
  connect(shareMode: number, protocol: number): Promise<Card>;
};
export type Card = {
  readonly protocol: number;
  readonly atr: Uint8Array | null;
  /** A response of at most 258 bytes unless said otherwise. */
  transmit(command: readonly number[], options?: { readonly maxRecvLength: number }): Promise<Uint8Array>;
  control(code: number, data: readonly number[]): Promise<Uint8Array>;
  reconnect(shareMode: number, protocol: number, initialization: number): Promise<number>;
  disconnect(disposition: number): void;
};

const PACKAGE = "smartcard";

/** @param environment of the private pcscd: the library reads the socket's name once per process */
export async function loadSmartcard(environment: Record<string, string>): Promise<Smartcard> {
  Object.assign(process.env, environment);
  try {
    return await import(PACKAGE);
  } catch (cause) {
    throw new Error(`the npm package smartcard cannot be loaded: ${NPM_LINE}`, { cause });
  }
}

export function bytesOf(hex: string): number[] {
  return [...Buffer.from(hex.replaceAll(" ", ""), "hex")];
}

/** Upper-case hexadecimal with a space between bytes. */
export function hexOf(bytes: Uint8Array | null): string {
  return Array.from(bytes ?? [], (byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(" ");
}
