import { slotNames } from "@duka/driver/pcsc/slot-names";
import test from "ava";

const TWO = ["Duka 00 00", "Duka 00 01", "Other 01 00", "Duka 00 02"];

const TABLE: readonly (readonly [
  title: string,
  names: readonly string[],
  wanted: string,
  slots: string[],
])[] = [
  ["part of the name is the whole reader", TWO, "Duka", ["Duka 00 00", "Duka 00 01", "Duka 00 02"]],
  ["a slot named in full is slot 0, the next one slot 1", TWO, "Duka 00 01", ["Duka 00 01", "Duka 00 02"]],
  ["in order of slot number", ["A 00 01", "A 00 00"], "A", ["A 00 00", "A 00 01"]],
  ["slot numbers are hexadecimal", ["A 00 0A", "A 00 09"], "A", ["A 00 09", "A 00 0A"]],
  ["a name without numbers has one slot", ["ACS CCID USB Reader 0"], "ACS", ["ACS CCID USB Reader 0"]],
  ["no reader fits", TWO, "None", []],
  ["there is no reader", [], "Duka", []],
];

for (const [title, names, wanted, slots] of TABLE) {
  test(`slots of a PC/SC reader: ${title}`, (t) => {
    t.deepEqual(slotNames(names, wanted), slots);
  });
}

test("a name that fits several readers is refused, and they are listed", (t) => {
  t.throws(() => slotNames(["Duka 00 00", "Duka 01 00", "Duka 01 01"], "Duka"), {
    instanceOf: RangeError,
    message: /several readers: Duka 00, Duka 01;/,
  });
});
