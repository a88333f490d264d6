import { createChip } from "@duka/simulator/chip/chip";
import { fileCommands } from "@duka/simulator/files/file-commands";
import { createFileTree } from "@duka/simulator/files/file-tree";
import type { Access } from "@duka/simulator/files/files";
import { cyclicFile, linearFile, transparentFile } from "@duka/simulator/files/files";
import { Nvm } from "@duka/simulator/memory/nvm";
import test from "ava";
import { bytes } from "../../support/values/hex.js";
import { chipsAtWork, SELECT_PURSE, send } from "../card/chips.js";

const FCI_PURSE =
  "6F2E" +
  "8409A00000000386980701" +
  "A521" +
  "9F0C1E" +
  "100000003301000003023301865300010017423620240101203312310000";

const HANGZHOU: [what: string, command: string, answer: string][] = [
  [
    "the master file answers its name and the directory file",
    "00A4000002 3F00",
    "6F15840E315041592E5359532E4444463031A5038801019000",
  ],
  [
    "it is the payment environment by name",
    "00A404000E 315041592E5359532E4444463031",
    "6F15840E315041592E5359532E4444463031A5038801019000",
  ],
  ["the directory file lists the application", "00B2010C00", "700D610B4F09A000000003869807019000"],
  ["the file of the purse is not seen from outside", "00A4000002 0015", "6A82"],
  ["no short identifier 15 in the master file", "00B0950000", "6A82"],
  ["the purse by its file identifier", "00A4000002 3F01", `${FCI_PURSE}9000`],
  ["the purse by its name", SELECT_PURSE, `${FCI_PURSE}9000`],
  ["the purse by a right-truncated name", "00A4040005 A000000003", `${FCI_PURSE}9000`],
  ["no application of another name", "00A4040005 A000000004", "6A82"],
  ["no application of a longer name", "00A404000A A0000000038698070101", "6A82"],
  ["SELECT without name", "00A40400", "6A82"],
  [
    "SELECT after a failure stays where it was: public data by short identifier",
    "00B0950A0A",
    "330186530001001742369000",
  ],
  ["the rest of a file", "00B0951A00", "123100009000"],
  ["more than the rest of a file", "00B0951A05", "6C04"],
  ["an offset behind the file", "00B0951E01", "6B00"],
  ["by offset, in the file selected last", "00B0000A02", "33019000"],
  ["the card-holder", "00B0960204", "D5C5C8FD9000"],
  ["a file of records is not transparent", "00B0980017", "6981"],
  ["short identifier 0", "00B0800001", "6A86"],
  ["a transparent file has no records", "00B201AC00", "6981"],
  ["P1 of UPDATE BINARY: nobody writes public data", "00D6950001 00", "6982"],
  ["the log is empty", "00B201C417", "6A83"],
  ["record 0", "00B200C417", "6A83"],
  ["the other low bits of P2", "00B201C117", "6A86"],
  [
    "back to the master file by identifier, its file by identifier",
    "00A4000002 3F00",
    "6F15840E315041592E5359532E4444463031A5038801019000",
  ],
  ["a file's FCI", "00A4000002 0001", "6F0782010283020001" + "9000"],
  ["the record by its first byte", "00B2700000", "700D610B4F09A00000000386980701" + "9000"],
  ["the record by another first byte", "00B2710000", "6A83"],
  ["a record of another length", "00B2010C05", "6C0F"],
  ["a file that is no directory has no name", "00A4000002 FFFF", "6A82"],
  ["SELECT with P1 01", "00A4010002 3F00", "6A86"],
  [
    "SELECT with P1 02 finds elementary files of the directory alone (P5 table 35)",
    "00A4020002 3F00",
    "6A82",
  ],
  ["SELECT of one byte", "00A4000001 3F", "6700"],
  ["READ BINARY without Le", "00B09500", "6700"],
];

test("files of the card: one command after the other", (t) => {
  const { card } = chipsAtWork("hangzhou");
  card.reset();
  for (const [what, command, answer] of HANGZHOU) t.is(send(card, command), answer, what);
});

/** A chip with nothing but files: a transparent one of 300 bytes, two linear records, a cyclic file of two. */
function filesOnly(allowed: (access: Access) => boolean = () => true) {
  const memory = new Nvm();
  const header = { read: "free", update: "pin" } as const;
  const transparent = transparentFile(memory, { fileId: 0x0001, sfi: 1, ...header }, 300);
  const linear = linearFile(memory, { fileId: 0x0002, sfi: 2, ...header }, [2, 3]);
  const cyclic = cyclicFile(memory, { fileId: 0x0003, sfi: 3, ...header }, 1, 2);
  const inner = { fileId: 0xdf02, proprietary: () => new Uint8Array(0), files: [], directories: [] };
  const beside = { ...inner, fileId: 0xdf01, directories: [inner] };
  const tree = createFileTree({
    ...inner,
    fileId: 0x3f00,
    files: [transparent, linear, cyclic],
    directories: [beside, { ...inner, fileId: 0xdf03 }],
  });
  memory.start(undefined, () => linear.append(bytes("01 02")));
  const chip = createChip({
    atr: bytes("3B 00"),
    memory,
    volatiles: [tree],
    commands: fileCommands({ memory, tree, isAllowed: allowed }),
  });
  chip.reset();
  return { chip, memory, linear, cyclic, transparent, tree };
}

