/**
 * Takes the objects apart that packing gets, and makes those that unpacking gives. Names written out in code are
 * several times faster than names looked up one by one, because the engine then knows the shape of the object; so both
 * are compiled once for every layout, when it is first used: a program loads many layouts and uses few.
 */

/** Calls `write` once for each name, with its index and its value. */
export type ObjectWriter<Source> = (
  write: (source: Source, index: number, value: unknown, out: Uint8Array, end: number) => void,
  source: Source,
  values: { readonly [name: string]: unknown },
  out: Uint8Array,
  end: number,
) => void;

/** Calls `read` once for each name, with its index, and makes an object of what comes back. */
export type ObjectReader<Source> = (
  read: (source: Source, index: number, from: Uint8Array, end: number, le: number) => unknown,
  source: Source,
  from: Uint8Array,
  end: number,
  le: number,
) => { [name: string]: unknown };

/** @throws RangeError when a name is no plain identifier */
export function objectWriter<Source>(names: readonly string[]): ObjectWriter<Source> {
  names.forEach(checkPlain);
  let made: ObjectWriter<Source> | undefined;
  return (write, source, values, out, end) => {
    made ??= makeWriter(names);
    made(write, source, values, out, end);
  };
}

/** @throws RangeError when a name is no plain identifier */
export function objectReader<Source>(names: readonly string[]): ObjectReader<Source> {
  names.forEach(checkPlain);
  let made: ObjectReader<Source> | undefined;
  return (read, source, from, end, le) => {
    made ??= makeReader(names);
    return made(read, source, from, end, le);
  };
}

function makeWriter<Source>(names: readonly string[]): ObjectWriter<Source> {
  const calls = names.map((name, i) => `write(source, ${i}, values.${name}, out, end);`);
  return (
    (compiled(["write", "source", "values", "out", "end"], calls.join(" ")) as ObjectWriter<Source>) ??
    ((write, source, values, out, end) => {
      names.forEach((name, i) => {
        write(source, i, values[name], out, end);
      });
    })
  );
}

function makeReader<Source>(names: readonly string[]): ObjectReader<Source> {
  const properties = names.map((name, i) => `${name}: read(source, ${i}, from, end, le)`);
  const body = `return { ${properties.join(", ")} };`;
  return (
    (compiled(["read", "source", "from", "end", "le"], body) as ObjectReader<Source>) ??
    ((read, source, from, end, le) =>
      Object.fromEntries(names.map((name, i) => [name, read(source, i, from, end, le)])))
  );
}

/** Only such a name becomes code. */
function checkPlain(name: string): void {
  if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) {
    throw new RangeError(`a field cannot be called ${JSON.stringify(name)}`);
  }
}

/** Undefined where the program forbids code from strings, as a content security policy does. */
function compiled(parameters: readonly string[], body: string): unknown {
  try {
    return new Function(...parameters, body);
  } catch (error) {
    if (error instanceof EvalError) return undefined;
    throw error;
  }
}
