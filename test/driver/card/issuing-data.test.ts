import { openCardSession } from "@duka/driver/card/card-session";
import { readIssuingFile, readIssuingFileForPurse } from "@duka/driver/card/issuing-data";
import test from "ava";
import { openFake } from "../../support/reader/open-fake.js";
import { bytes, hex } from "../../support/values/hex.js";

const CARD_ID = "01 10 33 01 00 D1 56 00 00 05 00 00 00 42 00 00 00 00";
const VERSION = "03 04 33 2E 30 30";
const REST = [
  "05 04 20 20 01 01",
  "06 04 20 30 01 01",
  "07 09 41 31 32 33 34 35 36 37 38",
  "04 0C 86 33 01 00 33 01 00 00 00 00 00 00",
  "02 01 03",
];
const USUAL = [CARD_ID, VERSION, ...REST];
/** A record of the issuer's own in front of class and initialiser. */
const LONGER = [
  CARD_ID,
  VERSION,
  ...REST.slice(0, 3),
  "50 0A 00 00 00 00 00 00 00 00 00 00",
  ...REST.slice(3),
];
const SHORTER = [CARD_ID, VERSION, ...REST.slice(0, 3)];
const FCI = "6F 1C 84 0F 73 78 31 2E 73 68 2E C9 E7 BB E1 B1 A3 D5 CF A5 09 88 01 1E 9F 0C 03 86 01 03";

/** @param ofWrongLength what it says to READ RECORD of several with another length than all have */
async function cardWith(records: readonly string[], ofWrongLength: "6Cxx" | "its first bytes") {
  const all = bytes(records.join(" "));
  const opened = await openFake({
    card(tpdu) {
      const [, ins, p1, p2 = 0, le = 0] = tpdu;
      if (ins === 0xa4) return bytes(p1 === 0x04 ? "61 1E" : "90 00");
      if (ins === 0xc0) return bytes(`${FCI} 90 00`);
      if ((p2 & 7) === 5) {
        if (le !== all.length && ofWrongLength === "6Cxx") return Uint8Array.of(0x6c, all.length);
        return Uint8Array.of(...all.subarray(0, le), 0x90, 0x00);
      }
      const record = records.map((text) => bytes(text)).find(([tag]) => tag === p1);
      return record === undefined ? bytes("6A 83") : Uint8Array.of(...record, 0x90, 0x00);
    },
  });
  const session = await openCardSession(opened.reader.slot(0), opened.reader.clock);
  return { session, heard: () => opened.fake.executed.map((tpdu) => hex(tpdu.subarray(0, 5))) };
}

const FILES = [
  ["of the usual length", USUAL, { cardClass: "03", issuer: "863301003301000000000000" }],
  ["with a record more", LONGER, { cardClass: "03", issuer: "863301003301000000000000" }],
  ["without class and initialiser", SHORTER, { cardClass: "", issuer: "" }],
] as const;

for (const [what, records, optional] of FILES) {
  for (const ofWrongLength of ["6Cxx", "its first bytes"] as const) {
    test(`EF05 ${what}, a card that gives ${ofWrongLength} for another length: all its items are read`, async (t) => {
      const { session } = await cardWith(records, ofWrongLength);
      t.like(await readIssuingFile(session), {
        algorithm: "SM4",
        region: "330100",
        version: "3.00",
        issueDate: "20200101",
        validUntil: "20300101",
        cardNumber: "A12345678",
        ...optional,
      });
    });
  }
}

test("for a purse: the environment's own answer and a 6Cxx are saved, two commands read all of EF05", async (t) => {
  const { session, heard } = await cardWith(USUAL, "6Cxx");
  t.like(await readIssuingFileForPurse(session), { cardNumber: "A12345678", cardClass: "03" });
  t.deepEqual(heard(), ["00 A4 04 00 0F", "00 B2 01 2D 40"]);
});
