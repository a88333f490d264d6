/** What a code means depends on who gave it: card (ISO/IEC 7816-3 and -4), reader (CCID), PC/SC or LD/T 33. */
import { EXPLAIN_LAYERS, type ExplainLayer, explain } from "@duka/driver/explain/explain";
import test from "ava";
import { duka } from "../../support/programs/terminal.js";

const ATRS: readonly [rule: string, atr: string, cause: RegExp][] = [
  ["T=15 announces interface bytes and is no protocol (8.2.3)", "3B9095801FC359", /^an ATR: .*, T=0, /],
  ["T=15 beside T=1 leaves T=1", "3B80811FC3DD", /^an ATR: direct convention, T=1, /],
  ["an ATR of two bytes is one", "3B00", /^an ATR: .*T=0/],
  ["a wrong TCK is told", "3B9095801FC358", /^a damaged ATR: its check byte TCK is wrong/],
  [
    "a missing TCK is told",
    "3B9095801FC3",
    /^a damaged ATR: its bytes announce 7, there are 6: TCK is missing/,
  ],
  ["T=0 alone has no TCK (8.2.5)", "3B029536A1", /announce 4, there are 5: with T=0 alone there is no TCK/],
  ["two bytes too many are told", "3B029536FFFF", /^a damaged ATR: its bytes announce 4, there are 6$/],
  ["historical bytes that are missing are told", "3B6D000000814842", /announce 17, there are 8$/],
  ["interface bytes that are missing are told", "3BFF", /^a damaged ATR/],
  ["33 bytes are the most (8.2.1)", `3B${"80".repeat(40)}`, /^a damaged ATR: it has more than 33 bytes/],
];

for (const [rule, atr, cause] of ATRS) {
  test(`ISO/IEC 7816-3: ${rule}`, (t) => {
    for (const found of [explain(atr), explain(atr, "card")]) {
      t.regex(found?.cause.en ?? "", cause);
      t.regex(found?.cause.zh ?? "", /复位应答 ATR/);
    }
  });
}

