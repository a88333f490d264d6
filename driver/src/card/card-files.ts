/**
 * The files of a social-security card that are known from standards and programs (LD/T 32.6-2015; 人社信息函[2012]37号): what
 * is in them, who may read them, and with which key they are written.
 */
import type { CardDirectory } from "./card-directories.js";

/** How the value of a data item stands on the card. `hex` is BCD and binary: its digits as they are. */
export type Coding = "text" | "hex";

export type CardFile = {
  readonly directory: CardDirectory;
  /** "EF05" */
  readonly name: string;
  readonly fileId: number;
  /** `tagged`: records of tag, length, value. */
  readonly kind: "tagged" | "cyclic" | "transparent";
  readonly read: ReadCondition;
  /** Name of the key that has to be proved before writing; undefined: no command writes it. */
  readonly updateKey: string | undefined;
};

/**
 * `key` is proved by EXTERNAL AUTHENTICATE. `holder-on-3.0`: free up to layout 2.0, from 3.0 on after RKSSSE.
 */
type ReadCondition =
  | { readonly by: "free" }
  | { readonly by: "holder-on-3.0"; readonly key: string }
  | { readonly by: "key"; readonly key: string }
  | { readonly by: "password" }
  | { readonly by: "password-or-key"; readonly key: string }
  | { readonly by: "password-and-key"; readonly key: string };

const FREE: ReadCondition = { by: "free" };
const PASSWORD: ReadCondition = { by: "password" };
const PUBLIC: ReadCondition = { by: "password-or-key", key: "RK1DF01" };
const MEDICAL: ReadCondition = { by: "password-or-key", key: "RK1DF04" };

function file(
  directory: CardDirectory,
  name: string,
  kind: CardFile["kind"],
  read: ReadCondition,
  updateKey?: string,
): CardFile {
  return { directory, name, fileId: Number.parseInt(name, 16), kind, read, updateKey };
}

const CARD_FILES: readonly CardFile[] = [
  file("SSSE", "EF05", "tagged", FREE, "UKSSSE"),
  file("SSSE", "EF06", "tagged", { by: "holder-on-3.0", key: "RKSSSE" }, "UKSSSE"),
  file("SSSE", "EF07", "transparent", { by: "key", key: "RKSSSE" }),
  file("SSSE", "EF08", "transparent", { by: "key", key: "RKSSSE" }),
  file("DF01", "EF05", "tagged", PUBLIC, "UK1DF01"),
  file("DF01", "EF06", "tagged", PUBLIC, "UK1DF01"),
  file("DF01", "EF07", "tagged", PUBLIC, "UK1DF01"),
  file("DF01", "EF08", "tagged", PUBLIC, "UK1DF01"),
  file("DF01", "EF09", "tagged", PUBLIC, "UK2DF01"),
  file("DF01", "EF0A", "tagged", PUBLIC, "UK2DF01"),
  file("DF01", "EF15", "tagged", PUBLIC, "UK3DF01"),
  file("DF02", "EF06", "tagged", PASSWORD),
  file("DF02", "EF07", "cyclic", PASSWORD),
  file("DF02", "EF09", "transparent", PASSWORD),
  file("DF02", "EF15", "transparent", PASSWORD),
  file("DF02", "EF16", "cyclic", PASSWORD),
  file("DF03", "EF05", "transparent", PASSWORD),
  file("DF03", "EF06", "tagged", PASSWORD),
  ...["EF07", "EF15", "EF16", "EF17", "EF18", "EF19"].map((name) =>
    file("DF03", name, "transparent", PASSWORD),
  ),
  file("DF04", "EF05", "tagged", MEDICAL, "UK1DF04"),
  file("DF04", "EF06", "tagged", { by: "password-and-key", key: "RK1DF04" }, "UK2DF04"),
  file("DF04", "EF08", "cyclic", PASSWORD),
  file("DF04", "EF15", "cyclic", PASSWORD, "UK1DF04"),
];

/** @param address such as "SSSEEF05" */
export function cardFile(address: string): CardFile | undefined {
  return CARD_FILES.find(({ directory, name }) => `${directory}${name}` === address);
}

/** Of those of whose coding public sources say that it is characters; everything else is digits or bytes. */
const TEXT_ITEMS: readonly string[] = ["SSSE 03 04 07", "SSSE 08 09 4E 0A", "DF01 37 38 39"];

export function codingOf(directory: CardDirectory, tag: number): Coding {
  const wanted = tag.toString(16).toUpperCase().padStart(2, "0");
  const isText = TEXT_ITEMS.some((row) => {
    const [place, ...tags] = row.split(" ");
    return place === directory && tags.includes(wanted);
  });
  return isText ? "text" : "hex";
}

/** Bytes of the items whose length is the same on every card. */
const ITEM_LENGTHS: { readonly [file: string]: { readonly [tag: number]: number } } = {
  SSSEEF05: { 1: 16, 2: 1, 3: 4, 4: 12, 5: 4, 6: 4, 7: 9 },
  SSSEEF06: { 8: 18, 9: 30, 0x4e: 20, 0x0a: 1, 0x0b: 1, 0x0c: 3, 0x0d: 4 },
  DF04EF06: { 0x90: 1, 0x92: 4, 0x93: 2 },
};

/** Undefined where public sources do not say. */
export function itemLength({ directory, name }: CardFile, tag: number): number | undefined {
  return ITEM_LENGTHS[`${directory}${name}`]?.[tag];
}
