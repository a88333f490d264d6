/** T=1 block by block, host against card through the real firmware: ISO/IEC 7816-3, clause 11. */
import { ReaderError } from "@duka/driver/base/errors";
import type { SimulationOptions } from "@duka/simulator";
import test, { type ExecutionContext } from "ava";
import { hex } from "../support/values/hex.js";
import { countingUp, type Fault, openT1Bench, type T1Bench, withPcb } from "./t1-bench.js";

const NOTHING = "80 10 00 00";
const OK = "90 00";
/** Three blocks of 32 to the card, one back. */
const ECHO_60 = `80 16 00 00 3C ${countingUp(60)} 00`;

type Scenario = {
  readonly rule: string;
  readonly clause: string;
  readonly fault?: Fault;
  readonly command?: string;
  readonly answer?: string;
  /** PCBs after S(IFS). */
  readonly blocks: string;
};

const once = (way: "to-card" | "to-reader", at: number, what: "lose" | "garble"): Fault => {
  return (direction, index) => (direction === way && index === at ? what : undefined);
};

const SCENARIOS: readonly Scenario[] = [
  {
    rule: "I-blocks alternate: N(S) of both sides begins with 0",
    clause: "11.6.2.1, 11.6.3.2 rule 2.1",
    blocks: "> 00, < 00",
  },
  {
    rule: "chaining to the card: each block with M is acknowledged by R with the other N(R)",
    clause: "11.6.2.2, rule 5",
    command: ECHO_60,
    answer: `${countingUp(60)} ${OK}`,
    blocks: "> 20, < 90, > 60, < 80, > 00, < 00",
  },
  {
    rule: "chaining from the card: the host acknowledges",
    clause: "11.6.2.2, rule 5",
    command: "80 12 00 00 00",
    answer: `${countingUp(256)} ${OK}`,
    blocks: "> 00, < 20, > 90, < 40",
  },
  {
    rule: "an I-block that the card did not get: R(0) is answered by R(0), and the I-block is sent again",
    clause: "rule 7.1",
    fault: once("to-card", 1, "lose"),
    blocks: "> 00 lost, > 82, < 82, > 00, < 00",
  },
  {
    rule: "an I-block that the card got garbled: it asks for it with the EDC error",
    clause: "rule 7.1",
    fault: once("to-card", 1, "garble"),
    blocks: "> 00 garbled, < 81, > 00, < 00",
  },
  {
    rule: "an answer that was lost: R(0) fetches it, and nothing is executed twice",
    clause: "rule 7.1",
    fault: once("to-reader", 1, "lose"),
    blocks: "> 00, < 00 lost, > 82, < 00",
  },
  {
    rule: "an answer that arrived garbled: R(0) with the EDC error",
    clause: "rule 7.1",
    fault: once("to-reader", 1, "garble"),
    blocks: "> 00, < 00 garbled, > 81, < 00",
  },
  {
    rule: "an acknowledgement that was lost is asked for, not the next block sent",
    clause: "rule 7.1",
    fault: once("to-reader", 1, "lose"),
    command: ECHO_60,
    answer: `${countingUp(60)} ${OK}`,
    blocks: "> 20, < 90 lost, > 82, < 90, > 60, < 80, > 00, < 00",
  },
  {
    rule: "an acknowledgement of the host that was lost is repeated",
    clause: "rule 7.2",
    fault: once("to-card", 2, "lose"),
    command: "80 12 00 00 00",
    answer: `${countingUp(256)} ${OK}`,
    blocks: "> 00, < 20, > 90 lost, > 92, < 40",
  },
];

for (const { rule, clause, fault, command = NOTHING, answer = OK, blocks } of SCENARIOS) {
  test(`T=1: ${rule} (ISO/IEC 7816-3, ${clause})`, async (t) => {
    const bench = await opened(t);
    bench.fault(fault);
    t.is(await bench.send(command), answer);
    t.is(bench.log.join(", "), blocks);
    t.is(await bench.executed(), 1);
  });
}

test("T=1: IFSD 254 is offered before the first command (11.4.2)", async (t) => {
  const bench = await openT1Bench();
  await bench.open();
  t.is(hex(bench.blocks["to-card"][0]!), "00 C1 01 FE 3E");
  t.is(hex(bench.blocks["to-reader"][0]!), "00 E1 01 FE 1E");
  await bench.close();
});

for (const [name, at] of [
  ["lost", "lose"],
  ["garbled", "garble"],
] as const) {
  test(`T=1: an S(IFS) response that is ${name} has the request repeated (rule 7.3)`, async (t) => {
    const bench = await openT1Bench();
    bench.fault(once("to-reader", 0, at));
    await bench.open();
    t.is(bench.log.join(", "), `> C1, < E1 ${name}, > C1, < E1`);
    t.is(await bench.send(NOTHING), OK);
    await bench.close();
  });
}

