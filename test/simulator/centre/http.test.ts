import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { NO_FAULTS } from "@duka/protocol/centre/faults";
import { faultyEntry } from "@duka/simulator/centre/faulty-entry";
import { BODY_BYTES_MAX } from "@duka/simulator/centre/http/http-routes";
import { serveHttp } from "@duka/simulator/centre/http/http-server";
import { RealClock } from "@duka/simulator/time/real-clock";
import test, { type ExecutionContext } from "ava";
import { closed } from "../../support/programs/closed.js";
import { enrol, HOLDER, openCounter, WINDOW } from "./counter.js";

async function openService(t: ExecutionContext) {
  const counter = openCounter();
  enrol(counter);
  const entry = faultyEntry(counter.centre);
  const options = { entry, clock: new RealClock(), version: "9.9.9", host: "127.0.0.1", port: 0 };
  const service = await serveHttp(options);
  t.teardown(() => service.close());
  return { url: service.url, entry, counter };
}

type Answer = { readonly status: number; readonly body: { readonly [member: string]: unknown } };

async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  return { status: response.status, body: (await response.json()) as Answer["body"] };
}

function post(body: unknown): RequestInit {
  return { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

const ALLOT = { ...WINDOW, ref: "x", holderId: HOLDER, amountFen: 100 };

test("an operation is POST with JSON, and answers its response or refusal", async (t) => {
  const { url } = await openService(t);
  const done = await ask(`${url}/life/allot`, post(ALLOT));
  t.is(done.status, 200);
  t.like(done.body, { holder: { accountFen: 100, document: "resident-id 330***********1234" } });
  const refused = await ask(`${url}/life/allot`, post({ ...ALLOT, amountFen: 1 }));
  t.is(refused.status, 409);
  t.is(refused.body.code, "reference-in-use");
});

test("the OpenAPI document describes what is served", async (t) => {
  const { url } = await openService(t);
  const { status, body } = await ask(`${url}/openapi.json`);
  t.is(status, 200);
  t.like(body, { openapi: "3.1.0", info: { version: "9.9.9" } });
});

const REFUSED: readonly (readonly [string, string, RequestInit, number])[] = [
  ["no such path", "/life/none", post({}), 404],
  ["the name alone", "/allot", post({}), 404],
  ["no such path, and no body", "/life/none", { method: "POST" }, 404],
  ["an operation by GET", "/life/allot", {}, 405],
  ["an operation by DELETE", "/life/allot", { method: "DELETE" }, 405],
  ["faults by DELETE", "/faults", { method: "DELETE" }, 405],
  ["faults of another media type", "/faults", { method: "PUT", body: "{}" }, 415],
  ["no JSON", "/life/allot", { ...post({}), body: "{" }, 400],
  ["no UTF-8", "/life/allot", { ...post({}), body: Uint8Array.of(0x22, 0xff, 0x22) }, 400],
  ["an empty body", "/life/allot", { ...post({}), body: "" }, 400],
  [
    "another media type",
    "/life/allot",
    { method: "POST", headers: { "content-type": "text/plain" }, body: "{}" },
    415,
  ],
  [
    "a web page",
    "/life/allot",
    { ...post({}), headers: { "content-type": "application/json", origin: "http://x" } },
    403,
  ],
  ["a list for an object", "/life/allot", post([]), 400],
  ["wrong faults", "/faults", { ...post({ down: 1 }), method: "PUT" }, 400],
  ["faults that are no JSON", "/faults", { ...post({}), method: "PUT", body: "{" }, 400],
  ["faults by POST", "/faults", post({}), 405],
  ["a body of 5 MB", "/life/allot", { ...post({}), body: `"${"x".repeat(BODY_BYTES_MAX + 1)}"` }, 413],
];

for (const [what, path, init, status] of REFUSED) {
  test(`${what} is refused with ${status} and a code, and the centre lives on`, async (t) => {
    const { url } = await openService(t);
    const answer = await ask(url + path, init);
    t.is(answer.status, status);
    t.is(typeof answer.body.code, "string");
    t.is((await ask(`${url}/register/areYouThere`, post({}))).status, 200);
  });
}

test("faults are set over HTTP: down breaks the connection and does nothing", async (t) => {
  const { url, counter } = await openService(t);
  const set = { ...post({ ...NO_FAULTS, down: true }), method: "PUT" };
  t.is((await ask(`${url}/faults`, set)).status, 200);
  await t.throwsAsync(ask(`${url}/life/allot`, post(ALLOT)));
  t.true((await ask(`${url}/faults`)).body.down as boolean);
  await ask(`${url}/faults`, { ...set, body: JSON.stringify(NO_FAULTS) });
  t.is(counter.ask("allot", ALLOT).holder.accountFen, 100);
});

test("a lost answer was carried out; asked again it comes", async (t) => {
  const { url, entry } = await openService(t);
  entry.setFaults({ ...NO_FAULTS, loseAnswers: 1, slowMs: 5 });
  await t.throwsAsync(ask(`${url}/life/allot`, post(ALLOT)));
  t.like(await ask(`${url}/life/allot`, post(ALLOT)), { status: 200, body: { holder: { accountFen: 100 } } });
});

test("an answer that comes twice stands twice on the connection, and says the same", async (t) => {
  const { url, entry } = await openService(t);
  entry.setFaults({ ...NO_FAULTS, answerTwice: 1 });
  const body = JSON.stringify(ALLOT);
  const head = `POST /life/allot HTTP/1.1\r\nhost: centre\r\ncontent-type: application/json\r\ncontent-length: ${body.length}`;
  const answers = await new Promise<string>((resolve) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () =>
      socket.write(`${head}\r\n\r\n${body}`),
    );
    let heard = "";
    socket.setEncoding("utf8").on("data", (text: string) => {
      heard += text;
      if (heard.split("accountFen").length === 3) {
        socket.destroy();
        resolve(heard);
      }
    });
  });
  const bodies = [...answers.matchAll(/\{.*\}/g)].map(([text]) => text);
  t.is(bodies.length, 2);
  t.is(bodies[0], bodies[1]);
});

