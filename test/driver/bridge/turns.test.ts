/** One reader, several pages. */
import { createTurns } from "@duka/driver/bridge/turns";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import test from "ava";

const page = (key: string) => ({ key, name: `page ${key}` });

/** Turns whose work ends when the test says so. */
function desk() {
  const clock = new VirtualClock();
  const states: object[] = [];
  const turns = createTurns(clock, (state) => states.push(state));
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const take = (key: string, what: string, signal = new AbortController().signal) =>
    turns.take(page(key), signal, () => {
      begun.push(what);
      return new Promise<string>((resolve) => ends.push(() => resolve(what)));
    });
  const endOne = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, turns, states, begun, take, endOne };
}

test("pages have their turns round robin: one that asks much delays another by one request", async (t) => {
  const { begun, take, endOne, turns, states } = desk();
  const all = [
    take("a", "a1"),
    take("a", "a2"),
    take("a", "a3"),
    take("b", "b1"),
    take("c", "c1"),
    take("a", "a4"),
  ];
  t.deepEqual(turns.state(), { holder: "page a", waiting: 5 });
  for (let i = 0; i < all.length; i++) await endOne();
  t.deepEqual(await Promise.all(all), ["a1", "a2", "a3", "b1", "c1", "a4"]);
  t.deepEqual(begun, ["a1", "a2", "b1", "c1", "a3", "a4"]);
  t.deepEqual(states.at(-1), { holder: null, waiting: 0 });
});

test("a page may have eight requests waiting, all pages 64", async (t) => {
  const { take } = desk();
  void take("holder", "h");
  for (let page = 0; page < 8; page++) {
    for (let i = 0; i < 8; i++) void take(`p${page}`, "x").catch(() => undefined);
    if (page === 0) await t.throwsAsync(take("p0", "one more"), { message: /too many requests wait/ });
  }
  await t.throwsAsync(take("p9", "one more"), { message: /too many requests wait/ });
});

test("no one waits for ever, and who gives up leaves its place", async (t) => {
  const { clock, take, turns, begun, endOne } = desk();
  const holder = take("a", "a");
  const leaving = new AbortController();
  const left = take("b", "b", leaving.signal);
  const waited = take("c", "c");
  leaving.abort(new Error("gone"));
  await t.throwsAsync(left, { message: "gone" });
  t.is(turns.state().waiting, 1);
  const refused = t.throwsAsync(waited, { message: /had the reader for too long/ });
  clock.runUntil(120_001);
  await refused;
  await endOne();
  t.is(await holder, "a");
  t.deepEqual(begun, ["a"]);
});

test("work that fails gives the reader on, and its end refuses who waits", async (t) => {
  const { turns, take, begun, endOne } = desk();
  const failed = turns.take(page("a"), new AbortController().signal, () =>
    Promise.reject(new Error("card gone")),
  );
  const next = take("b", "b");
  await t.throwsAsync(failed, { message: "card gone" });
  t.deepEqual(begun, ["b"]);
  const late = take("c", "c");
  const closed = turns.close();
  await t.throwsAsync(late, { message: /is ending/ });
  await t.throwsAsync(take("d", "d"), { message: /is ending/ });
  await endOne();
  await closed;
  t.is(await next, "b");
});

test("between two steps of a page's function no one else has the reader, and not for ever", async (t) => {
  const { clock, turns, begun, take, endOne } = desk();
  const step = (what: string, keepMs: number) =>
    turns.take(
      page("a"),
      new AbortController().signal,
      async () => void begun.push(what),
      () => keepMs,
    );
  await step("step 1", 30_000);
  const other = take("b", "b");
  t.deepEqual(turns.state(), { holder: "page a", waiting: 1 });
  await step("step 2", 0);
  await endOne();
  t.is(await other, "b");
  await step("step 1 again", 30_000);
  const late = take("b", "b after the limit");
  clock.runUntil(30_001);
  await endOne();
  t.is(await late, "b after the limit");
  t.deepEqual(begun, ["step 1", "step 2", "b", "step 1 again", "b after the limit"]);
});
