import { deadlineAfter } from "@duka/driver/base/deadline";
import { ReaderError } from "@duka/driver/base/errors";
import {
  classOfGetResponse,
  exchangeWhole,
  ROUNDS_MAX,
  withRightLe,
} from "@duka/driver/card/response-chaining";
import type { Transport } from "@duka/protocol/transport";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import test from "ava";
import { bytes, hex } from "../../support/values/hex.js";

/** A transport whose answers are a function of the commands so far. */
function transportOf(answerTo: (command: string, index: number) => string | ReaderError): {
  transport: Transport;
  sent: string[];
} {
  const sent: string[] = [];
  const transport: Transport = {
    name: "slot 0",
    open: async () => bytes("3B 00"),
    async exchange(command) {
      const text = hex(command);
      sent.push(text);
      const response = answerTo(text, sent.length - 1);
      if (typeof response !== "string") throw response;
      return bytes(response);
    },
    close: async () => {},
    line: () => undefined,
    onCard: () => () => {},
  };
  return { transport, sent };
}

function scripted(...answers: readonly (string | ReaderError)[]) {
  return transportOf((_command, index) => answers[index] ?? new Error("one command too many").message);
}

function whole(transport: Transport, command: string, mayRepeat = true): Promise<Uint8Array> {
  const clock = new VirtualClock();
  return exchangeWhole(transport, bytes(command), { clock, deadline: deadlineAfter(clock, 1000), mayRepeat });
}

/** What, command, (sent, answered) pairs in order, result. */
const STORIES: readonly [string, string, readonly [string, string][], string][] = [
  ["9000 is the end", "00 84 00 00 02", [["00 84 00 00 02", "01 02 90 00"]], "01 02 90 00"],
  ["a refusal is the end", "00 A4 00 00 02 3F 00 00", [["00 A4 00 00 02 3F 00 00", "6A 82"]], "6A 82"],
  [
    "61xx: GET RESPONSE with P3 = xx",
    "00 A4 04 00 02 3F 00 00",
    [
      ["00 A4 04 00 02 3F 00 00", "61 04"],
      ["00 C0 00 00 04", "84 02 3F 00 90 00"],
    ],
    "84 02 3F 00 90 00",
  ],
  [
    "6100: 256 bytes or more",
    "00 B0 00 00 00",
    [
      ["00 B0 00 00 00", "61 00"],
      ["00 C0 00 00 00", "01 90 00"],
    ],
    "01 90 00",
  ],
  [
    "data beside 61xx stands before what is fetched",
    "00 CA 00 00 00",
    [
      ["00 CA 00 00 00", "01 02 61 01"],
      ["00 C0 00 00 01", "03 90 00"],
    ],
    "01 02 03 90 00",
  ],
  [
    "61xx again and again",
    "00 CA 00 00 00",
    [
      ["00 CA 00 00 00", "61 02"],
      ["00 C0 00 00 02", "01 02 61 01"],
      ["00 C0 00 00 01", "03 90 00"],
    ],
    "01 02 03 90 00",
  ],
  [
    "no more is fetched than Le asks for",
    "00 A4 04 00 02 3F 00 02",
    [
      ["00 A4 04 00 02 3F 00 02", "61 10"],
      ["00 C0 00 00 02", "6F 0E 61 0E"],
    ],
    "6F 0E 61 0E",
  ],
  [
    "GET RESPONSE keeps the logical channel",
    "02 A4 04 00 02 3F 00 00",
    [
      ["02 A4 04 00 02 3F 00 00", "61 01"],
      ["02 C0 00 00 01", "6F 90 00"],
    ],
    "6F 90 00",
  ],
  [
    "a proprietary class is fetched with the interindustry one",
    "80 50 01 02 01 01 02",
    [
      ["80 50 01 02 01 01 02", "61 02"],
      ["00 C0 00 00 02", "01 02 90 00"],
    ],
    "01 02 90 00",
  ],
  [
    "6Cxx in case 2: the same header with Le = xx",
    "80 5C 00 02 00",
    [
      ["80 5C 00 02 00", "6C 04"],
      ["80 5C 00 02 04", "00 00 04 E2 90 00"],
    ],
    "00 00 04 E2 90 00",
  ],
  [
    "6Cxx in case 4: Le behind the data, and no data byte is touched",
    "00 A4 04 00 02 3F 00 00",
    [
      ["00 A4 04 00 02 3F 00 00", "6C 06"],
      ["00 A4 04 00 02 3F 00 06", "6F 04 84 02 3F 00 90 00"],
    ],
    "6F 04 84 02 3F 00 90 00",
  ],
  [
    "6Cxx in case 3: there is no Le to correct",
    "00 20 00 00 02 12 34",
    [["00 20 00 00 02 12 34", "6C 04"]],
    "6C 04",
  ],
  ["6Cxx in case 1: there is no Le to correct", "00 70 00 00", [["00 70 00 00", "6C 04"]], "6C 04"],
  [
    "6Cxx twice is the card's answer",
    "00 84 00 00 00",
    [
      ["00 84 00 00 00", "6C 04"],
      ["00 84 00 00 04", "6C 08"],
    ],
    "6C 08",
  ],
  [
    "6Cxx to GET RESPONSE repeats GET RESPONSE, not the command",
    "00 A4 04 00 02 3F 00 00",
    [
      ["00 A4 04 00 02 3F 00 00", "61 08"],
      ["00 C0 00 00 08", "6C 02"],
      ["00 C0 00 00 02", "01 02 90 00"],
    ],
    "01 02 90 00",
  ],
  [
    "6Cxx and then 61xx",
    "00 CA 00 00 00",
    [
      ["00 CA 00 00 00", "6C 02"],
      ["00 CA 00 00 02", "61 02"],
      ["00 C0 00 00 02", "01 02 90 00"],
    ],
    "01 02 90 00",
  ],
  [
    "a warning beside the data that were fetched is the last status word (7816-4, table 5)",
    "00 CA 00 00 00",
    [
      ["00 CA 00 00 00", "61 02"],
      ["00 C0 00 00 02", "01 02 62 82"],
    ],
    "01 02 62 82",
  ],
];

