/** What makes a whole table one that cannot work: shared wires, clocks that no card takes, keys that are missing. */
import type { Board, SlotWiring } from "@duka/protocol/board";
import { interpreterBoard } from "./interpreter-boards.js";
import { wiringRows } from "./wiring.js";

/** ISO/IEC 7816-3, 5.2.3: 1 to 5 MHz after the reset. */
const CARD_CLOCK_HZ = { min: 1_000_000, max: 5_000_000 };
/** ISO/IEC 7816-3, 8.1: F = 372 and D = 1 until a card says otherwise. */
const CLOCKS_OF_A_BIT = 372;
const KEYS = "0123456789#*C ";
const KEYS_OF_A_PIN = "0123456789#";

/**
 * @param interpreter which of Espruino's boards its interpreter is built for; of one that is not in our list only the
 *   table itself is looked at
 * @returns every fault, in words that begin with its place
 */
export function tableFaults(table: Board, interpreter: string): string[] {
  return [
    ...clockFaults(table, interpreter),
    ...uartFaults(table, interpreter),
    ...pinFaults(table),
    ...table.slots.flatMap((slot, index) => (isOnPins(table) ? slotFaults(slot, `slots[${index}]`) : [])),
    ...keypadFaults(table.keypad),
    ...((table.panel.sclk === "") === (table.panel.sid === "")
      ? []
      : ["panel: a display has both wires, sclk and sid; leave both empty where there is none"]),
  ];
}

/** Where ports are files there are no wires. */
function isOnPins({ host }: Board): boolean {
  return host.path === "";
}

function clockFaults({ clockHz, cardBaudMax }: Board, interpreter: string): string[] {
  const { min, max } = CARD_CLOCK_HZ;
  const fastest = interpreterBoard(interpreter)?.cardClockMaxHz ?? max;
  const faults: string[] = [];
  if (clockHz < min || clockHz > max) {
    faults.push(`clockHz: ${clockHz}, and a card takes ${min} to ${max} (ISO/IEC 7816-3, 5.2.3)`);
  } else if (clockHz > fastest) {
    faults.push(`clockHz: ${clockHz}, and the timers of ${interpreter} make at most ${fastest}`);
  }
  const firstBaud = Math.round(clockHz / CLOCKS_OF_A_BIT);
  if (cardBaudMax < firstBaud) {
    faults.push(`cardBaudMax: ${cardBaudMax}, and after a reset a card of this clock sends at ${firstBaud}`);
  }
  return faults;
}

function uartFaults({ host, slots }: Board, interpreter: string): string[] {
  const known = interpreterBoard(interpreter);
  const users = [
    { uart: host.uart, who: "host" },
    ...slots.map(({ uart }, at) => ({ uart, who: `slots[${at}]` })),
  ];
  const faults = users.flatMap(({ uart, who }, at) => {
    const first = users.findIndex((other) => other.uart === uart);
    return first === at
      ? []
      : [`${who}.uart: ${uart} is that of ${users[first]?.who}; each needs one of its own`];
  });
  if (known !== undefined && users.length > known.uarts) {
    faults.push(
      `slots: host and ${slots.length} slots need ${users.length} UARTs, and ${interpreter} has ${known.uarts}`,
    );
  }
  return faults;
}

function pinFaults(table: Board): string[] {
  const rows = wiringRows(table);
  return rows.flatMap(({ where, signal, pin }, at) => {
    const first = rows.findIndex((other) => other.pin === pin);
    if (!/^[A-Z]\w*$/.test(pin)) {
      return [`${where}: "${pin}" of ${signal} is no pin; the interpreter calls them A2, B13, D5`];
    }
    if (first === at) return [];
    return [
      `${where}: pin ${pin} of ${signal} is that of ${rows[first]?.where} ${rows[first]?.signal} already`,
    ];
  });
}

const OF_EVERY_SLOT = ["tx", "rx", "rst", "clk"] as const;
const SUPPLIES = ["vcc", "vcc3V", "vcc1V8"] as const;

function slotFaults(slot: SlotWiring, where: string): string[] {
  const faults = OF_EVERY_SLOT.filter((name) => slot[name] === "").map(
    (name) => `${where}.${name}: not wired, and no card works without it`,
  );
  if (SUPPLIES.every((name) => slot[name] === "")) {
    faults.push(`${where}.vcc: no supply is wired; name the switch of one: ${SUPPLIES.join(", ")}`);
  }
  return faults;
}

function keypadFaults({ rows, columns, keys }: Board["keypad"]): string[] {
  if (rows.length === 0 && columns.length === 0 && keys === "") return [];
  const faults: string[] = [];
  if (keys.length !== rows.length * columns.length) {
    faults.push(
      `keypad.keys: ${keys.length} keys, and ${rows.length} rows of ${columns.length} columns have ${rows.length * columns.length}; a blank is no key`,
    );
  }
  const unknown = [...new Set(keys)].filter((key) => !KEYS.includes(key));
  if (unknown.length > 0) {
    faults.push(`keypad.keys: "${unknown.join("")}" is no key; there are 0 to 9, # * C and the blank`);
  }
  for (const key of KEYS_OF_A_PIN) {
    const count = keys.split(key).length - 1;
    if (count !== 1)
      faults.push(`keypad.keys: ${key} is there ${count === 0 ? "not at all" : `${count} times`}`);
  }
  return faults;
}
