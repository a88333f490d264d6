/** Who is let in to a service of this machine that web pages may ask. */
import {
  createGuard,
  createRateLimit,
  createToken,
  isOwnHost,
  isToken,
  listenAddress,
  originList,
  parseOrigin,
  sameHash,
  tokenHash,
} from "@duka/protocol/local-service";
import test from "ava";

const ORIGINS: readonly (readonly [text: string, origin: string])[] = [
  ["https://his.example", "https://his.example"],
  ["https://HIS.example/", "https://his.example"],
  ["https://his.example:443", "https://his.example"],
  ["http://10.0.0.5:8080", "http://10.0.0.5:8080"],
  ["http://[::1]:8000", "http://[::1]:8000"],
  [
    "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
    "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
  ],
];
for (const [text, origin] of ORIGINS) test(`${text} is an origin`, (t) => t.is(parseOrigin(text), origin));

const NO_ORIGINS = [
  ...["null", "", "*", "https://*", "https://*.his.example", "his.example", "file:///page.html"],
  ...["https://his.example/page", "https://his.example?x", "https://his.example#x", "https://a@his.example"],
  ...["data:text/html,x", "javascript:x", `https://${"a".repeat(400)}.example`],
];
for (const text of NO_ORIGINS) {
  test(`${text.slice(0, 40)} is no origin`, (t) => {
    t.throws(() => parseOrigin(text), {
      instanceOf: RangeError,
      message: /write it as the browser names it/,
    });
  });
}

test("a service listens at the loopback alone", (t) => {
  t.deepEqual(listenAddress("127.0.0.1:4090"), { host: "127.0.0.1", port: 4090 });
  t.deepEqual(listenAddress("[::1]:0"), { host: "::1", port: 0 });
  t.deepEqual(listenAddress("LOCALHOST:1"), { host: "localhost", port: 1 });
  for (const elsewhere of ["0.0.0.0:4090", "10.0.0.5:4090", "[::]:4090", "his.example:80"]) {
    t.throws(() => listenAddress(elsewhere), { message: /is not this machine alone/ }, elsewhere);
  }
  for (const wrong of ["4090", "127.0.0.1", "127.0.0.1:65536", "127.0.0.1:x", ":4090", "a b:1"]) {
    t.throws(() => listenAddress(wrong), { message: /is no HOST:PORT/ }, wrong);
  }
});

const HOSTS: readonly (readonly [header: string | undefined, isOwn: boolean])[] = [
  ["127.0.0.1:4090", true],
  ["localhost:4090", true],
  ["LocalHost:4090", true],
  ["[::1]:4090", true],
  ["127.0.0.1:4091", false],
  ["127.0.0.1", false],
  ["evil.example:4090", false],
  ["localhost.evil.example:4090", false],
  ["127.0.0.1.evil.example:4090", false],
  ["evil.example@127.0.0.1:4090", false],
  ["127.0.0.1:4090 evil.example", false],
  ["0.0.0.0:4090", false],
  ["", false],
  [undefined, false],
];
for (const [header, isOwn] of HOSTS) {
  test(`Host ${header}: ${isOwn ? "its own" : "refused, as after DNS rebinding"}`, (t) => {
    t.is(isOwnHost(header, 4090), isOwn);
  });
}

const guard = createGuard(originList(["https://his.example"]), 4090);
const HOST = "127.0.0.1:4090";
const VERDICTS: readonly (readonly [
  what: string,
  asked: { origin?: string; fetchSite?: string; host?: string },
  verdict: string | undefined,
])[] = [
  ["a listed page", { origin: "https://his.example", fetchSite: "cross-site" }, "https://his.example"],
  ["a program that is no browser", {}, undefined],
  ["the service's own page", { origin: `http://${HOST}`, fetchSite: "same-origin" }, "own"],
  ["its address typed", { fetchSite: "none" }, "own"],
  ["its own page's GET", { fetchSite: "same-origin" }, "own"],
  ["another page", { origin: "https://evil.example" }, "origin-not-listed"],
  [
    "a listed name in capitals, which no browser writes",
    { origin: "https://HIS.example" },
    "origin-not-listed",
  ],
  ["the listed page by http", { origin: "http://his.example" }, "origin-not-listed"],
  ["the listed page at another port", { origin: "https://his.example:8443" }, "origin-not-listed"],
  [
    "a name that begins like a listed one",
    { origin: "https://his.example.evil.example" },
    "origin-not-listed",
  ],
  ["a page of another port of this machine", { origin: "http://127.0.0.1:8000" }, "origin-not-listed"],
  ["a file or a sandbox", { origin: "null" }, "origin-null"],
  ["an image of another page", { fetchSite: "cross-site" }, "page-without-origin"],
  ["an image of a page of the same site", { fetchSite: "same-site" }, "page-without-origin"],
  [
    "a listed page after DNS rebinding",
    { origin: "https://his.example", host: "his.example:4090" },
    "host-refused",
  ],
  [
    "a page of the rebound name itself",
    { origin: "http://evil.example:4090", host: "evil.example:4090" },
    "host-refused",
  ],
];
for (const [what, { origin, fetchSite, host = HOST }, expected] of VERDICTS) {
  test(`${what}: ${expected ?? "a program"}`, (t) => {
    const verdict = guard({ host, origin, fetchSite });
    t.is(verdict.isLetIn ? verdict.origin : verdict.code, expected);
  });
}

test("a list that holds null lets no one in by it", (t) => {
  const open = createGuard(new Set(["null"]), 4090);
  t.deepEqual(open({ host: HOST, origin: "null", fetchSite: undefined }), {
    isLetIn: false,
    code: "origin-null",
  });
});

test("a token is 256 bits; its hash alone is kept and compared", (t) => {
  const token = createToken();
  t.true(isToken(token));
  t.not(createToken(), token);
  t.is(
    createToken(() => new Uint8Array(32)),
    "A".repeat(43),
  );
  t.true(sameHash(tokenHash(token), tokenHash(token)));
  t.false(sameHash(tokenHash(token), tokenHash(createToken())));
  t.false(sameHash("", ""));
  t.false(sameHash("zz".repeat(32), "zz".repeat(32)));
});

test("a caller that asks too often is told when it may; another one is not touched", (t) => {
  const rate = createRateLimit(10, 3, 4);
  t.deepEqual(
    [1, 2, 3, 4].map(() => rate.take("a", 0)),
    [0, 0, 0, 100],
  );
  t.is(rate.take("b", 0), 0);
  t.is(rate.take("a", 50), 50);
  t.is(rate.take("a", 100), 0);
  t.deepEqual(
    [1, 2, 3, 4].map(() => rate.take("a", 100_000)),
    [0, 0, 0, 100],
  );
});

test("many names are not remembered for ever", (t) => {
  const rate = createRateLimit(1, 1, 2);
  t.is(rate.take("a", 0), 0);
  t.is(rate.take("b", 0), 0);
  t.is(rate.take("c", 0), 0);
  t.is(rate.take("b", 0), 1000);
  t.is(rate.take("a", 0), 0, "forgotten, as the one that asked longest ago");
});
