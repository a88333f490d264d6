/** Texts are GB 18030-2022, both ways; a name is joined from items 09 and 4E before it is decoded (V2 table 9). */
import { nameText } from "@duka/driver/card/item-text";
import { receiptBytes } from "@duka/driver/receipt/receipt-bytes";
import { gb18030Bytes } from "@duka/driver/sscard";
import { decodeGb18030, encodeGb18030 } from "@duka/protocol/gb18030";
import { splitName } from "@duka/simulator/profiles/holder-name";
import test from "ava";
import { bytes, hex } from "../../support/values/hex.js";
import { receiptOfName } from "../../support/values/receipt-of-name.js";

const CODES: readonly [rule: string, character: string, code: string][] = [
  ["one byte", "A", "41"],
  ["two bytes", "张", "D5 C5"],
  ["beyond GBK in two bytes", "䶮", "FE 9F"],
  ["four bytes of the basic plane", "㐀", "81 39 EE 39"],
  ["four bytes of another plane", "\u{20000}", "95 32 82 36"],
  ["the last character", "\u{10FFFF}", "E3 32 9A 35"],
  ["a component that was of private use", "\u9FB4", "FE 59"],
  ["the next of them", "\u9FB5", "FE 61"],
  ["a presentation form that was of private use", "\uFE10", "A6 D9"],
  ["pinyin of edition 2000", "\u01F9", "A8 BF"],
  ["pinyin of private use before", "\u1E3F", "A8 BC"],
  ["the euro sign", "€", "A2 E3"],
  ["the last of the basic plane", "\uFFFF", "84 31 A4 39"],
  ["the first of the next", "\u{10000}", "90 30 81 30"],
  ["before what has two bytes since 2005", "\u1E3E", "81 35 F4 36"],
  ["behind it", "\u1E40", "81 35 F4 38"],
  ["before A3 A0, which is read as a space", "\uE5E4", "A3 9F"],
  ["behind it", "\uE5E6", "A4 40"],
];

for (const [rule, character, code] of CODES) {
  test(`GB 18030-2022, ${rule}: ${character} is ${code}`, (t) => {
    t.is(hex(encodeGb18030(character)), code);
    t.is(decodeGb18030(bytes(code)), character);
  });
}

test("the codes of four bytes in the basic plane, 81 30 81 30 to 84 31 A4 39, are its other characters in order", (t) => {
  let last = 0x7f;
  const isNext = (at: number): boolean => {
    const code = [0x81 + Math.floor(at / 12_600), 0x30 + (Math.floor(at / 1260) % 10)];
    const before = last;
    last = decodeGb18030(
      Uint8Array.of(...code, 0x81 + (Math.floor(at / 10) % 126), 0x30 + (at % 10)),
    ).codePointAt(0)!;
    return last > before && last <= 0xffff;
  };
  t.is(
    Array.from({ length: 39_420 }, (_, at) => at).find((at) => !isNext(at)),
    undefined,
  );
  t.is(last, 0xffff);
});

/** GB 18030-2000 had it as 81 35 F4 37. */
test("U+1E3F has two bytes, and is read of its four bytes before too", (t) => {
  t.is(hex(encodeGb18030("\u1E3F")), "A8 BC");
  t.is(decodeGb18030(bytes("81 35 F4 37")), "\u1E3F");
});

const BROKEN: readonly [rule: string, code: string, text: string][] = [
  ["half of two bytes", "D5 C5 C8", "张\uFFFD"],
  ["half of two bytes before a letter that cannot end them", "C8 20 41", "\uFFFD A"],
  ["half of four bytes: the digit stays", "95 32", "\uFFFD2"],
  ["four bytes between the planes, which no character has", "84 31 A5 30", "\uFFFD1\uFFFD0"],
  ["four bytes behind the last character", "E3 32 9A 36", "\uFFFD2\uFFFD6"],
  ["80 and FF, which no character begins with", "80 FF 41", "\uFFFD\uFFFDA"],
  ["nothing", "", ""],
];

for (const [rule, code, text] of BROKEN) {
  test(`GB 18030: ${rule} is told as broken, and takes nothing with it that is whole`, (t) => {
    t.is(decodeGb18030(bytes(code)), text);
  });
}

test("what is no character is refused, and no other character of any plane is", (t) => {
  for (const none of ["\uFFFD", "\uD800", "\uDFFF", "\uE5E5"]) {
    const { message } = t.throws(() => encodeGb18030(`a${none}`), { instanceOf: RangeError });
    t.is(message, `GB 18030 has no character U+${none.charCodeAt(0).toString(16).toUpperCase()}`);
  }
  for (const plane of Array(17).keys())
    t.notThrows(() => encodeGb18030(String.fromCodePoint((plane << 16) + 0xe000)));
});

/** GB 18030-2022 against 2005: what an older table gave is written as the code that it was read from. */
test("characters of private use that became standard ones are the same code; decoded they are the new ones", (t) => {
  for (const [old, now] of [
    ["\uE81E", "\u9FB4"],
    ["\uE78D", "\uFE10"],
    ["\uE864", "\u9FBB"],
  ] as const) {
    t.deepEqual(encodeGb18030(old), encodeGb18030(now));
    t.is(decodeGb18030(encodeGb18030(old)), now);
  }
});

test("every Chinese character of the basic plane and of extensions A to H comes back, so all of the general standard list do", (t) => {
  const ranges = [
    [0x3400, 0x9fff],
    [0xf900, 0xfaff],
    [0x20000, 0x323af],
  ] as const;
  for (const [first, last] of ranges) {
    for (let start = first; start <= last; start += 0x400) {
      const length = Math.min(0x400, last - start + 1);
      const text = String.fromCodePoint(...Array.from({ length }, (_, index) => start + index));
      if (decodeGb18030(encodeGb18030(text)) !== text) t.fail(`from U+${start.toString(16)}`);
    }
  }
  t.pass();
});

/** Characters of the general standard list that GBK cannot encode. */
const RARE = "䶮㑇㑊㕮㘎𠙶𫭟𬇕𬺈𫵷";

test("rare characters of the list come back from card, receipt and LD/T 33", (t) => {
  const { name, extension } = splitName(RARE, "2.0");
  t.is(nameText([name, extension]), RARE);
  const receipt = receiptBytes(receiptOfName(RARE), { encoding: "gb18030" });
  t.true(decodeGb18030(receipt).includes(RARE));
  const text = gb18030Bytes({ code: 0, pOutInfo: RARE });
  t.is(decodeGb18030(text), RARE);
  t.is(text.at(-1), 0);
});

const NAMES: readonly [rule: string, item09: string, item4E: string, name: string][] = [
  ["divided inside a character of two bytes", `${"41".repeat(29)}D5`, "C5C8FD00", `${"A".repeat(29)}张三`],
  ["divided inside one of four", `${"41".repeat(28)}9532`, "823600", `${"A".repeat(28)}\u{20000}`],
  [
    "divided between characters, 00 before the end of 09",
    `${"41".repeat(29)}00`,
    "D5C500",
    `${"A".repeat(29)}张`,
  ],
  ["ended by 00 with other bytes behind it", "D5C5C8FD00FFD5", "", "张三"],
  ["filled up with spaces", "D5C5C8FD2020", "", "张三"],
  ["whose extension was never written", "D5C5C8FD00", "FF".repeat(20), "张三"],
  ["never written", "FF".repeat(30), "FF".repeat(20), ""],
];

for (const [rule, item09, item4E, name] of NAMES) {
  test(`V2 table 9: a name ${rule}`, (t) => {
    t.is(nameText([bytes(item09), bytes(item4E)]), name);
  });
}
