/** A card that was recorded: it answers what it was asked then, in the same order, and nothing else. */
import type { CardChip } from "../../chip/chip.js";
import type { RecordedExchange, RecordedSession } from "./recorded-session.js";

const HEADER = 4;
const LC_AT = 4;
const SHORTEST_WITH_DATA = 6;
/** Nothing more is known of it. */
const NOT_RECORDED = [0x6f, 0x00];

/** @returns undefined when no card was powered in that slot */
export function recordedChip({ atrs, exchanges }: RecordedSession, slot: number): CardChip | undefined {
  const atr = atrs.get(slot);
  if (atr === undefined) return undefined;
  const known = exchanges
    .filter((exchange) => exchange.slot === slot)
    .map((exchange) => ({ ...exchange, key: keyOf(exchange.command) }));
  let next = 0;
  return {
    reset: () => atr,
    takesData: (header) => known.some(({ command }) => sameStart(command, header) && hasData(command)),
    execute(apdu) {
      const key = keyOf(apdu);
      const isIt = (one: (typeof known)[number]): boolean => one.not === undefined && one.key === key;
      const ahead = known.findIndex((one, at) => at >= next && isIt(one));
      const at = ahead >= 0 ? ahead : known.findIndex(isIt);
      if (at < 0) return Uint8Array.from(NOT_RECORDED);
      next = at + 1;
      return known[at]!.answer.slice();
    },
    powerOff: () => undefined,
  };
}

/** How much is to be answered is no part of it. */
function keyOf(command: RecordedExchange["command"]): string {
  const end = hasData(command) ? LC_AT + 1 + command[LC_AT]! : HEADER;
  return Buffer.from(command.subarray(0, end)).toString("hex");
}

/** A hidden password is shown by its length alone. */
function hasData(command: Uint8Array): boolean {
  return command.length >= SHORTEST_WITH_DATA;
}

function sameStart(one: Uint8Array, other: Uint8Array): boolean {
  return Array.from({ length: HEADER }, (_, at) => at).every((at) => one[at] === other[at]);
}
