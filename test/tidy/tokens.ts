/** TypeScript cut into words, strings and signs: enough to read imports and to tell code from comments and texts. */

export type Token = {
  readonly kind: "word" | "string" | "sign";
  /** Of a string its content as written, without quotes; of a template one token per piece of text. */
  readonly text: string;
  readonly line: number;
};

/** Longest piece first: comment, string, template text, regular expression, number or word, one sign. */
const SPACE = /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const STRING = /"((?:[^"\\\n]|\\[\s\S])*)"|'((?:[^'\\\n]|\\[\s\S])*)'/y;
const TEMPLATE_TEXT = /((?:[^`\\$]|\\[\s\S]|\$(?!\{))*)(`|\$\{)/y;
const REGEXP = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const WORD = /[\w$\u0080-\uffff]+/y;

/** After these a slash begins a regular expression; after any other word or `)`, `]`, `}` it divides. */
const BEFORE_REGEXP = /^(return|typeof|case|in|of|delete|void|throw|new|do|else|instanceof)$/;

export function tokenize(text: string): Token[] {
  return readTokens(text, () => undefined);
}

/** @param onSpace is told what stands between tokens: spaces, or one comment */
function readTokens(text: string, onSpace: (space: string, line: number) => void): Token[] {
  const tokens: Token[] = [];
  /** Braces open inside each template's `${`. */
  const templates: number[] = [];
  let at = 0;
  let line = 1;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) return undefined;
    at += match[0].length;
    return match;
  };
  const add = (kind: Token["kind"], content: string, whole: string): void => {
    tokens.push({ kind, text: content, line });
    line += whole.split("\n").length - 1;
  };
  const takeTemplateText = (): void => {
    const match = take(TEMPLATE_TEXT);
    if (match === undefined) throw new SyntaxError(`line ${line}: a template has no end`);
    add("string", match[1] ?? "", match[0]);
    if (match[2] === "`") templates.pop();
  };
  while (at < text.length) {
    const space = take(SPACE);
    if (space !== undefined) {
      onSpace(space[0], line);
      line += space[0].split("\n").length - 1;
      continue;
    }
    const string = take(STRING);
    if (string !== undefined) {
      add("string", string[1] ?? string[2] ?? "", string[0]);
      continue;
    }
    const last = tokens.at(-1);
    const divides =
      last?.kind === "string" ||
      (last?.kind === "word" ? !BEFORE_REGEXP.test(last.text) : /[)\]}]/.test(last?.text ?? ""));
    const regexp = divides ? undefined : take(REGEXP);
    const word = regexp ?? take(WORD);
    if (word !== undefined) {
      add(regexp ? "string" : "word", word[0], word[0]);
      continue;
    }
    const sign = text.charAt(at++);
    const depth = templates.length - 1;
    if (sign === "`") {
      templates.push(0);
      takeTemplateText();
    } else if (sign === "}" && templates[depth] === 0) {
      takeTemplateText();
    } else {
      if (depth >= 0 && sign === "{") templates[depth] = (templates[depth] ?? 0) + 1;
      if (depth >= 0 && sign === "}") templates[depth] = (templates[depth] ?? 0) - 1;
      add("sign", sign, sign);
    }
  }
  return tokens;
}

/** The code alone: every string is `""`, comments are gone, lines stay where they were. */
export function codeOnly(text: string): string {
  const lines: string[] = text.split("\n").map(() => "");
  for (const token of tokenize(text)) {
    const before = lines[token.line - 1] ?? "";
    const piece = token.kind === "string" ? '""' : token.text;
    lines[token.line - 1] = /\w$/.test(before) && /^\w/.test(piece) ? `${before} ${piece}` : before + piece;
  }
  return lines.join("\n");
}

/** The lines, from 1, on which a comment stands or goes on. */
export function commentLines(text: string): number[] {
  const lines: number[] = [];
  readTokens(text, (space, line) => {
    if (space.startsWith("/")) lines.push(...space.split("\n").map((_, further) => line + further));
  });
  return lines;
}
