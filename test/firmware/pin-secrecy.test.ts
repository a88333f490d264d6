/**
 * Where a PIN is: in the buffer of the command while it is typed and sent, and nowhere afterwards, however that ends.
 */
import test from "ava";
import fc from "fast-check";
import { pinCard, secure } from "./pin-pad.js";
import { bytes, command, hex, Rig } from "./rig.js";

const FIELD = "FF FF FF FF FF FF FF FF FF FF FF FF";
/** 12 digits in ASCII, binary or BCD by bmFormatString. */
const verify = (format: string) =>
  `00 1E ${format} 0C 00 0C 04 02 01 09 04 00 00 00 00 00 20 00 01 0C ${FIELD}`;
const VERIFY = verify("82");
const VERIFY_T1 = VERIFY.replace("00 00 00 00 00 20", "00 00 40 11 00 20");
const MODIFY = `01 1E 82 0C 00 00 0C 0C 04 03 02 03 09 04 00 01 02 00 00 00 00 24 00 01 18 ${FIELD} ${FIELD}`;
const T1_ATR = "3B 80 81 01 00";
const ABORT = command(0x72, 0, 10);
const NEXT = command(0x65, 0, 11);

/**
 * As many digits in a row are no accident; as typed, as ASCII, as BCD, and all of these as inverse convention has them.
 */
const WINDOW = 6;
function traces(pin: string): string[] {
  const windows = Array.from({ length: pin.length - WINDOW + 1 }, (_, at) => pin.slice(at, at + WINDOW));
  return windows.flatMap((window) => {
    const digits = Array.from(window, Number);
    const forms = [digits, digits.map((digit) => digit + 0x30), bytes(window)];
    return forms.flatMap((form) => [hex(form), hex(form.map(inverse))]);
  });
}

function inverse(byte: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 8; bit++) reversed |= ((byte >> bit) & 1) << (7 - bit);
  return ~reversed & 0xff;
}

function holds(rig: Rig, pin: string): boolean {
  const forms = traces(pin);
  return rig.buffers.some((buffer) => {
    const text = hex(buffer);
    return forms.some((form) => text.includes(form));
  });
}

type Ending = {
  readonly how: string;
  readonly rig?: () => Rig;
  readonly message?: string;
  /** Keys behind the PIN's digits. */
  readonly keys?: (pin: string) => string;
  readonly end?: (rig: Rig) => void;
  /** The card gets the PIN. */
  readonly reachesCard: boolean;
};

const powered = (procedure?: number[], sw?: string) => (): Rig => pinCard(new Rig().powered(), procedure, sw);

const ENDINGS: readonly Ending[] = [
  { how: "the card takes it, T=0", reachesCard: true },
  { how: "BCD", message: verify("81"), reachesCard: true },
  { how: "binary", message: verify("80"), reachesCard: true },
  { how: "byte by byte", rig: powered([0xdf]), reachesCard: false },
  {
    how: "T=1",
    rig: () => pinCard(new Rig().powered(T1_ATR), [], "", "00 40 02 90 00 D2", 21),
    message: VERIFY_T1,
    reachesCard: true,
  },
  {
    how: "T=1, a garbled answer",
    rig: () => pinCard(new Rig().powered(T1_ATR), [], "", "00 40 02 90", 21),
    message: VERIFY_T1,
    reachesCard: true,
  },
  { how: "a mute card", rig: () => new Rig().powered(), reachesCard: false },
  { how: "silence after the data", rig: powered([0x20], ""), reachesCard: true },
  { how: "a wrong procedure byte", rig: powered([0x11]), reachesCard: false },
  { how: "the card refuses before the data", rig: powered([0x6d, 0x00]), reachesCard: false },
  { how: "cancelled", keys: () => "C", reachesCard: false },
  { how: "timed out", keys: () => "", end: (rig) => rig.run(31_000), reachesCard: false },
  { how: "corrected away, then cancelled", keys: () => "************C", reachesCard: false },
  { how: "aborted", keys: () => "", end: (rig) => rig.ask(ABORT), reachesCard: false },
  { how: "another command", keys: () => "", end: (rig) => rig.ask(NEXT), reachesCard: false },
  { how: "card out", keys: () => "", end: (rig) => rig.slots[0]!.remove(), reachesCard: false },
  {
    how: "card out before its answer",
    rig: powered([0x20], ""),
    keys: () => "#",
    end: (rig) => rig.slots[0]!.remove(),
    reachesCard: true,
  },
  {
    how: "modified",
    message: MODIFY,
    keys: (pin) => `#${pin}#${pin}#`,
    rig: powered([0x24]),
    reachesCard: true,
  },
  { how: "new PINs differ", message: MODIFY, keys: (pin) => `#${pin}#${pin.slice(1)}#`, reachesCard: false },
  {
    how: "modify cancelled at the last",
    message: MODIFY,
    keys: (pin) => `#${pin}#${pin}C`,
    reachesCard: false,
  },
  { how: "a line of the card that throws", end: () => {}, keys: () => "#", rig: broken, reachesCard: false },
];