for (const [what, command, exchanges, result] of STORIES) {
  test(`T=0: ${what}`, async (t) => {
    const { transport, sent } = scripted(...exchanges.map(([, answer]) => answer));
    t.is(hex(await whole(transport, command)), result);
    t.deepEqual(
      sent,
      exchanges.map(([tpdu]) => tpdu),
    );
  });
}

test("a command that moves money is not repeated on 6Cxx: that is its answer", async (t) => {
  const { transport, sent } = scripted("6C 08");
  t.is(hex(await whole(transport, "80 54 01 00 02 01 02 00", false)), "6C 08");
  t.is(sent.length, 1);
});

test("the fetching of its answer may be repeated all the same: the money has moved already", async (t) => {
  const { transport } = scripted("61 08", "6C 02", "01 02 90 00");
  t.is(hex(await whole(transport, "80 54 01 00 02 01 02 00", false)), "01 02 90 00");
});

const lost = new ReaderError({
  message: "the reader went away",
  code: "link-lost",
  layer: "link",
  delivery: "unknown",
  remedy: { en: "plug it in", zh: "请插上" },
});

test("an error of the first TPDU is thrown as it is", async (t) => {
  const error = await t.throwsAsync(whole(scripted(lost).transport, "80 54 01 00 02 01 02 00"));
  t.is(error, lost);
});

test("61xx and then the cable: the card has answered, and the status word says so", async (t) => {
  for (const answers of [
    ["61 08", lost],
    ["61 08", "6C 02", lost],
    ["61 08", "01 61 07", lost],
  ] as const) {
    const { transport } = scripted(...answers);
    const error = await t.throwsAsync(whole(transport, "80 54 01 00 02 01 02 00"), {
      instanceOf: ReaderError,
    });
    t.like(error, {
      code: "link-lost",
      layer: "link",
      delivery: "answered",
      statusWord: 0x6108,
      remedy: "plug it in",
    });
    t.is(error.cause, lost);
    t.notRegex(error.message, /01 02/);
  }
});

test("6Cxx and then the cable: 6Cxx did nothing, so the repeated command decides", async (t) => {
  const error = await t.throwsAsync(whole(scripted("6C 04", lost).transport, "00 84 00 00 00"));
  t.is(error, lost);
});

test("a card that announces data for ever is stopped", async (t) => {
  const { transport, sent } = transportOf(() => "61 01");
  const error = await t.throwsAsync(whole(transport, "00 CA 00 00 00"), { instanceOf: ReaderError });
  t.like(error, { code: "protocol-violation", delivery: "answered", statusWord: 0x6101 });
  t.is(sent.length, 1 + ROUNDS_MAX);
});

