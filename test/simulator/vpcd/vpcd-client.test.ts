/** A card in a vpcd's slot, over TCP: put in, lost, put in again, given up. */
import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { CardChip } from "@duka/simulator/chip/chip";
import { createTransferChip } from "@duka/simulator/chip/transfer-chip";
import { shownAddress } from "@duka/simulator/reader/serve-tcp";
import { connectToVpcd } from "@duka/simulator/vpcd/vpcd-client";
import { watchPace } from "@duka/simulator/vpcd/vpcd-pace";
import { talkToVpcd } from "@duka/simulator/vpcd/vpcd-talk";
import { listenForReader } from "@duka/simulator/vpcd/vpcd-tcp";
import test, { type ExecutionContext } from "ava";
import { closed } from "../../support/programs/closed.js";
import { hurriedClock, type ScriptedVpcd, scriptedVpcd, slotOf } from "./vpcd-server.js";

const ATR_ANSWER = "00 07 3B 05 44 75 6B 61 00";
/** Pauses between attempts are at most so long; the watch for silence waits longer. */
const PAUSES_MS = 4000;

async function plugged(
  t: ExecutionContext,
  vpcd: ScriptedVpcd,
  options: { chip?: CardChip; hurryMs?: number } = {},
) {
  const said: string[] = [];
  const clock = hurriedClock(options.hurryMs ?? PAUSES_MS);
  const chip = options.chip ?? createTransferChip(0);
  const plug = await connectToVpcd({ address: vpcd.address, chip, clock, say: (text) => said.push(text) });
  t.teardown(() => plug.pull());
  return { ...plug, said, clock };
}

test("the card answers in its slot until it is pulled", async (t) => {
  const vpcd = await scriptedVpcd(t);
  const card = await plugged(t, vpcd);
  const slot = await vpcd.card();
  t.is(await slot.ask("00 01 04", 9), ATR_ANSWER);
  t.is(await slot.ask("00 01 01 00 05 80 12 02 00 02", 6), "00 04 00 01 90 00");
  await card.pull();
  await slot.gone;
  await card.pull();
  t.deepEqual(card.said, []);
});

test("a card that was let go is put in again, and says so", async (t) => {
  const vpcd = await scriptedVpcd(t);
  const card = await plugged(t, vpcd);
  await (await vpcd.card()).drop();
  const again = await vpcd.card();
  t.is(await again.ask("00 01 04", 9), ATR_ANSWER);
  t.regex(card.said[0]!, /has let the card go \(.*\); it is put in again as soon as that works/);
  t.regex(card.said[1]!, /is in the reader of vpcd at 127\.0\.0\.1:\d+ again/);
});

