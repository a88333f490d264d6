/**
 * The language of the interpreter, imposed on the text of a bundle: nothing is hoisted, and syntax that its parser
 * refuses is refused. Lines stay where they are.
 */
import { createRequire } from "node:module";
import type * as Acorn from "acorn";
import { builtText } from "./built-text.js";

type AnyNode = Acorn.AnyNode;

const REFUSED: { readonly [type: string]: string | undefined } = {
  AssignmentPattern: "default values",
  RestElement: "rest parameters",
  SpreadElement: "spread",
  ObjectPattern: "destructuring",
  ArrayPattern: "destructuring",
  ChainExpression: "optional chaining",
  TaggedTemplateExpression: "tagged templates",
  MetaProperty: "new.target and import.meta",
  YieldExpression: "generators",
  AwaitExpression: "await",
  LabeledStatement: "labels",
  PrivateIdentifier: "private names",
  StaticBlock: "static blocks",
};

type Edit = { readonly at: number; readonly remove: number; readonly insert: string };

/** The same bundle is started again and again: its text as it was read the last time. */
let last: ReadBundle & { readonly code: string } = { code: "", text: "", isBuilt: false };

type ReadBundle = {
  readonly text: string;
  /** The build knew it: it is the project's own. */
  readonly isBuilt: boolean;
};

/** As `asEspruinoReadsIt`; that of a bundle which the build knew was made by the build. */
export function textToRun(code: string): ReadBundle {
  if (last.code !== code) {
    const built = builtText(code);
    last = { code, text: built ?? asEspruinoReadsIt(code), isBuilt: built !== undefined };
  }
  return last;
}

/**
 * Function declarations become assignments where they stand, so that a use before the definition throws.
 * @throws SyntaxError naming line and column of what the interpreter cannot parse
 */
export function asEspruinoReadsIt(code: string): string {
  // Loaded where it is needed: a process that runs the built firmware needs no parser.
  const { parse }: typeof Acorn = createRequire(import.meta.url)("acorn");
  const edits: Edit[] = [];
  visit(parse(code, { ecmaVersion: "latest", sourceType: "script", locations: true }), (node) => {
    const refused = REFUSED[node.type];
    if (refused !== undefined) {
      const { line, column } = node.loc!.start;
      throw new SyntaxError(`line ${line}, column ${column + 1}: ${refused} are not in the interpreter`);
    }
    if (node.type !== "FunctionDeclaration" || node.id === null) return;
    edits.push({ at: node.start, remove: node.id.end - node.start, insert: `var ${node.id.name}=function` });
    edits.push({ at: node.end, remove: 0, insert: ";" });
  });
  // Where one ends and the next begins, the semicolon comes first.
  edits.sort((a, b) => a.at - b.at || a.remove - b.remove);
  let text = "";
  let at = 0;
  for (const edit of edits) {
    text += code.slice(at, edit.at) + edit.insert;
    at = edit.at + edit.remove;
  }
  return text + code.slice(at);
}

function visit(root: AnyNode, see: (node: AnyNode) => void): void {
  const waiting: AnyNode[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    see(node);
    for (const value of Object.values(node)) {
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) waiting.push(child);
    }
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}