test("T=1: a card that does not know S(IFS) is spoken to in blocks of 32 (11.4.2, rule 6)", async (t) => {
  const bench = await openT1Bench();
  bench.fault((direction, _index, block) =>
    direction === "to-reader" && block[1] === 0xe1 ? withPcb(block.subarray(0, 3), 0x82) : undefined,
  );
  await bench.open();
  t.is(bench.log.slice(-2).join(", "), "> C0, < E0");
  bench.log.length = 0;
  t.is(await bench.send("80 12 40 00 40"), `${countingUp(64)} ${OK}`);
  t.is(bench.log.join(", "), "> 00, < 20, > 90, < 60, > 80, < 00");
  await bench.close();
});

test("T=1: S(IFS) of the card is answered, and the host's blocks have that length from then on (rule 4)", async (t) => {
  const bench = await opened(t);
  bench.behave({ interrupts: (moment) => (moment === "answer" ? { ifs: 16 } : undefined) });
  t.is(await bench.send(NOTHING), OK);
  t.is(bench.log.join(", "), "> 00, < C1, > E1, < 00");
  t.is(hex(bench.blocks["to-card"].at(-1)!), "00 E1 01 10 F0");
  bench.behave({});
  bench.log.length = 0;
  t.is(await bench.send(`80 16 00 00 10 ${countingUp(16)} 00`), `${countingUp(16)} ${OK}`);
  t.is(bench.log.join(", "), "> 60, < 80, > 00, < 40");
});

test("T=1: S(WTX) is answered with the same multiplier, and the card has that many block waiting times (rule 3)", async (t) => {
  const bench = await opened(t);
  bench.behave({ computeMs: 400, wtxMultiplier: 8 });
  t.is(await bench.send(NOTHING), OK);
  t.is(bench.log.join(", "), "> 00, < C3, > E3, < 00");
  t.is(hex(bench.blocks["to-card"].at(-1)!), "00 E3 01 08 EA");
});

test("T=1: a card that computes for long asks again and again, and none of it counts as a failure (rule 3)", async (t) => {
  const bench = await opened(t);
  bench.behave({ computeMs: 2000 });
  t.is(await bench.send(NOTHING), OK);
  t.true(bench.log.filter((block) => block === "< C3").length > 30);
  t.is(await bench.executed(), 1);
});

test("T=1: a card may abort the command's chain: it was not executed, and the next one is (rule 9)", async (t) => {
  const bench = await opened(t);
  bench.behave({
    interrupts: (moment, count) => (moment === "command" && count === 1 ? "abort" : undefined),
  });
  await fails(t, bench.send(ECHO_60), { code: "aborted", delivery: "not-sent" });
  t.is(bench.log.join(", "), "> 20, < 90, > 60, < C2, > E2, < 80");
  bench.behave({});
  t.is(await bench.send(ECHO_60), `${countingUp(60)} ${OK}`);
  t.is(await bench.executed(), 1);
});

test("T=1: a card may abort its answer's chain: it may have acted (rule 9)", async (t) => {
  const bench = await opened(t);
  bench.behave({ interrupts: (moment) => (moment === "response" ? "abort" : undefined) });
  await fails(t, bench.send("80 12 00 00 00"), { code: "aborted", delivery: "unknown" });
  t.is(bench.log.join(", "), "> 00, < 20, > 90, < C2, > E2, < 90");
  bench.behave({});
  t.is(await bench.send(NOTHING), OK);
});

test("T=1: S(ABORT) where no chain is, S(RESYNCH) of the card, reserved PCBs and a foreign NAD are invalid blocks (11.3.2)", async (t) => {
  for (const pcb of [0xc2, 0xc0, 0x83, 0x84, 0x01, 0xc4, 0xe3]) {
    const bench = await opened(t);
    const bare = (block: Uint8Array) => withPcb(Uint8Array.of(0, block[1]!, 0, block[1]!), pcb);
    bench.fault((way, index, block) => (way === "to-reader" && index === 1 ? bare(block) : undefined));
    t.is(await bench.send(NOTHING), OK, pcb.toString(16));
    t.is(bench.log[2], "> 82", pcb.toString(16));
  }
  const bench = await opened(t);
  bench.fault((way, index) => (way === "to-reader" && index === 1 ? Uint8Array.of(1, 0, 0, 1) : undefined));
  t.is(await bench.send(NOTHING), OK);
  t.is(bench.log.at(-2), "> 82");
});

test("T=1: a character of wrong parity spoils the block, and the block alone (11.3.3, rule 7.1)", async (t) => {
  const bench = await opened(t);
  for (const at of [0, 1, 2, 4]) {
    bench.spoilCharacter("to-reader", at);
    t.is(await bench.send(NOTHING), OK, `character ${at}`);
  }
  for (const at of [0, 1, 2, 4]) {
    bench.spoilCharacter("to-card", at);
    t.is(await bench.send(NOTHING), OK, `character ${at}`);
  }
  t.is(await bench.executed(), 8);
});

