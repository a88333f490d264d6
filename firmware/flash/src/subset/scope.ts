/** Which declaration every name of a bundle means, by the standard's rules of scope. */
import type { AnyNode, Identifier, Node } from "acorn";
import { isFunction, type Path, visit } from "./tree.js";

export type Scope = {
  /** The node that opens the scope. */
  readonly node: AnyNode;
  readonly outer: Scope | undefined;
  /** The scope of the function, or of the program, that this one is in; itself where it is one. */
  readonly level: Scope;
  readonly declarations: Map<string, Declaration>;
};

type Declaration = {
  readonly name: string;
  readonly kind: "var" | "let" | "const" | "function" | "class" | "parameter";
  readonly scope: Scope;
  /** Where the name stands in the text. */
  readonly position: number;
  /** The function that the name means from its declaration on, where that can be seen. */
  readonly value: AnyNode | undefined;
};

export type Reference = {
  readonly name: string;
  readonly node: Identifier;
  readonly scope: Scope;
  /** `undefined` for a global of the interpreter. */
  readonly declaration: Declaration | undefined;
  readonly parent: AnyNode | undefined;
};

/** All references in the order of the text. */
export function findReferences(root: Node): Reference[] {
  const scopes = findScopes(root);
  const references: Reference[] = [];
  visit(root, (node, path) => {
    if (node.type !== "Identifier" || !isReference(node, path)) return;
    const scope = innermost(scopes, path);
    if (scope === undefined) return;
    const declaration = resolve(scope, node.name);
    if (declaration?.position === node.start) return;
    references.push({ name: node.name, node, scope, declaration, parent: path.at(-1) });
  });
  return references;
}

function findScopes(root: Node): Map<AnyNode, Scope> {
  const scopes = new Map<AnyNode, Scope>();
  visit(root, (node, path) => {
    const outer = innermost(scopes, path);
    if (opensScope(node, path)) {
      const isLevel = outer === undefined || isFunction(node);
      const scope = { node, outer, declarations: new Map<string, Declaration>() } as Scope & { level: Scope };
      scope.level = isLevel ? scope : outer.level;
      scopes.set(node, scope);
    }
    declare(node, scopes.get(node), outer, path);
  });
  return scopes;
}

function opensScope(node: AnyNode, path: Path): boolean {
  if (node.type === "BlockStatement") {
    const parent = path.at(-1);
    return parent === undefined || !isFunction(parent);
  }
  return (
    isFunction(node) ||
    ["Program", "ForStatement", "ForInStatement", "ForOfStatement"].includes(node.type) ||
    ["SwitchStatement", "CatchClause", "ClassExpression", "StaticBlock"].includes(node.type)
  );
}

function declare(node: AnyNode, own: Scope | undefined, outer: Scope | undefined, path: Path): void {
  if (isFunction(node) && own !== undefined) {
    for (const parameter of node.params) add(own, parameter, "parameter");
    if (node.type === "FunctionExpression" && node.id) add(own, node.id, "function", node);
    if (node.type === "FunctionDeclaration" && node.id && outer) add(outer, node.id, "function", node);
  } else if (node.type === "VariableDeclarator" && outer !== undefined) {
    const declaration = path.at(-1);
    const kind = declaration?.type === "VariableDeclaration" ? declaration.kind : "var";
    const value = node.init && isFunction(node.init) ? node.init : undefined;
    if (kind === "var" || kind === "let" || kind === "const") {
      add(kind === "var" ? outer.level : outer, node.id, kind, value);
    }
  } else if (node.type === "ClassDeclaration" && node.id && outer) {
    add(outer, node.id, "class");
  } else if (node.type === "ClassExpression" && node.id && own) {
    add(own, node.id, "class");
  } else if (node.type === "CatchClause" && node.param && own) {
    add(own, node.param, "parameter");
  }
}

/** The first declaration of a name counts: a later `var` of the same name declares nothing new. */
function add(scope: Scope, pattern: Node, kind: Declaration["kind"], value?: AnyNode): void {
  visit(pattern, (node, path) => {
    if (node.type !== "Identifier" || !isReference(node, path) || scope.declarations.has(node.name)) return;
    scope.declarations.set(node.name, { name: node.name, kind, scope, position: node.start, value });
  });
}

function innermost(scopes: Map<AnyNode, Scope>, path: Path): Scope | undefined {
  for (let at = path.length - 1; at >= 0; at--) {
    const scope = scopes.get(path[at] as AnyNode);
    if (scope !== undefined) return scope;
  }
  return undefined;
}

function resolve(scope: Scope | undefined, name: string): Declaration | undefined {
  for (let at = scope; at !== undefined; at = at.outer) {
    const found = at.declarations.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Not a property name or a key: an identifier that stands for a variable. */
function isReference(node: AnyNode, path: Path): boolean {
  const parent = path.at(-1);
  if (parent === undefined) return true;
  if ("id" in parent && parent.id === node) return false;
  if (parent.type === "MemberExpression") return parent.computed || parent.object === node;
  if (parent.type === "Property") return parent.computed || parent.value === node;
  if (parent.type === "MethodDefinition" || parent.type === "PropertyDefinition")
    return parent.computed || parent.value === node;
  return !["MetaProperty", "LabeledStatement", "BreakStatement", "ContinueStatement"].includes(parent.type);
}
