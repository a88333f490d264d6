/** `duka native-messaging` spoken to with real frames. */
import { join } from "node:path";
import { realClock } from "@duka/driver/base/real-clock";
import { createBridge } from "@duka/driver/bridge/bridge";
import { createEventHub } from "@duka/driver/bridge/event-hub";
import { createNativeHost } from "@duka/driver/bridge/native/native-host";
import { methodNames } from "@duka/driver/serve/requests";
import test from "ava";
import { writeChangedCard } from "../../../support/programs/changed-card.js";
import { frame, PAGE, type Said, startNativeHost } from "../../../support/programs/native-host.js";
import { folderOf } from "../../../support/values/folder.js";

const isReady = ({ event }: Said) => event === "ready";
const codeOf = ({ error }: Said) => (error as { code: string } | undefined)?.code;

test("it greets with its version, and a page's call is answered under its id", async (t) => {
  const host = startNativeHost(t);
  const ready = await host.next(isReady);
  t.regex(String(ready.version), /^\d+\.\d+\.\d+/);
  t.like(await host.ask(7, "balance"), { id: 7, result: { balanceFen: 50_000 } });
  t.like(await host.ask(8, "debit", { ref: "S-1", amountFen: 100 }), {
    id: 8,
    result: { outcome: "committed" },
  });
  t.is(await host.end(), 0);
});

test("a frame that comes byte by byte, and two in one piece, are the same frames", async (t) => {
  const host = startNativeHost(t);
  await host.next(isReady);
  const bytes = frame(JSON.stringify({ id: 1, page: PAGE, method: "hello" }));
  for (const byte of bytes) host.say(Uint8Array.of(byte));
  t.like(await host.next(({ id }) => id === 1), { result: { program: "duka" } });
  const both = [2, 3].map((id) => frame(JSON.stringify({ id, page: PAGE, method: "hello" })));
  host.say(Buffer.concat(both));
  t.like(await host.next(({ id }) => id === 2), { result: { program: "duka" } });
  t.like(await host.next(({ id }) => id === 3), { result: { program: "duka" } });
});

const WRONG: readonly (readonly [title: string, bytes: Uint8Array, code: string])[] = [
  ["an empty frame", frame(""), "no-json"],
  ["no JSON", frame("{"), "no-json"],
  ["no UTF-8", frame(Uint8Array.of(0x22, 0xff, 0x22)), "no-json"],
  ["a list", frame("[]"), "no-json"],
  ["JSON that is nested deeply", frame(`${"[".repeat(50)}${"]".repeat(50)}`), "no-json"],
  ["a call without its page", frame('{"id":1,"method":"hello"}'), "no-json"],
  ["a member that no one knows", frame('{"id":1,"own":"state","more":1}'), "no-json"],
  ["a file's page", frame('{"id":1,"page":{"key":"a","origin":"null"},"method":"hello"}'), "origin-null"],
  [
    "another extension as page",
    frame('{"id":1,"page":{"key":"a","origin":"chrome-extension://abc"},"method":"hello"}'),
    "origin-null",
  ],
  [
    "an origin with a path",
    frame('{"id":1,"page":{"key":"a","origin":"http://a/b"},"method":"hello"}'),
    "origin-null",
  ],
  ["a frame of more than 160 KiB", frame(" ".repeat(160 * 1024 + 1)), "too-long"],
  ["an answer to no question", frame('{"answer":1,"password":"123456"}'), "no-question"],
  ["an answer that is no password", frame('{"answer":1,"password":"12x456"}'), "bad-password"],
];

for (const [title, bytes, code] of WRONG) {
  test(`${title} is refused, and the next frame is read`, async (t) => {
    const host = startNativeHost(t);
    host.say(bytes);
    const refused = await host.next(({ error }) => error !== undefined);
    t.is(codeOf(refused), code);
    t.is(refused.id, null);
    t.like(await host.ask(5, "hello"), { result: { program: "duka" } });
  });
}

test("a length that no browser sends ends the host: what follows cannot be read", async (t) => {
  const host = startNativeHost(t);
  await host.next(isReady);
  host.say(frame("{}", 64 * 1024 * 1024 + 1));
  t.is(codeOf(await host.next(({ error }) => error !== undefined)), "no-frame");
  t.is(await host.ended, 0);
});

test("a browser that goes in the middle of a frame: nothing of it was asked", async (t) => {
  const host = startNativeHost(t);
  await host.next(isReady);
  host.say(
    frame(
      JSON.stringify({ id: 1, page: PAGE, method: "debit", params: { ref: "H", amountFen: 1 } }),
    ).subarray(0, -1),
  );
  t.is(await host.end(), 0);
  t.deepEqual(
    host.heard.filter(({ id }) => id !== undefined),
    [],
  );
});

