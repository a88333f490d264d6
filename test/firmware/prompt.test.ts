import test from "ava";
import { answer, command, hex, Rig } from "./rig.js";

const PROMPT_AT = 0x0d;

function promptOf(payload: string, seq = 5): string {
  return command(0x6b, 0, seq, "00 00 00", payload);
}

function answerOf(payload: string, seq = 5): string {
  return answer(0x83, 0, seq, "01 00 00", payload);
}

test("each of the 14 prompts and none is answered with what the board has: display, lights, beeper", (t) => {
  const rig = new Rig().open();
  for (let prompt = 0; prompt <= 14; prompt++) {
    t.is(
      rig.ask(promptOf(`44 4B 02 ${hex([prompt])}`, prompt)),
      answerOf(`44 4B 02 ${hex([prompt])} 07`, prompt),
    );
  }
});

test("a prompt beyond them, or none at all, points at its byte; too much text points at the text", (t) => {
  const rig = new Rig().open();
  const refused = (at: number) => answer(0x83, 0, 5, `41 ${hex([at])} 00`);
  t.is(rig.ask(promptOf("44 4B 02 0F")), refused(PROMPT_AT));
  t.is(rig.ask(promptOf("44 4B 02 FF")), refused(PROMPT_AT));
  t.is(rig.ask(promptOf("44 4B 02")), refused(PROMPT_AT));
  t.is(rig.ask(promptOf(`44 4B 02 01 ${"41 ".repeat(32)}`)), answerOf("44 4B 02 01 07"));
  t.is(rig.ask(promptOf(`44 4B 02 01 ${"41 ".repeat(33)}`)), refused(PROMPT_AT + 1));
});

test("a beep that still sounds does not disturb an exchange with a card", (t) => {
  const rig = new Rig().powered();
  rig.ask(promptOf("44 4B 02 08"));
  rig.slots[0]!.onCharacter = () => {
    if (rig.slots[0]!.received.length === 5) rig.slots[0]!.say([0x90, 0x00]);
  };
  t.is(rig.ask(command(0x6f, 0, 9, "00 00 00", "00 70 00 00"), 900), answer(0x80, 0, 9, "00 00 00", "90 00"));
});
