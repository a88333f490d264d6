/** A reader whose slots do something besides. */
import type { Transport } from "@duka/protocol/transport";

/** The same reader; its slots are wrapped. */
export function withSlots<R extends { slot(index: number): Transport }>(
  reader: R,
  wrap: (transport: Transport) => Transport,
): R {
  const wrapped = new Map<number, Transport>();
  const slot = (index: number): Transport => {
    const known = wrapped.get(index) ?? wrap(reader.slot(index));
    wrapped.set(index, known);
    return known;
  };
  // Everything else is the reader's own, the members too that change while it lives.
  return Object.create(reader, { slot: { value: slot, enumerable: true } }) as R;
}
