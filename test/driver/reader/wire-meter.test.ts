import {
  blockLimitMs,
  blockLineMs,
  cardLineMs,
  createWireMeter,
  hostLineMs,
  tpduLimitMs,
} from "@duka/driver/reader/wire-meter";
import test from "ava";
import { bytes } from "../../support/values/hex.js";

const AT_9600 = { protocol: 0, fiDi: 0x11, clockHz: 3_571_200, extraGuardTimeEtu: 0 };
/** 62.5 k, 250 k: F/D 512/8 and 512/16 … as TA1 at 4 MHz and 16 MHz give them. */
const AT_62_5_K = { protocol: 0, fiDi: 0x94, clockHz: 4_000_000, extraGuardTimeEtu: 0 };
const AT_250_K = { protocol: 0, fiDi: 0x96, clockHz: 4_000_000, extraGuardTimeEtu: 0 };
const N1_115200 = { baud: 115200, bitsPerByte: 10 };
const N2_115200 = { baud: 115200, bitsPerByte: 11 };

/** Data to the card and from the card, TPDU by TPDU; milliseconds at 9600, 62.5 k and 250 k. */
const EXCHANGES: readonly [string, readonly (readonly [number, number])[], number, number, number][] = [
  ["VERIFY 8 bytes", [[8, 0]], 21.25, 3.26, 0.82],
  [
    "INITIALIZE FOR PURCHASE",
    [
      [11, 0],
      [0, 15],
    ],
    54.17,
    8.32,
    2.08,
  ],
  [
    "DEBIT FOR PURCHASE",
    [
      [15, 0],
      [0, 8],
    ],
    50.42,
    7.74,
    1.94,
  ],
  [
    "GET TRANSACTION PROVE",
    [
      [2, 0],
      [0, 8],
    ],
    34.17,
    5.25,
    1.31,
  ],
  ["READ BINARY 256", [[0, 256]], 330.42, 50.75, 12.69],
  ["UPDATE BINARY 255", [[255, 0]], 330.0, 50.69, 12.67],
];

for (const [name, tpdus, at9600, at62k, at250k] of EXCHANGES) {
  test(`card line over T=0: ${name}`, (t) => {
    const sum = (line: typeof AT_9600) =>
      tpdus.reduce((ms, [sent, received]) => ms + cardLineMs(line, sent, received), 0);
    t.is(sum(AT_9600).toFixed(2), at9600.toFixed(2));
    t.is(sum(AT_62_5_K).toFixed(2), at62k.toFixed(2));
    t.is(sum(AT_250_K).toFixed(2), at250k.toFixed(2));
  });
}

/** Blocks of T=1 with LRC, IFSC and IFSD 254, N = 255: characters there and back, exchange by exchange. */
const BLOCKS: readonly [string, readonly (readonly [number, number])[], number, number, number][] = [
  ["VERIFY 8 bytes", [[17, 6]], 27.5, 4.22, 1.06],
  ["INITIALIZE FOR PURCHASE", [[21, 21]], 49.27, 7.57, 1.89],
  ["DEBIT FOR PURCHASE", [[25, 14]], 45.83, 7.04, 1.76],
  ["GET TRANSACTION PROVE", [[12, 14]], 30.94, 4.75, 1.19],
  [
    "READ BINARY 256",
    [
      [9, 258],
      [4, 8],
    ],
    323.13,
    49.63,
    12.41,
  ],
  [
    "UPDATE BINARY 255",
    [
      [258, 4],
      [10, 6],
    ],
    321.98,
    49.46,
    12.36,
  ],
];

for (const [name, blocks, at9600, at62k, at250k] of BLOCKS) {
  test(`card line over T=1: ${name}`, (t) => {
    const sum = (line: typeof AT_9600) =>
      blocks.reduce(
        (ms, [sent, received], at) =>
          ms + blockLineMs({ ...line, protocol: 1, extraGuardTimeEtu: 255 }, sent, received, at === 0),
        0,
      );
    t.is(sum(AT_9600).toFixed(2), at9600.toFixed(2));
    t.is(sum(AT_62_5_K).toFixed(2), at62k.toFixed(2));
    t.is(sum(AT_250_K).toFixed(2), at250k.toFixed(2));
  });
}

