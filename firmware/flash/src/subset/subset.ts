/**
 * The language that the real Espruino interpreter runs, checked on the text that is flashed: a smaller JavaScript,
 * with fewer builtins, without hoisting, and with some things that parse and then mean something else.
 */
import { type AnyNode, type Node, type Program, parse } from "acorn";
import { globalOffence, memberOffence } from "./builtins.js";
import { orderOffences } from "./order.js";
import { findReferences } from "./scope.js";
import { syntaxOffence } from "./syntax.js";
import { visit } from "./tree.js";

/** One place that is outside the subset. */
export type Offence = {
  /** From 1, as editors count. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** Of the piece of text that offends, in UTF-16 units. */
  readonly length: number;
  /** What stands there, and what to write instead. */
  readonly message: string;
};

/** @returns every offence of a script in the order of the text; a text that is no JavaScript at all is one offence */
export function checkSubset(code: string): Offence[] {
  const found: Found[] = [];
  let program: Program;
  try {
    // The newest grammar, so that a construct too new gets a name of its own instead of "unexpected token".
    program = parse(code, { ecmaVersion: "latest", sourceType: "script" });
  } catch (error) {
    if (!(error instanceof SyntaxError) || !("pos" in error)) throw error;
    return [
      { ...lineAndColumn(code, Number(error.pos)), length: 1, message: `not JavaScript: ${error.message}` },
    ];
  }
  const references = findReferences(program);
  const globals = new Set<AnyNode>(
    references.filter((reference) => reference.declaration === undefined).map((reference) => reference.node),
  );
  visit(program, (node, path) => {
    const message =
      syntaxOffence(node, path, code) ?? memberOffence(node, path, (identifier) => globals.has(identifier));
    if (message !== undefined) found.push({ node, message });
  });
  for (const reference of references) {
    const message = globalOffence(reference);
    if (message !== undefined) found.push({ node: reference.node, message });
  }
  found.push(...orderOffences(references));
  found.sort((a, b) => a.node.start - b.node.start);
  return found.map(({ node, message }) => ({
    ...lineAndColumn(code, node.start),
    length: node.end - node.start,
    message,
  }));
}

type Found = { readonly node: Node; readonly message: string };

function lineAndColumn(code: string, position: number): { line: number; column: number } {
  const before = code.slice(0, position).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
