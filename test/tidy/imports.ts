/** The modules that a TypeScript file names: import, export … from, import(), and types by import(). */
import { type Token, tokenize } from "./tokens.js";

export type ImportedModule = {
  /** As written: "./a.js", "@duka/protocol/wire/ccid", "node:fs". */
  readonly specifier: string;
  /** Nothing of it is left when the program runs. */
  readonly typeOnly: boolean;
  readonly line: number;
};

export function importsOf(text: string): ImportedModule[] {
  const tokens = tokenize(text);
  return tokens.flatMap((token, at) => {
    const before = tokens[at - 1];
    if (token.kind !== "word" || before?.text === ".") return [];
    if (token.text === "import") return importAt(tokens, at);
    return token.text === "export" ? exportAt(tokens, at) : [];
  });
}

function importAt(tokens: readonly Token[], at: number): ImportedModule[] {
  const next = tokens[at + 1];
  if (next === undefined || next.text === ".") return [];
  if (next.kind === "string") return named(next, false);
  if (next.text !== "(") return fromClause(tokens, at);
  const specifier = tokens[at + 2];
  return specifier?.kind === "string" ? named(specifier, false) : [];
}

function exportAt(tokens: readonly Token[], at: number): ImportedModule[] {
  const next = tokens[at + 1]?.text === "type" ? tokens[at + 2] : tokens[at + 1];
  return next?.kind === "sign" && (next.text === "{" || next.text === "*") ? fromClause(tokens, at) : [];
}

/** `from "x"` that ends the clause beginning at `at`; a clause holds only names, commas, braces and a star. */
function fromClause(tokens: readonly Token[], at: number): ImportedModule[] {
  for (let end = at + 1; end < tokens.length; end++) {
    const token = tokens[end];
    if (token?.kind === "word" && token.text === "from" && tokens[end + 1]?.kind === "string") {
      return named(tokens[end + 1], tokens[at + 1]?.text === "type");
    }
    if (
      token === undefined ||
      token.kind === "string" ||
      (token.kind === "sign" && !/[{},*]/.test(token.text))
    )
      break;
  }
  return [];
}

function named(token: Token | undefined, typeOnly: boolean): ImportedModule[] {
  return token === undefined ? [] : [{ specifier: token.text, typeOnly, line: token.line }];
}