test("attempts have pauses that grow to four seconds, and an end", async (t) => {
  const vpcd = await scriptedVpcd(t);
  const card = await plugged(t, vpcd);
  await vpcd.card();
  await vpcd.stop();
  const lost = await card.lost;
  t.regex(lost.message, /does not keep the card: given up after 20 attempts \(.*ECONNREFUSED/);
  const pauses = card.clock.waits.filter((ms) => ms <= PAUSES_MS);
  t.deepEqual(pauses.slice(0, 6), [250, 500, 1000, 2000, 4000, 4000]);
  t.is(pauses.length, 20);
});

test("a vpcd that takes the card and lets it go at once does not get it for ever", async (t) => {
  const vpcd = await scriptedVpcd(t);
  const card = await plugged(t, vpcd);
  let taken = 0;
  const takeAll = async (): Promise<void> => {
    for (;;) {
      await (await vpcd.card()).drop();
      taken++;
    }
  };
  const outcome = await Promise.race([card.lost, takeAll()]);
  t.regex(String(outcome), /given up after 20 attempts/);
  t.true(taken >= 20, `${taken}`);
});

test("a card that is pulled while it waits for its next attempt stays out", async (t) => {
  const vpcd = await scriptedVpcd(t);
  const card = await plugged(t, vpcd, { hurryMs: 0 });
  await (await vpcd.card()).drop();
  while (card.said.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await card.pull();
  t.is(card.said.length, 1);
});

test("where nobody listens it is said what to install and to start", async (t) => {
  const vpcd = await scriptedVpcd(t);
  await vpcd.stop();
  await t.throwsAsync(plugged(t, vpcd), {
    message: /^no one listens at 127\.0\.0\.1:\d+: install the package vsmartcard-vpcd and start pcscd/,
  });
});

test("what else stands in the way is said in the system's words", async (t) => {
  const nowhere = { host: "127.0.0.1", port: 65536 };
  const options = { chip: createTransferChip(0), clock: hurriedClock(0), say: () => undefined };
  await t.throwsAsync(connectToVpcd({ ...options, address: nowhere }), {
    message: /^cannot connect to vpcd at 127\.0\.0\.1:65536: .*65536/,
  });
});

test("a slot that asks nothing is told: another card may be in it", async (t) => {
  const vpcd = await scriptedVpcd(t);
  const card = await plugged(t, vpcd, { hurryMs: 5000 });
  while (card.said.length === 0) await new Promise((resolve) => setImmediate(resolve));
  t.regex(card.said[0]!, /asks nothing: another card is in that slot, or it is no vpcd/);
});

test("a card that fails by itself, as one whose file cannot be written, is not put in again", async (t) => {
  const vpcd = await scriptedVpcd(t);
  const broken = {
    ...createTransferChip(0),
    execute: () => {
      throw new Error("the disk is full");
    },
  };
  const card = await plugged(t, vpcd, { chip: broken });
  const slot = await vpcd.card();
  await t.throwsAsync(slot.ask("00 01 01 00 04 80 10 00 00", 4));
  t.is((await card.lost).message, "the disk is full");
});

async function waiting(t: ExecutionContext) {
  const said: string[] = [];
  const chip = createTransferChip(0);
  const talk = () =>
    talkToVpcd(
      chip,
      hurriedClock(0),
      watchPace(() => undefined),
    );
  const port = await listenForReader({ host: "127.0.0.1", port: 0 }, talk, (text) => said.push(text));
  t.teardown(() => port.close());
  return { port, said };
}

test("a card that listens is there for one reader after the other", async (t) => {
  const { port, said } = await waiting(t);
  for (let round = 0; round < 2; round++) {
    const slot = slotOf(connect(port.address.port, "127.0.0.1"));
    t.is(await slot.ask("00 01 04", 9), ATR_ANSWER);
    await slot.drop();
    while (said.length < 2 * (round + 1)) await new Promise((resolve) => setImmediate(resolve));
  }
  t.regex(said[0]!, /^the card is in the reader at 127\.0\.0\.1:\d+$/);
  t.regex(said[1]!, /has let the card go/);
});

test("a second reader is sent away while the first one has the card", async (t) => {
  const { port, said } = await waiting(t);
  const first = slotOf(connect(port.address.port, "127.0.0.1"));
  t.is(await first.ask("00 01 04", 9), ATR_ANSWER);
  const second = connect(port.address.port, "127.0.0.1");
  await closed(second);
  t.regex(said.join("\n"), /sent away: the card is in another one/);
  t.is(await first.ask("00 01 04", 9), ATR_ANSWER);
});

test("a port in use is named, an IPv6 host in brackets", async (t) => {
  const taken = createServer();
  taken.listen(0, "127.0.0.1");
  await once(taken, "listening");
  t.teardown(() => taken.close());
  const bound = taken.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : 0;
  await t.throwsAsync(
    listenForReader(
      { host: "127.0.0.1", port },
      () => t.fail() as never,
      () => undefined,
    ),
    { message: `cannot listen on 127.0.0.1:${port}: the port is in use; choose another one` },
  );
  t.is(shownAddress({ host: "::1", port: 35963 }), "[::1]:35963");
});