test("a caller who goes away in the middle of a request does no harm", async (t) => {
  const { url } = await openService(t);
  await new Promise<void>((resolve) => {
    const request = httpRequest(`${url}/life/allot`, {
      method: "POST",
      headers: { "content-type": "application/json", "content-length": 100 },
    });
    request.on("error", () => resolve());
    request.on("socket", (socket) => socket.on("connect", () => request.write("{", () => request.destroy())));
  });
  t.is((await ask(`${url}/register/areYouThere`, post({}))).status, 200);
});

test("a port that is taken is named, with what to do", async (t) => {
  const { url, entry } = await openService(t);
  const port = Number(new URL(url).port);
  const options = { entry, clock: new RealClock(), version: "1", host: "127.0.0.1", port };
  await t.throwsAsync(serveHttp(options), {
    message: `cannot listen on 127.0.0.1:${port}: the port is in use; choose another one`,
  });
});

test("requests that never come in whole are ended, and so are connections that say nothing", async (t) => {
  const entry = faultyEntry(openCounter().centre);
  const clock = new RealClock();
  const limits = { host: "127.0.0.1", port: 0, requestTimeoutMs: 100 };
  const service = await serveHttp({ entry, clock, version: "0", ...limits });
  t.teardown(() => service.close());
  const begun = [
    "",
    "POST /register/areYouThere HTTP/1.1\r\n",
    "POST /register/areYouThere HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{",
  ];
  await Promise.all(
    begun.flatMap((text) =>
      Array.from({ length: 20 }, async () => {
        const socket = connect(Number(new URL(service.url).port), "127.0.0.1").resume();
        socket.write(text);
        await closed(socket);
      }),
    ),
  );
  t.pass();
});

test("a body that is nested without end is refused before it is parsed", async (t) => {
  const { url } = await openService(t);
  for (const body of ["[".repeat(BODY_BYTES_MAX), '{"a":'.repeat(BODY_BYTES_MAX / 5)]) {
    t.is((await ask(`${url}/life/allot`, { ...post({}), body })).status, 400);
  }
});
