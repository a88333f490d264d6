/** PC_to_RDR_Secure, modification (CCID 1.1, 6.1.11): old PIN, new PIN, new PIN again. */
import test from "ava";
import { answered, pinCard, RESPONSE, secure, withoutTimeRequests } from "./pin-pad.js";
import { bytes, command, framed, hex, Rig } from "./rig.js";

const FIELD = "FF FF FF FF FF FF FF FF";
/** ASCII, blocks of 8 bytes at 0 and 8, 4 to 8 digits, old and new and new again, three messages. */
const MODIFY = `01 1E 82 08 00 00 08 08 04 03 02 03 09 04 00 01 02 00 00 00 00 24 00 01 10 ${FIELD} ${FIELD}`;

/** The command that the card has got. */
function sent(rig: Rig): string {
  return hex(rig.slots[0]!.received);
}

test("modify as a stock driver asks for it: old, new, new again; the blocks stand where the offsets say", (t) => {
  const rig = pinCard(new Rig({ firmware: "PICO_R1_3-pinpad" }).powered(), [0x24]);
  const message = framed(`69 29 00 00 00 00 17 00 00 00 ${MODIFY.replace("82 08", "82 04")}`);
  rig.send(message);
  rig.run(60);
  rig.press("1234#5678#5678#").run(60);
  t.is(
    withoutTimeRequests(rig.read()),
    "03 06 69 00 00 00 00 00 17 00 00 00 7B 03 06 80 02 00 00 00 00 17 00 00 00 90 00 00",
  );
  t.is(sent(rig), "00 24 00 01 10 31 32 33 34 FF FF FF FF 35 36 37 38 FF FF FF FF");
});

test("each PIN is asked for in words of its own", (t) => {
  const rig = pinCard(new Rig().powered(), [0x24]);
  rig.ask(secure(9, MODIFY));
  t.deepEqual(rig.panel.lines, ["输入密码 PIN", "改密"]);
  rig.press("1234#");
  t.deepEqual(rig.panel.lines, ["新密码 New PIN", "改密"]);
  rig.press("567890#");
  t.deepEqual(rig.panel.lines, ["再输入 Again", "改密"]);
  rig.press("567890#").run(60);
  t.deepEqual(rig.panel.lines, ["", ""]);
  t.is(withoutTimeRequests(rig.read()), answered(9, RESPONSE));
  t.is(sent(rig), "00 24 00 01 10 31 32 33 34 FF FF FF FF 35 36 37 38 39 30 FF FF");
});

test("new PINs that differ end it with 64 02, which no card has said (PC/SC part 10)", (t) => {
  for (const again of ["5679", "56781", "567"]) {
    const rig = pinCard(new Rig().powered(), [0x24]);
    rig.ask(secure(9, MODIFY.replace("08 04 03", "08 03 03")));
    rig.press(`1234#5678#${again}#`).run(60);
    t.is(withoutTimeRequests(rig.read()), answered(9, "64 02"), again);
    t.is(sent(rig), "");
  }
});

test("bConfirmPIN says which are asked for", (t) => {
  const rows: [string, string, string][] = [
    ["00", "5678#", `${FIELD} 35 36 37 38 FF FF FF FF`],
    ["01", "5678#5678#", `${FIELD} 35 36 37 38 FF FF FF FF`],
    ["02", "1234#5678#", "31 32 33 34 FF FF FF FF 35 36 37 38 FF FF FF FF"],
  ];
  for (const [confirm, keys, data] of rows) {
    const rig = pinCard(new Rig().powered(), [0x24]);
    rig.ask(secure(9, MODIFY.replace("04 03 02", `04 ${confirm} 02`)));
    rig.press(keys).run(60);
    t.is(withoutTimeRequests(rig.read()), answered(9, RESPONSE), confirm);
    t.is(sent(rig), `00 24 00 01 10 ${data}`);
  }
});

