/** PC_to_RDR_Secure: CCID 1.1, 6.1.11, in every persona, for cards of T=0 and of T=1. */
import {
  ERROR_CMD_ABORTED,
  ERROR_ICC_MUTE,
  ERROR_PIN_CANCELLED,
  ERROR_PIN_TIMEOUT,
  ICC_ABSENT,
  ICC_ACTIVE,
  PC_TO_RDR_ABORT,
  RDR_TO_PC_DATA_BLOCK,
  RDR_TO_PC_SLOT_STATUS,
} from "@duka/protocol/wire/ccid";
import { SLOT_STATUS } from "@duka/simulator/certify/words";
import test, { type ExecutionContext } from "ava";
import { openSecureBench, responseOf, type SecureBench, secure } from "./secure-bench.js";

type Protocol = "T=0" | "T=1";

/** bTeoPrologue of the first I-block; the card keeps the data of VERIFY and CHANGE. */
const PROLOGUE = { "T=0": "00 00 00", "T=1": "00 00 0D" } as const;
const FIELD = "FF FF FF FF FF FF FF FF";
/** 5 s, ASCII, 4 to 8 digits, confirm key. */
const verify = (protocol: Protocol) =>
  `00 05 82 08 00 08 04 02 01 09 04 00 ${PROLOGUE[protocol]} 00 20 00 00 08 ${FIELD}`;
/** BCD in blocks of 4 bytes at 0 and 4; old, new, and new again. */
const modify = (protocol: Protocol) =>
  `01 05 81 04 00 00 04 08 04 03 02 03 09 04 00 01 02 ${PROLOGUE[protocol]} 00 24 00 00 08 ${FIELD}`;

type Case = {
  readonly name: string;
  readonly clause: string;
  readonly rule: string;
  run(t: ExecutionContext, bench: SecureBench, protocol: Protocol): Promise<void>;
};

const NEVER_ASKED = "00 00 00 01 90 00";

