/**
 * A page asks to be paired, and shows a code; the operator sees page and code on the bridge's own page, or by `duka
 * pair`, and confirms; the page gets its token, once. It holds for the page's origin alone.
 */
import { randomInt } from "node:crypto";
import { createToken } from "@duka/protocol/local-service";
import type { Cancel, Clock } from "@duka/protocol/transport";
import { BridgeRefusal } from "./bridge-refusal.js";
import type { TokenFile } from "./token-file.js";

/** The operator has so long. */
const PAIRING_MS = 180_000;
/** At the same time; one for each origin. */
const PENDING_MAX = 8;
/** The longest wait of one question. */
const ASK_AGAIN_MS = 25_000;
const CODE_DIGITS = 6;

type PendingPairing = {
  /** The operator compares it with what the page shows. */
  readonly code: string;
  readonly origin: string;
  readonly name: string;
};

type PairingAnswer =
  | { readonly state: "waiting" | "refused" }
  | { readonly state: "paired"; readonly token: string };

export type Pairing = {
  /**
   * A new question of an origin takes the place of its older one.
   * @returns `pairing` is the page's own secret, by which it asks for the token
   * @throws BridgeRefusal too-many
   */
  ask(origin: string, name: string): { readonly pairing: string; readonly code: string; expiresInMs: number };
  /** Resolves when it is decided, or after some seconds: ask again then. @throws BridgeRefusal no-pairing */
  wait(pairing: string, origin: string, signal: AbortSignal): Promise<PairingAnswer>;
  pending(): readonly PendingPairing[];
  /** @throws BridgeRefusal no-pairing; whatever the file of tokens throws */
  decide(code: string, isConfirmed: boolean): void;
  /** Those that wait are over. */
  close(): void;
};

type Entry = PendingPairing & {
  readonly pairing: string;
  readonly cancelLimit: Cancel;
  answer: PairingAnswer | undefined;
  decided: () => void;
};

export function createPairing(clock: Clock, tokens: TokenFile, onChange: () => void): Pairing {
  const entries = new Map<string, Entry>();

  function forget(entry: Entry): void {
    entry.cancelLimit();
    entries.delete(entry.pairing);
    entry.decided();
    onChange();
  }

  function newCode(): string {
    for (;;) {
      const code = String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, "0");
      if (![...entries.values()].some((one) => one.code === code)) return code;
    }
  }

  return {
    ask(origin, name) {
      for (const one of [...entries.values()]) if (one.origin === origin) forget(one);
      if (entries.size >= PENDING_MAX) throw new BridgeRefusal("too-many");
      const pairing = createToken();
      const entry: Entry = {
        ...{ pairing, origin, name, code: newCode(), answer: undefined, decided: () => undefined },
        cancelLimit: clock.after(PAIRING_MS, () => forget(entry)),
      };
      entries.set(pairing, entry);
      onChange();
      return { pairing, code: entry.code, expiresInMs: PAIRING_MS };
    },
    async wait(pairing, origin, signal) {
      const entry = entries.get(pairing);
      if (entry === undefined || entry.origin !== origin) throw new BridgeRefusal("no-pairing");
      if (entry.answer === undefined) await untilDecided(clock, entry, signal);
      const { answer } = entry;
      if (answer !== undefined) forget(entry);
      else if (!entries.has(pairing)) throw new BridgeRefusal("no-pairing");
      return answer ?? { state: "waiting" };
    },
    pending: () =>
      [...entries.values()]
        .filter(({ answer }) => answer === undefined)
        .map(({ code, origin, name }) => ({ code, origin, name })),
    decide(code, isConfirmed) {
      const entry = [...entries.values()].find((one) => one.code === code && one.answer === undefined);
      if (entry === undefined) throw new BridgeRefusal("no-pairing");
      entry.answer = isConfirmed
        ? { state: "paired", token: tokens.add(entry.origin, entry.name, clock.wallMs()) }
        : { state: "refused" };
      entry.decided();
      onChange();
    },
    close() {
      for (const one of [...entries.values()]) forget(one);
    },
  };
}

function untilDecided(clock: Clock, entry: Entry, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      cancel();
      signal.removeEventListener("abort", end);
      entry.decided = () => undefined;
      resolve();
    };
    const cancel = clock.after(ASK_AGAIN_MS, end);
    signal.addEventListener("abort", end);
    // A second question of the page ends the first one's wait.
    entry.decided();
    entry.decided = end;
  });
}