for (const [mayRepeat, words] of [
  [true, ["6F 00", "6A 82", "69 85", "64 00", "65 81", "67 00", "93 02"]],
  [false, ["6F 00", "6A 82", "69 85", "64 00", "65 81", "67 00", "93 02", "62 82", "63 C0", "01 62 81"]],
] as const) {
  const what = mayRepeat ? "a command" : "a command that moves money";
  test(`61xx, then anything but success: the first status word of ${what} stays, "answered"`, async (t) => {
    for (const answer of words) {
      const { transport } = scripted("61 02", answer);
      const error = await t.throwsAsync(whole(transport, "00 CA 00 00 00", mayRepeat), {
        instanceOf: ReaderError,
      });
      t.like(error, { code: "protocol-violation", delivery: "answered", statusWord: 0x6102 }, answer);
      t.regex(error?.message ?? "", new RegExp(`GET RESPONSE with ${answer.slice(-5).replace(" ", "")}`));
    }
  });
}

test("61xx, then what a slot cannot send: the command is done all the same", async (t) => {
  const transport: Transport = {
    ...scripted().transport,
    exchange: async (command) => {
      if (command[1] === 0xc0) throw new RangeError("the card has not been opened");
      return bytes("61 08");
    },
  };
  const error = await t.throwsAsync(whole(transport, "80 54 01 00 01 00 08", false), {
    instanceOf: ReaderError,
  });
  t.like(error, { delivery: "answered", statusWord: 0x6108 });
});

for (const [answer, mayRepeat, delivery] of [
  ["69 85", false, "unknown"],
  ["93 02", false, "unknown"],
  ["69 85", true, undefined],
  ["01 90 00", false, undefined],
] as const) {
  const command = mayRepeat ? "any other command" : "a command that moves money";
  test(`${answer} to ${command} whose frame went out twice: ${delivery ?? "taken as it is"}`, async (t) => {
    const transport: Transport = {
      ...scripted().transport,
      exchange: async () => Object.assign(bytes(answer), { repeated: true }),
    };
    const asked = whole(transport, "80 54 01 00 01 00 08", mayRepeat);
    if (delivery === undefined) t.is(hex(await asked), answer);
    else t.like(await t.throwsAsync(asked, { instanceOf: ReaderError }), { delivery });
  });
}

test("no round begins after the deadline; what was not sent for that reason was not sent", async (t) => {
  const clock = new VirtualClock();
  const deadline = deadlineAfter(clock, 100);
  const { transport } = transportOf(() => {
    clock.runUntil(clock.nowMs() + 150);
    return "61 04";
  });
  const options = { clock, deadline, mayRepeat: true };
  const late = await t.throwsAsync(exchangeWhole(transport, bytes("00 CA 00 00 00"), options), {
    instanceOf: ReaderError,
  });
  t.like(late, { code: "timeout", delivery: "answered", statusWord: 0x6104 });
  const never = await t.throwsAsync(exchangeWhole(transport, bytes("00 CA 00 00 00"), options), {
    instanceOf: ReaderError,
  });
  t.like(never, { code: "timeout", delivery: "not-sent", statusWord: undefined });
});

test("an error that is no ReaderError goes through as it is", async (t) => {
  const bug = new TypeError("bug");
  const transport: Transport = {
    ...scripted().transport,
    exchange: async (command) => {
      if (command[1] === 0xc0) throw bug;
      return bytes("61 01");
    },
  };
  t.is(await t.throwsAsync(whole(transport, "00 CA 00 00 00")), bug);
});

const CLASSES: readonly [number, number][] = [
  [0x00, 0x00],
  [0x03, 0x03],
  [0x0c, 0x00],
  [0x10, 0x00],
  [0x12, 0x02],
  [0x40, 0x40],
  [0x6f, 0x4f],
  [0x80, 0x00],
  [0x84, 0x00],
  [0xc1, 0x41],
];

for (const [cla, expected] of CLASSES) {
  test(`GET RESPONSE for CLA ${cla.toString(16)} has CLA ${expected.toString(16)}`, (t) => {
    t.is(classOfGetResponse(cla), expected);
  });
}

test("the right Le is found by the case of the command; an extended one is left alone", (t) => {
  t.is(withRightLe(bytes("00 B0 00 00 00 00 00"), 0x6c04), undefined);
  t.is(withRightLe(bytes("00 84 00 00 00"), 0x9000), undefined);
  const command = bytes("00 84 00 00 00");
  t.is(hex(withRightLe(command, 0x6c00) ?? new Uint8Array(0)), "00 84 00 00 00");
  t.is(hex(command), "00 84 00 00 00");
});