test("UPDATE BINARY writes within the file and nowhere else", (t) => {
  const { chip } = filesOnly();
  t.is(send(chip, "00 D6 81 FE 03 AABBCC"), "9000");
  t.is(send(chip, "00 B0 00 FD 05"), "00AABBCC00" + "9000");
  t.is(send(chip, "00 D6 01 2B 01 EE"), "9000");
  t.is(send(chip, "00 B0 01 2B 01"), "EE9000");
  t.is(send(chip, "00 D6 01 2B 02 EEEE"), "6A84");
  t.is(send(chip, "00 D6 01 2C 01 EE"), "6B00");
  t.is(send(chip, "00 D6 82 00 01 EE"), "6981");
  t.is(send(chip, "00 D6 84 00 01 EE"), "6A82");
  t.is(send(chip, "00 D6 81 00"), "6700");
  t.is(send(chip, `00 D6 81 01 FF ${"5A".repeat(255)}`), "9000");
  t.is(send(chip, "00 B0 81 00 00"), `00${"5A".repeat(255)}9000`);
});

test("the selected file is forgotten with the power, and when a directory is selected", (t) => {
  const { chip } = filesOnly();
  t.is(send(chip, "00 A4 00 00 02 0001"), "6F0B8002012C82010183020001" + "9000");
  t.is(send(chip, "00 B0 00 00 01"), "009000");
  t.is(send(chip, "00 A4 00 00 02 DF01"), "6F068302DF01A500" + "9000");
  t.is(send(chip, "00 B0 00 00 01"), "6986");
  chip.reset();
  t.is(send(chip, "00 B0 00 00 01"), "6986");
  t.is(send(chip, "00 B2 01 04 00"), "6986");
});

test("SELECT by identifier finds children, itself, the parent, the parent's children and the master file", (t) => {
  const { chip } = filesOnly();
  const found = (path: string) =>
    path
      .split(" ")
      .map((id) => send(chip, `00 A4 00 00 02 ${id}`).slice(-4))
      .join(" ");
  t.is(found("DF01 DF01 DF02 DF01 DF03 3F00"), "9000 9000 9000 9000 9000 9000");
  t.is(found("DF02"), "6A82");
  t.is(found("DF01 DF02 DF03"), "9000 9000 6A82");
  t.is(found("3F00"), "9000");
});

test("access conditions: reading and writing each ask for their own", (t) => {
  const { chip } = filesOnly((access) => access === "free");
  t.is(send(chip, "00 B0 81 00 01"), "009000");
  t.is(send(chip, "00 D6 81 00 01 EE"), "6982");
  const closed = filesOnly(() => false).chip;
  t.is(send(closed, "00 B0 81 00 01"), "6982");
  t.is(send(closed, "00 B2 01 14 00"), "6982");
});

test("record 1 of a cyclic file is the newest, and the oldest gives way", (t) => {
  const { chip, memory, cyclic } = filesOnly();
  t.is(send(chip, "00 B2 01 1C 01"), "6A83");
  const expected = ["1", "21", "32", "43"];
  for (const [at, records] of expected.entries()) {
    memory.transaction(() => cyclic.append(Uint8Array.of(at + 1)));
    t.is(
      [...records].map((digit) => `0${digit}9000`).join(),
      [1, 2]
        .slice(0, records.length)
        .map((n) => send(chip, `00 B2 0${n} 1C 01`))
        .join(),
    );
  }
  t.is(send(chip, "00 B2 03 1C 01"), "6A83");
});

test("a linear file keeps its order and says when it is full", (t) => {
  const { chip, memory, linear } = filesOnly();
  t.is(send(chip, "00 B2 02 14 00"), "6A83");
  t.throws(() => memory.transaction(() => linear.append(bytes("01"))), { instanceOf: RangeError });
  memory.transaction(() => linear.append(bytes("0A 0B 0C")));
  t.is(send(chip, "00 B2 02 14 03"), "0A0B0C9000");
  t.throws(() => memory.transaction(() => linear.append(bytes("01"))), {
    message: "EF 2 has room for 2 records",
  });
});
