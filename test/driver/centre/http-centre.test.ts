import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { realClock } from "@duka/driver/base/real-clock";
import { openHttpCentre } from "@duka/driver/centre/http-centre";
import { CentreError } from "@duka/protocol/centre/centre-error";
import { createCentre } from "@duka/simulator/centre/centre";
import { faultyEntry } from "@duka/simulator/centre/faulty-entry";
import { serveHttp } from "@duka/simulator/centre/http/http-server";
import { RealClock } from "@duka/simulator/time/real-clock";
import test, { type ExecutionContext } from "ava";

async function served(t: ExecutionContext) {
  const clock = new RealClock();
  const entry = faultyEntry(createCentre({ clock }));
  const service = await serveHttp({ entry, clock, version: "0", host: "127.0.0.1", port: 0 });
  t.teardown(() => service.close());
  const centre = openHttpCentre({ url: service.url, institutionId: "H1", simulated: true, clock: realClock });
  return { entry, centre };
}

/** Nobody listens there any more. */
async function closedUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

/** Something at the address that is no centre. */
async function answering(t: ExecutionContext, listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return openHttpCentre({ url: `http://127.0.0.1:${port}/`, institutionId: "H1", clock: realClock });
}

test("an operation over HTTP answers what the centre says; a refusal is its own words", async (t) => {
  const { centre } = await served(t);
  t.deepEqual(await centre.call("areYouThere", {}), { done: true });
  const error = await t.throwsAsync(centre.call("findCard", { cardNumber: "1" }), {
    instanceOf: CentreError,
  });
  t.like(error, { code: "card-unknown", delivery: "answered", status: 404 });
});

test("a centre that is down, a lost answer and a late one: whether it may have acted is told", async (t) => {
  const { centre, entry } = await served(t);
  entry.setFaults({ ...entry.faults(), loseAnswers: 1 });
  t.like(await t.throwsAsync(centre.call("areYouThere", {})), { delivery: "unknown" });
  entry.setFaults({ ...entry.faults(), slowMs: 60_000 });
  t.like(await t.throwsAsync(centre.call("areYouThere", {}, 50)), { code: "timeout", delivery: "unknown" });
  const nobody = openHttpCentre({ url: await closedUrl(), institutionId: "H1", clock: realClock });
  t.like(await t.throwsAsync(nobody.call("areYouThere", {})), { code: "down", delivery: "not-sent" });
});

for (const [what, listener] of [
  ["another JSON", (_request, response) => response.end('{"done":1}')],
  ["no JSON", (_request, response) => response.end("<html>")],
  ["a proxy's 502", (_request, response) => response.writeHead(502).end("bad gateway")],
  ["a redirect", (_request, response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end()],
  [
    "ten megabytes",
    (_request, response) => {
      response.write("x".repeat(10_000_000));
      response.end();
    },
  ],
] as readonly (readonly [string, RequestListener])[]) {
  test(`an answer that is ${what} proves nothing: delivery unknown`, async (t) => {
    const centre = await answering(t, listener);
    t.like(await t.throwsAsync(centre.call("areYouThere", {}), { instanceOf: CentreError }), {
      delivery: "unknown",
    });
  });
}

test("a wrong request, url or deadline is refused before a byte is sent", async (t) => {
  const { centre } = await served(t);
  await t.throwsAsync(centre.call("findCard", { cardNumber: "a b" }), {
    instanceOf: RangeError,
    message: /cardNumber/,
  });
  for (const deadlineMs of [0, -1, Number.NaN, 3_600_001]) {
    await t.throwsAsync(centre.call("areYouThere", {}, deadlineMs), { instanceOf: RangeError });
  }
  for (const url of ["", "centre", "ftp://centre"]) {
    t.throws(() => openHttpCentre({ url, institutionId: "H1", clock: realClock }), {
      instanceOf: RangeError,
    });
  }
});
