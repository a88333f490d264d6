/** Every data item of V2 tables 3 to 9: its file, tag, type and length; what older cards have instead (annex C). */

import { cardFile, codingOf, itemLength } from "@duka/driver/card/card-files";
import { itemBytes, itemText } from "@duka/driver/card/item-text";
import {
  SOCIAL_ITEM_FILES,
  type SocialItem,
  type SocialItemType,
  socialItem,
  socialItems,
} from "@duka/protocol/commands";
import { openChips } from "@duka/simulator/card/open-chips";
import test from "ava";
import { send } from "../../simulator/card/chips.js";
import { environmentOf } from "../../simulator/card/issuer.js";
import { bytes, hex } from "../../support/values/hex.js";

type Row = readonly [tag: number, type: SocialItemType, length: number];

/** As printed, here in decimal, so that a slip in the declaration's hexadecimal shows. */
const TABLES: { readonly [file: string]: readonly Row[] } = {
  SSSEEF05: [
    [0x01, "cn", 16],
    [0x02, "an", 1],
    [0x03, "an", 4],
    [0x04, "cn", 12],
    [0x05, "cn", 4],
    [0x06, "cn", 4],
    [0x07, "an", 9],
  ],
  SSSEEF06: [
    [0x08, "an", 18],
    [0x09, "an", 30],
    [0x4e, "an", 20],
    [0x0a, "an", 1],
    [0x0b, "cn", 1],
    [0x0c, "cn", 3],
    [0x0d, "cn", 4],
  ],
  DF01EF05: [
    [0x20, "an", 2],
    [0x21, "an", 80],
    [0x0e, "cn", 3],
  ],
  DF01EF06: [
    [0x23, "an", 80],
    [0x24, "cn", 3],
    [0x28, "an", 15],
    [0x2c, "an", 50],
    [0x2d, "an", 15],
  ],
  DF01EF07: [[0x29, "an", 1]],
  DF01EF08: [[0x2b, "an", 1]],
  DF01EF09: [
    [0x2e, "an", 70],
    [0x30, "an", 9],
    [0x32, "an", 2],
  ],
  DF01EF0A: [
    [0x37, "an", 3],
    [0x38, "an", 2],
    [0x39, "cn", 4],
  ],
  DF01EF15: [
    [0x2a, "cn", 1],
    [0x40, "b-tlv", 52],
  ],
  DF02EF05: [
    [0x42, "an", 3],
    [0x41, "an", 3],
    [0x43, "b-tlv", 108],
    [0x44, "b-tlv", 101],
  ],
  DF02EF06: [
    [0x4c, "cn", 4],
    [0x4b, "an", 5],
    [0x4d, "cn", 3],
    [0x60, "cn", 4],
    [0x4f, "an", 6],
    [0x50, "cn", 3],
    [0x3a, "an", 7],
  ],
  DF02EF09: [
    [0x55, "an", 16],
    [0x56, "an", 70],
    [0x96, "cn", 4],
    [0x97, "cn", 3],
  ],
  DF02EF15: [
    [0x99, "b-tlv", 16],
    [0x0f, "cn", 4],
    [0x1f, "cn", 3],
  ],
  DF03EF05: [
    [0x61, "cn", 3],
    [0x60, "cn", 4],
    [0x98, "cn", 4],
    [0x62, "cn", 4],
    [0x63, "an", 3],
    [0x64, "an", 3],
    [0x65, "an", 3],
    [0x66, "an", 3],
  ],
  DF03EF06: [
    [0x45, "an", 20],
    [0x46, "an", 2],
    [0x47, "an", 2],
    [0x48, "an", 1],
    [0x49, "an", 1],
    [0x67, "cn", 4],
    [0x6b, "an", 60],
    [0x4a, "b-tlv", 97],
  ],
  DF03EF07: [
    [0x70, "an", 3],
    [0x71, "cn", 3],
    [0x6e, "cn", 4],
    [0x6c, "cn", 4],
    [0x6f, "cn", 4],
    [0x73, "cn", 4],
  ],
  DF03EF15: [
    [0x7a, "cn", 3],
    [0x7b, "cn", 4],
    [0x7c, "cn", 4],
  ],
  DF03EF16: [
    [0x51, "cn", 3],
    [0x5f, "an", 1],
  ],
  DF03EF17: [
    [0x3b, "an", 20],
    [0x3c, "an", 70],
    [0x3d, "an", 1],
    [0x3e, "cn", 4],
    [0x3f, "an", 60],
  ],
  DF03EF18: [
    [0x74, "an", 3],
    [0x75, "cn", 3],
    [0x76, "cn", 1],
    [0x77, "cn", 4],
    [0x78, "cn", 4],
  ],
  DF03EF19: [[0x79, "b-tlv", 39]],
  DF04EF05: [
    [0x81, "an", 8],
    [0x84, "cn", 3],
    [0x87, "an", 17],
    [0x8c, "cn", 1],
    [0x80, "cn", 4],
    [0x8b, "an", 29],
    [0x8a, "an", 15],
    [0x83, "an", 9],
    [0x86, "an", 9],
    [0x89, "an", 9],
    [0x7d, "an", 9],
    [0x7e, "an", 9],
    [0x7f, "an", 9],
    [0x8d, "an", 9],
    [0x8e, "an", 9],
    [0x8f, "an", 1],
  ],
  DF04EF06: [
    [0x90, "an", 1],
    [0x92, "cn", 4],
    [0x93, "an", 2],
  ],
  DF07EF05: [
    [0xf0, "an", 2],
    [0xf1, "an", 1],
    [0xf2, "cn", 4],
    [0xf3, "an", 3],
    [0xf4, "cn", 4],
  ],
  DF07EF06: [
    [0xf5, "an", 3],
    [0xf6, "cn", 4],
    [0xf7, "an", 70],
  ],
  DF07EF07: [
    [0xf8, "cn", 4],
    [0xf9, "an", 1],
  ],
};

