/**
 * Layouts, compiled once and then written and read many times. A compiled layout is arrays side by side, one place per
 * field, so that `write-fields.ts` and `read-fields.ts` see one shape only and allocate nothing but their result.
 */
import type { Field, Layout } from "./field.js";
import { KIND_EXPECTED_LENGTH, KIND_REST, KIND_TERMINATED } from "./field.js";
import type { ObjectReader, ObjectWriter } from "./object-access.js";
import { objectReader, objectWriter } from "./object-access.js";

/** A layout made ready. Only `layout` and `title` are of interest outside this folder. */
export type CompiledLayout<L extends Layout> = {
  /** As declared. */
  readonly layout: L;
  /** For messages: the command or record that the fields belong to. */
  readonly title: string;
  readonly fields: readonly Field<unknown>[];
  readonly names: readonly string[];
  readonly kinds: readonly number[];
  readonly sizes: readonly number[];
  /** Where each field begins; one after an `untilFF` begins as much later as that is longer than its one byte. */
  readonly offsets: readonly number[];
  /** Bytes of the data, P1 and P2 not counted; the least number of them where it varies. */
  readonly size: number;
  readonly varies: boolean;
  /** Where the bytes of the fixed fields stand, and what they are. */
  readonly fixedAt: readonly number[];
  readonly fixedBytes: readonly number[];
  readonly writeObject: ObjectWriter<CompiledLayout<Layout>>;
  readonly readObject: ObjectReader<CompiledLayout<Layout>>;
};

/** Offset of P1, where the fields of a command begin, and of the data, which begins after Lc. */
const P1_AT = 2;
const LC_AT = 4;

/** A record, or the data of a response. @throws RangeError when the layout cannot be read back */
export function compileLayout<L extends Layout>(title: string, layout: L): CompiledLayout<L> {
  return compile(title, layout, 0, -1);
}

/**
 * The request of a command: its first two fields are P1 and P2. @throws RangeError when the layout cannot be read back
 */
export function compileRequest<L extends Layout>(title: string, layout: L): CompiledLayout<L> {
  const [p1, p2] = Object.values(layout);
  if (p1?.size !== 1 || p2?.size !== 1) {
    throw new RangeError(`${title}: the first two fields of a request are P1 and P2, one byte each`);
  }
  return compile(title, layout, P1_AT, LC_AT);
}

function compile<L extends Layout>(
  title: string,
  layout: L,
  startAt: number,
  gapAt: number,
): CompiledLayout<L> {
  const variable = Object.entries(layout).filter(([, field]) => field.fixedBytes === undefined);
  const names = variable.map(([name]) => name);
  const offsets: number[] = [];
  const fixedAt: number[] = [];
  const fixedBytes: number[] = [];
  let at = startAt;
  let previousKind = -1;
  for (const [name, field] of Object.entries(layout)) {
    if (at === gapAt) at++;
    if (!mayFollow(previousKind, field.kind)) {
      throw new RangeError(`${title}: ${name} cannot stand after a field of open length`);
    }
    previousKind = field.kind;
    if (field.fixedBytes === undefined) offsets.push(at);
    field.fixedBytes?.forEach((byte, i) => {
      fixedAt.push(at + i);
      fixedBytes.push(byte);
    });
    at += field.size;
  }
  const kinds = variable.map(([, field]) => field.kind);
  return {
    layout,
    title,
    fields: variable.map(([, field]) => field),
    names,
    kinds,
    sizes: variable.map(([, field]) => field.size),
    offsets,
    size: gapAt < 0 ? at : Math.max(at - gapAt - 1, 0),
    varies: kinds.includes(KIND_REST) || kinds.includes(KIND_TERMINATED),
    fixedAt,
    fixedBytes,
    writeObject: objectWriter(names),
    readObject: objectReader(names),
  };
}

/** Nothing stands after `rest` but Le, and nothing after `untilFF` but `rest`: otherwise the end could not be found. */
function mayFollow(previousKind: number, kind: number): boolean {
  if (previousKind === KIND_EXPECTED_LENGTH) return false;
  if (previousKind === KIND_REST) return kind === KIND_EXPECTED_LENGTH;
  if (previousKind === KIND_TERMINATED) return kind === KIND_REST;
  return true;
}