const FOREVER: readonly [string, "lose" | "garble", "to-card" | "to-reader", string, string][] = [
  ["never gets a block", "lose", "to-card", "card-mute", "unknown"],
  ["is never heard", "lose", "to-reader", "card-mute", "unknown"],
  ["gets every block garbled", "garble", "to-card", "protocol-violation", "unknown"],
  ["is always heard garbled", "garble", "to-reader", "parity", "unknown"],
];

for (const [what, fault, way, code, delivery] of FOREVER) {
  test(`T=1: a card that ${what}: three retries, S(RESYNCH) four times, then it is an error (rules 6.4 and 7.4)`, async (t) => {
    const bench = await opened(t);
    bench.fault((direction) => (direction === way ? fault : undefined));
    await fails(t, bench.send(NOTHING), { code: code as ReaderError["code"], delivery, layer: "t1" });
    const sent = bench.log.filter((block) => block.startsWith(">"));
    t.is(sent.filter((block) => !block.startsWith("> C0")).length, 4);
    t.is(sent.filter((block) => block.startsWith("> C0")).length, 4);
    // The next command first brings the card back into step.
    bench.fault(undefined);
    bench.log.length = 0;
    t.is(await bench.send(NOTHING), OK);
    t.is(bench.log.join(", "), "> C0, < E0, > 00, < 00");
    t.is(bench.resets(), 1);
  });
}

test("T=1: without the last block of its chain a command is not sent, whatever is lost (11.6.2.2)", async (t) => {
  const bench = await opened(t);
  bench.fault((direction, index) => (direction === "to-card" && index >= 2 ? "lose" : undefined));
  await fails(t, bench.send(ECHO_60), { code: "card-mute", delivery: "not-sent" });
  t.is(await bench.executed(), 0);
});

test("T=1: after S(RESYNCH) both sides begin with N(S) 0, and the failed command is not sent again (rule 6)", async (t) => {
  const bench = await opened(t);
  t.is(await bench.send(NOTHING), OK);
  bench.fault((direction, index) =>
    direction === "to-reader" && index >= 2 && index < 6 ? "lose" : undefined,
  );
  await fails(t, bench.send(NOTHING), { code: "card-mute", delivery: "unknown" });
  bench.fault(undefined);
  bench.log.length = 0;
  t.is(await bench.send(NOTHING), OK);
  t.is(bench.log.join(", "), "> 00, < 00");
  t.is(await bench.executed(), 3);
});

const LENGTHS: readonly [string, SimulationOptions][] = [
  ["IFSC 32, LRC", {}],
  ["IFSC 254, LRC", { ifsc: 254 }],
  ["IFSC 1, LRC, TA1 96", { ifsc: 1, ta1: 0x96 }],
  ["IFSC 254, CRC", { ifsc: 254, edc: "CRC" }],
  ["IFSC 32, N = 255", { guardTime: 255 }],
  ["IFSC 32, N = 7", { guardTime: 7 }],
];

for (const [name, options] of LENGTHS) {
  test(`T=1: 512 bytes in, 384 out by extended APDU: ${name} (12.3, 11.6.2.2)`, async (t) => {
    const bench = await openT1Bench(options);
    await bench.open();
    const data = countingUp(512);
    t.is(await bench.send(`80 14 00 00 00 02 00 ${data}`, 3_600_000), OK);
    t.is(await bench.send("80 18 00 00 00 01 80"), `${countingUp(384)} 62 82`);
    t.is(await bench.send("80 18 00 00 00 00 00"), `${data} ${OK}`);
    t.deepEqual(bench.violations(), []);
    await bench.close();
  });
}

for (const crc of ["complemented", "plain"] as const) {
  test(`T=1: the host learns the form of the card's CRC: ${crc} (11.3.4)`, async (t) => {
    const bench = await openT1Bench({ edc: "CRC" });
    bench.behave({ crc });
    await bench.open();
    t.is(await bench.send(ECHO_60), `${countingUp(60)} ${OK}`);
    t.is(bench.blocks["to-reader"].filter((block) => block[1] === 0x81).length, crc === "plain" ? 1 : 0);
    await bench.close();
  });
}

/** S(IFS) is over and forgotten. */
async function opened(t: ExecutionContext): Promise<T1Bench> {
  const bench = await openT1Bench();
  await bench.open();
  bench.log.length = 0;
  t.teardown(() => bench.close());
  return bench;
}

async function fails(
  t: ExecutionContext,
  work: Promise<unknown>,
  like: { code: ReaderError["code"]; delivery: string; layer?: string },
): Promise<void> {
  t.like(await t.throwsAsync(work, { instanceOf: ReaderError }), like);
}
