/** Whom the control API serves: programs of this machine, listed pages, and others only with the token. */
import { request } from "node:http";
import { createToken } from "@duka/protocol/local-service";
import type { Controlled } from "@duka/simulator/control/controlled";
import { serveControl } from "@duka/simulator/control/serve-control";
import { RealClock } from "@duka/simulator/time/real-clock";
import { createEventLog } from "@duka/simulator/world/event-log";
import { faultPlan } from "@duka/simulator/world/faults/fault-plan";
import test from "ava";

const HIS = "https://his.example";
const clock = new RealClock();
const NOTHING: Controlled = {
  log: createEventLog(clock),
  plan: faultPlan([]),
  places: [],
  impossible: [],
  reader: undefined,
  centre: undefined,
  repair: async () => {},
};

function serve(host: string, token?: string) {
  const address = { host, port: 0 };
  const origins = new Set([HIS]);
  return serveControl({ controlled: NOTHING, address, origins, token, clock, version: "1.2.3" });
}

/** `fetch` sets Host and Origin itself. */
function ask(
  port: number,
  method: string,
  headers: { readonly [name: string]: string },
  path = "/v1/faults",
) {
  return new Promise<{ status: number; headers: { readonly [name: string]: unknown }; text: string }>(
    (resolve, reject) => {
      const asked = request({ host: "127.0.0.1", port, path, method, headers }, (answer) => {
        let text = "";
        answer.on("data", (chunk) => {
          text += chunk;
        });
        answer.on("end", () => resolve({ status: answer.statusCode!, headers: answer.headers, text }));
      });
      asked.on("error", reject);
      asked.end();
    },
  );
}

test("on loopback: programs without a token, listed origins; no stranger's page, whatever name it comes by", async (t) => {
  const { port, close } = await serve("127.0.0.1");
  t.teardown(close);
  const host = `127.0.0.1:${port}`;
  for (const [what, headers, status, code] of [
    ["a program", { host }, 200, ""],
    ["its own page", { host, origin: `http://${host}` }, 200, ""],
    ["a listed page", { host, origin: HIS }, 200, ""],
    ["a page that is not listed", { host, origin: "https://evil.example" }, 403, "origin-not-listed"],
    ["a sandbox", { host, origin: "null" }, 403, "origin-null"],
    ["an image on a page", { host, "sec-fetch-site": "cross-site" }, 403, "page-without-origin"],
    ["a name that leads here", { host: `evil.example:${port}` }, 403, "host-refused"],
    ["another port", { host: "127.0.0.1:1" }, 403, "host-refused"],
  ] as const) {
    const answer = await ask(port, "GET", headers);
    t.is(answer.status, status, what);
    if (code !== "") t.is(JSON.parse(answer.text).code, code, what);
    const allowed = "origin" in headers && headers.origin === HIS ? HIS : undefined;
    t.is(answer.headers["access-control-allow-origin"], allowed, what);
  }
  const preflight = await ask(port, "OPTIONS", { host, origin: HIS });
  t.is(preflight.status, 204);
  t.is(preflight.headers["access-control-allow-methods"], "GET, POST");
  t.is((await ask(port, "OPTIONS", { host, origin: "https://evil.example" })).status, 403);
  t.is((await ask(port, "GET", { host }, "/v1/takeOut")).status, 404);
});

test("beyond this machine: only with a token, asked of every caller; a page by a name of its own is a stranger", async (t) => {
  await t.throwsAsync(serve("0.0.0.0"), { name: "RangeError", message: /--control-token/ });
  const token = createToken();
  const { port, close } = await serve("0.0.0.0", token);
  t.teardown(close);
  const host = `reader.lan:${port}`;
  const authorization = `Bearer ${token}`;
  for (const [what, headers, status, code] of [
    ["the token", { host, authorization }, 200, ""],
    ["a listed page with the token", { host, origin: HIS, authorization }, 200, ""],
    ["no token", { host }, 401, "token-missing"],
    ["another token", { host, authorization: `Bearer ${createToken()}` }, 401, "token-refused"],
    ["what is no token", { host, authorization: "Bearer x" }, 401, "token-refused"],
    ["a page of that name", { host, origin: `http://${host}`, authorization }, 403, "origin-not-listed"],
  ] as const) {
    const answer = await ask(port, "GET", headers);
    t.is(answer.status, status, what);
    if (code !== "") t.is(JSON.parse(answer.text).code, code, what);
    t.false(answer.text.includes(token), what);
  }
  const local = await serve("127.0.0.1", token);
  t.teardown(local.close);
  t.is((await ask(local.port, "GET", { host: `127.0.0.1:${local.port}` })).status, 401);
});