function broken(): Rig {
  const rig = new Rig().powered();
  rig.slots[0]!.isBroken = true;
  return rig;
}

/** Twelve digits of which no six in a row are in any table. */
const PIN = fc
  .shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8, 9], { minLength: 9 })
  .map((digits) => [...digits, digits[4]!, digits[1]!, digits[7]!].join(""));

for (const { how, rig: make = powered(), message = VERIFY, keys = () => "#", end, reachesCard } of ENDINGS) {
  test(`${how}: nothing of the PIN is left in any buffer, and nothing of it went to the host or the display`, (t) => {
    fc.assert(
      fc.property(PIN, (pin) => {
        const rig = make();
        rig.send(secure(9, message));
        rig.run(60);
        rig.press(pin);
        t.true(holds(rig, pin), "the search finds it where it is");
        const lines = rig.panel.lines.join("");
        rig.press(keys(pin));
        end?.(rig);
        rig.run(2000);
        t.false(holds(rig, pin));
        t.false(/[0-9]/.test(lines) || /[*0-9]/.test(rig.panel.lines.join("")));
        const said = rig.read();
        t.false(traces(pin).some((form) => said.includes(form)));
        const heard = hex(rig.slots[0]!.received);
        t.is(
          traces(pin).some((form) => heard.includes(form)),
          reachesCard,
        );
      }),
      { numRuns: 2 },
    );
  });
}

test("a frame that is repeated after the entry is answered from the kept answer: the PIN is not sent again", (t) => {
  const rig = pinCard(new Rig().powered());
  rig.ask(secure(9, VERIFY));
  rig.press("948372615948#").run(60);
  const answer = rig.read().replace(/^(80 )+/, "");
  const received = rig.slots[0]!.received.length;
  t.is(rig.ask(secure(9, VERIFY)), answer);
  t.is(rig.slots[0]!.received.length, received);
  t.false(holds(rig, "948372615948"));
});

test("a frame that is repeated while somebody types goes on with the same entry", (t) => {
  const rig = pinCard(new Rig().powered());
  rig.ask(secure(9, VERIFY));
  rig.press("94837");
  rig.ask(secure(9, VERIFY));
  rig.press("2615948#").run(60);
  t.is(hex(rig.slots[0]!.received), `00 20 00 01 0C ${hex(Buffer.from("948372615948"))}`);
});

test("Abort is answered after the entry that it ends (CMD_ABORTED); a new command ends it silently; the card stays active", (t) => {
  const aborted = pinCard(new Rig().powered());
  aborted.ask(secure(9, VERIFY));
  aborted.press("12");
  t.regex(
    aborted.ask(ABORT),
    /^(80 )*03 06 80 00 00 00 00 00 09 40 FF 00 .. 03 06 81 00 00 00 00 00 0A 00 00 00 ..$/,
  );
  t.deepEqual(aborted.panel.lines, ["", ""]);
  const other = pinCard(new Rig().powered());
  other.ask(secure(9, VERIFY));
  other.press("12");
  other.read();
  t.regex(other.ask(NEXT), /^03 06 81 00 00 00 00 00 0B 00 00 00 ..$/);
  other.press("3456#").run(500);
  t.is(other.read(), "");
  t.deepEqual(other.slots[0]!.received, []);
});

test("a removed card ends the entry with ICC_MUTE and status absent", (t) => {
  const rig = pinCard(new Rig().powered());
  rig.ask(secure(9, VERIFY));
  rig.press("12");
  rig.read();
  rig.slots[0]!.remove();
  rig.run(60);
  t.is(rig.read(), "03 06 80 00 00 00 00 00 09 42 FE 00 30");
  t.deepEqual(rig.panel.lines, ["", ""]);
});
