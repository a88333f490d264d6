/** Names and members that the interpreter lacks, and builtins that it treats in its own way. */
import type { AnyNode } from "acorn";
import { ERROR_CLASSES, isKnownGlobal, isStaticMember, LANGUAGE_GLOBALS, MEMBER_OFFENCES } from "./names.js";
import type { Reference } from "./scope.js";
import { keyName, type Path } from "./tree.js";

/** A name that nothing in the bundle declares and the interpreter does not have. */
export function globalOffence(reference: Reference): string | undefined {
  if (reference.declaration !== undefined || isKnownGlobal(reference.name)) return undefined;
  return `the global ${reference.name} is not in the list of what the board has`;
}

/** @param isGlobal whether this identifier means the interpreter's own global of that name */
export function memberOffence(
  node: AnyNode,
  path: Path,
  isGlobal: (identifier: AnyNode) => boolean,
): string | undefined {
  if (node.type === "MemberExpression") {
    return accessOffence(node.object, node.property, keyName(node), isGlobal) ?? lengthOffence(node, path);
  }
  if (node.type === "BinaryExpression" && node.operator === "instanceof" && isError(node.right)) {
    return "instanceof with an error class: errors have no common class; test a code field";
  }
  if ((node.type === "ClassDeclaration" || node.type === "ClassExpression") && node.superClass) {
    const base = node.superClass;
    return base.type === "Identifier" && isGlobal(base)
      ? `a class that extends the builtin ${base.name}: it fails`
      : undefined;
  }
  return undefined;
}

function accessOffence(
  object: AnyNode,
  property: AnyNode,
  member: string | undefined,
  isGlobal: (identifier: AnyNode) => boolean,
): string | undefined {
  if (member === undefined) {
    return property.type === "UnaryExpression" && property.operator === "-"
      ? "a negative index throws: compare first"
      : undefined;
  }
  if (object.type === "Identifier" && isGlobal(object)) {
    const members = LANGUAGE_GLOBALS[object.name];
    if (members !== undefined && member === "prototype") {
      return `${object.name}.prototype: methods of builtins are undefined as values; use [].name.call(x)`;
    }
    if (members !== undefined) {
      return isStaticMember(object.name, member) ? undefined : `${object.name}.${member} is missing`;
    }
  }
  // Not what every object inherits: toString, constructor.
  const why = Object.hasOwn(MEMBER_OFFENCES, member) ? MEMBER_OFFENCES[member] : undefined;
  return why === undefined ? undefined : `.${member} ${why}`;
}

function lengthOffence(node: AnyNode, path: Path): string | undefined {
  const parent = path.at(-1);
  const written =
    (parent?.type === "AssignmentExpression" && parent.left === node) || parent?.type === "UpdateExpression";
  return written && keyName(node) === "length" ? "an assignment to .length throws: use splice" : undefined;
}

function isError(node: AnyNode): boolean {
  return node.type === "Identifier" && ERROR_CLASSES.includes(node.name);
}
