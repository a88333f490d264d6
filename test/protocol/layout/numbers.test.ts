import {
  levelsOfKey,
  socialSecurityKey,
  socialSecurityKeys,
} from "@duka/protocol/commands/social-security-keys";
import { decodeGb18030, encodeGb18030 } from "@duka/protocol/gb18030";
import {
  cardCheckCharacter,
  citizenCheckCharacter,
  isCardNumber,
  isCitizenNumber,
} from "@duka/protocol/layout/card-number";
import test from "ava";
import fc from "fast-check";
import { bytes, hex } from "../../support/values/hex.js";

test("the ninth character of a card number: weights 3 7 9 10 5 8 4 2, modulo 11", (t) => {
  // 1*3 = 3; 11 - 3 = 8.
  t.is(cardCheckCharacter("10000000"), "8");
  t.is(cardCheckCharacter("00000000"), "0");
  // A = 10: 30 mod 11 = 8.
  t.is(cardCheckCharacter("A0000000"), "3");
  // 10*10 = 100 mod 11 = 1: 10, which is X.
  t.is(cardCheckCharacter("000A0000"), "X");
  t.true(isCardNumber("000A0000X"));
  t.false(isCardNumber("000A00001"));
  t.false(isCardNumber("000A0000"));
  t.throws(() => cardCheckCharacter("0000000"), { instanceOf: RangeError });
});

test("GB 11643: the last character of a citizen's number", (t) => {
  // The standard's own example.
  t.is(citizenCheckCharacter("11010519491231002"), "X");
  t.true(isCitizenNumber("11010519491231002X"));
  t.false(isCitizenNumber("110105194912310021"));
  t.throws(() => citizenCheckCharacter("1101051949123100"), { instanceOf: RangeError });
});

test("names in GBK, both ways; padding is dropped, what GB 18030 lacks is refused", (t) => {
  t.is(hex(encodeGb18030("张三")).replaceAll(" ", ""), "D5C5C8FD");
  t.is(decodeGb18030(bytes("D5C5C8FD 0000")), "张三");
  t.is(decodeGb18030(encodeGb18030("买买提·A")), "买买提·A");
  t.throws(() => encodeGb18030("\uFFFD"), { message: "GB 18030 has no character U+FFFD" });
  fc.assert(
    fc.property(fc.array(fc.constantFrom(..."赵钱孙李周吴郑王冯陈褚卫·ABC abc")), (name) => {
      t.is(decodeGb18030(encodeGb18030(name.join(""))), name.join(""));
    }),
    { numRuns: 50 },
  );
});

test("every key of the system has one place on the card, one in the PSAM, one in the server", (t) => {
  const places = socialSecurityKeys.filter(({ cardKeyId }) => cardKeyId >= 0);
  t.is(new Set(places.map(({ directory, cardKeyId }) => `${directory} ${cardKeyId}`)).size, places.length);
  const modules = socialSecurityKeys.filter(({ psamUse }) => psamUse >= 0);
  t.is(new Set(modules.map(({ psamUse, psamId }) => `${psamUse} ${psamId}`)).size, modules.length);
  const addresses = socialSecurityKeys.flatMap(({ serverAddresses }) => [...serverAddresses]);
  t.is(new Set(addresses).size, addresses.length);
  t.is(levelsOfKey(socialSecurityKey("RKSSSE")), 3);
  t.is(levelsOfKey(socialSecurityKey("PUK")), 2);
  t.is(levelsOfKey(socialSecurityKey("STKDF04")), 2);
  t.throws(() => socialSecurityKey("NONE"), { instanceOf: RangeError });
});
