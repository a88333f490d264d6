/** A reader on a link and in a time of the caller's own. */
import { openReaderOn } from "@duka/driver/reader";
import { simulate } from "@duka/simulator";
import test from "ava";

const ADDRESS = "sim:mine";

test("a reader on a cable of one's own answers, and is opened on a new one after the first was lost", async (t) => {
  const world = simulate();
  const { cable } = world.reader;
  let asked = 0;
  const connect = async () => (asked++ === 0 ? cable.link : cable.plug());
  const reader = await openReaderOn(connect, { clock: world.clock, address: ADDRESS, simulated: true });
  t.is(reader.address, ADDRESS);
  t.true(reader.simulated);
  t.is((await reader.slot(0).open(3000))[0], 0x3b);
  cable.unplug();
  t.is((await reader.slot(0).open(3000))[0], 0x3b);
  t.is(asked, 2);
  await reader.close();
  await world.close();
});

test("nothing there: what the caller's line says, and a line without a reader within the deadline", async (t) => {
  const world = simulate();
  const options = { clock: world.clock, address: ADDRESS };
  await t.throwsAsync(
    openReaderOn(() => Promise.reject(new Error("no one at home")), options),
    { message: "no one at home" },
  );
  world.reader.powerFail();
  await t.throwsAsync(
    openReaderOn(async () => world.link, { ...options, deadlineMs: 500 }),
    { code: "no-reader" },
  );
  t.true(world.clock.nowMs() <= 500);
  await world.close();
});

const MISTAKES: readonly (readonly [connect: unknown, options: unknown, message: RegExp])[] = [
  [undefined, {}, /^connect is a function/],
  [async () => undefined, null, /^options must be an object/],
  [async () => undefined, { clock: 1, address: ADDRESS }, /^clock is what/],
  [async () => undefined, { clock: undefined, address: ADDRESS }, /^clock is what/],
  [async () => undefined, { clock: simulate().clock }, /^address must be a text/],
  [
    async () => undefined,
    { clock: simulate().clock, address: ADDRESS, simulated: 1 },
    /^simulated must be true/,
  ],
  [async () => undefined, { clock: simulate().clock, address: ADDRESS, adress: 1 }, /no member "adress"/],
];

test("a mistyped argument is refused by its name before the line is asked for", async (t) => {
  for (const [connect, options, message] of MISTAKES) {
    await t.throwsAsync(openReaderOn(connect as never, options as never), { instanceOf: TypeError, message });
  }
});
