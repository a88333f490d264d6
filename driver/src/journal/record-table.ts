/**
 * What a table of the journal is made of, and a record from its row and back: each column says which field it holds,
 * and in what form.
 */
import { rule } from "@duka/protocol/data/bilingual";
import type { Row, Value } from "./database.js";

/**
 * @param initial of a new row; null by default
 * @param broughtOver SQL: what a row of an earlier schema gets; `initial` by default
 */
export type Column = {
  readonly name: string;
  readonly sql: string;
  /** Of the record, as `amountFen`, or a part of it, as `settlement.state`; none where the journal alone needs it. */
  readonly field?: string;
  /** How a value of the field stands in the column. */
  readonly form?: ColumnForm;
  /** Null only where the whole part of the record is missing. */
  readonly isNeeded?: true;
  readonly initial?: Value;
  readonly broughtOver?: string;
};

export type RecordTable = {
  readonly name: "sale" | "credit" | "act" | "password_memory";
  readonly columns: readonly Column[];
};

type Columns = { readonly [column: string]: Value };

/**
 * @param part of the record, such as "settlement"; the record itself without its parts by default
 * @returns a field that has no value as undefined
 * @throws RangeError naming the column that no journal of ours can hold
 */
export function fieldsOf<T extends object>(table: RecordTable, row: Row, part = ""): T {
  const { columns, blank } = partOf(table, part);
  const fields: { [field: string]: unknown } = { ...blank };
  for (const [field, column] of columns) fields[field] = valueIn(column, row[column.name] as Value);
  return fields as T;
}

/**
 * What these fields are in the table; what no column is for, as of a larger object, is left out.
 * @param part as `fieldsOf`
 */
export function columnsOf(table: RecordTable, fields: object, part = ""): Columns {
  const set: { [column: string]: Value } = {};
  for (const [field, { name, form }] of partOf(table, part).columns) {
    if (!Object.hasOwn(fields, field) || form === undefined) continue;
    const value = (fields as { readonly [name: string]: unknown })[field] ?? null;
    set[name] = value === null ? null : form.to(value as never);
  }
  return set;
}

type Part = {
  readonly columns: readonly (readonly [field: string, column: Column])[];
  readonly blank: { readonly [field: string]: null };
};
/** A day has many rows. */
const known = new WeakMap<RecordTable, Map<string, Part>>();

function partOf(table: RecordTable, part: string): Part {
  const parts = known.get(table) ?? new Map<string, Part>();
  known.set(table, parts);
  const before = parts.get(part);
  if (before !== undefined) return before;
  const columns = table.columns.flatMap((column) => inPart(column, part));
  const made = { columns, blank: blankOf(columns.map(([field]) => field)) };
  parts.set(part, made);
  return made;
}

/**
 * What an object with these names is copied from. One that gets dozens of names one after the other becomes a
 * dictionary, and to copy that takes fifty times as long.
 */
export function blankOf(names: readonly string[]): { readonly [name: string]: null } {
  return JSON.parse(`{${names.map((name) => `${JSON.stringify(name)}:null`).join(",")}}`);
}

function inPart(column: Column, part: string): [field: string, column: Column][] {
  const [first, second] = column.field?.split(".") ?? [];
  if (first === undefined || (second === undefined ? "" : first) !== part) return [];
  return [[second ?? first, column]];
}

function valueIn({ name, sql, form, isNeeded }: Column, value: Value): unknown {
  if (value === null && isNeeded !== true && !sql.includes("NOT NULL")) return undefined;
  return form?.from(value, name);
}

/** How a value of a field stands in its column, and how it is read back. */
export type ColumnForm = {
  readonly to: (value: never) => Value;
  /** @throws RangeError naming the column that no journal of ours can hold */
  readonly from: (value: Value, column: string) => unknown;
};

export const PLAIN_TEXT: ColumnForm = { to: (text: string) => text, from: textIn };
export const NUMBER: ColumnForm = { to: (number: number) => number, from: numberIn };

export const FLAG: ColumnForm = {
  to: (flag: boolean) => Number(flag),
  from: (value, column) => numberIn(value, column) === 1,
};

export const JSON_TEXT: ColumnForm = {
  to: (value: unknown) => JSON.stringify(value),
  from(value, column) {
    const json = textIn(value, column);
    try {
      return JSON.parse(json);
    } catch (cause) {
      throw new RangeError(rule(`column ${column} is no JSON`, `列 ${column} 不是 JSON`), { cause });
    }
  },
};

/** One of these words, by its place. */
export function wordOf(words: readonly string[]): ColumnForm {
  return {
    to: (word: string) => words.indexOf(word),
    from: (value, column) => words[numberIn(value, column)] ?? words[0],
  };
}

function textIn(value: Value, column: string): string {
  if (typeof value !== "string")
    throw new RangeError(rule(`column ${column} holds no text`, `列 ${column} 不是文本`));
  return value;
}

function numberIn(value: Value, column: string): number {
  if (typeof value !== "number")
    throw new RangeError(rule(`column ${column} holds no number`, `列 ${column} 不是数值`));
  return value;
}