test("V2 tables 3 to 9: every item of every file, and no other", (t) => {
  t.deepEqual([...SOCIAL_ITEM_FILES].sort(), Object.keys(TABLES).sort());
  for (const [file, rows] of Object.entries(TABLES)) {
    const said = socialItems(file).map(({ tag, type, length }) => [tag, type, length]);
    t.is(JSON.stringify(said), JSON.stringify(rows), file);
    t.is(new Set(rows.map(([tag]) => tag)).size, rows.length);
  }
  t.deepEqual(socialItems("DF04EF08"), []);
  t.deepEqual(socialItems("__proto__"), []);
});

test("an item of type b-tlv is as long as its parts with their tags and lengths", (t) => {
  const nested = SOCIAL_ITEM_FILES.flatMap((file) => socialItems(file)).filter(
    ({ type }) => type === "b-tlv",
  );
  t.deepEqual(
    nested.map(({ tag, records }: SocialItem) => [tag, records]),
    [
      [0x40, 3],
      [0x43, 2],
      [0x44, 2],
      [0x99, 4],
      [0x4a, 3],
      [0x79, 4],
    ],
  );
  for (const { length, parts } of nested) {
    t.is(
      parts.reduce((sum, part) => sum + 2 + part.length, 0),
      length,
    );
  }
});

for (const [name, rows] of Object.entries(TABLES)) {
  const file = cardFile(name);
  if (file === undefined) continue;
  test(`LD/T 33 reads and writes the items of ${name} by their types: an as text, cn as digits`, (t) => {
    t.is(file.kind, "tagged");
    for (const [tag, type, length] of rows) {
      const coding = codingOf(file, tag, length);
      t.is(coding, type === "an" ? "text" : "hex", `${name} ${tag.toString(16)}`);
      if (itemLength(file, tag) !== undefined) t.is(itemLength(file, tag), length);
      const value = coding === "text" ? "A".repeat(length) : "12".repeat(length);
      t.is(itemText(itemBytes(value, coding, length), coding), value);
    }
  });
}

test("the initialising organisation (SSSEEF05|04) is cn of 12 bytes: that of Beijing, V2 table 12", (t) => {
  const file = cardFile("SSSEEF05")!;
  const value = bytes("915600000211000011010002");
  t.is(itemText(value, codingOf(file, 0x04, value.length)), "915600000211000011010002");
  t.is(hex(itemBytes("915600000211000011010002", "hex", itemLength(file, 0x04))), hex(value));
});

const OLDER: readonly [rule: string, file: string, tag: number, value: string, text: string][] = [
  ["the name of an institution, an", "DF04EF05", 0x84, `D2BDD4BA${"00".repeat(66)}`, "医院"],
  ["the balance of the year, cn", "DF04EF06", 0x90, "00001250", "00001250"],
  ["its self-payment, cn", "DF04EF06", 0x93, "00001250", "00001250"],
  ["the pay, cn", "DF01EF0A", 0x37, "00350000", "00350000"],
  ["the same item of V2, an", "DF01EF0A", 0x37, "43484E", "CHN"],
  ["one of V2 that no older card has, cn", "DF04EF06", 0x92, "00001250", "00001250"],
];

for (const [rule, name, tag, value, text] of OLDER) {
  test(`V2 annex C: ${name} ${tag.toString(16)} holds ${rule}: its length tells`, (t) => {
    const file = cardFile(name)!;
    t.is(itemText(bytes(value), codingOf(file, tag, value.length / 2)), text);
  });
}

test("an item that V2 does not list is given as it is, in hexadecimal", (t) => {
  t.is(codingOf(cardFile("SSSEEF05")!, 0x7f, 3), "hex");
  t.is(socialItem("SSSEEF05", 0x7f), undefined);
});

test("a simulated card has the items of V2, each of its length", (t) => {
  const card = environmentOf(openChips("hangzhou", undefined, 1).card);
  for (const file of ["SSSEEF05", "SSSEEF06"]) {
    send(card, `00 A4 00 00 02 ${file.slice(4)}`);
    for (const [tag, , length] of TABLES[file]!) {
      const answer = bytes(send(card, `00 B2 ${digits(tag)} 00 ${digits(length + 2)}`));
      t.deepEqual([answer[0], answer[1], answer.length], [tag, length, length + 4], file);
    }
  }
});

function digits(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
