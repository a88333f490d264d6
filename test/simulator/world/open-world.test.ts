/** A world of one's own: the whole chain, its log, what it costs nothing to repeat. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { Password } from "@duka/driver";
import { formatHex, parseHex } from "@duka/protocol/layout";
import { cardKeys, purseRingKeys } from "@duka/simulator/card/open-chips";
import { findProfile } from "@duka/simulator/profiles/profiles";
import { type Fault, openWorld, type WorldOptions } from "@duka/simulator/world";
import test from "ava";

const PRICE_FEN = 1250;
/** Several seams at once. */
const FAULTS: readonly Fault[] = [
  { kind: "byte-lost", at: "host frame 12 to reader, byte 5" },
  { kind: "answer-withheld", at: "DEBIT FOR PURCHASE" },
  { kind: "process-killed", at: "journal step resolve, before sync", bytes: 700 },
];

/** A sale with all of it, and the log of that. */
async function logOf(options: WorldOptions): Promise<string> {
  const world = await openWorld(options);
  const sale = { ref: "S-1", amountFen: PRICE_FEN };
  await world.till.debit(sale);
  await world.till.debit(sale).catch(() => undefined);
  await world.repair();
  await world.till.debit(sale);
  await world.till.settlement.upload(true);
  await world.close();
  return world.log.text();
}

/** One that is not to leave anything behind: its reader starts anew in the middle of a sale, and is left so. */
async function otherWorld(seed: number): Promise<void> {
  const kind = seed % 2 === 0 ? "reader-restarted" : "reader-browned-out";
  const world = await openWorld({ seed, characters: false, faults: [{ kind, at: "DEBIT FOR PURCHASE" }] });
  await world.till.debit({ ref: "S-1", amountFen: seed });
  await world.close();
}

const bytesOf = (key: Uint8Array | (() => Uint8Array)): Uint8Array =>
  typeof key === "function" ? key() : key;
const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

test("one sale in a new world: card, journal and centre agree, and the log tells it", async (t) => {
  const world = await openWorld();
  const outcome = await world.till.debit({ ref: "S-1", amountFen: PRICE_FEN });
  t.is(outcome.outcome, "committed");
  t.is((await world.till.settlement.upload(true)).delivered, 1);
  const told = world.log.events.map((event) => event.type);
  for (const type of ["character", "frame", "apdu", "memory", "journal", "centre", "money", "outcome"]) {
    t.true(told.includes(type as (typeof told)[number]), type);
  }
  const money = world.log.events.filter((event) => event.type === "money");
  t.deepEqual(
    money.map((event) => event.type === "money" && [event.account, event.changeFen]),
    [["purse", -PRICE_FEN]],
  );
  t.like(
    world.log.events.find((event) => event.type === "apdu" && event.command === "INITIALIZE FOR PURCHASE"),
    { request: { amountFen: PRICE_FEN } },
  );
  await world.close();
});

test("the same seed, build and faults give the same log, byte for byte: twice here, in another process, and after 100 other worlds", async (t) => {
  const first = await logOf({ seed: 7, faults: FAULTS });
  t.is(first.split('"type":"fault"').length, 1 + FAULTS.length);
  t.is(first, await logOf({ seed: 7, faults: FAULTS }));
  t.not(first, await logOf({ seed: 8, faults: FAULTS }));
  const program = `
    import { createHash } from "node:crypto";
    import { openWorld } from "@duka/simulator/world";
    const world = await openWorld({ seed: 7, faults: ${JSON.stringify(FAULTS)} });
    const sale = { ref: "S-1", amountFen: ${PRICE_FEN} };
    await world.till.debit(sale);
    await world.till.debit(sale).catch(() => undefined);
    await world.repair();
    await world.till.debit(sale);
    await world.till.settlement.upload(true);
    await world.close();
    console.log(createHash("sha256").update(world.log.text()).digest("hex"));`;
  const words = ["--input-type=module", "--eval", program];
  const { stdout } = await promisify(execFile)(process.execPath, words, { env: { PATH: process.env.PATH } });
  t.is(stdout.trim(), hashOf(first));
  for (let seed = 100; seed < 200; seed++) await otherWorld(seed);
  t.is(first, await logOf({ seed: 7, faults: FAULTS }));
});

