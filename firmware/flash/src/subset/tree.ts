/** The syntax tree of a bundle, and the two ways to go through it. */
import type { AnyNode, Node } from "acorn";

/** The parents of a node, outermost first. */
export type Path = readonly AnyNode[];

/** Calls `enter` for every node, parents before children, in the order of the text. */
export function visit(root: Node, enter: (node: AnyNode, path: Path) => void): void {
  const path: AnyNode[] = [];
  const step = (node: AnyNode): void => {
    enter(node, path);
    path.push(node);
    for (const child of children(node)) step(child);
    path.pop();
  };
  step(root as AnyNode);
}

/** Direct children in the order of the text. */
function children(node: Node): AnyNode[] {
  const found: AnyNode[] = [];
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) found.push(...value.filter(isNode));
    else if (isNode(value)) found.push(value);
  }
  return found.sort((a, b) => a.start - b.start);
}

function isNode(value: unknown): value is AnyNode {
  return (
    typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string"
  );
}

export function isFunction(
  node: AnyNode,
): node is Extract<
  AnyNode,
  { type: "FunctionDeclaration" | "FunctionExpression" | "ArrowFunctionExpression" }
> {
  return (
    node.type === "FunctionDeclaration" ||
    node.type === "FunctionExpression" ||
    node.type === "ArrowFunctionExpression"
  );
}

/** The name of a member access or of a property key where it can be read off the text. */
export function keyName(node: AnyNode): string | undefined {
  if (node.type === "MemberExpression" || node.type === "Property" || node.type === "MethodDefinition") {
    const key = node.type === "MemberExpression" ? node.property : node.key;
    if (key.type === "Identifier" && !node.computed) return key.name;
    if (key.type === "Literal" && typeof key.value === "string") return key.value;
  }
  return undefined;
}
