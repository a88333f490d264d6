/** Makers' bridges whose functions are paths of HTTP. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { dialectOf } from "@duka/driver/bridge/dialect/dialect-table";
import test, { type ExecutionContext } from "ava";
import { HIS, startBridge } from "../../support/programs/bridge.js";
import { folderOf } from "../../support/values/folder.js";
import { freePort } from "../../support/values/free-port.js";

const ROUTES = {
  name: "paths",
  arguments: { by: "name", aliases: { pKey: ["pkey"] } },
  done: "0",
  answer: { api: "function", ret: "code", data: "text" },
  routes: {
    "/card=ssc": { function: "iReadCardBas", arguments: [1] },
    "/api/jiangsu/readBas": { function: "iReadCardBas", arguments: [] },
    "/api/jiangsu/readCard": { function: "iReadCard", arguments: [1, 1] },
    "/api/jiangsu/step2": { function: "iReadCardBas_HSM_Step2", arguments: [] },
  },
};

function fileOf(t: ExecutionContext, content: object): string {
  const file = join(folderOf(t), "paths.json");
  writeFileSync(file, JSON.stringify(content));
  return file;
}

async function makersBridge(t: ExecutionContext) {
  const port = await freePort();
  const bridge = await startBridge(t, { dialect: [fileOf(t, { ...ROUTES, port })], origin: [HIS] });
  const ask = async (path: string, init: RequestInit = {}, origin: string | null = HIS) => {
    const headers = { ...(init.headers as object), ...(origin === null ? {} : { origin }) };
    return fetch(`http://127.0.0.1:${port}${path}`, { ...init, headers });
  };
  return { bridge, ask, told: async (...args: Parameters<typeof ask>) => (await ask(...args)).json() };
}

test("a page asks by paths, with the rest in the query, in JSON or in a form; it is answered in the maker's shape", async (t) => {
  const { told } = await makersBridge(t);
  const bas = /^330100\|330102199001011234\|/;
  const fixed = (await told("/card=ssc")) as { data: string };
  t.like(fixed, { api: "/card=ssc", ret: "0" });
  t.regex(fixed.data, bas);
  const form = { "content-type": "application/x-www-form-urlencoded" };
  for (const [path, init] of [
    ["/api/jiangsu/readBas?iType=1", {}],
    ["/api/jiangsu/readBas", { method: "POST", body: '{"iType":"1"}' }],
    ["/api/jiangsu/readBas", { method: "POST", body: "iType=1", headers: form }],
  ] as const) {
    const { ret, data } = (await told(path, init)) as { ret: string; data: string };
    t.is(ret, "0", path);
    t.regex(data, bas);
  }
});

test("what a Duka cannot do is -13, a wrong argument or body -14, as pages of makers compare them", async (t) => {
  const { told } = await makersBridge(t);
  for (const [path, init, ret] of [
    ["/card=idcard", {}, "-13"],
    ["/", {}, "-13"],
    ["/iReadCardBas", {}, "-13"],
    ["/constructor", {}, "-13"],
    ["/api/jiangsu/readBas", {}, "-14"],
    ["/api/jiangsu/readBas", { method: "POST", body: "{" }, "-14"],
    ["/api/jiangsu/readBas", { method: "POST", body: `"${"x".repeat(170_000)}"` }, "-14"],
  ] as const)
    t.like(await told(path, init), { ret }, path);
});

test("a listed page alone is served: no other, no program, none without its origin; the bridge's page names who asked", async (t) => {
  const { bridge, ask } = await makersBridge(t);
  for (const origin of ["https://evil.example", "null", null]) {
    const refused = await ask("/card=ssc", {}, origin);
    t.is(refused.status, 403, String(origin));
    t.notRegex(await refused.text(), /330100/);
  }
  const preflight = await ask("/card=ssc", {
    method: "OPTIONS",
    headers: { "access-control-request-method": "POST" },
  });
  t.is(preflight.headers.get("access-control-allow-origin"), HIS);
  t.is(
    (await ask("/card=ssc", { method: "OPTIONS" }, "https://evil.example")).headers.get(
      "access-control-allow-origin",
    ),
    null,
  );
  t.is((await ask("/card=ssc", { method: "DELETE" })).status, 405);
  const { body } = await bridge.ask("/about");
  t.true((body.strangers as string[]).includes("https://evil.example"));
});

test("a file of routes is checked by its members", (t) => {
  for (const [routes, message] of [
    [{ "card=ssc": { function: "iReadCardBas", arguments: [] } }, /is no path/],
    [{ "/a?b": { function: "iReadCardBas", arguments: [] } }, /is no path/],
    [{ "/../a": { function: "iReadCardBas", arguments: [] } }, /is no path/],
    [{ "/a": { function: "iReadICCardNum", arguments: [] } }, /is no function of LD\/T 33/],
    [{ "/a": { function: "iReadCardBas" } }, /arguments/],
  ] as const)
    t.throws(() => dialectOf(fileOf(t, { ...ROUTES, port: 38_088, routes })), {
      instanceOf: RangeError,
      message,
    });
  const both = { ...ROUTES, port: 38_088, functionMember: "f" };
  t.throws(() => dialectOf(fileOf(t, both)), { instanceOf: RangeError, message: /functionMember/ });
});
