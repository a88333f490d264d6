import { pcscFailureOf } from "@duka/driver/pcsc/pcsc-failure";
import { RETURN_CODES } from "@duka/driver/pcsc/return-codes";
import test from "ava";

for (const { text, name, code, layer } of RETURN_CODES) {
  test(`${name} before a command was handed over is ${code}, not sent`, (t) => {
    const error = pcscFailureOf(new Error(text), "Duka 00 00: power on", "not-sent");
    t.like(error, { name: "ReaderError", code, layer, delivery: "not-sent" });
    t.true(error.message.startsWith("Duka 00 00: power on: "));
    t.true(error.message.endsWith(`(${name})`));
    t.truthy(error.remedy);
  });

  test(`${name} to a transmit leaves unknown whether the card acted`, (t) => {
    t.is(pcscFailureOf(new Error(text), "Duka 00 00: send 00 84 00 00", "unknown").delivery, "unknown");
  });
}

test("no card, when there was one to transmit to, is a removed card", (t) => {
  const error = pcscFailureOf(new Error("No smart card present"), "x", "unknown");
  t.is(error.code, "card-removed");
});

test("a failure of no row is told in PC/SC's own words", (t) => {
  t.like(pcscFailureOf(new Error("Unknown PC/SC error"), "x", "not-sent"), {
    code: "protocol-violation",
    message: "x: PC/SC failed: Unknown PC/SC error",
  });
  t.is(pcscFailureOf("odd", "x", "unknown").message, "x: PC/SC failed: odd");
});

test("each text and each return code has one row", (t) => {
  t.is(new Set(RETURN_CODES.map(({ text }) => text)).size, RETURN_CODES.length);
  t.is(new Set(RETURN_CODES.map(({ name }) => name)).size, RETURN_CODES.length);
});
