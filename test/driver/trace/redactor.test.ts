import { createRedactor } from "@duka/driver/trace/redactor";
import { allCommands } from "@duka/protocol/commands/all-commands";
import { parseHex } from "@duka/protocol/layout/hexadecimal";
import test from "ava";
import fc from "fast-check";
import { bytes } from "../../support/values/hex.js";

const TABLE: readonly [what: string, command: string, shown: string][] = [
  ["SELECT is open", "00 A4 00 00 02 3F 00", "00 A4 00 00 02 3F 00"],
  ["VERIFY hides the password", "00 20 00 00 03 12 34 56", "00 20 00 00 03 ·· ·· ··"],
  [
    "CHANGE PIN hides both passwords and what stands between them",
    "80 5E 01 00 07 12 34 56 FF 65 43 21",
    "80 5E 01 00 07 ·· ·· ·· ·· ·· ·· ··",
  ],
  [
    "RELOAD PIN hides password and MAC",
    "80 5E 00 00 07 12 34 56 95 DE BD DA",
    "80 5E 00 00 07 ·· ·· ·· ·· ·· ·· ··",
  ],
  [
    "PIN UNBLOCK hides the PIN block",
    "84 24 00 01 08 FB 79 D2 E2 B5 F2 C8 39",
    "84 24 00 01 08 ·· ·· ·· ·· ·· ·· ·· ··",
  ],
  [
    "CIPHER DATA hides the PIN block that a PSAM enciphers",
    "80 FA 00 00 08 03 12 34 56 80 00 00 00",
    "80 FA 00 00 08 ·· ·· ·· ·· ·· ·· ·· ··",
  ],
  [
    "VERIFY with another P2 is not declared, and hides all the same",
    "00 20 00 81 03 12 34 56",
    "00 20 00 81 03 ·· ·· ··",
  ],
  ["a key that is loaded", "84 D4 01 00 04 11 22 33 44", "84 D4 01 00 04 ·· ·· ·· ··"],
  ["a truncated command", "00 20", "00 20"],
  ["nothing", "", ""],
];

for (const [what, command, shown] of TABLE) {
  test(what, (t) => {
    t.is(createRedactor().command(bytes(command)), shown);
  });
}

test("the answer to a hidden command is hidden but for its status word, and so is what GET RESPONSE fetches of it", (t) => {
  const redactor = createRedactor();
  redactor.command(bytes("80 FA 00 00 08 03 12 34 56 80 00 00 00"));
  t.is(redactor.response(bytes("61 08")), "61 08");
  t.is(redactor.command(bytes("00 C0 00 00 08")), "00 C0 00 00 08");
  t.is(redactor.response(bytes("FB 79 D2 E2 B5 F2 C8 39 90 00")), "·· ·· ·· ·· ·· ·· ·· ·· 90 00");
  redactor.command(bytes("00 B0 96 00 06"));
  t.is(redactor.response(bytes("00 11 22 33 44 55 90 00")), "00 11 22 33 44 55 90 00");
});

test("no byte of a secret field of any declared command is shown", (t) => {
  for (const command of allCommands) {
    if (!command.requestLayout.fields.some((field) => field.secret)) continue;
    for (const { apdu } of command.examples) {
      const whole = parseHex(apdu);
      const shown = createRedactor().command(whole);
      t.is(shown.replaceAll("··", "").trim().split(" ").length, Math.min(5, whole.length), command.name);
    }
  }
});

test("no bytes make it throw, and only the header of an unknown command is shown", (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (command, response) => {
      const redactor = createRedactor();
      redactor.command(command);
      redactor.response(response);
    }),
  );
  t.pass();
});