for (const [title, more, isTold] of [
  ["of 1 MiB goes to the browser", 0, true],
  ["of 1 MiB and a byte is not sent, for the browser would cut the connection; the caller is told", 1, false],
] as const) {
  test(`an answer ${title}`, async (t) => {
    const empty = JSON.stringify({ id: 1, result: { text: "" } }).length;
    const text = "x".repeat(1024 * 1024 - empty + more);
    const methods = { names: methodNames, inTurn: [], run: async () => ({ text }) };
    const events = createEventHub();
    const bridge = createBridge({ clock: realClock, methods, events, atTerminal: undefined });
    const sent: Uint8Array[] = [];
    const answered = new Promise<Said>((resolve) => {
      const host = createNativeHost(
        bridge,
        "0",
        (frame) => {
          sent.push(frame);
          const said = JSON.parse(Buffer.from(frame.subarray(4)).toString()) as Said;
          if (said.id === 1) resolve(said);
        },
        () => t.fail(),
      );
      t.teardown(() => host.end());
      host.take(frame(JSON.stringify({ id: 1, page: PAGE, method: "sales" })));
    });
    const said = await answered;
    t.is(codeOf(said), isTold ? undefined : "answer-too-long");
    t.is(sent.at(-1)!.length === 4 + 1024 * 1024, isTold);
  });
}

test("the host serves the extension that it was installed for, and says to another one why not", async (t) => {
  for (const words of [
    ["chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/"],
    ["/x/duka.reader.json", "other@duka.example"],
  ]) {
    const host = startNativeHost(t, {}, words);
    await t.throwsAsync(host.ended, { instanceOf: RangeError, message: /duka native-messaging install/ });
    t.deepEqual(host.heard.map(codeOf), ["extension-refused"]);
  }
  for (const words of [[], ["https://his.example/"], ["x"]]) {
    const host = startNativeHost(t, {}, words);
    await t.throwsAsync(host.ended, { instanceOf: RangeError, message: /no browser has started this/ });
  }
  const firefox = startNativeHost(t, { extension: ["reader@duka.example"] }, [
    "/x/duka.reader.json",
    "reader@duka.example",
  ]);
  t.truthy(await firefox.next(isReady));
});

test("a page's call with a password in it is refused, at any depth, and what was asked is kept with masks", async (t) => {
  const host = startNativeHost(t);
  for (const [at, params] of [
    { password: "654321" },
    { detail: { pin: "654321" } },
    { password: 1 },
  ].entries())
    t.is(
      codeOf(await host.ask(at + 1, "debit", { ref: "S-1", amountFen: 1, ...params })),
      "password-in-call",
    );
  await host.ask(9, "debit", { ref: "330102199001011234", amountFen: 100 }, { ...PAGE, name: "till 3" });
  host.say({ id: 10, own: "state" });
  const { result } = await host.next(({ id }) => id === 10);
  const { log } = result as { log: readonly object[] };
  t.like(log[0], {
    origin: PAGE.origin,
    page: "till 3",
    what: "debit",
    ref: "33****34",
    amountFen: 100,
    ending: "committed",
  });
  t.notRegex(
    JSON.stringify(host.heard.map(({ result: _, ...rest }) => rest)) + JSON.stringify(log),
    /654321/,
  );
});

/** A card with the password 654321. */
function cardWithPassword(folder: string): string {
  const state = join(folder, "card.json");
  writeChangedCard(state);
  return `sim:hangzhou?state=${state}`;
}

test("a password is asked of the extension's own window, wrong ones again; it stands in no answer", async (t) => {
  const host = startNativeHost(t, { reader: cardWithPassword(folderOf(t)) });
  host.say({ id: 1, page: PAGE, method: "debit", params: { ref: "S-1", amountFen: 100 } });
  const isQuestion = ({ question }: Said) => question !== undefined && question !== null;
  const first = (await host.next(isQuestion)).question as { number: number };
  t.like(first, { because: "first", page: PAGE.origin, maskedCardNumber: "330186**********4236" });
  host.say({ answer: first.number, password: "111111" });
  const second = (await host.next(isQuestion)).question as { number: number };
  t.like(second, { because: "wrong" });
  host.say({ answer: second.number, password: "654321" });
  t.like(await host.next(({ id }) => id === 1), { result: { outcome: "committed" } });
  t.like(await host.next(({ question }) => question === null), { question: null });
  t.notRegex(JSON.stringify(host.heard), /654321|111111/);
});

test("a window that is closed says that no one types it; a page that goes gives its call up", async (t) => {
  const host = startNativeHost(t, { reader: cardWithPassword(folderOf(t)) });
  const isQuestion = ({ question }: Said) => question !== undefined && question !== null;
  const sale = { ref: "S-1", amountFen: 100 };
  host.say({ id: 1, page: PAGE, method: "debit", params: sale });
  const { number } = (await host.next(isQuestion)).question as { number: number };
  host.say({ answer: number, password: null });
  t.like(await host.next(({ id }) => id === 1), { result: { outcome: "refused" } });
  host.say({ id: 2, page: PAGE, method: "debit", params: sale });
  await host.next(isQuestion);
  host.say({ giveUp: 2 });
  await host.next(({ id }) => id === 2);
  t.like(await host.ask(3, "sale", { ref: "S-1" }), { result: { known: false } });
});

test("two pages have the reader in turn, and hear who has it", async (t) => {
  const host = startNativeHost(t);
  const [his, till] = [PAGE, { key: "tab-2", origin: "http://10.0.0.5:8080", name: "till 2" }];
  const answers = await Promise.all(
    [1, 2, 3, 4].map((id) => host.ask(id, "balance", {}, id % 2 === 0 ? his : till)),
  );
  t.deepEqual(
    answers.map(({ result }) => (result as { balanceFen: number }).balanceFen),
    [50_000, 50_000, 50_000, 50_000],
  );
  t.true(host.heard.some(({ event, holder }) => event === "queue" && holder === "till 2"));
});
