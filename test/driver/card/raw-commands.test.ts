/** Raw commands read, and do nothing else, in whatever encoding they come. */
import { checkRawCommand } from "@duka/driver/card/raw-commands";
import { allCommands } from "@duka/protocol/commands";
import test from "ava";

/** Class and instruction of all that is sent. */
const READS = ["00A4", "00B0", "00B2", "00CA", "00C0", "0084", "80CA", "80A8", "805C", "B026"];
/** Of them, those that are told what to read. */
const WITH_DATA = ["00A4", "80A8"];

const isSent = (...bytes: readonly number[]): boolean => {
  // A quarter of a million are refused: to note for each where takes longer than all else.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    checkRawCommand(Uint8Array.from(bytes));
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
};

const header = (cla: number, ins: number): string => Buffer.from([cla, ins]).toString("hex").toUpperCase();

test("of all 65 536 classes and instructions those that read are sent, with data where they are told what to read; no others", (t) => {
  const sent = new Set<string>();
  for (let cla = 0; cla < 256; cla++) {
    for (let ins = 0; ins < 256; ins++) {
      const cases = [[], [0x00], [0x02, 0x3f, 0x00], [0x02, 0x3f, 0x00, 0x00]];
      const taken = cases.map((rest) => isSent(cla, ins, 0, 0, ...rest));
      if (taken.includes(true)) sent.add(header(cla, ins));
      const isRead = READS.includes(header(cla, ins));
      const hasData = WITH_DATA.includes(header(cla, ins));
      if (taken.includes(true) || isRead) t.deepEqual(taken, [isRead, isRead, hasData, hasData]);
    }
  }
  t.deepEqual([...sent].sort(), [...READS].sort());
});

/** ISO/IEC 7816-4, 5.1.1: logical channels, secure messaging and chaining are bits of the class. */
const CLASS_VARIANTS = Array.from({ length: 256 }, (_, cla) => cla);

/** What checks, changes or frees a password, moves money or begins to, writes, blocks, or uses a key. */
const FORBIDDEN = allCommands.filter(
  ({ cla, ins, movesMoney, carriesSecret }) =>
    movesMoney || carriesSecret || !READS.includes(header(cla, ins)),
);

test("no declared command that does more than read is sent, by any class, nor by its instruction for BER-TLV data", (t) => {
  const names = FORBIDDEN.map(({ name }) => name);
  for (const name of [
    "VERIFY",
    "CHANGE PIN",
    "RELOAD PIN",
    "PIN UNBLOCK",
    "DEBIT FOR PURCHASE",
    "CREDIT FOR LOAD",
    "DEBIT FOR MEDICAL PURCHASE",
    "CREDIT FOR MEDICAL LOAD",
    "UPDATE OVERDRAW LIMIT",
    "UPDATE RECORD",
  ])
    t.true(names.includes(name), name);
  for (const { name, ins } of FORBIDDEN) {
    for (const cla of CLASS_VARIANTS) {
      for (const each of [ins, ins | 1]) {
        if (READS.includes(header(cla, each))) continue;
        for (const rest of [
          [],
          [0x00],
          [0x01, 0x31],
          [0x01, 0x31, 0x00],
          [0x00, 0x00, 0x01, 0x31],
          [0x00, 0x00, 0x01, 0x31, 0x00, 0x00],
        ])
          t.false(isSent(cla, each, 0, 0, ...rest), `${name} as ${header(cla, each)}`);
      }
    }
  }
});

test("no command that reads is one that is declared to move money or to carry a secret", (t) => {
  const reads = allCommands.filter(({ cla, ins }) => READS.includes(header(cla, ins)));
  t.true(reads.length >= 8);
  for (const { name, movesMoney, carriesSecret } of reads) t.false(movesMoney || carriesSecret, name);
});

for (const [title, bytes] of [
  ["nothing", []],
  ["three bytes", [0x00, 0xa4, 0x00]],
  ["an Lc of more than follows", [0x00, 0xa4, 0x00, 0x00, 0x03, 0x3f, 0x00]],
  ["more than Lc and Le say", [0x00, 0xa4, 0x00, 0x00, 0x02, 0x3f, 0x00, 0x00, 0x00]],
  [
    "a second command behind the first",
    [0x00, 0xb0, 0x00, 0x00, 0x08, 0x00, 0x20, 0x00, 0x00, 0x03, 1, 2, 3],
  ],
  ["extended length", [0x00, 0xb0, 0x00, 0x00, 0x00, 0x01, 0x00]],
] as const) {
  test(`${title}: no short command, and not sent`, (t) => {
    t.false(isSent(...bytes));
  });
}

test("the error names header and command, and none of the data", (t) => {
  const verify = Uint8Array.from([0x00, 0x20, 0x00, 0x00, 0x03, 0x12, 0x34, 0x56]);
  const { message } = t.throws(() => checkRawCommand(verify), { instanceOf: RangeError });
  t.regex(message, /^VERIFY \(00200000\) is not sent raw: /);
  t.notRegex(message, /123456/);
});
