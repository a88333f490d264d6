/**
 * What a person reads of a mistake, in both languages beside each other. An error has the English as its `message`; a
 * rule of a declaration has room for one text, so its Chinese is kept here under the English.
 */

export type Bilingual = { readonly en: string; readonly zh: string };

/** What was passed may not be. @param zh the same as `en`, for a person @returns an error with both as `texts` */
export function rangeError(en: string, zh: string, cause?: unknown): RangeError {
  return withChinese(new RangeError(en, optionsOf(cause)), zh);
}

/** What was passed is another kind of thing, or something is missing. */
export function typeError(en: string, zh: string, cause?: unknown): TypeError {
  return withChinese(new TypeError(en, optionsOf(cause)), zh);
}

/** Of an error that has both languages. */
export function textsOf(error: unknown): Bilingual | undefined {
  if (!(error instanceof Error) || !("texts" in error)) return undefined;
  return error.texts as Bilingual;
}

/** @param zh says what the error's message says @returns the same error */
export function withChinese<E extends Error>(error: E, zh: string): E {
  return Object.assign(error, { texts: { en: error.message, zh } satisfies Bilingual });
}

function optionsOf(cause: unknown): ErrorOptions | undefined {
  return cause === undefined ? undefined : { cause };
}

/** What a file may be refused for, by the code of the system. */
const SYSTEM: { readonly [code: string]: string } = {
  ENOENT: "没有此文件或文件夹",
  EACCES: "没有权限",
  EPERM: "没有权限",
  EISDIR: "这是文件夹",
  ENOTDIR: "路径中有一段不是文件夹",
  EEXIST: "已存在",
  ENOSPC: "磁盘已满",
  EROFS: "文件系统只读",
  EMFILE: "打开的文件过多",
  ELOOP: "符号链接循环",
  ENAMETOOLONG: "名称过长",
  EIO: "读写错误",
};

/** Of anything thrown, for the end of a text of our own: what the system says is in English. */
export function whyInBoth(error: unknown): Bilingual {
  const en = error instanceof Error ? error.message : String(error);
  const known = textsOf(error);
  if (known !== undefined) return known;
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  return { en, zh: code === undefined ? en : (SYSTEM[code] ?? code) };
}

const RULES = new Map<string, string>();

/**
 * A rule of a declaration, made once when its module is loaded: never of what a caller passes.
 * @returns the English, as the rule's text
 */
export function rule(en: string, zh: string): string {
  RULES.set(en, zh);
  return en;
}

/** The same in Chinese; the English where no one has said it in Chinese. */
export function ruleInChinese(en: string): string {
  return RULES.get(en) ?? en;
}
