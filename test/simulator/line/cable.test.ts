import { type ByteHook, createCable } from "@duka/simulator/line/cable";
import type { CableOptions } from "@duka/simulator/line/host-end";
import { cableNoise } from "@duka/simulator/line/noise";
import { seededRandom } from "@duka/simulator/time/random";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import test from "ava";

/** A cable at 1000 bytes per second, with both ends written down. */
function cable(options: Partial<CableOptions> = {}, needed = () => 1) {
  const clock = new VirtualClock();
  const made = createCable({ clock, name: "sim:", baud: 11_000, bitsPerByte: 11, ...options });
  const heard: [number, number][] = [];
  const chunks: number[][] = [];
  const closed: (string | undefined)[] = [];
  made.board.onReceive((byte) => heard.push([clock.nowMs(), byte]));
  const listen = () =>
    made.link.listen({
      data: (bytes) => chunks.push([...bytes]),
      closed: (reason) => closed.push(reason?.message),
      bytesNeeded: needed,
    });
  listen();
  return { clock, cable: made, heard, chunks, closed, listen };
}

const bytes = (...values: number[]) => new Uint8Array(values);

test("bytes travel back to back at the line's speed, each arriving when its stop bits are over", (t) => {
  const { clock, cable: made, heard } = cable();
  made.link.write(bytes(1, 2));
  made.link.write(bytes(3));
  t.is(made.hostBacklogMs(), 3);
  clock.runUntil(1.5);
  made.link.write(bytes(4));
  clock.runUntil(10);
  made.link.write(bytes(5));
  clock.runUntilIdle();
  t.deepEqual(heard, [
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 4],
    [11, 5],
  ]);
});

test("written bytes are the cable's own: the caller may reuse its buffer", (t) => {
  const { clock, cable: made, heard } = cable();
  const buffer = bytes(1, 2);
  made.link.write(buffer);
  made.link.write(bytes());
  buffer.fill(0xff);
  clock.runUntilIdle();
  t.deepEqual(
    heard.map(([, byte]) => byte),
    [1, 2],
  );
});

test("the host gets as many bytes as its frame needs, one by one, or cut as a test wants", (t) => {
  const send = (options: Partial<CableOptions>, needed?: () => number) => {
    const end = cable(options, needed);
    end.cable.board.transmit(bytes(1, 2, 3, 4, 5));
    end.clock.runUntilIdle();
    return end.chunks;
  };
  t.deepEqual(
    send({}, () => 2),
    [
      [1, 2],
      [3, 4],
    ],
  );
  t.deepEqual(send({ chunks: "each" }), [[1], [2], [3], [4], [5]]);
  t.deepEqual(send({ chunks: (arrived) => (arrived < 4 ? 0 : 3) }), [[1, 2, 3]]);
});

test("bytes that arrive before anybody listens wait", (t) => {
  const clock = new VirtualClock();
  const made = createCable({ clock, name: "sim:", baud: 115_200, bitsPerByte: 11 });
  made.board.setup({ baud: 115_200, parity: "none", stopBits: 2 });
  made.board.transmit(bytes(7, 8));
  clock.runUntilIdle();
  const got: number[] = [];
  made.link.listen({ data: (chunk) => got.push(...chunk), closed() {}, bytesNeeded: () => 1 });
  t.deepEqual(got, [7, 8]);
});

test("a hook changes, loses or doubles bytes, and is taken out again", (t) => {
  const { clock, cable: made, heard } = cable();
  const seen: unknown[] = [];
  const hook: ByteHook = (direction, byte, index) => {
    seen.push([direction, byte, index]);
    return [0x55, [], [byte, byte], undefined][index];
  };
  const remove = made.onByte(hook);
  made.link.write(bytes(1, 2, 3, 4));
  clock.runUntilIdle();
  remove();
  made.link.write(bytes(9));
  clock.runUntilIdle();
  t.deepEqual(
    heard.map(([, byte]) => byte),
    [0x55, 3, 3, 4, 9],
  );
  t.deepEqual(seen[3], ["to-reader", 4, 3]);
});

test("noise is the same for the same seed and strikes at its rate", (t) => {
  const run = (seed: number) => {
    const { clock, cable: made, heard } = cable();
    made.onByte(cableNoise(0.1, seededRandom(seed)));
    made.link.write(new Uint8Array(2000));
    clock.runUntilIdle();
    return heard.map(([, byte]) => byte);
  };
  t.deepEqual(run(1), run(1));
  t.notDeepEqual(run(1), run(2));
  const flipped = run(1).filter((byte) => byte !== 0).length;
  t.true(flipped > 100 && flipped < 200, `${flipped} of 2000 flipped`);
  t.throws(() => cableNoise(1.5, seededRandom(1)), { instanceOf: RangeError });
});

test("a pulled cable loses what is under way and says so; put back it is a new link", async (t) => {
  const end = cable();
  const old = end.cable.link;
  old.write(bytes(1, 2, 3));
  end.cable.board.transmit(bytes(4, 5, 6));
  end.clock.runUntil(1.5);
  end.cable.unplug();
  end.cable.unplug();
  end.clock.runUntilIdle();
  old.write(bytes(7));
  end.cable.board.transmit(bytes(8));
  end.clock.runUntilIdle();
  t.deepEqual(end.heard, [[1, 1]]);
  t.deepEqual(end.chunks, [[4]]);
  t.deepEqual(end.closed, ["sim:: the cable was pulled"]);
  const link = end.cable.plug();
  t.is(link, end.cable.link);
  t.throws(() => end.cable.plug(), { message: /plugged in already/ });
  end.listen();
  await old.close();
  link.write(bytes(9));
  end.cable.board.transmit(bytes(10));
  end.clock.runUntilIdle();
  t.is(end.heard.at(-1)?.[1], 9);
  t.deepEqual(end.chunks.at(-1), [10]);
});

test("closing a link is told without a reason, once", async (t) => {
  const end = cable();
  await end.cable.link.close();
  await end.cable.link.close();
  t.deepEqual(end.closed, [undefined]);
});

test("a cut cable loses everything and tells nobody", (t) => {
  const end = cable();
  end.cable.cut();
  end.cable.link.write(bytes(1));
  end.cable.board.transmit(bytes(2));
  end.clock.runUntilIdle();
  end.cable.mend();
  end.cable.link.write(bytes(3));
  end.clock.runUntilIdle();
  t.deepEqual(
    end.heard.map(([, byte]) => byte),
    [3],
  );
  t.deepEqual(end.chunks, []);
  t.deepEqual(end.closed, []);
});

test("a reader without power hears nothing and sends nothing", (t) => {
  const end = cable();
  end.cable.board.transmit(bytes(1, 2));
  end.clock.runUntil(1);
  end.cable.boardOff();
  end.cable.link.write(bytes(3));
  end.clock.runUntilIdle();
  t.deepEqual(end.chunks, [[1]]);
  t.deepEqual(end.heard, []);
});
