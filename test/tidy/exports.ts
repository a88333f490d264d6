/** The names that a TypeScript file exports, and the names that it takes from other modules. */
import { type Token, tokenize } from "./tokens.js";

type ExportedName = {
  readonly name: string;
  /** A type or an interface: nothing of it is left when the program runs. */
  readonly isType: boolean;
  /** Declared elsewhere, and handed on from there. */
  readonly isHandedOn: boolean;
  readonly line: number;
};

/** Names taken from one module; `"all"` where the whole module is taken, under one name or by `import()`. */
type TakenNames = { readonly specifier: string; readonly names: readonly string[] | "all" };

/** Words that may stand between `export` and what is exported. */
const MODIFIER = /^(declare|async|abstract|default)$/;
const VALUE = /^(function|const|let|var|class|enum)$/;

export function exportsOf(text: string): ExportedName[] {
  const tokens = tokenize(text);
  const found: ExportedName[] = [];
  for (let at = 0; at < tokens.length; at++) {
    if (!isWord(tokens[at], "export") || tokens[at - 1]?.text === ".") continue;
    let next = at + 1;
    while (MODIFIER.test(tokens[next]?.text ?? "")) next++;
    const isTypes = isWord(tokens[next], "type");
    const list = isTypes ? next + 1 : next;
    if (isSign(tokens[list], "{")) {
      const { names, end } = namesInBraces(tokens, list);
      const isHandedOn = isWord(tokens[end + 1], "from");
      for (const { outside, isType, line } of names) {
        found.push({ name: outside, isType: isTypes || isType, isHandedOn, line });
      }
    } else if (isTypes || isWord(tokens[next], "interface")) {
      found.push(declared(tokens[next + 1], true));
    } else if (VALUE.test(tokens[next]?.text ?? "")) {
      const star = isSign(tokens[next + 1], "*") ? 1 : 0;
      found.push(declared(tokens[next + 1 + star], false));
    }
  }
  return found;
}

export function takenNamesOf(text: string): TakenNames[] {
  const tokens = tokenize(text);
  const found: TakenNames[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token?.kind !== "word" || tokens[at - 1]?.text === ".") continue;
    if (token.text === "import" && isSign(tokens[at + 1], "(") && tokens[at + 2]?.kind === "string") {
      found.push({ specifier: tokens[at + 2]?.text ?? "", names: "all" });
    } else if (token.text === "import" || token.text === "export") {
      const taken = fromClause(tokens, at);
      if (taken !== undefined) found.push(taken);
    }
  }
  return found;
}

function fromClause(tokens: readonly Token[], at: number): TakenNames | undefined {
  let names: string[] | "all" = [];
  for (let next = at + 1; next < tokens.length; next++) {
    const token = tokens[next];
    if (token?.kind === "string") {
      const isSource = isWord(tokens[next - 1], "from") || next === at + 1;
      return isSource ? { specifier: token.text, names } : undefined;
    }
    if (isSign(token, "*")) names = "all";
    else if (isSign(token, "{")) {
      const inBraces = namesInBraces(tokens, next);
      if (names !== "all") names.push(...inBraces.names.map(({ inside }) => inside));
      next = inBraces.end;
    } else if (token?.kind !== "word" && !isSign(token, ",")) return undefined;
  }
  return undefined;
}

type NameInBraces = {
  /** As the module that has it calls it, and as the reader of the clause does. */
  readonly inside: string;
  readonly outside: string;
  readonly isType: boolean;
  readonly line: number;
};

/** `{ a, type b, c as d }` from its brace on. */
function namesInBraces(
  tokens: readonly Token[],
  at: number,
): { readonly names: readonly NameInBraces[]; readonly end: number } {
  const names: NameInBraces[] = [];
  let end = at + 1;
  for (let first = end; end < tokens.length; end++) {
    if (!isSign(tokens[end], ",") && !isSign(tokens[end], "}")) continue;
    const words = tokens.slice(first, end).filter(({ kind }) => kind === "word");
    const isType = words.length > 1 && isWord(words[0], "type") && !isWord(words[1], "as");
    const [inside, , outside = inside] = isType ? words.slice(1) : words;
    if (inside !== undefined && outside !== undefined) {
      names.push({ inside: inside.text, outside: outside.text, isType, line: inside.line });
    }
    first = end + 1;
    if (isSign(tokens[end], "}")) break;
  }
  return { names, end };
}

function declared(token: Token | undefined, isType: boolean): ExportedName {
  return { name: token?.text ?? "", isType, isHandedOn: false, line: token?.line ?? 0 };
}

function isWord(token: Token | undefined, text: string): boolean {
  return token?.kind === "word" && token.text === text;
}

function isSign(token: Token | undefined, text: string): boolean {
  return token?.kind === "sign" && token.text === text;
}
