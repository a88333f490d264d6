import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { chipsAtWork, send } from "../card/chips.js";

const cardWith = (rules: Partial<ReturnType<typeof findProfile>["password"]>) => {
  const hangzhou = findProfile("hangzhou");
  return chipsAtWork({ ...hangzhou, password: { ...hangzhou.password, ...rules } }).card;
};

test("wrong PINs count down to 63C0, then it is locked, and the right one is of no use", (t) => {
  const card = cardWith({ retryLimit: 3 });
  t.is(send(card, "00 20 00 00 03 111111"), "63C2");
  t.is(send(card, "00 20 00 00 03 111111"), "63C1");
  t.is(send(card, "00 20 00 00 03 111111"), "63C0");
  t.is(send(card, "00 20 00 00 03 123456"), "6983");
  card.reset();
  t.is(send(card, "00 20 00 00 03 123456"), "6983");
  t.is(send(card, "80 5E 01 00 07 123456 FF 654321"), "6983");
});

test("the right PIN gives all tries back", (t) => {
  const card = cardWith({ retryLimit: 3 });
  for (let round = 0; round < 4; round++) {
    t.is(send(card, "00 20 00 00 03 111111"), "63C2");
    t.is(send(card, "00 20 00 00 03 111111"), "63C1");
    t.is(send(card, "00 20 00 00 03 123456"), "9000");
  }
});

test("the retry limit is the profile's, up to 15", (t) => {
  t.is(send(cardWith({ retryLimit: 15 }), "00 20 00 00 02 1111"), "63CE");
  t.is(send(cardWith({ retryLimit: 1 }), "00 20 00 00 02 1111"), "63C0");
});

test("a PIN matches in all its bytes and its length", (t) => {
  const card = cardWith({ retryLimit: 15 });
  for (const wrong of [
    "02 1234",
    "04 12345600",
    "04 123456FF",
    "06 123456FFFFFF",
    "03 023456",
    "03 123457",
  ]) {
    t.regex(send(card, `00 20 00 00 ${wrong}`), /^63C/, wrong);
  }
});

test("a length that no PIN has is 6700 and costs no try", (t) => {
  const card = cardWith({ retryLimit: 3 });
  t.is(send(card, "00 20 00 00 01 12"), "6700");
  t.is(send(card, "00 20 00 00 07 12345612345612"), "6700");
  t.is(send(card, "00 20 00 00 03 111111"), "63C2");
});

test("an odd number of digits ends in F", (t) => {
  const card = cardWith({ initial: "12345" });
  t.is(send(card, "00 20 00 00 03 12345F"), "9000");
});

test("VERIFY without data tells the tries and costs none, where the profile has it", (t) => {
  const card = cardWith({ retryLimit: 2, answersEmptyVerify: true });
  t.is(send(card, "00 20 00 00"), "63C2");
  t.is(send(card, "00 20 00 00 00"), "63C2");
  t.is(send(card, "00 20 00 00 03 111111"), "63C1");
  t.is(send(card, "00 20 00 00"), "63C1");
  t.is(send(card, "00 20 00 00 03 123456"), "9000");
  t.is(send(card, "00 20 00 00"), "9000");
  card.reset();
  send(card, "00 20 00 00 03 111111");
  send(card, "00 20 00 00 03 111111");
  t.is(send(card, "00 20 00 00"), "6983");
  t.is(send(cardWith({ answersEmptyVerify: false }), "00 20 00 00"), "6700");
  t.is(
    send(cardWith({ answersEmptyVerify: undefined }), "00 20 00 00"),
    "63C6",
    "as the edition has it (P5 6.14.5)",
  );
});

test("verification lasts for the power session and ends with a wrong try or a change", (t) => {
  const card = cardWith({ answersEmptyVerify: true });
  const isVerified = () => send(card, "00 20 00 00") === "9000";
  send(card, "00 20 00 00 03 123456");
  send(card, "00 A4 00 00 02 3F00");
  t.true(isVerified());
  send(card, "00 20 00 00 03 111111");
  t.false(isVerified());
  send(card, "00 20 00 00 03 123456");
  card.reset();
  t.false(isVerified());
  send(card, "00 20 00 00 03 123456");
  t.is(send(card, "80 5E 01 00 07 123456 FF 654321"), "9000");
  t.false(isVerified());
});

test("CHANGE PIN needs the old one, counts wrong tries like VERIFY, and lasts", (t) => {
  const card = cardWith({ retryLimit: 3 });
  t.is(send(card, "80 5E 01 00 07 111111 FF 654321"), "63C2");
  t.is(send(card, "80 5E 01 00 07 123456 FF 654321"), "9000");
  card.reset();
  t.is(send(card, "00 20 00 00 03 123456"), "63C2");
  t.is(send(card, "00 20 00 00 03 654321"), "9000");
  t.is(send(card, "80 5E 01 00 05 654321 FF 7F"), "6700");
  t.is(send(card, "80 5E 01 00 06 654321 FF 987F"), "9000");
  t.is(send(card, "00 20 00 00 02 987F"), "9000");
});

test("CHANGE PIN refuses a new PIN that is no PIN before it tries the old one", (t) => {
  const card = cardWith({ retryLimit: 3 });
  const refused: [newPin: string, sw: string][] = [
    ["06 123456 FF 1A34", "6A80"],
    ["06 123456 FF 3F12", "6A80"],
    ["06 123456 FF A234", "6A80"],
    ["0B 123456 FF 12345612345612", "6700"],
    ["04 123456 FF", "6700"],
    ["03 123456", "6A80"],
  ];
  for (const [data, sw] of refused) t.is(send(card, `80 5E 01 00 ${data}`), sw, data);
  t.is(send(card, "00 20 00 00 03 111111"), "63C2");
});

test("challenges have 4 or 8 bytes and differ", (t) => {
  const card = cardWith({});
  const four = send(card, "00 84 00 00 04");
  t.regex(four, /^[0-9A-F]{8}9000$/);
  t.not(send(card, "00 84 00 00 04"), four);
  t.regex(send(card, "00 84 00 00 08"), /^[0-9A-F]{16}9000$/);
  t.is(send(card, "00 84 00 00 05"), "6700");
});
