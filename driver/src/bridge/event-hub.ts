/** Events for whoever listens: recovered sales, cards, readers, who has the reader, where a password is typed. */

/** `event` names it; the rest is its own. */
type BridgeEvent = { readonly event: string; readonly [member: string]: unknown };

type Listener = (event: BridgeEvent) => void;

export type EventHub = {
  publish(event: BridgeEvent): void;
  /** @returns how to stop listening; undefined when too many listen already */
  subscribe(listener: Listener): (() => void) | undefined;
};

const LISTENERS_MAX = 128;

export function createEventHub(): EventHub {
  const listeners = new Set<Listener>();
  return {
    publish(event) {
      for (const listener of [...listeners]) listener(event);
    },
    subscribe(listener) {
      if (listeners.size >= LISTENERS_MAX) return undefined;
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
