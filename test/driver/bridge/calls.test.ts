/** The methods of `duka serve` over HTTP. */
import { readFileSync } from "node:fs";
import { METHODS, methodNames } from "@duka/driver/serve/requests";
import test from "ava";
import { startBridge, TILL } from "../../support/programs/bridge.js";

test("a paired page sells, and the same ref asked again tells the same; what is wrong is said in JSON", async (t) => {
  const bridge = await startBridge(t);
  const token = await bridge.pair(TILL, "till 3");
  const page = { token, origin: TILL };
  t.like((await bridge.ask("/v1/balance", { ...page, body: {} })).body, {
    balanceFen: 50000,
    simulated: true,
  });
  const sale = { ref: "S-1", amountFen: 1250 };
  const first = await bridge.ask("/v1/debit", { ...page, body: sale });
  t.like(first, { status: 200, body: { outcome: "committed", balanceAfterFen: 48750 } });
  t.deepEqual(await bridge.ask("/v1/debit", { ...page, body: sale }), first);
  const cases: readonly (readonly [path: string, body: object | string, status: number, code: string])[] = [
    ["/v1/debit", { ref: "S-1", amountFen: 1251 }, 400, "RangeError"],
    ["/v1/debit", { ref: "S-2" }, 400, "RangeError"],
    ["/v1/nothing", {}, 404, "unknown-method"],
    ["/v2/balance", {}, 404, "unknown-path"],
    ["/v1/balance", "{", 400, "no-json"],
    ["/v1/balance", "[]", 400, "no-json"],
    ["/v1/balance", `{"kind":"${"x".repeat(170_000)}"}`, 413, "too-long"],
    ["/v1/balance", "[".repeat(100), 400, "no-json"],
    ["/v1/debit", { ...sale, password: "123456" }, 400, "password-in-call"],
    ["/v1/debit", { ...sale, detail: { items: [{ PIN: "1" }] } }, 400, "password-in-call"],
    ["/v1/changePassword", { newPassword: "123456" }, 400, "password-in-call"],
  ];
  for (const [path, body, status, code] of cases) {
    const answered = await bridge.ask(path, { ...page, body });
    t.is(answered.status, status, `${path} ${code}`);
    t.like(answered.body.error, { code }, path);
    t.truthy((answered.body.error as { remedy: { zh: string } }).remedy.zh, code);
  }
  const form = { "content-type": "text/plain" };
  t.is((await bridge.ask("/v1/balance", { ...page, body: "{}", headers: form })).status, 415);
  t.is((await bridge.ask("/v1/balance", { ...page })).status, 405);
  t.is((await bridge.ask("/v1/balance", { ...page, method: "DELETE" })).status, 405);
});

type Operation = {
  readonly summary: string;
  readonly responses: {
    readonly [status: string]: {
      readonly content: {
        readonly "application/json": {
          readonly schema: { readonly properties?: object; readonly anyOf?: object };
        };
      };
    };
  };
};

test("the OpenAPI document has every method with its parameters and what it answers, and every refusal", async (t) => {
  const bridge = await startBridge(t);
  const { body } = await bridge.ask("/openapi.json");
  const paths = body.paths as { [path: string]: { post?: Operation } };
  for (const name of methodNames) {
    const { summary, responses } = paths[`/v1/${name}`]?.post ?? {};
    t.is(summary, METHODS[name].says, name);
    const answer = responses?.["200"]?.content["application/json"].schema;
    t.true(answer?.properties !== undefined || answer?.anyOf !== undefined, name);
  }
  t.is(paths["/v1/transmit"], undefined);
  t.like(body, { openapi: "3.1.0", servers: [{ url: bridge.url }] });
  t.regex(JSON.stringify(body), /password-in-call/);
});

test("a listed page may read answers, and is told so before it asks; no other page is", async (t) => {
  const bridge = await startBridge(t);
  const preflight = (origin: string) =>
    fetch(`${bridge.url}/v1/balance`, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-private-network": "true",
        "access-control-request-local-network": "true",
      },
    });
  const listed = await preflight(TILL);
  t.is(listed.status, 204);
  t.is(listed.headers.get("access-control-allow-origin"), TILL);
  t.is(listed.headers.get("access-control-allow-private-network"), "true");
  t.is(listed.headers.get("access-control-allow-local-network"), "true");
  t.is(listed.headers.get("access-control-allow-credentials"), null);
  for (const origin of ["https://evil.example", "null"]) {
    const refused = await preflight(origin);
    t.is(refused.status, 403);
    t.is(refused.headers.get("access-control-allow-origin"), null);
    t.is(refused.headers.get("access-control-allow-private-network"), null);
  }
});

test("the log names calls, sums and endings; numbers of persons are masked, and no other member is kept", async (t) => {
  const bridge = await startBridge(t);
  const token = await bridge.pair(TILL, "till 3");
  const detail = { institution: "城东药店", patient: "张伟" };
  const body = { ref: "330102199001011234-张伟", amountFen: 100, detail: { ...detail } };
  await bridge.ask("/v1/debit", { token, origin: TILL, body });
  await bridge.ask("/v1/balance", { token, origin: TILL, body: {} });
  const { body: state } = await bridge.ask("/operator/state", { token: bridge.operator });
  const log = JSON.stringify(state.log);
  t.regex(log, /"what":"balance"/);
  t.regex(log, /33\*\*\*\*34-张\*\*/);
  t.notRegex(log, /330102199001011234|张伟|城东药店|330186/);
  t.false(readFileSync(bridge.tokens, "utf8").includes(token));
});

test("a call is given up by its caller's id, by no one else's", async (t) => {
  const bridge = await startBridge(t);
  const [token, other] = [await bridge.pair(TILL), await bridge.pair("https://his.example")];
  const cancelled = { token, origin: TILL, body: { request: "r-1" } };
  t.deepEqual((await bridge.ask("/v1/cancel", cancelled)).body, { cancelled: false });
  const headers = { "x-request-id": "r-1" };
  const slow = bridge.ask("/v1/debit", {
    token,
    origin: TILL,
    headers,
    body: { ref: "S-1", amountFen: 100 },
  });
  const foreign = await bridge.ask("/v1/cancel", {
    ...cancelled,
    token: other,
    origin: "https://his.example",
  });
  t.deepEqual(foreign.body, { cancelled: false });
  t.true(["committed", "refused"].includes(String((await slow).body.outcome)));
});
