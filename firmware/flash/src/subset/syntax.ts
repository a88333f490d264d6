/** Syntax that Espruino's parser refuses, or takes and means something else by. */
import type { AnyNode, Literal } from "acorn";
import { isFunction, keyName, type Path } from "./tree.js";

/** What stands at the node is outside the subset: why, and what to write instead. */
export function syntaxOffence(node: AnyNode, path: Path, code: string): string | undefined {
  const forbidden = FORBIDDEN[node.type];
  if (forbidden !== undefined) return forbidden;
  if (!ALLOWED.has(node.type)) return `${node.type} is not known to work on Espruino`;
  return formOffence(node, path, code);
}

const FORBIDDEN: { readonly [type: string]: string | undefined } = {
  AssignmentPattern: "a default value of a parameter or pattern: pass every argument",
  RestElement: "rest parameters: pass an array",
  SpreadElement: "spread (...): use apply, concat or Object.assign",
  ObjectPattern: "destructuring: read the properties one by one",
  ArrayPattern: "destructuring: read the elements one by one",
  ChainExpression: "optional chaining (?.): compare with undefined first",
  TaggedTemplateExpression: "a tagged template: call the function",
  MetaProperty: "new.target or import.meta: neither exists",
  YieldExpression: "a generator: use a step function",
  AwaitExpression: "await: use callbacks",
  LabeledStatement: "a label: leave the inner loop through a function or a flag",
  PropertyDefinition: "a class field is initialised once for all instances: assign it in the constructor",
  PrivateIdentifier: "a private name (#x): use a closure",
  StaticBlock: "a static block of a class: write it after the class",
  WithStatement: "with: name the object",
  DebuggerStatement: "debugger stops the board: remove it",
  ImportExpression: "import(): everything must be in the bundle",
};

const ALLOWED = new Set(
  `Program ExpressionStatement BlockStatement EmptyStatement ReturnStatement IfStatement SwitchStatement SwitchCase
  BreakStatement ContinueStatement ThrowStatement TryStatement CatchClause WhileStatement DoWhileStatement ForStatement
  ForInStatement ForOfStatement FunctionDeclaration FunctionExpression ArrowFunctionExpression VariableDeclaration
  VariableDeclarator ThisExpression ArrayExpression ObjectExpression Property UnaryExpression UpdateExpression
  BinaryExpression AssignmentExpression LogicalExpression MemberExpression ConditionalExpression CallExpression
  NewExpression SequenceExpression Identifier Literal TemplateLiteral TemplateElement ClassDeclaration ClassExpression
  ClassBody MethodDefinition Super`.split(/\s+/),
);

/** Of a construct that exists, the forms that do not. */
function formOffence(node: AnyNode, path: Path, code: string): string | undefined {
  switch (node.type) {
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      if (node.async) return "an async function: use callbacks";
      return node.generator ? "a generator: use a step function" : undefined;
    case "BinaryExpression":
    case "AssignmentExpression":
      return MISSING_OPERATORS.includes(node.operator)
        ? `the operator ${node.operator}: write it out`
        : undefined;
    case "Property":
      if (node.computed) return COMPUTED_KEY;
      return keyName(node) === "__proto__"
        ? "__proto__ in a literal is ignored: use Object.setPrototypeOf"
        : undefined;
    case "MethodDefinition":
      if (node.computed) return COMPUTED_KEY;
      return keyName(node) === "static" ? "a method called static: rename it" : undefined;
    case "SwitchStatement":
      return node.cases.slice(0, -1).some((one) => !one.test)
        ? "a case after default: default must be last"
        : undefined;
    case "ForOfStatement":
      return node.await ? "for await: use callbacks" : undefined;
    case "Literal":
      return literalOffence(node) ?? codePointEscape(node, code);
    case "TemplateElement":
    case "Identifier":
      return codePointEscape(node, code);
    case "Super":
      return superOffence(path);
    case "ReturnStatement":
      return node.argument ? undefined : returnOffence(node, code);
    default:
      return undefined;
  }
}

const MISSING_OPERATORS = ["**", "**=", "??=", "||=", "&&="];
const COMPUTED_KEY = "a computed key: assign it after the literal";

function literalOffence(node: Literal): string | undefined {
  if (node.bigint) return "a BigInt: use numbers below 2^53";
  if (!node.regex) return undefined;
  if (/[^gim]/.test(node.regex.flags)) {
    return `the flags "${node.regex.flags}" of a regular expression: only g, i and m exist`;
  }
  return /\(\?<|\\[pk]/.test(node.regex.pattern)
    ? "a named group, look-behind or \\p in a regular expression: write it without"
    : undefined;
}

function codePointEscape(node: AnyNode, code: string): string | undefined {
  return /(^|[^\\])(\\\\)*\\u\{/.test(code.slice(node.start, node.end))
    ? "an escape \\u{…}: write \\uXXXX"
    : undefined;
}

/** `super` works only directly in a method of a class, and `super.m()` recurses for ever three levels deep. */
function superOffence(path: Path): string | undefined {
  if (path.at(-1)?.type === "MemberExpression") {
    return "super.member never ends where the instance is of a third-level class: call a function";
  }
  return [...path].reverse().find(isFunction)?.type === "ArrowFunctionExpression"
    ? "super inside an arrow function: call it in the constructor itself"
    : undefined;
}

/** Espruino does not end the statement at a line break after `return`. */
function returnOffence(node: AnyNode, code: string): string | undefined {
  if (code[node.end - 1] === ";" || /^\s*(\}|$)/.test(code.slice(node.end))) return undefined;
  return "a return that ends at its line break: write the semicolon";
}
