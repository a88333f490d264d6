/**
 * The data items (数据项) of a social-security card: tag, type and length of each, file by file, as 社会保障卡文件结构和数据项
 * (V2.0), tables 3 to 9, prints them.
 */

/** cn: half-bytes, filled up with F on the right. an: characters, filled up with 00. b-tlv: further items within. */
export type SocialItemType = "cn" | "an" | "b-tlv";

export type SocialItem = {
  readonly tag: number;
  readonly type: SocialItemType;
  /** Of the value, in bytes. */
  readonly length: number;
  /** Of this tag in the file, 1 but for some of type b-tlv. */
  readonly records: number;
  /** Within a value of type b-tlv; empty otherwise. */
  readonly parts: readonly SocialItem[];
};

/** Lengths in hexadecimal; "x3": three records. */
const FILES: { readonly [file: string]: string } = {
  SSSEEF05: "01 cn 10, 02 an 1, 03 an 4, 04 cn C, 05 cn 4, 06 cn 4, 07 an 9",
  SSSEEF06: "08 an 12, 09 an 1E, 4E an 14, 0A an 1, 0B cn 1, 0C cn 3, 0D cn 4",
  DF01EF05: "20 an 2, 21 an 50, 0E cn 3",
  DF01EF06: "23 an 50, 24 cn 3, 28 an F, 2C an 32, 2D an F",
  DF01EF07: "29 an 1",
  DF01EF08: "2B an 1",
  DF01EF09: "2E an 46, 30 an 9, 32 an 2",
  DF01EF0A: "37 an 3, 38 an 2, 39 cn 4",
  DF01EF15: "2A cn 1, 40 b-tlv 34 x3",
  DF02EF05: "42 an 3, 41 an 3, 43 b-tlv 6C x2, 44 b-tlv 65 x2",
  DF02EF06: "4C cn 4, 4B an 5, 4D cn 3, 60 cn 4, 4F an 6, 50 cn 3, 3A an 7",
  DF02EF09: "55 an 10, 56 an 46, 96 cn 4, 97 cn 3",
  DF02EF15: "99 b-tlv 10 x4, 0F cn 4, 1F cn 3",
  DF03EF05: "61 cn 3, 60 cn 4, 98 cn 4, 62 cn 4, 63 an 3, 64 an 3, 65 an 3, 66 an 3",
  DF03EF06: "45 an 14, 46 an 2, 47 an 2, 48 an 1, 49 an 1, 67 cn 4, 6B an 3C, 4A b-tlv 61 x3",
  DF03EF07: "70 an 3, 71 cn 3, 6E cn 4, 6C cn 4, 6F cn 4, 73 cn 4",
  DF03EF15: "7A cn 3, 7B cn 4, 7C cn 4",
  DF03EF16: "51 cn 3, 5F an 1",
  DF03EF17: "3B an 14, 3C an 46, 3D an 1, 3E cn 4, 3F an 3C",
  DF03EF18: "74 an 3, 75 cn 3, 76 cn 1, 77 cn 4, 78 cn 4",
  DF03EF19: "79 b-tlv 27 x4",
  DF04EF05:
    "81 an 8, 84 cn 3, 87 an 11, 8C cn 1, 80 cn 4, 8B an 1D, 8A an F, 83 an 9, 86 an 9, 89 an 9, " +
    "7D an 9, 7E an 9, 7F an 9, 8D an 9, 8E an 9, 8F an 1",
  DF04EF06: "90 an 1, 92 cn 4, 93 an 2",
  DF07EF05: "F0 an 2, F1 an 1, F2 cn 4, F3 an 3, F4 cn 4",
  DF07EF06: "F5 an 3, F6 cn 4, F7 an 46",
  DF07EF07: "F8 cn 4, F9 an 1",
};

/** What stands in a value of type b-tlv, by the file and the tag of it. */
const PARTS: { readonly [item: string]: string } = {
  "DF01EF15 40": "57 an 3, 58 cn 3, 59 an 28",
  "DF02EF05 43": "5A an 7, 5B an 1, 5C an 46, 5D cn 4, 5E an 10",
  "DF02EF05 44": "33 an 3, 34 an 46, 35 cn 4, 36 an 10",
  "DF02EF15 99": "10 an 3, 11 cn 4, 12 cn 3",
  "DF03EF06 4A": "13 an 2, 14 an 1, 15 an 14, 16 cn 4, 17 an 3C",
  "DF03EF19 79": "18 an 3, 19 cn 3, 1A cn 4, 1B cn 4, 1C cn 4, 1D an 3, 1E cn 4",
};

/** Cards of the layout before (V2 annex C) have these instead, which their lengths tell. */
const OLDER: { readonly [file: string]: string } = {
  DF01EF0A: "37 cn 4, 38 cn 4",
  DF04EF05: "81 an 46, 84 an 46, 87 an 46",
  DF04EF06: "90 cn 4, 92 cn 4, 93 cn 4",
};

/** @param file such as "SSSEEF05"; no items where V2 lists no such file of data items */
export function socialItems(file: string): readonly SocialItem[] {
  return read(FILES, file);
}

/** @param length of the value as it stands on a card; that of an older layout has the older type */
export function socialItem(file: string, tag: number, length?: number): SocialItem | undefined {
  const item = socialItems(file).find((one) => one.tag === tag);
  if (length === undefined || item?.length === length) return item;
  return read(OLDER, file).find((one) => one.tag === tag && one.length === length) ?? item;
}

/** The item has another type or length on cards of the layout before. */
export function hasOlderForm(file: string, tag: number): boolean {
  return read(OLDER, file).some((one) => one.tag === tag);
}

/** Files that have data items. */
export const SOCIAL_ITEM_FILES: readonly string[] = Object.keys(FILES);

function read(rows: { readonly [name: string]: string }, name: string): SocialItem[] {
  if (!Object.hasOwn(rows, name)) return [];
  return rows[name]!.split(", ").map((text) => {
    const [tag = "", type, length = "", records = "x1"] = text.split(" ");
    return {
      tag: Number.parseInt(tag, 16),
      type: type as SocialItemType,
      length: Number.parseInt(length, 16),
      records: Number(records.slice(1)),
      parts: read(PARTS, `${name} ${tag}`),
    };
  });
}
