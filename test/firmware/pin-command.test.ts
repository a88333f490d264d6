/**
 * PC_to_RDR_Secure takes PINs for a password command of the user card, and for nothing else: a program must not learn
 * what was typed.
 */
import test from "ava";
import { answered, pinCard, secure, VERIFY, withoutTimeRequests } from "./pin-pad.js";
import { bytes, command, framed, hex, Rig } from "./rig.js";

const FIELD = "FF FF FF FF FF FF FF FF";
const T1_ATR = "3B 80 81 01 00";
/** The whole list: ISO/IEC 7816-4, 7.5.6 to 7.5.10, and the forms of PBOC. */
const ALLOWED: readonly (readonly [header: string, word: string])[] = [
  ["00 20", "验证"],
  ["00 24", "改密"],
  ["80 5E", "改密"],
  ["00 2C", "解锁"],
  ["84 24", "解锁"],
  ["80 24", "解锁"],
];
const INTO = ["verify", "modify"] as const;

/** BCD, 6 digits, the prologue of T=1 in front of the command. */
function message(into: (typeof INTO)[number], header: string, prologue = "00 00 00"): string {
  const apdu = `${prologue} ${header} 00 00 08 ${FIELD}`;
  if (into === "verify") return `00 1E 81 04 00 06 06 02 00 09 04 00 ${apdu}`;
  return `01 1E 81 04 00 00 04 06 06 00 02 00 09 04 00 ${apdu}`;
}

/** bError: where the command's first byte, or with T=1 its PCB, stands in the message. */
const AT = { verify: { cla: "19", pcb: "17" }, modify: { cla: "1C", pcb: "1A" } } as const;

for (const into of INTO) {
  test(`${into}: only VERIFY, CHANGE and unblock take a PIN, by CLA and INS; every other command is refused and nobody is asked`, (t) => {
    const rig = pinCard(new Rig().powered());
    const taken: string[] = [];
    for (const cla of [0x00, 0x01, 0x04, 0x0c, 0x10, 0x20, 0x40, 0x80, 0x84, 0x90, 0xff]) {
      for (let ins = 0; ins < 256; ins++) {
        const said = rig.ask(secure(9, message(into, hex([cla, ins]))));
        if (said === answered(9, "", `40 ${AT[into].cla} 00`)) continue;
        taken.push(hex([cla, ins]));
        rig.ask(command(0x72, 0, 10));
        rig.read();
      }
    }
    t.deepEqual(taken, ALLOWED.map(([header]) => header).sort());
    t.deepEqual(rig.slots[0]!.received, []);
  });
}

test("the display says which of the three it is, in words that no host can take away", (t) => {
  for (const [header, word] of ALLOWED) {
    const rig = pinCard(new Rig().powered());
    rig.ask(
      command(0x6b, 0, 3, "00 00 00", `44 4B 02 04 ${hex(Buffer.from("Your age please Your age please "))}`),
    );
    rig.ask(secure(9, message("verify", header)));
    rig.press("12");
    t.deepEqual(rig.panel.lines, ["Your age please", `${word}**`], header);
    rig.press("C");
  }
});

test("of twelve digits each has its star beside the word; more of them take its place, and give it back", (t) => {
  const rig = pinCard(new Rig().powered());
  rig.ask(secure(9, VERIFY.replace("82 04", "82 00").replace("08 04 02", "10 04 02")));
  rig.press("123456789012");
  t.is(rig.panel.lines[1], "验证************");
  rig.press("3456");
  t.is(rig.panel.lines[1], "****************");
  rig.press("****");
  t.is(rig.panel.lines[1], "验证************");
});

for (const slot of [1, 2]) {
  test(`slot ${slot} has no user card: a PIN for it is not asked for (a PSAM would encipher it for whoever asks)`, (t) => {
    const rig = new Rig({ firmware: "PICO_R1_3-pos" });
    rig.powered();
    if (slot === 1) {
      rig.slots[1]!.onReset = () => rig.slots[1]!.say(bytes("3B 00"));
      rig.ask(command(0x62, 1, 2, "01 00 00"), 200);
    }
    const said = rig.ask(command(0x69, slot, 9, "00 00 00", VERIFY));
    const error = slot === 1 ? "40 00" : "42 FE";
    t.is(said, framed(`80 00 00 00 00 ${hex([slot])} 09 ${error} 00`));
    t.deepEqual(rig.panel.lines, ["", ""]);
  });
}

const PIN_T1 = message("verify", "00 20", "00 40 0D");

test("T=1: the block with the PIN is a whole command: one that says more will come, or is no I-block, is refused", (t) => {
  const rig = pinCard(new Rig().powered(T1_ATR));
  for (const into of INTO) {
    for (const pcb of [0x20, 0x60, 0x80, 0x90, 0xc0, 0xe0, 0x01]) {
      const said = rig.ask(secure(9, message(into, "00 20", `00 ${hex([pcb])} 0D`)));
      t.is(said, answered(9, "", `40 ${AT[into].pcb} 00`), `${into} ${hex([pcb])}`);
    }
  }
  t.deepEqual(rig.slots[0]!.received, []);
});

test("T=1: a PIN is no continuation of a command that the host has begun", (t) => {
  const rig = pinCard(new Rig().powered(T1_ATR), [], "", "00 90 00 90", 9);
  const chained = "00 20 05 80 D6 81 00 0D";
  const begun = `${chained} ${hex([bytes(chained).reduce((sum, byte) => sum ^ byte)])}`;
  rig.ask(command(0x6f, 0, 8, "00 00 00", begun));
  rig.run(2000);
  rig.read();
  t.is(rig.ask(secure(9, PIN_T1)), answered(9, "", "40 17 00"));
  // Its last block ends it.
  rig.ask(command(0x6f, 0, 10, "00 00 00", "00 40 00 40"));
  rig.run(2000);
  rig.read();
  t.is(withoutTimeRequests(rig.ask(secure(11, PIN_T1))), "", "asked for");
  rig.press("C").run(60);
  t.is(withoutTimeRequests(rig.read()), answered(11, "", "40 EF 00"));
});

test("T=1: a reset of the card ends what the host has begun", (t) => {
  const rig = pinCard(new Rig().powered(T1_ATR));
  rig.ask(command(0x6f, 0, 8, "00 00 00", "00 20 00 20"));
  rig.run(5000);
  rig.read();
  rig.powered(T1_ATR);
  t.is(withoutTimeRequests(rig.ask(secure(9, PIN_T1))), "", "asked for");
});
