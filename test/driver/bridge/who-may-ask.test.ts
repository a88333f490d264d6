/** Whom the bridge serves: listed origins with a token of their own, paired programs, and no one else. */

import { statSync } from "node:fs";
import { request } from "node:http";
import test from "ava";
import { HIS, startBridge, TILL } from "../../support/programs/bridge.js";

const EVIL = "https://evil.example";

test("origin, token and host have to fit together: a table of who gets what", async (t) => {
  const bridge = await startBridge(t);
  const till = await bridge.pair(TILL);
  const his = await bridge.pair(HIS);
  const program = (await bridge.dukaPair("--program", "clinic")).out.trim();
  const none = "A".repeat(43);
  const table: readonly (readonly [
    what: string,
    origin: string | undefined,
    token: string | undefined,
    status: number,
    code?: string,
  ])[] = [
    ["a listed page with its token", TILL, till, 200],
    ["a program with its token", undefined, program, 200],
    ["no token", TILL, undefined, 401, "token-missing"],
    ["a made-up token", TILL, none, 401, "token-refused"],
    ["a token of another listed origin", TILL, his, 401, "token-refused"],
    ["a program's token in a page", TILL, program, 401, "token-refused"],
    ["a page's token in a program", undefined, till, 401, "token-refused"],
    ["the operator's key is no token", undefined, bridge.operator, 401, "token-refused"],
    ["a page that is not listed, with a stolen token", EVIL, till, 403, "origin-not-listed"],
    ["a sandbox with a stolen token", "null", till, 403, "origin-null"],
    ["a page of the bridge's own origin", bridge.url, till, 401, "token-refused"],
  ];
  for (const [what, origin, token, status, code] of table) {
    const asked = {
      body: {},
      ...(origin === undefined ? {} : { origin }),
      ...(token === undefined ? {} : { token }),
    };
    const answered = await bridge.ask("/v1/balance", asked);
    t.is(answered.status, status, what);
    if (code !== undefined) t.like(answered.body.error, { kind: "bridge", code }, what);
  }
  const { body } = await bridge.ask("/about");
  t.deepEqual(body.strangers, ["null", EVIL]);
});

test("another name in Host is refused: DNS rebinding leads nowhere", async (t) => {
  const bridge = await startBridge(t);
  const token = await bridge.pair(TILL);
  for (const host of [
    `evil.example:${bridge.port}`,
    "127.0.0.1",
    `127.0.0.1:${bridge.port + 1}`,
    "evil.example",
  ]) {
    for (const path of ["/v1/balance", "/", "/about", "/openapi.json", "/operator/state"]) {
      const status = await new Promise<number>((resolve, reject) => {
        const headers = { host, authorization: `Bearer ${token}` };
        const sent = request(`${bridge.url}${path}`, { method: "GET", headers }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        });
        sent.on("error", reject);
        sent.end();
      });
      t.is(status, 403, `${host} ${path}`);
    }
  }
});

test("a page is paired once, by the code that the operator confirms, and gets its token once", async (t) => {
  const bridge = await startBridge(t);
  const begun = await bridge.ask("/v1/pair", { origin: TILL, body: { name: "窗口 3" } });
  const { code, pairing } = begun.body as { code: string; pairing: string };
  t.regex(code, /^\d{6}$/);
  t.is((await bridge.dukaPair()).out, `${code}  ${TILL}  窗口 3\n`);
  t.is(
    (await bridge.ask("/v1/paired", { origin: HIS, body: { pairing } })).status,
    404,
    "another origin's question",
  );
  const [paired, confirmed] = await Promise.all([
    bridge.ask("/v1/paired", { origin: TILL, body: { pairing } }),
    bridge.dukaPair(code),
  ]);
  t.is(confirmed.out, "paired\n已配对\n");
  const token = String(paired.body.token);
  t.is(paired.body.state, "paired");
  t.is((await bridge.ask("/v1/paired", { origin: TILL, body: { pairing } })).status, 404, "told once");
  t.is((await bridge.ask("/v1/balance", { origin: TILL, token, body: {} })).status, 200);
  t.is(statSync(bridge.tokens).mode & 0o777, 0o600);
  const id =
    /^(\S+) {2}https:\/\/till\.example {2}窗口 3$/m.exec((await bridge.dukaPair("--list")).out)?.[1] ?? "";
  t.is((await bridge.dukaPair("--remove", id)).out, "removed\n已移除\n");
  t.is((await bridge.ask("/v1/balance", { origin: TILL, token, body: {} })).status, 401);
  t.is((await bridge.dukaPair("--remove", id)).code, 1);
});