test("T=1 with N below 255: 12 + N etu between the host's characters, 12 between the card's, 22 at a turn", (t) => {
  const etuMs = 372 / 3571.2;
  const line = { ...AT_9600, protocol: 1, extraGuardTimeEtu: 2 };
  t.is(blockLineMs(line, 5, 6, true).toFixed(6), ((4 * 14 + 22 + 6 * 12) * etuMs).toFixed(6));
  t.is(blockLineMs(line, 5, 6, false).toFixed(6), ((10 + 4 * 14 + 22 + 6 * 12) * etuMs).toFixed(6));
  const [sent, received] = [bytes("00 00 04 80 10 00 00 94"), bytes("00 00 02 90 00 92")];
  t.is(
    blockLimitMs(N1_115200, line, sent, received, true),
    hostLineMs(N1_115200, 8, 6) + blockLineMs(line, 8, 6, true),
  );
});

const HOST: readonly [string, number, number, number][] = [
  ["VERIFY 8 bytes", 13, 2, 3.56],
  ["INITIALIZE FOR PURCHASE", 17, 17, 5.21],
  ["DEBIT FOR PURCHASE", 21, 10, 4.95],
  ["GET TRANSACTION PROVE", 8, 10, 3.82],
  ["READ BINARY 256", 5, 258, 25.09],
  ["UPDATE BINARY 255", 260, 2, 25.0],
];

for (const [name, command, response, ms] of HOST) {
  test(`host line, one round trip of serial CCID at 10 bits a byte: ${name}`, (t) => {
    t.is(hostLineMs(N1_115200, command, response).toFixed(2), ms.toFixed(2));
  });
}

test("INITIALIZE FOR PURCHASE over T=0 is two host round trips: 8.0 ms at 8N1, 8.8 ms at 8N2", (t) => {
  const twoTrips = (line: typeof N1_115200) => hostLineMs(line, 16, 2) + hostLineMs(line, 5, 17);
  t.is(twoTrips(N1_115200).toFixed(1), "8.0");
  t.is(twoTrips(N2_115200).toFixed(1), "8.8");
});

test("the extra guard time N lengthens only what the host sends, and 255 counts as 0", (t) => {
  const etuMs = 372 / 3571.2;
  const plain = cardLineMs(AT_9600, 8, 0);
  t.is(
    cardLineMs({ ...AT_9600, extraGuardTimeEtu: 2 }, 8, 0).toFixed(6),
    (plain + 13 * 2 * etuMs).toFixed(6),
  );
  t.is(cardLineMs({ ...AT_9600, extraGuardTimeEtu: 255 }, 8, 0), plain);
});

test("a store-and-forward reader needs the host line and then the card line", (t) => {
  const verify = bytes("00 20 00 00 08 20 12 34 FF FF FF FF FF");
  const done = bytes("90 00");
  t.is(
    tpduLimitMs(N1_115200, AT_9600, verify, done),
    hostLineMs(N1_115200, 13, 2) + cardLineMs(AT_9600, 8, 0),
  );
  const challenge = bytes("00 84 00 00 04");
  const random = bytes("01 02 03 04 90 00");
  t.is(
    tpduLimitMs(N1_115200, AT_9600, challenge, random),
    hostLineMs(N1_115200, 5, 6) + cardLineMs(AT_9600, 0, 4),
  );
});

test("the meter sums, and answers the figures since an earlier reading", (t) => {
  const meter = createWireMeter();
  t.deepEqual(meter.reading(), { ms: 0, limitMs: 0, ratio: 0 });
  meter.add(11, 10);
  const before = meter.reading();
  meter.add(30, 20);
  t.deepEqual(meter.since(before), { ms: 30, limitMs: 20, ratio: 1.5 });
  t.deepEqual([meter.ms, meter.limitMs, meter.ratio], [41, 30, 41 / 30]);
});
