/** The host's side of T=1 as a function of what arrives: rules of ISO/IEC 7816-3, 11.6.3, and its limits. */
import {
  beginExchange,
  beginIfs,
  createSession,
  nextStep,
  type T1Session,
  type T1Step,
} from "@duka/driver/reader/t1-machine";
import { EDC_LRC } from "@duka/protocol/wire/t1";
import test from "ava";
import fc from "fast-check";
import { bytes, hex } from "../../support/values/hex.js";

const SESSION = createSession({ ifsc: 4, edc: EDC_LRC });
const COMMAND = bytes("00 84 00 00 08");

/** A block of the card, LRC put right. */
function block(text: string): Uint8Array {
  const body = bytes(text);
  return Uint8Array.of(
    ...body,
    body.reduce((sum, byte) => sum ^ byte),
  );
}

/** What the host says, as it answers these blocks one by one. */
function conversation(first: T1Step, arrivals: readonly (Uint8Array | "mute" | "garbled")[]): string[] {
  const said: string[] = [];
  let step = first;
  const tell = () => {
    if (step.do === "send") said.push(hex(step.block.subarray(0, -1)));
    else said.push(step.do === "end" ? `end ${hex(step.response)}` : `fail ${step.why}`);
  };
  tell();
  for (const arrived of arrivals) {
    if (step.do !== "send") break;
    step = nextStep(step.state, arrived);
    tell();
  }
  return said;
}

test("a command in parts of IFSC, an answer in two parts", (t) => {
  const arrivals = ["00 90 00", "00 20 02 01 02", "00 40 02 90 00"].map(block);
  t.deepEqual(conversation(beginExchange(SESSION, COMMAND), arrivals), [
    "00 20 04 00 84 00 00",
    "00 40 01 08",
    "00 90 00",
    "end 01 02 90 00",
  ]);
});

test("the node address goes with every block, and the card's has it the other way round", (t) => {
  const session = createSession({ ifsc: 32, edc: EDC_LRC, nad: 0x21 });
  t.deepEqual(
    conversation(beginExchange(session, COMMAND), [block("21 00 02 90 00"), block("12 00 02 90 00")]),
    ["21 00 05 00 84 00 00 08", "21 82 00", "end 90 00"],
  );
});

test("retries are counted until something new comes: at most three in a row", (t) => {
  const one = createSession({ ifsc: 32, edc: EDC_LRC });
  const requests = conversation(beginExchange(one, COMMAND), new Array(9).fill("mute"));
  t.deepEqual(requests, ["00 00 05 00 84 00 00 08", "00 82 00", "00 82 00", "00 82 00", "fail mute"]);
  const wtx = block("00 C3 01 01");
  const patient = conversation(beginExchange(one, COMMAND), [
    "mute",
    "garbled",
    "mute",
    wtx,
    "mute",
    "mute",
    "mute",
    "mute",
  ]);
  t.is(patient.filter((said) => said === "00 82 00").length, 5);
  t.is(patient.at(-1), "fail mute");
  const asking = conversation(beginExchange(one, COMMAND), new Array(9).fill(block("00 80 00")));
  t.is(asking.filter((said) => said === "00 00 05 00 84 00 00 08").length, 1 + 3);
  t.is(asking.at(-1), "fail protocol");
});

test("the multiplier of S(WTX) is for the one block that follows", (t) => {
  const first = beginExchange(SESSION, bytes("00 70 00 00"));
  if (first.do !== "send") throw new Error("nothing to send");
  const granted = nextStep(first.state, block("00 C3 01 14"));
  t.like(granted, { do: "send", waitingTimes: 20 });
  if (granted.do !== "send") throw new Error("nothing to send");
  t.like(nextStep(granted.state, "garbled"), { do: "send", waitingTimes: 1 });
});

const INVALID: readonly [string, string][] = [
  ["an I-block with the other N(S)", "00 40 02 90 00"],
  ["LEN of another length than the block's", "00 00 03 90 00"],
  ["S(WTX) without multiplier", "00 C3 00"],
  ["S(WTX) 0", "00 C3 01 00"],
  ["S(IFS) 0", "00 C1 01 00"],
  ["S(IFS) 255", "00 C1 01 FF"],
  ["an R-block with information", "00 80 01 00"],
  ["an R-block that acknowledges the last block of a command", "00 90 00"],
  ["a response to nothing", "00 E1 01 FE"],
  ["one byte", "00"],
  ["nothing", ""],
];

for (const [what, text] of INVALID) {
  test(`invalid: ${what}`, (t) => {
    const first = beginExchange(createSession({ ifsc: 32, edc: EDC_LRC }), COMMAND);
    const arrived = text === "" ? new Uint8Array(0) : block(text);
    t.regex(conversation(first, [arrived])[1]!, /^00 8[12] 00$/);
  });
}

test("an answer that never ends is given up: more than 65538 bytes", (t) => {
  let step = beginExchange(SESSION, bytes("00 70 00 00"));
  let count = 0;
  while (step.do === "send") {
    const inf = new Uint8Array(254).fill(0x20 | ((count & 1) << 6));
    step = nextStep(step.state, block(`00 ${(count++ & 1) === 0 ? "20" : "60"} FE ${hex(inf)}`));
  }
  t.like(step, { do: "fail", why: "protocol" });
  t.is(count, 259);
});

test("whatever arrives, an exchange ends, a command goes out at most once and three times more, and nothing is thrown", (t) => {
  const inf = fc.uint8Array({ maxLength: 3 });
  const plausible = fc
    .tuple(fc.constantFrom(0x00, 0x20, 0x40, 0x60, 0x80, 0x90, 0x81, 0xc0, 0xc1, 0xc2, 0xc3, 0xe0, 0xe1), inf)
    .map(([pcb, data]) => block(hex(Uint8Array.of(0, pcb, data.length, ...data))));
  const arrival = fc.oneof(
    { weight: 6, arbitrary: plausible },
    fc.uint8Array({ maxLength: 8 }),
    fc.constantFrom("mute" as const, "garbled" as const),
  );
  fc.assert(
    fc.property(fc.array(arrival, { maxLength: 60 }), (arrivals) => {
      let step: T1Step = beginExchange(SESSION, COMMAND);
      let wholes = 0;
      for (const arrived of arrivals) {
        if (step.do !== "send") break;
        if (step.endsCommand) wholes++;
        step = nextStep(step.state, arrived);
      }
      const session: T1Session = step.state;
      return wholes <= 1 + 3 && session.ns < 2 && session.nr < 2 && session.ifsc > 0;
    }),
    { numRuns: 400 },
  );
  t.pass();
});

test("S(IFS) is repeated until its own response comes, and ends after three repeats", (t) => {
  const arrivals = [block("00 E1 01 20"), block("00 82 00"), "mute" as const, block("00 E1 01 FE")];
  t.deepEqual(conversation(beginIfs(SESSION, 254), arrivals).at(-1), "end ");
  t.is(conversation(beginIfs(SESSION, 254), new Array(9).fill("garbled")).at(-1), "fail garbled");
});