test("a pairing that the operator refuses, or a code that no page shows, gives nothing", async (t) => {
  const bridge = await startBridge(t);
  const begun = await bridge.ask("/v1/pair", { origin: TILL, body: {} });
  const { code, pairing } = begun.body as { code: string; pairing: string };
  const wrong = code === "000000" ? "000001" : "000000";
  t.like(await bridge.dukaPair(wrong), { code: 2 });
  t.is((await bridge.dukaPair(code, "--refuse")).out, "refused\n已拒绝\n");
  t.deepEqual((await bridge.ask("/v1/paired", { origin: TILL, body: { pairing } })).body, {
    state: "refused",
  });
  t.is((await bridge.dukaPair()).out, "none\n无\n");
  t.is((await bridge.ask("/v1/pair", { origin: EVIL, body: {} })).status, 403);
  t.is((await bridge.ask("/v1/pair", { body: {} })).status, 403, "a program is paired at its command line");
});

test("a bridge that ends lets go of pairings that wait, and of who waits for them", async (t) => {
  const bridge = await startBridge(t);
  const { pairing } = (await bridge.ask("/v1/pair", { origin: TILL, body: {} })).body;
  const waiting = bridge
    .ask("/v1/paired", { origin: TILL, body: { pairing } })
    .catch((error: Error) => error.name);
  await bridge.stop();
  t.is(await waiting, "TypeError");
});

test("the operator's part is for the operator's key alone, and for no listed page", async (t) => {
  const bridge = await startBridge(t);
  const token = await bridge.pair(TILL);
  const key = bridge.operator;
  for (const path of ["/operator/state", "/operator/pair", "/operator/program", "/operator/password/1"]) {
    const isGet = path === "/operator/state";
    const body = isGet ? {} : { body: {} };
    t.is((await bridge.ask(path, { ...body })).status, 403, path);
    t.is((await bridge.ask(path, { ...body, token })).status, 403, path);
    t.is((await bridge.ask(path, { ...body, token: key, origin: TILL })).status, 403, path);
    t.is((await bridge.ask(path, { ...body, token: key, origin: EVIL })).status, 403, path);
  }
  t.is((await bridge.ask("/operator/state", { token: key, origin: bridge.url })).status, 200);
});

test("the page stands in no frame, runs nothing of others, and is the same for all who open it", async (t) => {
  const bridge = await startBridge(t);
  for (const path of ["/", "/page.js", "/page.css"]) {
    const response = await fetch(`${bridge.url}${path}`);
    t.is(response.status, 200, path);
    t.is(response.headers.get("x-frame-options"), "DENY");
    t.regex(response.headers.get("content-security-policy") ?? "", /frame-ancestors 'none'/);
    t.false((await response.text()).includes(bridge.operator));
  }
});

test("an address of other machines, an origin that is none, and a password on standard input are refused", async (t) => {
  for (const [option, message] of [
    [{ http: "0.0.0.0:4090" }, /is not this machine alone/],
    [{ origin: ["null"] }, /is no origin/],
    [{ passwordStdin: true }, /on its own page/],
  ] as const) {
    await t.throwsAsync(startBridge(t, option), { instanceOf: RangeError, message });
  }
});
