/** Texts are GB 18030-2022, both ways; a name is joined from items 09 and 4E before it is decoded (V2 table 9). */
import { nameText } from "@duka/driver/card/item-text";
import type { Receipt } from "@duka/driver/receipt/receipt";
import { receiptBytes } from "@duka/driver/receipt/receipt-bytes";
import { gbkBytes } from "@duka/driver/sscard";
import { decodeGbk, encodeGbk } from "@duka/protocol/layout/gbk";
import { splitName } from "@duka/simulator/social/social-records";
import test from "ava";
import { bytes, hex } from "../../support/values/hex.js";

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
];

for (const [rule, character, code] of CODES) {
  test(`GB 18030-2022, ${rule}: ${character} is ${code}`, (t) => {
    t.is(hex(encodeGbk(character)), code);
    t.is(decodeGbk(bytes(code)), character);
  });
}

/** GB 18030-2022 against 2005: what an older table gave is written as the code that it was read from. */
test("characters of private use that became standard ones are the same code; decoded they are the new ones", (t) => {
  for (const [old, now] of [
    ["\uE81E", "\u9FB4"],
    ["\uE78D", "\uFE10"],
    ["\uE864", "\u9FBB"],
  ] as const) {
    t.deepEqual(encodeGbk(old), encodeGbk(now));
    t.is(decodeGbk(encodeGbk(old)), now);
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
      if (decodeGbk(encodeGbk(text)) !== text) t.fail(`from U+${start.toString(16)}`);
    }
  }
  t.pass();
});

const RECEIPT: Receipt = {
  ref: "S-1",
  kind: "purse",
  amountFen: 1250,
  balanceBeforeFen: 50000,
  balanceAfterFen: 48750,
  cardNumber: "330186**********4236",
  cardSequence: 7,
  terminalId: "330100000021",
  terminalSequence: 42,
  mac2: "verified",
  tac: "A5717B4F",
  date: "20261121",
  time: "140559",
  simulated: false,
};

/** Characters of the general standard list that GBK cannot encode. */
const RARE = "䶮㑇㑊㕮㘎𠙶𫭟𬇕𬺈𫵷";

test("rare characters of the list come back from card, receipt and LD/T 33", (t) => {
  const { name, extension } = splitName(RARE);
  t.is(nameText([name, extension]), RARE);
  const receipt = receiptBytes({ ...RECEIPT, detail: { name: RARE } }, { encoding: "gb18030" });
  t.true(decodeGbk(receipt).includes(RARE));
  const text = gbkBytes({ code: 0, pOutInfo: RARE });
  t.is(decodeGbk(text), RARE);
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
