/**
 * An estimate of the interpreter's variables that a bundle takes at its start, from what one of each kind takes;
 * `npm run test:espruino` measures. Code itself takes none: it stays in flash.
 */
import { type AnyNode, parse } from "acorn";

/** An interpreter without a program. */
const BARE = 59;
/** Name, function, where its code is, and its scope. */
const FUNCTION = 5;
const PARAMETER = 1;
const VARIABLE = 2;
const PROPERTY = 2;
const ELEMENT = 1;
/** Head of a text or a buffer, and the bytes that go into each further variable. */
const TEXT = 1;
const BUFFER = 3;
const TEXT_BYTES = 10;
const BUFFER_BYTES = 12;

export function estimatedVariables(bundle: string): number {
  let sum = BARE;
  // The whole bundle is one function; what stands in it directly exists from the start, what stands deeper only while
  // that runs.
  const waiting: { node: AnyNode; depth: number }[] = [
    { node: parse(bundle, { ecmaVersion: 2022 }), depth: 0 },
  ];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, depth } = next;
    const isFunction = "params" in node;
    if (depth > 0) sum += sizeOf(node);
    if (isFunction && depth > 0) continue;
    for (const value of Object.values(node)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (isNode(child)) waiting.push({ node: child, depth: depth + (isFunction ? 1 : 0) });
      }
    }
  }
  return sum;
}

function sizeOf(node: AnyNode): number {
  if ("params" in node) return FUNCTION + PARAMETER * node.params.length;
  if (node.type === "VariableDeclarator") return VARIABLE;
  if (node.type === "Property") return PROPERTY;
  if (node.type === "ArrayExpression") return ELEMENT * node.elements.length;
  if (node.type === "Literal" && typeof node.value === "string") {
    return TEXT + Math.ceil(node.value.length / TEXT_BYTES);
  }
  if (node.type === "NewExpression") return BUFFER + Math.ceil(lengthOf(node.arguments[0]) / BUFFER_BYTES);
  return 0;
}

function lengthOf(argument: AnyNode | undefined): number {
  return argument?.type === "Literal" && typeof argument.value === "number" ? argument.value : 0;
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value;
}
