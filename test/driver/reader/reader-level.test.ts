/** The short-APDU level of T=0: agreed on by Escape, said with each command, and given up where it is not in force. */
import { openCardSession } from "@duka/driver/card/card-session";
import type { Reader } from "@duka/driver/reader/reader";
import { getChallenge, selectByName } from "@duka/protocol/commands/iso7816";
import { debitForPurchase } from "@duka/protocol/commands/pboc-purse";
import test from "ava";
import {
  answer,
  type FakeReader,
  type FakeReaderOptions,
  identity,
} from "../../support/reader/fake-reader.js";
import { openFake } from "../../support/reader/open-fake.js";
import { bytes, hex } from "../../support/values/hex.js";

const ESCAPE = 0x6b;
const XFR_BLOCK = 0x6f;
const IDENTITY = bytes("44 4B 01");
const AGREE = bytes("44 4B 0A 03");
const DEBIT = bytes("80 54 01 00 02 AA BB 08");

type Known = { agreed: boolean };

/** A Duka that can, and forgets what was agreed on when the test says so. */
function able(known: Known, card: NonNullable<FakeReaderOptions["card"]>): Partial<FakeReaderOptions> {
  return {
    card,
    message(heard, usual) {
      if (heard.type === ESCAPE && hex(heard.data) === hex(IDENTITY)) {
        const able = Uint8Array.of(...identity(1, "SIM-1"), 0, 7, 0xa1, 0x20, 0x0e);
        return answer(heard, 0x83, 0, 0, able);
      }
      if (heard.type === ESCAPE && hex(heard.data) === hex(AGREE)) {
        known.agreed = true;
        return answer(heard, 0x83, 0, 0, heard.data);
      }
      const isBeyond = heard.type === XFR_BLOCK && heard.parameters[1] !== 0 && !known.agreed;
      return isBeyond ? answer(heard, 0x80, 0x40, 0x08) : usual;
    },
  };
}

async function opened(options: Partial<FakeReaderOptions>): Promise<{ reader: Reader; fake: FakeReader }> {
  const both = await openFake(options);
  await both.reader.slot(0).open(5000);
  return both;
}

function asked(fake: FakeReader): string[] {
  return fake.heard
    .filter(({ type }) => type === XFR_BLOCK)
    .map(({ parameters, data }) => `${hex(parameters)} | ${hex(data)}`);
}

function agreements(fake: FakeReader): number {
  return fake.heard.filter(({ type, data }) => type === ESCAPE && hex(data) === hex(AGREE)).length;
}

test("a command goes out whole, with what the reader may do: never the repeat where money moves", async (t) => {
  const { reader, fake } = await opened(able({ agreed: false }, () => bytes("01 02 90 00")));
  const slot = reader.slot(0);
  t.is(hex(await slot.exchange(DEBIT, 1000, undefined, "fetch")), "01 02 90 00");
  await slot.exchange(bytes("00 84 00 00 04"), 1000, undefined, "fetch-and-repeat");
  await slot.exchange(DEBIT, 1000);
  t.deepEqual(asked(fake), [
    "00 01 00 | 80 54 01 00 02 AA BB 08",
    "00 03 00 | 00 84 00 00 04",
    "00 00 00 | 80 54 01 00 02 AA BB",
  ]);
  t.is(agreements(fake), 1);
});

test("a card session says it by the declaration: a debit is fetched, a read may also be repeated", async (t) => {
  const { reader, fake } = await openFake(
    able({ agreed: false }, () => bytes("01 02 03 04 05 06 07 08 90 00")),
  );
  const session = await openCardSession(reader.slot(0), reader.clock);
  await session.send(debitForPurchase, {
    terminalSequence: 1,
    date: "20261121",
    time: "140559",
    mac1: bytes("01 02 03 04"),
  });
  await session.send(getChallenge, { le: 8 });
  await session.send(selectByName, { applicationName: bytes("A0 01 02 03 04") }, { isAnswerLeft: true });
  t.deepEqual(
    asked(fake).map((each) => each.slice(0, 16)),
    ["00 01 00 | 80 54", "00 03 00 | 00 84", "00 00 00 | 00 A4"],
  );
});

test("a reader that has forgotten refuses before the card is asked: the command goes out as a TPDU, once", async (t) => {
  const known = { agreed: false };
  const { reader, fake } = await opened(able(known, () => bytes("61 08")));
  known.agreed = false;
  const slot = reader.slot(0);
  t.is(hex(await slot.exchange(DEBIT, 1000, undefined, "fetch")), "61 08");
  t.is(hex(await slot.exchange(DEBIT, 1000, undefined, "fetch")), "61 08");
  t.deepEqual(asked(fake), [
    "00 01 00 | 80 54 01 00 02 AA BB 08",
    "00 00 00 | 80 54 01 00 02 AA BB",
    "00 00 00 | 80 54 01 00 02 AA BB",
  ]);
  await slot.open(5000);
  t.is(agreements(fake), 2, "the next card that is powered asks for it again");
  await slot.exchange(DEBIT, 1000, undefined, "fetch");
  t.is(asked(fake).at(-1), "00 01 00 | 80 54 01 00 02 AA BB 08");
});

test("a refusal of a frame that was sent twice says nothing of the first: it is told, and nothing is sent again", async (t) => {
  const known = { agreed: false };
  let lost = 0;
  const { reader, fake } = await opened({
    ...able(known, () => bytes("90 00")),
    reply(heard, usual) {
      if (heard.type !== XFR_BLOCK || lost > 0) return [[1, usual]];
      lost++;
      return [];
    },
  });
  known.agreed = false;
  const error = await t.throwsAsync(reader.slot(0).exchange(DEBIT, 9000, undefined, "fetch"));
  t.like(error, { name: "ReaderError", delivery: "unknown" });
  t.deepEqual(asked(fake), Array(2).fill("00 01 00 | 80 54 01 00 02 AA BB 08"));
});

const UNABLE: readonly (readonly [string, Partial<FakeReaderOptions>])[] = [
  ["no Duka", { isDuka: false }],
  ["an older firmware", {}],
  [
    "one that says it can, and refuses",
    {
      message(heard, usual) {
        if (hex(heard.data) === hex(AGREE)) return answer(heard, 0x83, 0x40, 0x0c);
        return able({ agreed: false }, () => bytes("90 00")).message?.(heard, usual);
      },
    },
  ],
];

for (const [what, options] of UNABLE) {
  test(`a reader that cannot stays at TPDU level: ${what}`, async (t) => {
    const { reader, fake } = await opened(options);
    await reader.slot(0).exchange(DEBIT, 1000, undefined, "fetch");
    t.deepEqual(asked(fake), ["00 00 00 | 80 54 01 00 02 AA BB"]);
  });
}

test("with a card of T=1 nothing is agreed on", async (t) => {
  const { reader, fake } = await openFake({
    ...able({ agreed: false }, () => bytes("00 E1 01 FE 1E")),
    atr: bytes("3B 80 81 31 20 10"),
  });
  await reader
    .slot(0)
    .open(5000)
    .catch(() => undefined);
  t.is(agreements(fake), 0);
});
