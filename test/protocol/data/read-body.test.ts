/** The body of a request is read up to its limit; what is a little longer is refused where its sender can hear it. */
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { readBody } from "@duka/protocol/data/read-body";
import test, { type ExecutionContext } from "ava";

const LIMIT = 10;
const READ_ON_BYTES = 1 << 20;

function requestOf(t: ExecutionContext, ...lengths: number[]): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  t.teardown(() => request.destroy());
  for (const length of lengths) request.push(new Uint8Array(length).fill(length));
  return request;
}

/** A body in parts, and how much of it comes: undefined where it is refused. */
const WHOLE: readonly (readonly [parts: readonly number[], came: number | undefined])[] = [
  [[], 0],
  [[LIMIT], LIMIT],
  [[4, 6], LIMIT],
  [[LIMIT + 1], undefined],
  [[LIMIT, 1], undefined],
  [[LIMIT, 1, 1], undefined],
  [[LIMIT, READ_ON_BYTES], undefined],
];

for (const [parts, came] of WHOLE) {
  test(`a body of ${parts.join(" + ") || "no"} bytes with a limit of ${LIMIT}: ${came ?? "too long"}`, async (t) => {
    const request = requestOf(t, ...parts);
    request.push(null);
    t.is((await readBody(request, LIMIT))?.length, came);
    t.true(request.readableEnded);
  });
}

test("what is too long is not answered while its sender still sends: a closed line would take the answer with it", async (t) => {
  const request = requestOf(t, LIMIT + 1);
  const body = readBody(request, LIMIT).then((bytes) => ({ bytes }));
  t.is(await Promise.race([body, new Promise((resolve) => setImmediate(resolve, "reads on"))]), "reads on");
  request.push(null);
  t.deepEqual(await body, { bytes: undefined });
});

test("a body without end is given up a MiB beyond its limit, and no more of it is read", async (t) => {
  const request = requestOf(t, LIMIT, READ_ON_BYTES, 1);
  t.is(await readBody(request, LIMIT), undefined);
  t.true(request.isPaused());
  t.false(request.readableEnded);
});

test("a body that is broken off is no body, whatever came of it", async (t) => {
  for (const lengths of [[], [LIMIT], [LIMIT + 1]]) {
    const request = requestOf(t, ...lengths);
    const body = readBody(request, LIMIT);
    await new Promise((resolve) => setImmediate(resolve));
    request.destroy();
    await t.throwsAsync(body, { message: /broken off|aborted/ });
  }
});
