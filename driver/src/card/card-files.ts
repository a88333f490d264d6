/**
 * The files of a social-security card that are known from standards and programs (LD/T 32.6-2015; 人社信息函[2012]37号): what
 * is in them, who may read them, and with which key they are written.
 */
import type { CityProfile } from "@duka/protocol/city";
import { hasOlderForm, PART_6_READ, socialItem } from "@duka/protocol/commands";
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
  file("DF01", "EF06", "tagged", PUBLIC, "UK4DF01"),
  file("DF01", "EF07", "tagged", PUBLIC, "UK2DF01"),
  file("DF01", "EF08", "tagged", PUBLIC, "UK3DF01"),
  file("DF01", "EF09", "tagged", PUBLIC, "UK2DF01"),
  file("DF01", "EF0A", "tagged", PUBLIC, "UK5DF01"),
  file("DF01", "EF15", "tagged", PUBLIC, "UK6DF01"),
  file("DF02", "EF06", "tagged", PASSWORD),
  file("DF02", "EF07", "cyclic", PASSWORD),
  file("DF02", "EF09", "tagged", PASSWORD),
  file("DF02", "EF15", "tagged", PASSWORD),
  file("DF02", "EF16", "cyclic", PASSWORD),
  ...["EF05", "EF06", "EF07", "EF15", "EF16", "EF17", "EF18", "EF19"].map((name) =>
    file("DF03", name, "tagged", { by: "password-or-key", key: name === "EF05" ? "RK2DF03" : "RK1DF03" }),
  ),
  file("DF04", "EF05", "tagged", MEDICAL, "UK1DF04"),
  file("DF04", "EF06", "tagged", { by: "password-and-key", key: "RK1DF04" }, "UK2DF04"),
  file("DF04", "EF08", "cyclic", PASSWORD),
  file("DF04", "EF15", "cyclic", MEDICAL, "UK2DF04"),
];

/** By the edition that the card's city names. */
export function readConditionOf(
  { directory, name, read }: CardFile,
  readRights: CityProfile["readRights"],
): ReadCondition {
  const words = readRights === "part-6" ? PART_6_READ[directory + name] : undefined;
  if (words === undefined) return read;
  const [, joint, key] = /^pin(?: (or|and) (\w+))?$/.exec(words) ?? [];
  if (key === undefined) return PASSWORD;
  return { by: joint === "and" ? "password-and-key" : "password-or-key", key };
}

/** @param address such as "SSSEEF05" */
export function cardFile(address: string): CardFile | undefined {
  return CARD_FILES.find(({ directory, name }) => `${directory}${name}` === address);
}

/** Digits where V2 knows no such item. @param length of the value on the card, undefined where there is none yet */
export function codingOf({ directory, name }: CardFile, tag: number, length?: number): Coding {
  return socialItem(directory + name, tag, length)?.type === "an" ? "text" : "hex";
}

/** In bytes. Undefined where V2 does not say, or an older layout has another length. */
export function itemLength({ directory, name }: CardFile, tag: number): number | undefined {
  const file = directory + name;
  return hasOlderForm(file, tag) ? undefined : socialItem(file, tag)?.length;
}
