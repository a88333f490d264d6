import { createTransferChip } from "@duka/simulator/chip/transfer-chip";
import test from "ava";
import { bytes, hex } from "../../support/values/hex.js";

const TABLE: readonly (readonly [title: string, command: string, response: string])[] = [
  ["case 1", "80 10 00 00", "90 00"],
  ["case 1 as T=0 brings it", "80 10 00 00 00", "90 00"],
  ["case 1 with P3", "80 10 00 00 05", "67 00"],
  ["bytes out", "80 12 03 00 03", "00 01 02 90 00"],
  ["data in", "80 14 00 00 02 AA BB", "90 00"],
  ["a PIN", "00 20 00 00 03 12 34 56", "90 00"],
  ["a PIN changed", "00 24 00 00 02 12 34", "90 00"],
  ["no PIN", "00 20 00 00", "67 00"],
  ["no data in", "80 14 00 00 00", "67 00"],
  ["the same data back", "80 16 00 00 02 AA BB", "AA BB 90 00"],
  ["no data to give back", "80 16 00 00 00", "67 00"],
  ["nothing kept", "80 18 00 00 00", "69 85"],
  ["commands since reset", "80 1A 00 00 04", "00 00 00 01 90 00"],
  ["SELECT of the master file", "00 A4 00 00 02 3F 00", "6F 04 84 02 3F 00 90 00"],
  ["SELECT of another file", "00 A4 00 00 02 3F 01", "6A 82"],
  ["unknown INS", "80 FE 00 00", "6D 00"],
  ["unknown CLA", "00 10 00 00", "6E 00"],
  ["less than a header", "80 10", "67 00"],
];

for (const [title, command, response] of TABLE) {
  test(`the transfer chip answers ${title}: ${command}`, (t) => {
    const chip = createTransferChip();
    chip.reset();
    t.is(hex(chip.execute(bytes(command))), response);
  });
}

test("P1 = 00 of bytes out is 256 bytes", (t) => {
  const chip = createTransferChip();
  chip.reset();
  t.is(chip.execute(bytes("80 12 00 00 00")).length, 258);
});

test("data that was brought in is kept until power goes or the card is reset", (t) => {
  const chip = createTransferChip();
  for (const forget of [() => chip.reset(), () => chip.powerOff()]) {
    chip.reset();
    chip.execute(bytes("80 14 00 00 02 AA BB"));
    t.is(hex(chip.execute(bytes("80 18 00 00 00"))), "AA BB 90 00");
    forget();
    t.is(hex(chip.execute(bytes("80 18 00 00 00"))), "69 85");
  }
});

test("the mark is the last historical byte, and T=0 learns which commands bring data", (t) => {
  t.is(hex(createTransferChip(7).reset()), "3B 05 44 75 6B 61 07");
  const brings = ["80 14", "80 16", "00 A4"];
  for (const header of [...brings, "80 12", "80 A4", "00 14", "80 FE"]) {
    t.is(createTransferChip().takesData(bytes(`${header} 00 00 01`)), brings.includes(header), header);
  }
});
