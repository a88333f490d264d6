/**
 * The declarations of a bundle in the order of their use. The interpreter keeps the names of a scope in one list, in
 * the order of their definition, and finds a name by walking it: what is used most has to stand first. Variables come
 * before functions, and of both those that the reader uses most; what a variable begins with is still worked out where
 * it was.
 */
import { type AnyNode, type BlockStatement, parse, type Statement, type VariableDeclaration } from "acorn";
import { bundleFunction } from "./fixed-session.js";

/**
 * @param code minified, all functions of its scope in front
 * @param uses how often a name is looked up; what is not in it stays where it is
 */
export function inOrderOfUse(code: string, uses: ReadonlyMap<string, number>): string {
  const whole = bundleFunction(parse(code, { ecmaVersion: "latest", sourceType: "script" }));
  if (whole?.type !== "ArrowFunctionExpression") return code;
  const { start, end, body } = whole.body as BlockStatement;
  const text = (node: AnyNode): string => code.slice(node.start, node.end);
  const byUse = (a: string, b: string): number => (uses.get(b) ?? 0) - (uses.get(a) ?? 0);

  const first: { name: string; text: string }[] = [];
  const functions: { name: string; text: string }[] = [];
  const rest: string[] = [];
  for (const statement of body) {
    if (statement.type === "FunctionDeclaration") {
      functions.push({ name: statement.id.name, text: text(statement) });
    } else if (statement.type === "VariableDeclaration") {
      rest.push(...withoutUsed(statement, uses, text, first));
    } else rest.push(ended(statement, text(statement)));
  }
  first.sort((a, b) => byUse(a.name, b.name));
  functions.sort((a, b) => byUse(a.name, b.name));
  const front = first.length > 0 ? `var ${first.map((one) => one.text).join()};` : "";
  const inner = front + functions.map((one) => one.text).join("") + rest.join("");
  return code.slice(0, start + 1) + inner.replace(/;$/, "") + code.slice(end - 1);
}

/** Takes the variables that are used out of a declaration: a plain value goes with them, the rest is assigned here. */
function withoutUsed(
  { kind, declarations }: VariableDeclaration,
  uses: ReadonlyMap<string, number>,
  text: (node: AnyNode) => string,
  first: { name: string; text: string }[],
): string[] {
  const statements: string[] = [];
  let open: { isDeclared: boolean; parts: string[] } | undefined;
  for (const one of declarations) {
    const name = one.id.type === "Identifier" ? one.id.name : "";
    const isDeclared = !uses.has(name);
    if (!isDeclared) {
      const isPlain = one.init !== null && one.init !== undefined && isPlainValue(one.init);
      first.push({ name, text: isPlain ? text(one) : name });
      if (isPlain || !one.init) continue;
    }
    if (open?.isDeclared !== isDeclared) {
      open = { isDeclared, parts: [] };
      statements.push("");
    }
    open.parts.push(text(one));
    statements[statements.length - 1] = `${isDeclared ? `${kind} ` : ""}${open.parts.join()};`;
  }
  return statements;
}

/** The same wherever it stands. */
function isPlainValue(node: AnyNode): boolean {
  return node.type === "Literal" || (node.type === "UnaryExpression" && node.argument.type === "Literal");
}

/** Of a bundle in one line the last statement has no semicolon. */
function ended(statement: Statement, text: string): string {
  return statement.type === "ExpressionStatement" && !text.endsWith(";") ? `${text};` : text;
}
