/** Whatever arrives at the HTTP interface: a reply with a status and JSON, and a refusal has changed nothing. */
import { centreOperations, isOperation, pathOf } from "@duka/protocol/centre/centre";
import { openApiDocument } from "@duka/protocol/centre/openapi";
import { faultyEntry } from "@duka/simulator/centre/faulty-entry";
import { type Request, route } from "@duka/simulator/centre/http/http-routes";
import { memoryStore } from "@duka/simulator/centre/store/store-memory";
import test from "ava";
import fc from "fast-check";
import { anyCharacter } from "../../support/values/any-character.js";
import { openCounter, withActiveCard } from "./counter.js";
import { dump } from "./dump.js";

const PATHS = Object.keys(openApiDocument("1").paths as object);

/** Of a segment of a path (RFC 3986): what stands for itself, and now and then any other character, escaped. */
const inSegment = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.constantFrom(
      ..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,;=:@",
    ),
  },
  { weight: 1, arbitrary: anyCharacter.map(escaped) },
);

function escaped(character: string): string {
  const text = encodeURIComponent(character);
  return text === character ? `%${character.charCodeAt(0).toString(16)}` : text;
}

const anyPath = fc
  .array(fc.string({ unit: inSegment }), { size: "xsmall" })
  .map((segments) => segments.map((segment) => `/${segment}`).join(""));

const anyRequest: fc.Arbitrary<Request> = fc.record({
  method: fc.constantFrom("GET", "POST", "PUT", "DELETE", "OPTIONS", "x"),
  target: fc.oneof(
    fc.constantFrom(
      ...PATHS,
      "/",
      "",
      "/openapi.json",
      "/faults?x",
      "/keys/__proto__",
      "/settlement/toString",
    ),
    anyPath,
    fc.string(),
  ),
  origin: fc.constantFrom(undefined, undefined, undefined, "null", "https://example.org"),
  contentType: fc.constantFrom(
    "application/json",
    "application/json; charset=utf-8",
    "text/plain",
    "",
    undefined,
  ),
  body: fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json().map((text) => new TextEncoder().encode(text)),
    fc.constantFrom(undefined, new TextEncoder().encode("{}"), Uint8Array.of(0x22, 0xff, 0x22)),
  ),
});

test("any method, path, headers and body get a status and JSON; a refusal leaves the store and the faults alone", (t) => {
  const store = memoryStore();
  const counter = openCounter({ store });
  withActiveCard(counter);
  const entry = faultyEntry(counter.centre);
  const before = dump(store);
  const faults = entry.faults();
  fc.assert(
    fc.property(anyRequest, (request) => {
      const routed = route(entry, "1", request);
      const replies = "reply" in routed ? [routed.reply] : routed.received.answers;
      t.is(replies.length, 1);
      const [{ status, body } = { status: 0, body: undefined }] = replies;
      t.true(status === 200 || (status >= 400 && status < 500), `${status}`);
      t.is(typeof JSON.stringify(body), "string");
      if (status !== 200) t.deepEqual([dump(store), entry.faults()], [before, faults]);
    }),
    { numRuns: 700 },
  );
});

test("every path and method of the OpenAPI document is served, and none besides", (t) => {
  const { centre } = openCounter();
  const entry = faultyEntry(centre);
  const paths = openApiDocument("1").paths as { readonly [path: string]: object };
  const served = (method: string, target: string): boolean => {
    const body = new TextEncoder().encode("{}");
    const routed = route(entry, "1", {
      method,
      target,
      origin: undefined,
      contentType: "application/json",
      body,
    });
    return !("reply" in routed) || ![404, 405].includes(routed.reply.status);
  };
  for (const [path, item] of Object.entries(paths)) {
    for (const method of ["get", "post", "put", "delete"]) {
      t.is(served(method.toUpperCase(), path), method in item, `${method} ${path}`);
    }
  }
  for (const name of Object.keys(centreOperations).filter(isOperation)) t.true(pathOf(name) in paths, name);
  t.true("/openapi.json" in paths, "the document itself");
});
