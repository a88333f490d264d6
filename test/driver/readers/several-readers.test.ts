/** Several readers, and the card and SAM slots of each, at once. */
import { openAccount } from "@duka/driver/account/account";
import { Password } from "@duka/driver/base/password";
import { realClock } from "@duka/driver/base/real-clock";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import { openReader } from "@duka/driver/readers/open-reader";
import test from "ava";
import { openFake } from "../../support/reader/open-fake.js";
import { bytes } from "../../support/values/hex.js";

const ROUNDS = 20;

test("every slot of every reader answers its own commands, however they interleave", async (t) => {
  const readers = await Promise.all(
    ["A", "B", "C"].map((name) =>
      openFake({
        slots: 5,
        serialNumber: name,
        card: (tpdu, slot) => Uint8Array.of(name.charCodeAt(0), slot, tpdu[2]!, 0x90, 0x00),
      }),
    ),
  );
  const talks = readers.flatMap(({ reader }) =>
    Array.from({ length: 5 }, async (_, index) => {
      const slot = reader.slot(index);
      await slot.open(5000);
      for (let round = 0; round < ROUNDS; round++) {
        const answer = await slot.exchange(Uint8Array.of(0, 0xb0, round, 0, 3), 5000);
        const expected = [reader.identity!.serialNumber.charCodeAt(0), index, round, 0x90, 0x00];
        t.deepEqual([...answer], expected);
      }
    }),
  );
  await Promise.all(talks);
  for (const { fake } of readers) t.is(fake.executed.length, 5 * ROUNDS);
});

test("a slow card on one slot delays the other slots of its reader, and no other reader", async (t) => {
  const slow = await openFake({
    slots: 2,
    reply: (heard, usual) =>
      heard.type === 0x6f && heard.slot === 0
        ? [
            [500, bytes("80")],
            [500, usual],
          ]
        : undefined,
  });
  const [card, sam] = [slow.reader.slot(0), slow.reader.slot(1)];
  await card.open(5000);
  await sam.open(5000);
  const began = slow.clock.nowMs();
  const [first, second] = [
    card.exchange(bytes("00 84 00 00 04"), 5000),
    sam.exchange(bytes("00 84 00 00 04"), 5000),
  ];
  await first;
  const tookMs = slow.clock.nowMs() - began;
  await second;
  t.true(tookMs >= 1000);
  t.true(slow.clock.nowMs() - began < tookMs + 100);
});

test("two readers sell at once into one journal, card and SAM of each powered together", async (t) => {
  const readers = await Promise.all([openReader("sim:hangzhou?seed=1"), openReader("sim:hangzhou?seed=2")]);
  const journal = await openJournal(":memory:", realClock);
  // Both cards have one number, and an initial password is tried on a card once.
  const askPassword = async () => Password.fromDigits("123456");
  const sales = await Promise.all(
    readers.map((reader, index) =>
      openAccount({ reader, journal, askPassword }).debit({ ref: `S-${index}`, amountFen: 100 }),
    ),
  );
  t.deepEqual(
    sales.map(({ ref, outcome }) => `${ref} ${outcome}`),
    ["S-0 committed", "S-1 committed"],
  );
  for (const reader of readers) await reader.close();
  await journal.close();
});
