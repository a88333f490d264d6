/**
 * Use before definition. Espruino hoists nothing: a function exists from the moment its declaration has run, and a
 * `var` that has not been reached yet is whatever an outer or global variable of that name is.
 */
import type { Node } from "acorn";
import type { Reference, Scope } from "./scope.js";

export function orderOffences(references: readonly Reference[]): { node: Node; message: string }[] {
  const byLevel = new Map<Scope, Reference[]>();
  for (const reference of references) {
    const level = reference.scope.level;
    byLevel.set(level, [...(byLevel.get(level) ?? []), reference]);
  }
  return references.flatMap((reference) => {
    const message =
      usedEarly(reference) ??
      calledEarly(reference, byLevel) ??
      loopClosure(reference) ??
      arrowArguments(reference);
    return message === undefined ? [] : [{ node: reference.node, message }];
  });
}

function usedEarly(reference: Reference): string | undefined {
  const declaration = reference.declaration;
  if (declaration === undefined || declaration.scope.level !== reference.scope.level) return undefined;
  return reference.node.start < declaration.position
    ? `${reference.name} is used before its definition: nothing is hoisted`
    : undefined;
}

/** A call at the level of a declaration, of a function that needs a later one of that level, however indirectly. */
function calledEarly(
  reference: Reference,
  byLevel: ReadonlyMap<Scope, readonly Reference[]>,
): string | undefined {
  if (!isCalled(reference) || reference.declaration?.scope.level !== reference.scope.level) return undefined;
  const level = reference.scope.level;
  const seen = new Set<Scope>();
  const waiting = [reference];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const body = [...byLevel.keys()].find((scope) => scope.node === next?.declaration?.value);
    if (body === undefined || seen.has(body)) continue;
    seen.add(body);
    for (const inner of byLevel.get(body) ?? []) {
      const declaration = inner.declaration;
      if (declaration?.scope.level === level && declaration.position > reference.node.start) {
        return `${reference.name} is called before the definition of ${inner.name}, which it needs: nothing is hoisted`;
      }
      if (isCalled(inner)) waiting.push(inner);
    }
  }
  return undefined;
}

function isCalled(reference: Reference): boolean {
  const parent = reference.parent;
  return parent?.type === "CallExpression" && parent.callee === reference.node;
}

/** `for (let i …)` has one binding for the whole loop, not one per turn. */
function loopClosure(reference: Reference): string | undefined {
  const declaration = reference.declaration;
  if (declaration === undefined || declaration.scope.level === reference.scope.level) return undefined;
  const inHead = declaration.kind !== "var" && declaration.scope.node.type.startsWith("For");
  return inHead
    ? `${reference.name} of the loop head is kept by a function, which sees its last value: copy it inside the body`
    : undefined;
}

function arrowArguments(reference: Reference): string | undefined {
  if (reference.name !== "arguments" || reference.declaration !== undefined) return undefined;
  return reference.scope.level.node.type === "ArrowFunctionExpression"
    ? "arguments inside an arrow function is its own, not the outer one: name the parameters"
    : undefined;
}
