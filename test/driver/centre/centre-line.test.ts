import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { realClock } from "@duka/driver/base/real-clock";
import { type HttpCentreOptions, openHttpCentre } from "@duka/driver/centre/http-centre";
import { CentreError } from "@duka/protocol/centre/centre-error";
import test, { type ExecutionContext } from "ava";
import {
  AUTHORITY,
  CLIENT_CERTIFICATE,
  CLIENT_KEY,
  SERVER_CERTIFICATE,
  SERVER_KEY,
} from "../../support/values/certificates.js";

function opened(options: Omit<HttpCentreOptions, "institutionId" | "clock">) {
  return openHttpCentre({ institutionId: "H1", clock: realClock, ...options });
}

/** A centre behind TLS; `heard` has the authorization and the client's name of each request. */
async function protectedCentre(t: ExecutionContext, options: ServerOptions = {}) {
  const heard: (readonly [authorization: string | undefined, client: string])[] = [];
  const server = createTlsServer(
    { cert: SERVER_CERTIFICATE, key: SERVER_KEY, ...options },
    (request, response) => {
      const socket = request.socket as import("node:tls").TLSSocket;
      heard.push([request.headers.authorization, String(socket.getPeerCertificate().subject?.CN)]);
      response.end('{"done":true}');
    },
  );
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/api/`, heard };
}

for (const host of [
  "centre.example",
  "10.0.0.1",
  "192.168.1.2:8080",
  "127.0.0.1.example",
  "localhost.example",
  "[2001:db8::1]",
]) {
  test(`plain http:// to ${host}, another machine, is refused unless it is said`, (t) => {
    const url = `http://${host}/api`;
    t.throws(() => opened({ url }), { instanceOf: RangeError, message: /--insecure-centre/ });
    t.notThrows(() => opened({ url, insecure: true }));
    t.notThrows(() => opened({ url: `https://${host}/api` }));
  });
}

for (const host of ["127.0.0.1:4080", "127.1.2.3", "localhost", "till.localhost", "[::1]:4080"]) {
  test(`plain http:// to ${host}, this machine, is taken`, (t) => {
    t.notThrows(() => opened({ url: `http://${host}` }));
  });
}

test("a url with a user or a password in it is refused, and not shown", (t) => {
  for (const url of ["https://till:s3cret@centre.example", "https://s3cret@centre.example"]) {
    const error = t.throws(() => opened({ url }), { instanceOf: RangeError, message: /authorization/ });
    t.notRegex(String(error), /s3cret/);
  }
});

test("a centre whose authority is given is believed, and gets authorization and client certificate", async (t) => {
  const { url, heard } = await protectedCentre(t, {
    ca: AUTHORITY,
    requestCert: true,
    rejectUnauthorized: true,
  });
  const tls = { ca: AUTHORITY, cert: CLIENT_CERTIFICATE, key: CLIENT_KEY };
  const centre = opened({ url, tls, authorization: "Bearer abc" });
  t.deepEqual(await centre.call("areYouThere", {}), { done: true });
  t.deepEqual(await centre.call("areYouThere", {}), { done: true });
  t.deepEqual(heard, [
    ["Bearer abc", "Duka test client"],
    ["Bearer abc", "Duka test client"],
  ]);
});

test("a centre that no known authority vouches for hears nothing: not sent", async (t) => {
  const { url, heard } = await protectedCentre(t);
  const error = await t.throwsAsync(opened({ url, authorization: "Bearer abc" }).call("areYouThere", {}), {
    instanceOf: CentreError,
  });
  t.like(error, { code: "down", delivery: "not-sent" });
  t.notRegex(String(error), /abc/);
  t.deepEqual(heard, []);
});

test.serial(
  "a package that switches the check of certificates off for the whole process does not for the centre",
  async (t) => {
    const { url, heard } = await protectedCentre(t);
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
    t.teardown(() => delete process.env.NODE_TLS_REJECT_UNAUTHORIZED);
    t.like(await t.throwsAsync(opened({ url }).call("areYouThere", {})), {
      code: "down",
      delivery: "not-sent",
    });
    t.deepEqual(heard, []);
  },
);

test("a centre that wants a client certificate answers a till without one nothing: delivery unknown", async (t) => {
  const { url, heard } = await protectedCentre(t, {
    ca: AUTHORITY,
    requestCert: true,
    rejectUnauthorized: true,
  });
  t.like(await t.throwsAsync(opened({ url, tls: { ca: AUTHORITY } }).call("areYouThere", {})), {
    code: "down",
    delivery: "unknown",
  });
  t.deepEqual(heard, []);
});

for (const [what, tls, message] of [
  ["a certificate without its key", { cert: CLIENT_CERTIFICATE }, /together/],
  ["a key without its certificate", { key: CLIENT_KEY }, /together/],
  ["a key of another certificate", { cert: CLIENT_CERTIFICATE, key: SERVER_KEY }, /cannot be used/],
  ["an authority that is no PEM", { ca: "authority" }, /tls\.ca must be a PEM text/],
  [
    "a broken certificate",
    { ca: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" },
    /cannot be used/,
  ],
] as const) {
  test(`${what} is refused when the centre is named, without a word of the key`, (t) => {
    const error = t.throws(() => opened({ url: "https://centre.example", tls }), {
      instanceOf: RangeError,
      message,
    });
    t.false(String(error).includes(SERVER_KEY.split("\n")[1]!));
  });
}

test("certificates for a centre without TLS are refused: they would protect nothing", (t) => {
  t.throws(() => opened({ url: "http://127.0.0.1", tls: { ca: AUTHORITY } }), { message: /https/ });
});
