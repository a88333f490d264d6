/** Sales on a host line that driver and reader have made faster: what goes wrong there costs time, and never money. */
import type { ByteHook, Direction } from "@duka/simulator/line/cable";
import { cableNoise } from "@duka/simulator/line/noise";
import { seededRandom } from "@duka/simulator/time/random";
import test from "ava";
import { agree } from "../support/shop/agreement.js";
import { openShop, type Shop } from "../support/shop/shop.js";

const FIRST = 115_200;
const FAST = 1_000_000;
const OPTIONS = { insured: true, hostSpeeds: { upToBaud: FAST } } as const;
const DEBIT_INS = 0x54;

/** One sale, after which card, PSAM, journal and centre agree, whatever the line has done. */
async function sellsOnce(t: Parameters<typeof agree>[0], shop: Shop, message: string): Promise<void> {
  const outcome = await shop.account.debit({ ref: "S-1", amountFen: 1250 });
  t.like(outcome, { outcome: "committed", balanceAfterFen: 48_750 }, message);
  const debits = shop.card.filter(({ command }) => command[1] === DEBIT_INS);
  t.is(debits.length, 1, message);
  await agree(t, shop, { cardFen: 48_750 });
}

test("a sale goes over the faster line, for which its limit is computed, in less than half of the host line's time", async (t) => {
  const usual = await openShop({ insured: true });
  await sellsOnce(t, usual, "usual");
  t.is(usual.reader.meter.ratio < 1.2, true);
  const fast = await openShop(OPTIONS);
  await sellsOnce(t, fast, "fast");
  t.is(fast.world.link.baud, FAST);
  const saved = usual.reader.meter.limitMs - fast.reader.meter.limitMs;
  t.true(saved > 80, `${saved} ms`);
  t.true(fast.reader.meter.ratio >= 1 && fast.reader.meter.ratio < 1.2, `${fast.reader.meter.ratio}`);
  await Promise.all([usual.close(), fast.close()]);
});

/** Where the bytes of DEBIT and of its answer are, counted from the beginning of a sale. */
async function placesOfDebit(): Promise<{ readonly [direction in Direction]: readonly number[] }> {
  const shop = await openShop(OPTIONS);
  const places: { [direction in Direction]: number[] } = { "to-reader": [], "to-host": [] };
  const sent = { "to-reader": 0, "to-host": 0 };
  let isDebit = false;
  let isAnswered = false;
  shop.world.reader.cable.onByte((direction, _byte, index) => {
    sent[direction] = index;
    if (isDebit && direction === "to-host" && !isAnswered) places["to-host"].push(index);
    return undefined;
  });
  shop.world.reader.slot(0).behave({
    intercept(command, execute) {
      if (command[1] === DEBIT_INS) {
        isDebit = true;
        const length = 13 + command.length;
        places["to-reader"] = Array.from({ length }, (_, at) => sent["to-reader"] - length + 1 + at);
      } else if (isDebit) isAnswered = true;
      return execute();
    },
  });
  shop.world.reader.slot(1).behave({
    intercept(_command, execute) {
      if (isDebit) isAnswered = true;
      return execute();
    },
  });
  await shop.account.debit({ ref: "S-1", amountFen: 1250 });
  await shop.close();
  return places;
}

const DAMAGES: readonly (readonly [what: string, arriving: (byte: number) => number | readonly number[]])[] =
  [
    ["flipped", (byte) => byte ^ 0x10],
    ["lost", () => []],
    ["doubled", (byte) => [byte, byte]],
  ];

for (const direction of ["to-reader", "to-host"] as const) {
  test(`a byte of DEBIT or its answer damaged ${direction}: both ends go back, it is said again, and paid once`, async (t) => {
    const places = (await placesOfDebit())[direction];
    t.true(places.length >= 20, `${places.length}`);
    for (const [what, arriving] of DAMAGES) {
      for (const place of places) {
        const shop = await openShop(OPTIONS);
        let baudThen = 0;
        const damage: ByteHook = (to, byte, index) => {
          if (to !== direction || index !== place) return undefined;
          baudThen = shop.world.link.baud;
          return arriving(byte);
        };
        shop.world.reader.cable.onByte(damage);
        await sellsOnce(t, shop, `${what} ${direction} ${place}`);
        t.is(baudThen, FAST);
        await shop.close();
      }
    }
  });
}

test("with noise on the faster line every sale is paid once or not at all, and a line that is bad goes back for good", async (t) => {
  const bauds = new Set<number>();
  for (let seed = 1; seed <= 12; seed++) {
    const shop = await openShop({ ...OPTIONS, seed });
    const noise = cableNoise(0.004, seededRandom(seed, 7));
    const stop = shop.world.reader.cable.onByte((direction, byte, index) =>
      shop.world.link.baud > FIRST ? noise(direction, byte, index) : undefined,
    );
    let left = 50_000;
    for (let sale = 1; sale <= 4; sale++) {
      const outcome = await shop.account.debit({ ref: `S-${sale}`, amountFen: 100 });
      if (outcome.outcome === "committed") left -= 100;
    }
    stop();
    await agree(t, shop, { cardFen: left, receipts: 4 });
    t.is(left, 50_000 - 400, `seed ${seed}`);
    bauds.add(shop.world.link.baud);
    await shop.close();
  }
  t.true(bauds.has(FIRST));
});
