/**
 * Every character of the general standard list (通用规范汉字表, 2013), of which names are made, comes back from the card,
 * the receipt and LD/T 33 (terminals show characters of names beyond GBK: P8 6.2.10, table 6).
 */
import { receiptBytes } from "@duka/driver/receipt/receipt-bytes";
import { gb18030Bytes } from "@duka/driver/sscard";
import { decodeGb18030, encodeGb18030, gb18030Characters } from "@duka/protocol/gb18030";
import test from "ava";
import { openRig, profileOf } from "../../support/card/sscard-rig.js";
import { GENERAL_STANDARD_LIST } from "../../support/values/general-standard-list.js";
import { receiptOfName } from "../../support/values/receipt-of-name.js";

/** Of items 09 and 4E: 30 and 20 bytes. A character of four bytes is left no room at the end of 09. */
const NAME_BYTES = [30, 20] as const;

test("the list has 8105 characters, each once: 3500, 3000 and 1605", (t) => {
  t.is(GENERAL_STANDARD_LIST.length, 8105);
  t.is(new Set(GENERAL_STANDARD_LIST).size, 8105);
  const ends = [0, 3499, 3500, 6499, 6500, 8104].map((at) => GENERAL_STANDARD_LIST[at]);
  t.is(ends.join(""), "一矗乂齉亍蠼");
});

test("276 of them have no code of two bytes in GBK, and all have one in GB 18030", (t) => {
  const isBeyond = (character: string): boolean => {
    const [bytes] = gb18030Characters(character);
    return bytes!.length !== 2 || !isGbk(bytes![0]!, bytes![1]!);
  };
  t.is(GENERAL_STANDARD_LIST.filter(isBeyond).length, 276);
  for (const character of GENERAL_STANDARD_LIST) t.is(decodeGb18030(encodeGb18030(character)), character);
});

test("names made of all of them are read from the card as they were written, by LD/T 33 too", async (t) => {
  for (const name of namesOf(GENERAL_STANDARD_LIST)) {
    const rig = await openRig(profileOf("2.0", { holderName: name }));
    const read = await rig.sscard.iReadCardBas(1);
    t.is(read.code, 0);
    t.true(read.pOutInfo.split("|").includes(name), name);
    t.is(decodeGb18030(gb18030Bytes(read)), read.pOutInfo);
  }
});

test("a receipt in GB 18030 has each of them, of two columns", (t) => {
  for (const name of namesOf(GENERAL_STANDARD_LIST)) {
    const receipt = decodeGb18030(receiptBytes(receiptOfName(name), { encoding: "gb18030", columns: 32 }));
    const [, printed = ""] = /姓名 Name([\s\S]*?)单号/.exec(receipt) ?? [];
    t.is(printed.replaceAll(/\s/g, ""), name);
  }
});

/** What edition 2000 and later added in two bytes stands at the end of the row FE. */
function isGbk(lead: number, trail: number): boolean {
  return lead < 0xfe || trail < 0x50;
}

function namesOf(characters: readonly string[]): string[] {
  const names: string[] = [];
  let name = "";
  let room: number[] = [...NAME_BYTES];
  for (const character of characters) {
    const { length } = encodeGb18030(character);
    if (room[0]! < length) room.shift();
    if (room.length === 0 || room[0]! < length) {
      names.push(name);
      name = "";
      room = [...NAME_BYTES];
    }
    room[0]! -= length;
    name += character;
  }
  return [...names, name];
}
