/**
 * Who is paired: hashes of tokens, each with the origin that it is for, in a file of this user alone (0600). What the
 * file says lets no one in. Beside it lies the key of the operator's page, which does, and has to be read.
 */

import { statSync } from "node:fs";
import { rangeError } from "@duka/protocol/data/bilingual";
import { tooWide } from "@duka/protocol/data/file-mode";
import { readJsonFile } from "@duka/protocol/data/json-file";
import { readData } from "@duka/protocol/data/read-data";
import { createToken, isToken, sameHash, tokenHash } from "@duka/protocol/local-service";
import { z } from "zod";
import { writeOwnFile } from "../base/own-file.js";

const NAME_MAX = 60;
const PAIRED_MAX = 200;

const paired = z.strictObject({
  id: z.string().min(1).max(NAME_MAX),
  /** Null: a program of this machine that is no web page. */
  origin: z.string().max(300).nullable(),
  name: z.string().max(NAME_MAX),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  sinceMs: z.int(),
});
const tokenFile = z.strictObject({
  operator: z.string().refine(isToken, "is no key of an operator"),
  paired: z.array(paired).max(PAIRED_MAX),
});

export type Paired = z.output<typeof paired>;
type Content = z.output<typeof tokenFile>;

export type TokenFile = {
  /** The key of the operator's own page and of `duka pair`. */
  readonly operator: string;
  list(): readonly Omit<Paired, "hash">[];
  /** The pairing whose token this is, for this origin alone; undefined otherwise. */
  find(token: string, origin: string | null): Paired | undefined;
  /** @returns the token, which is told once @throws RangeError when there are too many, Error when it cannot be kept */
  add(origin: string | null, name: string, sinceMs: number): string;
  /** @returns false when there is none of this id */
  remove(id: string): boolean;
};

/**
 * Made where it is missing. @throws RangeError when it is not what this program writes, or others may read it; Error
 * when it cannot be written
 */
export function openTokenFile(file: string): TokenFile {
  let content = readTokenFile(file) ?? save(file, { operator: createToken(), paired: [] });
  return {
    operator: content.operator,
    list: () => content.paired.map(({ hash: _, ...rest }) => rest),
    find(token, origin) {
      if (!isToken(token)) return undefined;
      const hash = tokenHash(token);
      // All are compared, whichever it is.
      const found = content.paired.filter((one) => sameHash(one.hash, hash));
      return found.find((one) => one.origin === origin);
    },
    add(origin, name, sinceMs) {
      if (content.paired.length >= PAIRED_MAX)
        throw rangeError(
          `${PAIRED_MAX} are paired already: remove some with duka pair --remove ID`,
          `已有 ${PAIRED_MAX} 个配对：请用 duka pair --remove ID 移除一些`,
        );
      const token = createToken();
      const one = { id: createToken().slice(0, 8), origin, name, hash: tokenHash(token), sinceMs };
      content = save(file, { ...content, paired: [...content.paired, one] });
      return token;
    },
    remove(id) {
      const left = content.paired.filter((one) => one.id !== id);
      if (left.length === content.paired.length) return false;
      content = save(file, { ...content, paired: left });
      return true;
    },
  };
}

/** Undefined where it is missing. @throws RangeError */
export function readTokenFile(file: string): Content | undefined {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return undefined;
  const [wide] = tooWide([file]);
  if (wide !== undefined) throw rangeError(`file of tokens: ${wide.en}`, `令牌文件：${wide.zh}`);
  return readJsonFile(file, ["file of tokens", "令牌文件"], (content) =>
    readData(tokenFile, content, "it"),
  ) as Content;
}

function save(file: string, content: Content): Content {
  writeOwnFile(file, `${JSON.stringify(content, null, 2)}\n`);
  return content;
}
