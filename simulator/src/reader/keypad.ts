/**
 * A keypad as a matrix: a pressed key ties its row to its column. The reader drives one row low after the other and
 * reads the columns.
 */

import type { KeypadWiring } from "@duka/protocol/board";
import type { PinWire } from "../espruino/wiring.js";

export type Keypad = {
  /** What can be pressed. */
  readonly keys: string;
  readonly rows: readonly PinWire[];
  readonly columns: readonly PinWire[];
  /** Closes or opens the contact under one key. */
  setContact(key: string, isClosed: boolean): void;
  /** Called whenever the reader looks at a row. */
  onStrobe(listener: () => void): void;
  /** Nothing drives the rows any more. */
  readerOff(): void;
};

/** @throws RangeError when the layout has not one key, or blank, for each crossing */
export function createKeypad({ rows, columns, keys }: KeypadWiring): Keypad {
  if (keys.length !== rows.length * columns.length) {
    throw new RangeError(
      `keypad: ${rows.length} rows of ${columns.length} columns need as many keys, not ${keys.length}`,
    );
  }
  const rowLevels = rows.map((): 0 | 1 => 1);
  const closed = new Set<number>();
  const strobeListeners: (() => void)[] = [];
  const edgeListeners = columns.map((): ((level: 0 | 1) => void)[] => []);
  let lastLevels = columns.map((): 0 | 1 => 1);

  return {
    keys: keys.replaceAll(" ", ""),
    rows: rows.map((_, row) => ({
      drive: (level) => driveRow(row, level),
      clock: () => undefined,
      read: () => rowLevels[row]!,
      onEdge: () => undefined,
    })),
    columns: columns.map((_, column) => ({
      drive: () => undefined,
      clock: () => undefined,
      read: () => levelOf(column),
      onEdge: (listener) => void edgeListeners[column]!.push(listener),
    })),
    setContact(key, isClosed) {
      const at = keys.indexOf(key);
      if (isClosed) closed.add(at);
      else closed.delete(at);
      tellEdges();
    },
    onStrobe: (listener) => void strobeListeners.push(listener),
    readerOff() {
      rowLevels.fill(1);
      tellEdges();
    },
  };

  function driveRow(row: number, level: 0 | 1): void {
    const isStrobe = level === 0 && rowLevels[row] === 1;
    rowLevels[row] = level;
    tellEdges();
    if (isStrobe) for (const listener of strobeListeners) listener();
  }

  /** Pulled up, unless a pressed key ties it to a row that is low. */
  function levelOf(column: number): 0 | 1 {
    const isLow = rowLevels.some((level, row) => level === 0 && closed.has(row * columns.length + column));
    return isLow ? 0 : 1;
  }

  function tellEdges(): void {
    const levels = columns.map((_, column) => levelOf(column));
    const before = lastLevels;
    lastLevels = levels;
    levels.forEach((level, column) => {
      if (level !== before[column]) for (const listener of edgeListeners[column]!) listener(level);
    });
  }
}
