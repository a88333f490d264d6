/**
 * Whatever comes out of the cable: a clear error or the right answer, no hang, no second execution, and the next
 * exchange works.
 */
import { ReaderError } from "@duka/driver/base/errors";
import test from "ava";
import fc from "fast-check";
import { openFake } from "../../support/reader/open-fake.js";
import { bytes, hex } from "../../support/values/hex.js";

const XFR_BLOCK = 0x6f;
const COMMAND = bytes("80 5C 00 02 04");
const RESPONSE = "00 00 27 10 90 00";
const DEADLINE_MS = 10_000;

/** Each execution of the card answers the same, and is counted by the fake reader. */
const card = () => bytes(RESPONSE);

test("an answer may be cut anywhere", async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.integer({ min: 1, max: 9 })), async (lengths) => {
      const cut = (sent: Uint8Array) => {
        const parts: Uint8Array[] = [];
        for (let at = 0; at < sent.length; ) {
          const length = lengths.next().value;
          parts.push(sent.subarray(at, at + length));
          at += length;
        }
        return parts;
      };
      const { reader } = await openFake({ card, cut });
      await reader.slot(0).open(DEADLINE_MS);
      t.is(hex(await reader.slot(0).exchange(COMMAND, DEADLINE_MS)), RESPONSE);
    }),
    { numRuns: 100 },
  );
});

test("any bytes instead of the first answer: a Duka is asked again, the card executes once", async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (noise) => {
      const { reader, fake } = await openFake({
        card,
        reply: (heard, usual) => [[1, heard.type === XFR_BLOCK && heard.count === 1 ? noise : usual]],
      });
      await reader.slot(0).open(DEADLINE_MS);
      t.is(hex(await reader.slot(0).exchange(COMMAND, DEADLINE_MS)), RESPONSE);
      t.is(fake.executed.length, 1);
    }),
    { numRuns: 200 },
  );
});

test("any bytes around the answer do not spoil it for good", async (t) => {
  const noise = fc.uint8Array({ maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(noise, noise, async (before, after) => {
      const { reader, fake } = await openFake({
        card,
        reply: (heard, usual) => {
          if (heard.type !== XFR_BLOCK || heard.count > 1) return undefined;
          return [
            [1, before],
            [1, usual],
            [1, after],
          ];
        },
      });
      await reader.slot(0).open(DEADLINE_MS);
      for (let i = 0; i < 2; i++) {
        t.is(hex(await reader.slot(0).exchange(COMMAND, DEADLINE_MS)), RESPONSE);
      }
      t.is(fake.executed.length, 2);
    }),
    { numRuns: 200 },
  );
});

test("any bytes from a stock reader: an error with its delivery, in time, and the next exchange works", async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (noise) => {
      const { reader, clock, fake } = await openFake({
        isDuka: false,
        card,
        reply: (heard, usual) => [[1, heard.type === XFR_BLOCK && heard.count === 1 ? noise : usual]],
      });
      await reader.slot(0).open(DEADLINE_MS);
      const startMs = clock.nowMs();
      const error = await t.throwsAsync(reader.slot(0).exchange(COMMAND, DEADLINE_MS), {
        instanceOf: ReaderError,
      });
      t.is(error.delivery, "unknown");
      t.true(clock.nowMs() - startMs <= DEADLINE_MS);
      t.is(hex(await reader.slot(0).exchange(COMMAND, DEADLINE_MS)), RESPONSE);
      t.is(fake.executed.length, 2);
    }),
    { numRuns: 200 },
  );
});

test("one damaged byte in every frame of both directions, each first copy: everything ends right", async (t) => {
  const change = fc.record({ at: fc.nat(400), xor: fc.integer({ min: 1, max: 255 }) });
  const damage = (frame: Uint8Array, { at, xor }: { at: number; xor: number }) => {
    const copy = frame.slice();
    copy[at % copy.length]! ^= xor;
    return copy;
  };
  await fc.assert(
    fc.asyncProperty(change, change, async (toReader, toHost) => {
      const seen = new Set<string>();
      const isFirst = (key: string) => !seen.has(key) && seen.add(key) !== undefined;
      const { reader, fake } = await openFake({
        card,
        toReader: (frame) => (isFirst(`out ${frame.join()}`) ? damage(frame, toReader) : frame),
        reply: (_heard, usual) => [[1, isFirst(`in ${usual.join()}`) ? damage(usual, toHost) : usual]],
      });
      await reader.slot(0).open(DEADLINE_MS);
      t.is(hex(await reader.slot(0).exchange(COMMAND, DEADLINE_MS)), RESPONSE);
      t.is(fake.executed.length, 1);
    }),
    { numRuns: 300, includeErrorInReport: true },
  );
});

test("the cable is pulled at any moment: not sent, unknown or done, never anything else", async (t) => {
  for (let atMs = 0; atMs <= 12; atMs += 0.5) {
    const { reader, fake, clock } = await openFake({ card, reply: (_heard, usual) => [[2, usual]] });
    clock.after(atMs, () => fake.unplug(new Error("pulled")));
    const outcome = await sale(reader).then(
      (response) => ({ response, error: undefined }),
      (error: unknown) => ({ response: undefined, error }),
    );
    if (outcome.response !== undefined) {
      t.is(hex(outcome.response), RESPONSE);
    } else if (outcome.error instanceof ReaderError) {
      t.is(outcome.error.code, "link-lost");
      t.is(outcome.error.delivery, fake.executed.length > 0 ? "unknown" : "not-sent");
    } else {
      t.fail(String(outcome.error));
    }
  }
});

async function sale(reader: Awaited<ReturnType<typeof openFake>>["reader"]): Promise<Uint8Array> {
  await reader.slot(0).open(DEADLINE_MS);
  return reader.slot(0).exchange(COMMAND, DEADLINE_MS);
}
