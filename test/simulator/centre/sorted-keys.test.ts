import { SortedKeys } from "@duka/simulator/centre/store/sorted-keys";
import { memoryStore } from "@duka/simulator/centre/store/store-memory";
import test from "ava";
import fc from "fast-check";

/** Few letters, so that many keys share a beginning. */
const keys = fc.string({ unit: fc.constantFrom("a", "b", "|"), maxLength: 4 });
const change = fc.record({ key: keys, isAdded: fc.boolean() });

test("keys are listed in order, whatever came and went", (t) => {
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 200 }),
      fc.array(fc.tuple(keys, keys, fc.nat(9)), { minLength: 5 }),
      (changes, asked) => {
        const sorted = new SortedKeys();
        const plain = new Set<string>();
        for (const { key, isAdded } of changes) {
          if (isAdded) sorted.add(key);
          else sorted.remove(key);
          if (isAdded) plain.add(key);
          else plain.delete(key);
        }
        for (const [prefix, after, limit] of asked) {
          const found = [...plain].filter((key) => key.startsWith(prefix) && key > after).sort();
          t.deepEqual(sorted.list(prefix, after, limit), found.slice(0, limit));
        }
      },
    ),
  );
});

test("many keys too: added backwards, forwards and between, half of them gone again", (t) => {
  const sorted = new SortedKeys();
  const all = Array.from({ length: 9000 }, (_, at) => String(at).padStart(5, "0"));
  for (const key of [...all.filter((_, at) => at % 3 === 0).reverse(), ...all]) sorted.add(key);
  t.deepEqual(sorted.list("", "", all.length), all);
  for (const [at, key] of all.entries()) if (at % 2 === 1 || (at > 2000 && at < 5000)) sorted.remove(key);
  const left = all.filter((_, at) => at % 2 === 0 && (at <= 2000 || at >= 5000));
  t.deepEqual(sorted.list("", "", all.length), left);
  t.deepEqual(sorted.list("", "01999", 2), ["02000", "05000"]);
  t.deepEqual(sorted.list("04", "", 5), []);
});

test("a page of a big store costs as much as one of a small store", (t) => {
  const costUs = (records: number): number => {
    const store = memoryStore();
    for (let at = 0; at < records; at++) store.put("counter", `holder ${at}|1`, { value: at });
    const began = process.cpuUsage();
    for (let at = 0; at < 2000; at++) store.list("counter", `holder ${at % records}|`, 10);
    const { user, system } = process.cpuUsage(began);
    return user + system;
  };
  costUs(500);
  const [small, big] = [costUs(500), costUs(50_000)];
  // Sorting or looking through all of them would cost a hundred times as much.
  t.true(big < 20 * small + 20_000, `${small} and ${big} microseconds`);
});