/** ISO/IEC 7816-4 (5.6), table 6 and the values of tables for 62, 63, 64, 65, 68, 69 and 6A. */
const TABLE_6: readonly [sw: string, cause: RegExp][] = [
  ["9000", /done/],
  ["6100", /more data/],
  ["6200", /memory is unchanged/],
  ["6202", /asked for data of its own/],
  ["6281", /data may be wrong/],
  ["6282", /ended before Le bytes/],
  ["6283", /blocked/],
  ["6284", /control information/],
  ["6285", /terminated/],
  ["6286", /sensor/],
  ["6287", /deactivated/],
  ["6300", /warning/],
  ["6381", /filled up/],
  ["6382", /^a warning; the card's memory may have changed$/],
  ["63C1", /last digit/],
  ["6400", /memory may be unchanged/],
  ["6401", /at once/],
  ["6500", /memory may have changed/],
  ["6581", /memory failed/],
  ["6600", /security/],
  ["6700", /length/],
  ["6800", /class byte/],
  ["6881", /logical channels/],
  ["6882", /secure messaging/],
  ["6883", /last command of a chain/],
  ["6884", /chained/],
  ["6900", /not allowed/],
  ["6981", /another type/],
  ["6982", /security status/],
  ["6983", /locked/],
  ["6984", /not usable/],
  ["6985", /conditions of use/],
  ["6986", /no file is selected/],
  ["6987", /MAC missing/],
  ["6988", /MAC missing or wrong/],
  ["6A00", /wrong parameters/],
  ["6A80", /data is wrong/],
  ["6A81", /not supported/],
  ["6A82", /no such file/],
  ["6A83", /no such record/],
  ["6A84", /no room/],
  ["6A85", /wrong parameters/],
  ["6A86", /wrong parameters/],
  ["6A87", /wrong parameters/],
  ["6A88", /no such key/],
  ["6A89", /there already/],
  ["6A8A", /this name is there already/],
  ["6B00", /outside the file/],
  ["6C00", /Le/],
  ["6D00", /INS/],
  ["6E00", /CLA/],
  ["6F00", /without saying why/],
];

for (const [sw, cause] of TABLE_6) {
  test(`ISO/IEC 7816-4, 5.6: ${sw} is ${cause.source}`, (t) => {
    t.regex(explain(sw)?.cause.en ?? "", cause);
    t.regex(explain(sw)?.remedy.zh ?? "", /[\u4e00-\u9fff]/);
  });
}

test("ISO/IEC 7816-4, 5.6: every status word 61xx to 6Fxx has a meaning, and 6301 to 63BF say nothing about keys", (t) => {
  for (let sw = 0x6100; sw <= 0x6fff; sw++) {
    const sw1 = sw >> 8;
    const isDefined = sw1 <= 0x66 || (sw1 >= 0x68 && sw1 <= 0x6a) || (sw & 0xff) === 0;
    if (isDefined && sw !== 0x6201) t.truthy(explain(sw.toString(16)), sw.toString(16));
  }
  for (let sw = 0x6301; sw < 0x63c0; sw++) {
    t.notRegex(explain(sw.toString(16))?.cause.en ?? "", /key|authentication|password/, sw.toString(16));
  }
  t.is(explain("6000"), undefined);
});

/** winscard.h: all codes of the smart-card facility. */
const PCSC_NUMBERS = [
  ...Array.from({ length: 0x34 }, (_, index) => 0x80100001 + index),
  ...Array.from({ length: 0x0e }, (_, index) => 0x80100065 + index),
];

test("winscard.h: every code is known in hexadecimal, in decimal, in decimal with a sign, and by its name", (t) => {
  for (const number of PCSC_NUMBERS) {
    const hex = number.toString(16).toUpperCase();
    const found = explain(hex);
    t.regex(found?.code ?? `${hex} is not known`, new RegExp(`^SCARD_[EFWP]_[A-Z_]+ \\(${hex}\\)$`));
    t.regex(found?.cause.en ?? "", /^[ -~]{8,}$/, hex);
    for (const same of [`0x${hex}`, `${number}`, `${number - 2 ** 32}`, found?.code.split(" ")[0] ?? ""]) {
      t.deepEqual(explain(same), found, same);
      t.deepEqual(explain(same, "pcsc"), found, same);
    }
  }
  for (const none of ["80100000", "80100035", "2148532277", "-2146435019", "2000000000"]) {
    t.is(explain(none), undefined, none);
  }
});

const LAYERED: readonly [text: string, layer: ExplainLayer, code: string | undefined][] = [
  ["FE", "reader", "CCID FE"],
  ["0xFE", "reader", "CCID FE"],
  ["CCID FE", "reader", "CCID FE"],
  ["card-mute", "reader", "card-mute"],
  ["6985", "card", "6985"],
  ["0", "ldt33", "0"],
  ["-2201", "ldt33", "-2201"],
  ["8010000C", "pcsc", "SCARD_E_NO_SMARTCARD (8010000C)"],
  ["036D0000", "card", "036D0000"],
  ["6985", "reader", undefined],
  ["6985", "pcsc", undefined],
  ["CCID FE", "card", undefined],
  ["-2201", "card", undefined],
  ["card-mute", "card", undefined],
  ["8010000C", "ldt33", undefined],
];

for (const [text, layer, code] of LAYERED) {
  test(`${text} from ${layer} is ${code ?? "nothing"}, in the library and in duka explain --layer`, async (t) => {
    t.is(explain(text, layer)?.code, code);
    const said = await duka(["explain", text, "--layer", layer]);
    t.is(said.code, code === undefined ? 1 : 0);
    t.is(said.out.split("\n")[0], code ?? "");
  });
}

test("another layer is refused by name, with those that there are", async (t) => {
  t.throws(() => explain("6985", "usb" as ExplainLayer), { instanceOf: RangeError, message: /card.*reader/ });
  const { code, told } = await duka(["explain", "6985", "--layer", "usb"]);
  t.not(code, 0);
  for (const layer of EXPLAIN_LAYERS) t.regex(told, new RegExp(layer));
});
