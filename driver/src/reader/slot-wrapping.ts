/** A reader whose slots do something besides. */
import type { Transport } from "@duka/protocol/transport";

const behind = new WeakMap<Transport, Transport>();

/** Says that `view` leads to the same slot as `slot`, whatever it does besides. @returns the view */
export function viewOf(slot: Transport, view: Transport): Transport {
  behind.set(view, slot);
  return view;
}

/** The slot itself, the same for all views of it. */
export function slotBehind(transport: Transport): Transport {
  let slot = transport;
  for (let next = behind.get(slot); next !== undefined; next = behind.get(slot)) slot = next;
  return slot;
}

/** The same reader; its slots are wrapped. */
export function withSlots<R extends { slot(index: number): Transport }>(
  reader: R,
  wrap: (transport: Transport) => Transport,
): R {
  const wrapped = new Map<number, Transport>();
  const slot = (index: number): Transport => {
    const known = wrapped.get(index);
    if (known !== undefined) return known;
    const inner = reader.slot(index);
    const view = viewOf(inner, wrap(inner));
    wrapped.set(index, view);
    return view;
  };
  // Everything else is the reader's own, the members too that change while it lives.
  return Object.create(reader, { slot: { value: slot, enumerable: true } }) as R;
}
