/** The studio's page is for the person who started it: strangers get a refusal and nothing else. */
import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { gzipSync } from "node:zlib";
import { openCounter } from "@duka/simulator/studio/counter";
import type { Counter } from "@duka/simulator/studio/counter-face";
import { serveStudio } from "@duka/simulator/studio/studio-server";
import test, { type ExecutionContext } from "ava";

const PAGE = new URL("../../../../simulator/dist/studio-page/", import.meta.url);
const PAGE_GZIP_MAX = 300_000;

async function studioOf(t: ExecutionContext) {
  const counter: Counter = await openCounter(1);
  const service = await serveStudio(counter, 0);
  t.teardown(async () => {
    await service.close();
    await counter.close();
  });
  const [url = "", token = ""] = service.address.split("/#");
  return { counter, url, port: Number(new URL(url).port), token };
}

type Asked = {
  readonly method?: string;
  readonly path?: string;
  readonly body?: string;
  readonly headers?: object;
};

/** With headers that `fetch` does not let one choose. */
function ask(port: number, { method = "GET", path = "/api/commands", body = "", headers = {} }: Asked) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const asked = httpRequest(
      { host: "127.0.0.1", port, method, path, headers: { ...headers } },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
          // A stream has no end: its beginning tells enough.
          if (text.includes("\n\n")) response.destroy();
        });
        response.on("close", () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    asked.on("error", reject);
    asked.end(body);
  });
}

test("without the token, or from a foreign page, there is no news, no clause, no scenario, and nothing is done", async (t) => {
  const { counter, port, token } = await studioOf(t);
  const bearer = { authorization: `Bearer ${token}` };
  const strangers: readonly (readonly [what: string, headers: object, status: number, code: string])[] = [
    ["no token", {}, 401, "no-token"],
    ["another token", { authorization: `Bearer ${"A".repeat(43)}` }, 401, "no-token"],
    ["the token as a cookie", { cookie: `token=${token}` }, 401, "no-token"],
    ["a foreign origin", { ...bearer, origin: "http://evil.test" }, 403, "not-let-in"],
    ["the same name, another port", { ...bearer, origin: "http://127.0.0.1:1" }, 403, "not-let-in"],
    ["a sandbox", { ...bearer, origin: "null" }, 403, "not-let-in"],
    ["a name that leads here", { ...bearer, host: `evil.test:${port}` }, 403, "not-let-in"],
    ["an image of a foreign page", { ...bearer, "sec-fetch-site": "cross-site" }, 403, "not-let-in"],
  ];
  const doors: readonly Asked[] = [
    { path: "/api/news" },
    { path: "/api/commands" },
    { path: "/api/scenario" },
    { path: "/api/none" },
    ...["/api/traces", "/api/cuts", "/api/rerun", "/api/shrink", "/api/play"].map((path) => ({
      method: "POST",
      path,
      body: "{}",
    })),
    {
      method: "POST",
      path: "/api/ask",
      body: '{"do":"insert","card":"own"}',
      headers: { "content-type": "application/json" },
    },
  ];
  for (const [what, headers, status, code] of strangers) {
    for (const door of doors) {
      const told = await ask(port, { ...door, headers: { ...door.headers, ...headers } });
      t.is(told.status, status, `${what} at ${door.path}`);
      const { error } = JSON.parse(told.text) as { error: { code: string; zh: string } };
      t.is(error.code, code);
      t.regex(error.zh, /\p{Script=Han}/u);
    }
  }
  // What anyone may read is the page itself, in no frame of another's.
  const foreign = await ask(port, { path: "/", headers: { origin: "http://evil.test" } });
  t.is(foreign.status, 403);
  t.true(
    counter.state().cards.every(({ isInSlot }) => !isInSlot),
    "nothing was done",
  );
});

test("its own page hears what happens, is told what it asked wrongly, and may turn no text into HTML", async (t) => {
  const { port, token, url } = await studioOf(t);
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const news = await ask(port, { path: "/api/news", headers });
  t.is(news.status, 200);
  t.regex(news.text, /^data: \{"news":"events"/);
  const wrong: readonly (readonly [body: string, status: number, says: RegExp, path?: string])[] = [
    ["{", 400, /no JSON/],
    ['{"do":"fly"}', 400, /request\.do must be one of sell, bill, load/],
    ['{"do":"sell","ref":"S-1"}', 400, /amountFen must be there to sell/],
    ['{"do":"sell","ref":"S-1","amountFen":0}', 400, /whole fen/],
    ['{"do":"insert","card":"gold"}', 400, /no card "gold"/],
    ['{"do":"strike","faults":[{"kind":"card-mute","at":"tea time"}]}', 400, /tea time/],
    ['{"do":"key","key":"x"}', 400, /one key/],
    ['{"scenario":"theft"}', 400, /scenario must be one of purchase/, "/api/cuts"],
    ['{"line":"theft"}', 400, /"theft" is no run/, "/api/rerun"],
    ['{"line":"theft"}', 400, /"theft" is no run/, "/api/shrink"],
    ['{"yaml":"title: t"}', 400, /scenario\.yaml:1:\d+: .*add it/, "/api/play"],
    ['{"form":"gif"}', 400, /form must be one of pcapng, perfetto, vcd/, "/api/traces"],
    ['{"form":"vcd"}', 409, /make a sale first/, "/api/traces"],
    ['{"do":"run"}', 409, /does not stand still/],
    [`{"do":"run","ref":"${"x".repeat(70_000)}"}`, 413, /too long/],
  ];
  for (const [body, status, says, path = "/api/ask"] of wrong) {
    const told = await ask(port, { method: "POST", path, body, headers });
    t.is(told.status, status, told.text);
    t.regex((JSON.parse(told.text) as { error: { en: string } }).error.en, says);
  }
  const form = { authorization: `Bearer ${token}`, "content-type": "text/plain" };
  t.is(
    (await ask(port, { method: "POST", path: "/api/ask", body: '{"do":"run"}', headers: form })).status,
    400,
  );
  const page = await fetch(url);
  t.regex(
    page.headers.get("content-security-policy") ?? "",
    /default-src 'none'.*frame-ancestors 'none'.*require-trusted-types-for 'script'/,
  );
  await t.throwsAsync(serveStudio({} as Counter, port), { message: new RegExp(String(port)) });
});

test("the page is smaller than 300 kB as it goes over a wire", (t) => {
  const files = ["index.html", "page.css", "page.js"].map((name) => readFileSync(new URL(name, PAGE)));
  const bytes = files.reduce((sum, file) => sum + gzipSync(file).length, 0);
  t.log(`${bytes} bytes gzip`);
  t.true(bytes < PAGE_GZIP_MAX, `${bytes}`);
});