for (const protocol of [0, 1] as const) {
  test(`passwords and keys are not in the log, in no encoding: T=${protocol}`, async (t) => {
    const hangzhou = findProfile("hangzhou");
    const password = "739158";
    const chosen = "280461";
    const profile = { ...hangzhou, name: "secrets", password: { ...hangzhou.password, initial: password } };
    const world = await openWorld({
      profile,
      ...(protocol === 1 ? { protocol: "T=1" } : {}),
      account: {
        askPassword: async ({ what }) =>
          Password.fromDigits(what === "new" || what === "again" ? chosen : password),
      },
    });
    await world.till.debit({ ref: "S-1", amountFen: PRICE_FEN });
    t.true("changed" in (await world.till.changePassword()));
    await world.till.credit({ ref: "L-1", amountFen: 100 });
    await world.close();
    const keys = cardKeys(profile);
    const ring = purseRingKeys(profile);
    const secrets = [
      parseHex(password),
      parseHex(chosen),
      new TextEncoder().encode(password),
      new TextEncoder().encode(chosen),
      ...[keys.tac, ...keys.purchase.map(({ key }) => key), ...Object.values(ring)].map(bytesOf),
      ...Object.values(profile.keys).flatMap((key) =>
        typeof key === "string" && key.length === 32 ? [parseHex(key)] : [],
      ),
      ...profile.keys.purchase.map(({ masterKey }) => parseHex(masterKey)),
    ];
    t.true(secrets.length > 10);
    const text = world.log.text();
    t.true(text.includes("VERIFY"));
    // Characters stand one a line: together they are what passed on the wire.
    const wire = world.log.events
      .flatMap((event) => (event.type === "character" ? [event.byte] : []))
      .join(" ");
    for (const secret of secrets) {
      const hex = formatHex(secret);
      const encodings = [
        hex,
        hex.replaceAll(" ", ""),
        hex.toLowerCase(),
        hex.replaceAll(" ", "").toLowerCase(),
      ];
      const buffer = Buffer.from(secret);
      for (const shown of [
        ...encodings,
        buffer.toString("base64"),
        buffer.toString("latin1"),
        secret.join(),
      ]) {
        t.false(text.includes(shown), shown);
        t.false(wire.includes(shown), shown);
      }
    }
    t.false(text.includes(password) || text.includes(chosen));
  });
}

test("a till that is killed calls nobody back, and goes on with what its disk holds", async (t) => {
  const world = await openWorld();
  const stop = world.onPoint((point) => {
    if (point.of === "command" && point.command === "DEBIT FOR PURCHASE") world.killTill();
  });
  await t.throwsAsync(world.till.debit({ ref: "S-1", amountFen: PRICE_FEN }), { name: "TillKilledError" });
  stop();
  t.is(world.till.recovered.length, 0);
  await world.restartTill();
  t.is((await world.till.debit({ ref: "S-1", amountFen: PRICE_FEN })).outcome, "committed");
  t.is(world.log.events.filter((event) => event.type === "money").length, 1);
  await world.close();
});

test("a till that cannot come up is dead until it does: nothing is lost of its journal", async (t) => {
  const world = await openWorld({ characters: false });
  t.is((await world.till.debit({ ref: "S-1", amountFen: PRICE_FEN })).outcome, "committed");
  world.cableOut();
  await t.throwsAsync(world.restartTill(), { message: /cable is out/ });
  world.killTill();
  await t.throwsAsync(world.restartTill());
  await world.repair();
  const again = await world.till.debit({ ref: "S-1", amountFen: PRICE_FEN });
  t.is(again.outcome, "committed");
  t.is(world.log.events.filter((event) => event.type === "money").length, 1);
  await world.close();
});

test("a mistyped option of a world is refused before anything is opened", async (t) => {
  await t.throwsAsync(openWorld({ profile: "atlantis" }), { instanceOf: RangeError, message: /atlantis/ });
  await t.throwsAsync(openWorld({ faults: [{ kind: "byte-lost", at: "DEBIT, byte 3" }] }), {
    instanceOf: RangeError,
    message: /there is no command "DEBIT, byte 3"; known: DEBIT FOR PURCHASE/,
  });
});
