import { cardsOf, makeNoise, parseBaud, parseNoise, spareCard } from "@duka/simulator/cli/reader-words";
import { findProfile } from "@duka/simulator/profiles/profiles";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import { simulate } from "@duka/simulator/world/simulation";
import test from "ava";

test("--card names a profile for card and PSAM, --sam one for the PSAM alone", async (t) => {
  t.deepEqual(cardsOf({ profile: "hangzhou", card: "plain" }, 1), { profile: "plain" });
  const mixed = simulate(cardsOf({ profile: "hangzhou", sam: "plain" }, 1));
  const [, sam] = cardsOf({ profile: "hangzhou", sam: "plain" }, 1).inSlots!(mixed.chips, (chip) => chip);
  sam!.reset();
  const terminal = Buffer.from(sam!.execute(new Uint8Array([0x00, 0xb0, 0x96, 0x00, 0x06]))).toString("hex");
  t.is(terminal, `${findProfile("plain").psam.terminalId}9000`);
  await mixed.close();
});

test("--card transfer puts a chip for reader tests in slot 0, and another of them in its place", (t) => {
  const words = { profile: "hangzhou", card: "transfer" };
  t.is(typeof cardsOf(words, 1).inSlots, "function");
  t.not(spareCard(words, 1, 0), undefined);
  t.is(spareCard(words, 1, 1), undefined);
});

test("--baud and --noise take numbers that a line may have", (t) => {
  t.is(parseBaud(undefined), undefined);
  t.is(parseBaud("9600"), 9600);
  for (const bad of ["", "0", "-1", "9600.5", "1e9"])
    t.throws(() => parseBaud(bad), { instanceOf: RangeError });
  t.deepEqual([undefined, "0", "0.001", ".5", "1"].map(parseNoise), [0, 0, 0.001, 0.5, 1]);
  for (const bad of ["", "2", "-0.1", "x"]) t.throws(() => parseNoise(bad), { instanceOf: RangeError });
});

test("a host line of 9600 baud carries a byte in 11/9600 s; noise of 1 damages each of them", async (t) => {
  const clock = new VirtualClock();
  const world = simulate({ clock, hostBaud: 9600 });
  makeNoise(world.reader, 1, 7);
  const arrived: [number, number][] = [];
  world.reader.cable.onByte((direction, byte) => {
    if (direction === "to-reader") arrived.push([clock.nowMs(), byte]);
    return undefined;
  });
  world.link.write(new Uint8Array([0x03]));
  clock.runUntil(5);
  t.true(arrived.every(([, byte]) => byte !== 0x03));
  t.is(world.link.baud, 9600);
  await world.close();
});
