/** The capture file for Wireshark, byte for byte (pcapng, draft-ietf-opsawg-pcapng). */
import { apduCapture } from "@duka/simulator/trace/apdu-capture";
import type { TracedScenario } from "@duka/simulator/trace/traced-scenario";
import test from "ava";

const NO_FIELDS = { request: {}, response: {} };
const VERIFY: TracedScenario["events"][number] = {
  ...{ atMs: 255.96, type: "apdu", chip: "card", command: "VERIFY", apdu: "00 20 00 00 03 ·· ·· ··" },
  ...{ answer: "90 00", ...NO_FIELDS },
};

function captured(...events: TracedScenario["events"]): Buffer {
  return apduCapture([{ file: "a.yaml", title: "T", events }], "1");
}

/** What is told of packets, by their order: interface, comments, bytes. */
function packets(file: Buffer): readonly { id: number; highUs: number; comments: string[]; bytes: string }[] {
  const found = [];
  for (let at = 0; at < file.length; at += file.readUInt32LE(at + 4)) {
    if (file.readUInt32LE(at) !== 6) continue;
    const length = file.readUInt32LE(at + 20);
    const comments: string[] = [];
    for (let option = at + 28 + Math.ceil(length / 4) * 4; file.readUInt16LE(option) !== 0; ) {
      const bytes = file.readUInt16LE(option + 2);
      if (file.readUInt16LE(option) === 1)
        comments.push(file.toString("utf8", option + 4, option + 4 + bytes));
      option += 4 + Math.ceil(bytes / 4) * 4;
    }
    const bytes = file.toString("hex", at + 28, at + 28 + length);
    found.push({ id: file.readUInt32LE(at + 8), highUs: file.readUInt32LE(at + 12), comments, bytes });
  }
  return found;
}

test("a section for a scenario, an interface for a slot, a packet for command and answer, padded to 32 bits", (t) => {
  const blocks = [
    // Section header: byte order, version 1.0, no section length; opt_comment "a.yaml: T", shb_userappl "duka-sim 1".
    "0a0d0d0a 40000000 4d3c2b1a 01000000 ffffffff ffffffff",
    "01000900 612e7961 6d6c3a20 54000000 04000a00 64756b61 2d73696d 20310000 00000000 40000000",
    // Interface descriptions: LINKTYPE_USER0, if_name.
    "01000000 28000000 93000000 00000000 02000c00 736c6f74 20303a20 63617264 00000000 28000000",
    "01000000 28000000 93000000 00000000 02000c00 736c6f74 20313a20 7073616d 00000000 28000000",
    // At 255960 us = 0003E7D8 the command, its password as asterisks; two comments; epb_flags: outbound.
    "06000000 64000000 00000000 00000000 d8e70300 08000000 08000000 00200000 032a2a2a 01000600 56455249 46590000",
    "01001f00 68696464 656e2062 79746573 20737461 6e642061 73206173 74657269 736b7300",
    "02000400 02000000 00000000 64000000",
    // Its answer; epb_flags: inbound.
    "06000000 44000000 00000000 00000000 d8e70300 02000000 02000000 90000000",
    "01000e00 56455249 46592c20 616e7377 65720000 02000400 01000000 00000000 44000000",
  ];
  t.is(captured(VERIFY).toString("hex"), blocks.join("").replaceAll(" ", ""));
});

test("a command of the PSAM is on the second interface, and its fields and what followed are comments of it", (t) => {
  const file = captured(
    { atMs: 0, type: "operator", what: "card in" },
    {
      ...{ atMs: 1, type: "apdu", chip: "psam", command: "CREDIT SAM FOR PURCHASE" },
      ...{
        apdu: "80 72 00 00 04 58 2D 95 1C",
        answer: "90 00",
        request: { mac2: "58 2D 95 1C" },
        response: {},
      },
    },
    { atMs: 2, type: "money", account: "purse", changeFen: -1250, balanceFen: 48750 },
    { atMs: 3, type: "fault", kind: "card-removed", at: "DEBIT FOR PURCHASE, answer byte 2" },
    {
      ...{ atMs: 4, type: "outcome", ref: "S-1", outcome: "undecided", reasonCode: "answer-lost" },
      ...{ tac: "", recovered: false },
    },
  );
  t.deepEqual(packets(file), [
    {
      ...{ id: 1, highUs: 0, bytes: "8072000004582d951c" },
      comments: ["CREDIT SAM FOR PURCHASE: mac2 58 2D 95 1C", "operator: card in"],
    },
    {
      ...{ id: 1, highUs: 0, bytes: "9000" },
      comments: [
        "CREDIT SAM FOR PURCHASE, answer",
        "purse -12.50 yuan, now 487.50 yuan",
        "fault card-removed at DEBIT FOR PURCHASE, answer byte 2",
        "outcome of S-1: undecided",
      ],
    },
  ]);
});

test("a chip that lost its power has no packet for its answer, and that is said", (t) => {
  t.deepEqual(
    packets(captured({ ...VERIFY, answer: "" })).map(({ comments }) => comments),
    [["VERIFY", "hidden bytes stand as asterisks", "no answer: the chip lost its power"]],
  );
});

test("times go on beyond 32 bits of microseconds: 71 minutes", (t) => {
  t.deepEqual(
    packets(captured({ ...VERIFY, atMs: 4_294_967.296 })).map(({ highUs }) => highUs),
    [1, 1],
  );
});

test("each scenario begins a section with interfaces of its own", (t) => {
  const one = { file: "a.yaml", title: "T", events: [VERIFY] };
  const twice = apduCapture([one, one], "1").toString("hex");
  t.is(twice, captured(VERIFY).toString("hex").repeat(2));
});