const CASES: readonly Case[] = [
  {
    name: "verify",
    clause: "CCID 6.1.11",
    rule: "the PIN typed stands in the command that the card gets, and the card's answer comes back in a DataBlock",
    async run(t, bench, protocol) {
      bench.type("135790#");
      const answer = await bench.enter(verify(protocol));
      t.is(answer.type, RDR_TO_PC_DATA_BLOCK);
      t.deepEqual([answer.failed, answer.icc, answer.specific], [false, ICC_ACTIVE, 0]);
      t.is(responseOf(answer, protocol), "90 00");
      t.is(await bench.kept(), "31 33 35 37 39 30 FF FF 90 00");
    },
  },
  {
    name: "modify",
    clause: "CCID 6.1.11",
    rule: "old and new PIN stand at their offsets",
    async run(t, bench, protocol) {
      bench.type("1234#567890#567890#");
      const answer = await bench.enter(modify(protocol));
      t.is(responseOf(answer, protocol), "90 00");
      t.is(await bench.kept(), "12 34 FF FF 56 78 90 FF 90 00");
    },
  },
  {
    name: "new_pins_differ",
    clause: "PC/SC part 10, 6402",
    rule: "two entries of the new PIN that differ are answered with 6402, and the card is not asked",
    async run(t, bench, protocol) {
      bench.type("1234#5678#5679#");
      const answer = await bench.enter(modify(protocol));
      t.deepEqual([answer.failed, [...answer.data]], [false, [0x64, 0x02]]);
      t.is(await bench.executed(), NEVER_ASKED);
    },
  },
  {
    name: "no_pin_command",
    clause: "Duka: the closed list of pin-command.ts",
    rule: "a command that is no password command takes no PIN: refused at its first byte, and nobody is asked",
    async run(t, bench, protocol) {
      const answer = await bench.enter(verify(protocol).replace("00 20 00 00 08", "80 14 00 00 08"));
      t.deepEqual([answer.failed, answer.error, answer.icc], [true, 25, ICC_ACTIVE]);
      t.is(await bench.executed(), NEVER_ASKED);
    },
  },
  {
    name: "too_short",
    clause: "CCID 6.1.11 (wPINMaxExtraDigit)",
    rule: "fewer digits than the least are not taken by the confirm key; more than the most are not taken at all",
    async run(t, bench, protocol) {
      bench.type("12#34567890#");
      const answer = await bench.enter(verify(protocol));
      t.is(responseOf(answer, protocol), "90 00");
      t.is(await bench.kept(), "31 32 33 34 35 36 37 38 90 00");
    },
  },
  {
    name: "correction",
    clause: "CCID 6.1.11",
    rule: "the correction key takes the last digit back",
    async run(t, bench, protocol) {
      bench.type("129*34#");
      await bench.enter(verify(protocol));
      t.is(await bench.kept(), "31 32 33 34 FF FF FF FF 90 00");
    },
  },
  {
    name: "cancelled",
    clause: "CCID 6.1.11, table 6.2-2",
    rule: "the cancel key ends it with PIN_CANCELLED, and the card is not asked",
    async run(t, bench) {
      bench.type("12C");
      const answer = await bench.enter(verify("T=0"));
      t.deepEqual([answer.failed, answer.error, answer.icc], [true, ERROR_PIN_CANCELLED, ICC_ACTIVE]);
      t.is(answer.data.length, 0);
      t.is(await bench.executed(), NEVER_ASKED);
    },
  },
  {
    name: "timed_out",
    clause: "CCID 6.1.11 (bTimeOut), table 6.2-2",
    rule: "nobody types: PIN_TIMEOUT after bTimeOut, with time requests meanwhile, and the card is not asked",
    async run(t, bench) {
      const answer = await bench.enter(verify("T=0"));
      t.deepEqual([answer.failed, answer.error], [true, ERROR_PIN_TIMEOUT]);
      t.true(answer.elapsedMs >= 5000 && answer.elapsedMs < 5300, `${answer.elapsedMs}`);
      t.true(answer.timeRequests >= 5);
      t.is(await bench.executed(), NEVER_ASKED);
    },
  },
  {
    name: "aborted",
    clause: "CCID 6.1.13",
    rule: "Abort ends the entry with CMD_ABORTED, then is answered itself; the card stays active and was not asked",
    async run(t, bench) {
      bench.type("12");
      bench.host.write(secure(verify("T=0")));
      await bench.host.isSilentFor(2000);
      bench.host.write({ type: PC_TO_RDR_ABORT });
      const aborted = await bench.host.next();
      t.deepEqual(
        [aborted.type, aborted.failed, aborted.error],
        [RDR_TO_PC_DATA_BLOCK, true, ERROR_CMD_ABORTED],
      );
      const answer = await bench.host.next();
      t.deepEqual([answer.type, answer.failed, answer.icc], [RDR_TO_PC_SLOT_STATUS, false, ICC_ACTIVE]);
      t.is(await bench.executed(), NEVER_ASKED);
    },
  },
  {
    name: "given_up",
    clause: "CCID 6.1.11, 6.1.13",
    rule: "another command ends the entry without a late answer",
    async run(t, bench) {
      bench.type("12");
      bench.host.write(secure(verify("T=0")));
      await bench.host.isSilentFor(2000);
      const status = await bench.host.ask(SLOT_STATUS);
      t.deepEqual([status.type, status.icc], [RDR_TO_PC_SLOT_STATUS, ICC_ACTIVE]);
      t.true(await bench.host.isSilentFor(10_000));
      t.is(await bench.executed(), NEVER_ASKED);
    },
  },
  {
    name: "card_out",
    clause: "CCID 6.1.11, 6.2.2",
    rule: "a card that is pulled while somebody types ends the entry at once with ICC_MUTE and no card",
    async run(t, bench) {
      bench.type("12");
      bench.host.write(secure(verify("T=0")));
      await bench.host.isSilentFor(2000);
      bench.removeCard();
      const answer = await bench.host.next();
      t.deepEqual([answer.failed, answer.error, answer.icc], [true, ERROR_ICC_MUTE, ICC_ABSENT]);
    },
  },
];

for (const persona of ["pos", "pinpad", "sec1210"]) {
  for (const protocol of ["T=0", "T=1"] as const) {
    for (const { name, clause, rule, run } of CASES) {
      test(`${persona}, ${protocol}: ${name}: ${rule} (${clause})`, async (t) => {
        const bench = await openSecureBench(`PICO_R1_3-${persona}`, protocol);
        await run(t, bench, protocol);
        t.deepEqual(bench.lines(), ["", ""], "nothing is left on the display");
        t.deepEqual(bench.violations(), []);
        await bench.close();
      });
    }
  }
}
