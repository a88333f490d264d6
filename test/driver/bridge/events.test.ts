/** Events and calls by Server-Sent Events and WebSocket. */
import { once } from "node:events";
import test, { type ExecutionContext } from "ava";
import { WebSocket } from "ws";
import { type RunningBridge, startBridge, TILL } from "../../support/programs/bridge.js";
import { closed } from "../../support/programs/closed.js";

type Message = { readonly [member: string]: unknown };

/** A socket of a page, and its messages in their order. */
async function pageSocket(t: ExecutionContext, bridge: RunningBridge, origin: string, first: object) {
  const socket = new WebSocket(`${bridge.url.replace("http", "ws")}/v1/socket`, { origin });
  t.teardown(() => socket.terminate());
  const messages: Message[] = [];
  const waiting: (() => void)[] = [];
  socket.on("message", (data) => {
    messages.push(JSON.parse(String(data)));
    for (const wake of waiting.splice(0)) wake();
  });
  await once(socket, "open");
  socket.send(JSON.stringify(first));
  const next = async (wanted: (message: Message) => boolean): Promise<Message> => {
    for (;;) {
      const at = messages.findIndex(wanted);
      if (at >= 0) return messages.splice(at, 1)[0]!;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  return { socket, next, say: (message: object) => socket.send(JSON.stringify(message)) };
}

const ofId = (id: unknown) => (message: Message) => message.id === id;
const ofEvent = (event: string) => (message: Message) => message.event === event;

test("a socket takes the lines of duka serve after its token, and hears who has the reader", async (t) => {
  const bridge = await startBridge(t);
  const token = await bridge.pair(TILL, "till 3");
  const page = await pageSocket(t, bridge, TILL, { token, name: "tab 1" });
  t.deepEqual(await page.next(ofEvent("ready")), { event: "ready", name: "till 3 · tab 1" });
  page.say({ id: 1, method: "balance" });
  t.like((await page.next(ofId(1))).result, { balanceFen: 50000 });
  t.truthy(await page.next((one) => one.event === "queue" && one.holder === "till 3 · tab 1"));
  page.say({ id: "S", method: "debit", params: { ref: "S-1", amountFen: 1250 } });
  t.like((await page.next(ofId("S"))).result, { outcome: "committed" });
  for (const [message, code] of [
    [{ id: 2, method: "fly" }, "unknown-method"],
    [{ id: 3, method: "debit", params: {} }, "RangeError"],
    [{ id: 4, password: "123456" }, "password-in-call"],
    [
      { id: 5, method: "debit", params: { ref: "S-2", amountFen: 1, password: "123456" } },
      "password-in-call",
    ],
    [{ id: 6, method: "balance", more: 1 }, "no-json"],
  ] as const) {
    page.say(message);
    t.like((await page.next(ofId(message.id))).error, { code });
  }
  page.socket.send("{");
  t.like((await page.next(ofId(null))).error, { code: "no-json" });
});

test("a socket without its token, with a token of another origin, or of another page is closed", async (t) => {
  const bridge = await startBridge(t);
  const token = await bridge.pair(TILL);
  for (const first of [{}, { token: "A".repeat(43) }, { token: 5 }]) {
    const page = await pageSocket(t, bridge, TILL, first);
    t.is((await closed(page.socket))[0], 1008);
  }
  const foreign = await pageSocket(t, bridge, "https://his.example", { token });
  t.is((await closed(foreign.socket))[0], 1008);
  for (const origin of ["https://evil.example", "null"]) {
    await t.throwsAsync(pageSocket(t, bridge, origin, { token }), { message: /403/ });
  }
});

test("events come as a stream to who has a token", async (t) => {
  const bridge = await startBridge(t);
  const token = await bridge.pair(TILL, "till 3");
  t.is((await bridge.ask("/v1/events", { origin: TILL })).status, 401);
  const ending = new AbortController();
  t.teardown(() => ending.abort());
  const response = await fetch(`${bridge.url}/v1/events`, {
    headers: { origin: TILL, authorization: `Bearer ${token}` },
    signal: ending.signal,
  });
  t.is(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
  t.is(response.headers.get("access-control-allow-origin"), TILL);
  await bridge.ask("/v1/balance", { origin: TILL, token, body: {} });
  let text = "";
  const reading = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  while (!text.includes('"holder":"till 3"')) text += (await reading.read()).value ?? "";
  t.regex(text, /^data: \{"event":"queue","holder":null,"waiting":0\}\n\n/);
});

test("a page that asks faster than it may is read more slowly, and gets every answer", async (t) => {
  const bridge = await startBridge(t);
  const token = await bridge.pair(TILL);
  const page = await pageSocket(t, bridge, TILL, { token });
  const calls = 700;
  for (let id = 1; id <= calls; id++) page.say({ id, method: "hello" });
  for (let id = 1; id <= calls; id++) t.like((await page.next(ofId(id))).result, { program: "duka" });
});
