/** The control API over HTTP, on top of a world: every operation, what is refused, and events. */
import { readData } from "@duka/protocol/data/read-data";
import { controlOfWorld } from "@duka/simulator/control/controlled";
import { OPERATIONS, type OperationName } from "@duka/simulator/control/operations";
import { serveControl } from "@duka/simulator/control/serve-control";
import { steer } from "@duka/simulator/control/steer";
import { RealClock } from "@duka/simulator/time/real-clock";
import { openWorld, type WorldOptions } from "@duka/simulator/world";
import test, { type ExecutionContext } from "ava";

type Body = { readonly [member: string]: unknown };

async function steeredWorld(t: ExecutionContext, options: WorldOptions = {}) {
  const world = await openWorld({ seed: 7, ...options });
  const controlled = controlOfWorld(world);
  const address = { host: "127.0.0.1", port: 0 };
  const service = await serveControl({ controlled, address, clock: new RealClock(), version: "1.2.3" });
  t.teardown(async () => {
    await service.close();
    await world.close();
  });
  /** What is answered is as its declaration says. */
  const ask = async (name: OperationName, params: Body = {}) => {
    const { verb, result } = OPERATIONS[name];
    const query = verb === "GET" ? `?${new URLSearchParams(params as { [name: string]: string })}` : "";
    const body = verb === "GET" ? {} : { body: JSON.stringify(params) };
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${service.url}/v1/${name}${query}`, { method: verb, headers, ...body });
    const told = (await answer.json()) as Body;
    if (answer.status === 200) readData(result, told, name);
    return { status: answer.status, type: answer.headers.get("content-type"), body: told };
  };
  return { world, controlled, service, ask };
}

test("cards go in, out and are swapped by their names; what is in the slots, and the money, is told", async (t) => {
  const { ask, world } = await steeredWorld(t);
  const slots = async () => (await ask("state")).body.slots as readonly { readonly card: string | null }[];
  const cardIn = async () => (await slots())[0]?.card;
  t.deepEqual(
    (await slots()).slice(0, 2).map(({ card }) => card),
    ["own", "psam"],
  );
  t.is((await ask("takeOut")).status, 200);
  t.is(await cardIn(), null);
  t.like((await ask("takeOut")).body, { code: "slot-empty", status: 409 });
  await ask("putIn");
  t.is(await cardIn(), "own");
  t.like((await ask("putIn", { card: "other" })).body, { code: "slot-occupied" });
  await ask("swap");
  t.is(await cardIn(), "other");
  await ask("newCard", { name: "grandmother", profile: "plain", number: 3 });
  await ask("swap", { card: "grandmother" });
  t.is(await cardIn(), "grandmother");
  t.deepEqual((await ask("cards")).body.cards, [
    { name: "own", profile: "hangzhou", slot: null, triesLeft: 6 },
    { name: "psam", profile: "hangzhou", slot: 1, triesLeft: null },
    { name: "other", profile: "hangzhou", slot: null, triesLeft: 6 },
    { name: "grandmother", profile: "plain", slot: 0, triesLeft: 3 },
  ]);
  t.like((await ask("dropCard", { card: "grandmother" })).body, { code: "slot-occupied" });
  t.like((await ask("dropCard", { card: "other" })).body, { code: "unknown-card" });
  t.like((await ask("dropCard", { card: "nobody" })).body, { code: "unknown-card" });
  await ask("swap", { card: "own" });
  t.is((await ask("dropCard", { card: "grandmother" })).status, 200);
  t.like((await ask("swap", { card: "grandmother" })).body, { code: "unknown-card" });
  await ask("takeOut", { slot: 1 });
  await ask("putIn", { slot: 1 });
  await ask("swap", { card: "own" });
  t.is((await world.till.debit({ ref: "S-1", amountFen: 12_50 })).outcome, "committed");
  const money = (await ask("money")).body as { cards: readonly Body[]; centre: Body };
  t.like(money.cards[0], { card: "own", purseFen: 487_50 });
  t.like(money.cards[1], { card: "other", purseFen: 500_00 });
  t.like(money.centre, { cardFen: 500_00 });
  for (const [name, params, code] of [
    ["swap", { card: "nobody" }, "unknown-card"],
    ["swap", { card: "psam" }, "unknown-card"],
    ["putIn", { slot: 9 }, "no-slot"],
    ["newCard", { name: "own" }, "name-taken"],
    ["newCard", { name: "x", profile: "/etc/passwd.json" }, "unknown-profile"],
  ] as const)
    t.is((await ask(name, params)).body.code, code, JSON.stringify(params));
});

test("a fault counts its position from when it is armed, strikes once, and is listed as armed, struck or missed", async (t) => {
  const { ask, world } = await steeredWorld(t);
  t.is((await world.till.debit({ ref: "S-1", amountFen: 1 })).outcome, "committed");
  const armed = await ask("arm", {
    faults: [
      { kind: "card-removed", at: "DEBIT FOR PURCHASE, answer byte 2" },
      { kind: "card-mute", at: "second DEBIT FOR PURCHASE" },
    ],
  });
  t.like(armed.body.faults, { 0: { id: 1, state: "armed" }, 1: { id: 2, state: "armed" } });
  t.is((await world.till.debit({ ref: "S-2", amountFen: 2 })).reasonCode, "answer-lost");
  t.like((await ask("faults")).body.faults, { 0: { state: "struck" }, 1: { state: "armed" } });
  t.is((await ask("clear", { id: 1 })).body.code, "unknown-fault");
  t.is((await ask("clear", { id: 2 })).body.cleared, 1);
  t.like((await ask("faults")).body.faults, { 1: { state: "missed" } });
  await ask("repair");
  t.is((await world.till.debit({ ref: "S-2", amountFen: 2 })).reasonCode, "recovered-from-log");
  t.deepEqual((await ask("clear")).body, { cleared: 0 });
});

test("keypad, display, cable, power", async (t) => {
  const { ask, world } = await steeredWorld(t, { persona: "pinpad" });
  t.deepEqual((await ask("type", { keys: "123456#" })).body, { keysWaiting: 7 });
  t.like((await ask("display")).body, { good: world.reader.panel.good, lines: world.reader.panel.lines });
  await ask("cable", { is: "out" });
  t.like((await ask("state")).body, { cable: "out", power: "on", keysWaiting: 7 });
  await ask("cable", { is: "in" });
  t.is((await ask("restart")).status, 200);
  t.like((await ask("state")).body, { cable: "in", power: "on" });
  t.false(world.log.text().includes("123456"));
});

test("the log is read in pieces, by type, and told as it happens, from a number on", async (t) => {
  const { ask, service, world } = await steeredWorld(t, { characters: false });
  await world.till.debit({ ref: "S-1", amountFen: 1 });
  const first = (await ask("log", { limit: 3 })).body as { events: readonly Body[]; next: number };
  t.deepEqual(
    first.events.map(({ id }) => id),
    [1, 2, 3],
  );
  t.is(first.next, 3);
  const second = (await ask("log", { after: first.next, limit: 1 })).body as { events: readonly Body[] };
  t.is(second.events[0]?.id, 4);
  const money = (await ask("log", { type: "money" })).body as { events: readonly Body[]; next: number };
  t.deepEqual(
    money.events.map(({ changeFen }) => changeFen),
    [-1],
  );

  const stop = new AbortController();
  const stream = await fetch(`${service.url}/v1/events`, {
    headers: { "last-event-id": String(money.next - 1) },
    signal: stop.signal,
  });
  t.is(stream.headers.get("content-type"), "text/event-stream; charset=utf-8");
  world.takeOut(0);
  let text = "";
  for await (const chunk of stream.body!) {
    text += Buffer.from(chunk).toString();
    if (text.includes("card out")) break;
  }
  stop.abort();
  const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
  t.is(ids[0], money.next);
  t.deepEqual(
    ids,
    Array.from(ids, (_, at) => money.next + at),
  );
  t.regex(text, /event: operator\ndata: {"id":\d+,"atMs":[\d.]+,"type":"operator","what":"card out"}/);
});

test("what cannot be is a problem with what was expected and what to do, in English and Chinese; nothing changes", async (t) => {
  const { ask, service } = await steeredWorld(t);
  const wrongFault = { kind: "card-mute", at: "journal step intent, before" };
  for (const [name, params, status, code, expected] of [
    ["type", { keys: "12a" }, 400, "bad-request", /keys/],
    ["takeOut", { slott: 1 }, 400, "bad-request", /slot/],
    ["cable", { is: "up" }, 400, "bad-request", /is/],
    ["log", { limit: "many" }, 400, "bad-request", /limit/],
    ["arm", { faults: [{ kind: "card-lost", at: "VERIFY" }] }, 400, "bad-request", /faults/],
    ["arm", { faults: [wrongFault] }, 422, "fault-refused", /DEBIT FOR PURCHASE, answer byte 3/],
    ["arm", { faults: [{ kind: "card-mute", at: "DEBIT" }] }, 422, "fault-refused", /DEBIT FOR/],
  ] as const) {
    const { body, type, ...answer } = await ask(name, params);
    t.is(answer.status, status, JSON.stringify(body));
    t.is(type, "application/problem+json; charset=utf-8");
    t.like(body, { type: `urn:duka:control:${code}`, code, status });
    t.regex(String(body.expected), expected);
    t.regex((body.remedy as { zh: string }).zh, /\p{Script=Han}/u);
  }
  t.deepEqual((await ask("faults")).body.faults, []);
  const post = (path: string, init: RequestInit) => fetch(service.url + path, { method: "POST", ...init });
  const json = { "content-type": "application/json" };
  for (const [path, init, status, code] of [
    ["/v1/format", {}, 404, "unknown-path"],
    ["/", { method: "GET" }, 404, "unknown-path"],
    ["/v1/arm", { method: "GET" }, 405, "wrong-verb"],
    ["/v1/state", { body: "{}", headers: json }, 405, "wrong-verb"],
    ["/v1/type", { body: "keys=1" }, 415, "not-as-json"],
    ["/v1/type", { body: "{", headers: json }, 400, "no-json"],
    ["/v1/type", { body: Uint8Array.of(0xff), headers: json }, 400, "no-json"],
    ["/v1/type", { body: "[".repeat(100), headers: json }, 400, "no-json"],
    ["/v1/type", { body: "[1]", headers: json }, 400, "bad-request"],
    ["/v1/type", { body: " ".repeat(300_000), headers: json }, 413, "too-long"],
    ["/v1/events?after=x", { method: "GET" }, 400, "bad-request"],
  ] as const) {
    const answer = await post(path, init);
    t.is(answer.status, status, path);
    t.is(((await answer.json()) as Body).code, code, path);
    if (status === 405) t.regex(answer.headers.get("allow") ?? "", /^(GET|POST)$/);
  }
  const streams = await Promise.all(Array.from({ length: 16 }, () => fetch(`${service.url}/v1/events`)));
  const oneMore = await fetch(`${service.url}/v1/events`);
  t.is(oneMore.status, 503);
  await Promise.all(streams.map(({ body }) => body?.cancel()));
});

test("the same operations are there for a program of this process", async (t) => {
  const { controlled, world } = await steeredWorld(t);
  await steer(controlled, "takeOut", {});
  t.is(world.reader.slot(0).chip, undefined);
  await t.throwsAsync(steer(controlled, "swap", { card: 7 }), {
    name: "ControlRefusal",
    code: "bad-request",
  });
});

test("a card number that comes over the line is told to no stream, unless personal data are asked for", async (t) => {
  const world = await openWorld({ seed: 7 });
  t.teardown(() => world.close());
  const number = world.profile.card.applicationSerialNumber.match(/../g)!.join(" ");
  for (const withPersonalData of [undefined, true] as const) {
    const controlled = { ...controlOfWorld(world), personal: { withPersonalData } };
    const address = { host: "127.0.0.1", port: 0 };
    const service = await serveControl({ controlled, address, clock: new RealClock(), version: "1" });
    const stop = new AbortController();
    const stream = await fetch(`${service.url}/v1/events`, { signal: stop.signal });
    const already = world.log.events.length;
    await world.till.card();
    const count = world.log.events.length - already;
    let text = "";
    for await (const chunk of stream.body!) {
      text += Buffer.from(chunk).toString();
      if ([...text.matchAll(/^data: /gm)].length >= count && text.endsWith("\n\n")) break;
    }
    stop.abort();
    const log = await fetch(`${service.url}/v1/log?after=${already}&limit=10000`);
    const { events: logged } = (await log.json()) as { events: readonly Body[] };
    await service.close();
    const streamed = [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data!) as Body);
    t.is(streamed.length, count);
    for (const events of [streamed, logged]) {
      const line = events.filter(
        ({ type, to, chip }) => type === "character" && to === "reader" && chip === "card",
      );
      t.is(
        line
          .map(({ byte }) => byte)
          .join(" ")
          .includes(number),
        withPersonalData === true,
      );
      t.is(JSON.stringify(events).includes(number), withPersonalData === true);
    }
  }
});