test("one, two or three message indices by bNumberMessage, and all three from drivers that always send them", (t) => {
  const head = "01 1E 82 08 00 00 08 08 04 03 02";
  const tail = `00 00 00 00 24 00 01 10 ${FIELD} ${FIELD}`;
  const rows: [string, string][] = [
    ["0: one", `${head} 00 09 04 00 ${tail}`],
    ["1: two", `${head} 01 09 04 00 01 ${tail}`],
    ["2: two", `${head} 02 09 04 00 01 ${tail}`],
    ["3: three", `${head} 03 09 04 00 01 02 ${tail}`],
    ["0, three sent", `${head} 00 09 04 00 01 02 ${tail}`],
    ["1, three sent", `${head} 01 09 04 00 01 02 ${tail}`],
  ];
  for (const [which, payload] of rows) {
    const rig = pinCard(new Rig().powered(), [0x24]);
    rig.ask(secure(9, payload));
    rig.press("1234#5678#5678#").run(60);
    t.is(withoutTimeRequests(rig.read()), answered(9, RESPONSE), which);
    t.is(sent(rig), "00 24 00 01 10 31 32 33 34 FF FF FF FF 35 36 37 38 FF FF FF FF", which);
  }
});

test("offsets are those of the template, whichever PIN stands first and however much the first one adds", (t) => {
  const structure = (offsets: string) =>
    `01 1E 82 00 00 ${offsets} 08 04 02 02 03 09 04 00 01 02 00 00 00 00 24 00 01 02 AA BB`;
  const rows: [string, string][] = [
    ["00 00", "0B 31 32 33 34 35 36 37 38 39 AA BB"],
    ["00 01", "0B 31 32 33 34 AA 35 36 37 38 39 BB"],
    ["02 01", "0B AA 35 36 37 38 39 BB 31 32 33 34"],
  ];
  for (const [offsets, data] of rows) {
    const rig = pinCard(new Rig().powered(), [0x24]);
    rig.ask(secure(9, structure(offsets)));
    rig.press("1234#56789#").run(60);
    t.is(sent(rig), `00 24 00 01 ${data}`, offsets);
  }
});

test("an offset beyond the data is refused; that of a PIN that is not asked for does not matter", (t) => {
  const rows: [string, string, boolean][] = [
    ["00 09", "03", false],
    ["09 08", "03", false],
    ["09 08", "01", true],
  ];
  for (const [offsets, confirm, isTaken] of rows) {
    const rig = pinCard(new Rig().powered(), [0x24]);
    const payload = MODIFY.replace("00 00 08 08 04 03", `00 ${offsets} 08 04 ${confirm}`);
    const said = withoutTimeRequests(rig.ask(secure(9, payload)));
    t.is(said, isTaken ? "" : answered(9, "", "40 0C 00"), offsets);
  }
});

test("cancel at any of the three ends all", (t) => {
  for (const keys of ["12C", "1234#5C", "1234#5678#C"]) {
    const rig = pinCard(new Rig().powered(), [0x24]);
    rig.ask(secure(9, MODIFY));
    rig.press(keys).run(60);
    t.is(withoutTimeRequests(rig.read()), answered(9, "", "40 EF 00"), keys);
    t.is(sent(rig), "");
    t.is(rig.ask(command(0x65, 0, 10)), framed("81 00 00 00 00 00 0A 00 00 00"));
  }
});

test("T=1: one block with both PINs in it", (t) => {
  const rig = pinCard(new Rig().powered("3B 80 81 01 00"), [], "", "00 40 02 90 00 D2", 25);
  rig.ask(secure(9, MODIFY.replace("02 00 00 00 00 24", "02 00 40 15 00 24")));
  rig.press("1234#5678#5678#").run(60);
  const block = bytes("00 40 15 00 24 00 01 10 31 32 33 34 FF FF FF FF 35 36 37 38 FF FF FF FF");
  t.is(sent(rig), hex([...block, block.reduce((sum, byte) => sum ^ byte)]));
  t.is(withoutTimeRequests(rig.read()), answered(9, "00 40 02 90 00 D2"));
});
