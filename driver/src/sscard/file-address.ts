/**
 * pFileAddr and pWriteData: which files and data items of the card are meant, such as
 * "SSSEEF05|01|02|$DF01EF15|40:2|$".
 */
import type { CardFile } from "../card/card-files.js";
import { cardFile } from "../card/card-files.js";
import { checkText } from "./arguments.js";
import { BUFFER, BUFFER_LARGE, CODE, SSCardFailure } from "./result.js";

/** `occurrence` from 1: "40:2" is the second record of item 40. */
type ItemAddress = { readonly tag: number; readonly occurrence: number; readonly text: string };

export type FileAddress = {
  /** "SSSEEF05" */
  readonly name: string;
  readonly file: CardFile;
  /** Of a tagged file; empty otherwise. */
  readonly items: readonly ItemAddress[];
  /** Of a cyclic file: one record; undefined for all. */
  readonly record: number | undefined;
};

/** Values for one file, in the order of its items, or the fields of records to append. */
export type FileData = { readonly name: string; readonly values: readonly string[] };

const FILES_MAX = 32;
const ITEMS_MAX = 64;

/** @throws SSCardFailure */
export function parseFileAddresses(pFileAddr: unknown): FileAddress[] {
  return blocksOf("pFileAddr", pFileAddr, BUFFER).map(([name = "", ...parts]) => {
    const file = cardFile(name);
    if (file === undefined) throw new SSCardFailure(CODE.parameter, `无此文件 ${name.slice(0, 16)}`);
    if (file.kind === "tagged") {
      if (parts.length === 0) throw new SSCardFailure(CODE.parameter, `${name} 缺少数据项`);
      return { name, file, items: parts.map(itemOf), record: undefined };
    }
    if (parts.length > 1 || (file.kind === "transparent" && parts.length > 0)) {
      throw new SSCardFailure(CODE.parameter, `${name} 数据项过多`);
    }
    return { name, file, items: [], record: parts[0] === undefined ? undefined : recordOf(parts[0]) };
  });
}

/** @throws SSCardFailure -42 where it has other files or another number of values than the addresses */
export function parseWriteData(pWriteData: unknown, addresses: readonly FileAddress[]): FileData[] {
  const blocks = blocksOf("pWriteData", pWriteData, BUFFER_LARGE);
  if (blocks.length !== addresses.length)
    throw new SSCardFailure(CODE.length, "pWriteData 与 pFileAddr 不符");
  return blocks.map(([name = "", ...values], at) => {
    const address = addresses[at]!;
    const due = address.file.kind === "tagged" ? address.items.length : Math.max(1, values.length);
    if (name !== address.name || values.length !== due) {
      throw new SSCardFailure(CODE.length, "pWriteData 与 pFileAddr 不符");
    }
    return { name, values };
  });
}

/** "a|b|c|$" repeated. */
function blocksOf(name: string, value: unknown, max: number): string[][] {
  const text = checkText(name, value, max);
  if (!text.endsWith("$")) throw new SSCardFailure(CODE.parameter, `${name} 应以 $ 结尾`);
  const blocks = text.slice(0, -1).split("$");
  if (blocks.length > FILES_MAX) throw new SSCardFailure(CODE.parameter, `${name} 文件过多`);
  return blocks.map((block) => {
    if (!block.endsWith("|")) throw new SSCardFailure(CODE.parameter, `${name} 各项应以 | 结尾`);
    const parts = block.slice(0, -1).split("|");
    if (parts.length > ITEMS_MAX + 1) throw new SSCardFailure(CODE.parameter, `${name} 数据项过多`);
    return parts;
  });
}

function itemOf(text: string): ItemAddress {
  const parts = /^([0-9A-F]{2})(?::([1-9]\d?))?$/i.exec(text);
  if (parts === null) throw new SSCardFailure(CODE.parameter, `数据项 ${text.slice(0, 8)} 格式错`);
  return { tag: Number.parseInt(parts[1]!, 16), occurrence: Number(parts[2] ?? "1"), text };
}

function recordOf(text: string): number {
  if (/^0?[1-9]\d?$/.test(text)) return Number(text);
  throw new SSCardFailure(CODE.parameter, `记录号 ${text.slice(0, 8)} 格式错`);
}
