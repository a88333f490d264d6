import {
  isMoreData,
  isWrongLe,
  lengthInStatusWord,
  statusWordOf,
  triesLeftOf,
} from "@duka/protocol/wire/status-word";
import test from "ava";
import { bytes } from "../../support/values/hex.js";

test("SW1 SW2 are the last two bytes", (t) => {
  t.is(statusWordOf(bytes("9000")), 0x9000);
  t.is(statusWordOf(bytes("01 02 03 63C2")), 0x63c2);
});

test("every status word: 61xx, 6Cxx and 63Cx, and no other", (t) => {
  let wrong = 0;
  for (let sw = 0; sw < 0x10000; sw++) {
    if (isMoreData(sw) !== (sw >= 0x6100 && sw <= 0x61ff)) wrong++;
    if (isWrongLe(sw) !== (sw >= 0x6c00 && sw <= 0x6cff)) wrong++;
    if (triesLeftOf(sw) !== (sw >= 0x63c0 && sw <= 0x63cf ? sw - 0x63c0 : -1)) wrong++;
  }
  t.is(wrong, 0);
});

test("xx of 61xx and 6Cxx is a length, 00 is 256", (t) => {
  t.is(lengthInStatusWord(0x6108), 8);
  t.is(lengthInStatusWord(0x6cff), 255);
  t.is(lengthInStatusWord(0x6100), 256);
});
