import { bytesCell, deferredCell, numberCell } from "@duka/simulator/memory/cells";
import { crc32 } from "@duka/simulator/memory/crc32";
import { Nvm, PowerCut } from "@duka/simulator/memory/nvm";
import test from "ava";
import fc from "fast-check";
import { bytes, hex } from "../../support/values/hex.js";
import { cutAt, mend, REMAINS } from "../card/memory.js";

function twoCells(image?: Uint8Array) {
  const memory = new Nvm();
  const counter = numberCell(memory, "counter", 2);
  const name = bytesCell(memory, "name", 11);
  memory.start(image, () => name.set(bytes("00 01 02 03 04 05 06 07 08 09 0A")));
  return { memory, counter, name };
}

test("CRC-32 of the check string is CBF43926", (t) => {
  t.is(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
  t.is(crc32(new Uint8Array(0)), 0);
});

test("what a transaction wrote is there after power was gone", (t) => {
  const { memory, counter, name } = twoCells();
  memory.transaction(() => {
    counter.set(0xbeef);
    name.set(bytes("FF FE FD FC FB FA F9 F8 F7 F6 F5"));
  });
  const again = twoCells(memory.image());
  again.memory.recover();
  t.is(again.counter.get(), 0xbeef);
  t.is(hex(again.name.get()), "FF FE FD FC FB FA F9 F8 F7 F6 F5");
});

test("power cut at any step leaves all of a transaction or nothing, whatever the torn cell holds", (t) => {
  const outcomes = new Set<string>();
  for (const remains of REMAINS) {
    for (let step = 0; ; step++) {
      const { memory, counter, name } = twoCells();
      cutAt(memory, step, remains);
      let cut = false;
      try {
        memory.transaction(() => {
          counter.set(0x1234);
          name.set(bytes("FF FE FD FC FB FA F9 F8 F7 F6 F5"));
        });
      } catch (error) {
        t.true(error instanceof PowerCut);
        cut = true;
      }
      if (!cut) break;
      mend(memory);
      const again = twoCells(memory.image());
      again.memory.recover();
      const outcome = `${again.counter.get()} ${hex(again.name.get())}`;
      outcomes.add(outcome);
      t.regex(outcome, /^0 00 01 .* 0A$|^4660 FF FE .* F5$/, `step ${step}`);
    }
  }
  t.is(outcomes.size, 2);
});

test("power may be cut during recovery too, again and again", (t) => {
  for (const remains of REMAINS) {
    for (let first = 0; first < 20; first++) {
      for (let second = 0; second < 8; second++) {
        const { memory, counter, name } = twoCells();
        cutAt(memory, first, remains);
        try {
          memory.transaction(() => {
            counter.set(7);
            name.set(new Uint8Array(11).fill(7));
          });
        } catch (error) {
          t.true(error instanceof PowerCut);
        }
        cutAt(memory, second, remains);
        try {
          memory.recover();
        } catch (error) {
          t.true(error instanceof PowerCut);
        }
        mend(memory);
        memory.recover();
        t.regex(`${counter.get()} ${hex(name.get())}`, /^0 00 01 .* 0A$|^7 (07 ?){11}$/);
        memory.transaction(() => counter.set(9));
        t.is(counter.get(), 9);
      }
    }
  }
});

test("a transaction that fails for another reason changes nothing", (t) => {
  const { memory, counter } = twoCells();
  t.throws(
    () =>
      memory.transaction(() => {
        counter.set(5);
        throw new RangeError("no");
      }),
    { message: "no" },
  );
  t.is(counter.get(), 0);
  memory.transaction(() => counter.set(6));
  t.is(counter.get(), 6);
});

test("a value that is there already costs no write", (t) => {
  const { memory, counter } = twoCells();
  memory.transaction(() => counter.set(3));
  const begun = cutAt(memory, -1, () => undefined);
  memory.transaction(() => counter.set(3));
  t.is(begun(), 0);
});

test("a number cell of 1 to 4 bytes keeps every number of its size", (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.nat({ max: 0xffffffff }), (size, any) => {
      const memory = new Nvm();
      const cell = numberCell(memory, "number", size);
      memory.start(undefined, () => {});
      const value = any % 256 ** size;
      memory.transaction(() => cell.set(value));
      t.is(cell.get(), value);
    }),
  );
});

test("misuse of the memory is told at once", (t) => {
  const { memory, counter, name } = twoCells();
  t.throws(() => counter.set(1), { message: /outside a transaction/ });
  t.throws(() => memory.reserve("late", 1), { message: /late/ });
  t.throws(() => memory.transaction(() => memory.transaction(() => 0)), { message: /transaction/ });
  t.throws(() => memory.transaction(() => name.set(new Uint8Array(3))), {
    message: "name takes 11 bytes, not 3",
  });
  const wide = new Nvm();
  const all = bytesCell(wide, "all", 400);
  wide.start(undefined, () => {});
  t.throws(() => wide.transaction(() => all.set(new Uint8Array(400).fill(1))), {
    message: /more than 80 cells/,
  });
});

test("an image of another layout is refused", (t) => {
  const other = new Nvm();
  numberCell(other, "counter", 2);
  bytesCell(other, "Name", 11);
  t.throws(() => other.start(twoCells().memory.image(), () => {}), { instanceOf: RangeError });
  t.throws(() => twoCells(new Uint8Array(12)), { instanceOf: RangeError });
});

test("memories of one factory begin alike, are personalised once, and are written apart", (t) => {
  const factory = {};
  let made = 0;
  const memories = [1, 2, 3].map(() => {
    const memory = new Nvm();
    const [name, key] = [numberCell(memory, "name", 2), deferredCell(memory, "key", 4)];
    const personalise = () => {
      made++;
      name.set(0x1234);
      key.personalise(() => Uint8Array.of(1, 2, 3, 4));
    };
    memory.start(undefined, personalise, factory);
    return { memory, name, key };
  });
  t.is(made, 1);
  const [first, second, third] = memories;
  first!.memory.transaction(() => first!.name.set(0x5678));
  t.is(second!.name.get(), 0x1234);
  t.deepEqual(second!.memory.image(), third!.memory.image());
  t.deepEqual(third!.key.get(), Uint8Array.of(1, 2, 3, 4));
  t.notDeepEqual(first!.memory.image(), second!.memory.image());
});

test("a factory of another layout personalises anew", (t) => {
  const factory = {};
  const [small, large] = [2, 4].map((size) => {
    const memory = new Nvm();
    const cell = numberCell(memory, `number of ${size}`, size);
    memory.start(undefined, () => cell.set(size), factory);
    return cell.get();
  });
  t.deepEqual([small, large], [2, 4]);
});
