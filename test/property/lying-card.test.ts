/**
 * A card, or a reader between, that answers anything: too short, too long, another card's data, any status word. Each
 * sale ends in a defined way; there is a receipt only where this card has paid, and whatever it has paid is in the
 * journal.
 */
import { EquipmentError, ReaderError } from "@duka/driver";
import { statusOf } from "@duka/driver/journal/sale";
import test from "ava";
import fc from "fast-check";
import { openTestTill } from "../support/card/till.js";

const AMOUNT_FEN = 1250;
const OPENING_FEN = 50_000;
const COMMANDS_MAX = 40;

/** What becomes of one answer. */
type Lie = (honest: Uint8Array) => Uint8Array;

const word = fc.integer({ min: 0, max: 0xffff }).map((sw) => Uint8Array.of(sw >> 8, sw & 0xff));
const lie: fc.Arbitrary<Lie> = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => () => Uint8Array.of(...bytes, 0x90, 0x00)),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => () => bytes),
  word.map((sw) => () => sw),
  fc
    .nat(30)
    .map((length) => (honest: Uint8Array) => Uint8Array.of(...honest.subarray(0, length), 0x90, 0x00)),
  fc.constant<Lie>((honest: Uint8Array) => Uint8Array.of(...honest.subarray(0, -2), ...honest)),
  fc.tuple(fc.nat(255), fc.integer({ min: 1, max: 255 })).map(([at, flip]) => (honest: Uint8Array) => {
    const other = honest.slice();
    if (other.length > 0) other[at % other.length]! ^= flip;
    return other;
  }),
);
const plan = fc.record({
  /** Which commands of the visit are answered falsely, and how. */
  lies: fc.uniqueArray(fc.tuple(fc.nat(COMMANDS_MAX), lie), {
    selector: ([at]) => at,
    minLength: 1,
    maxLength: 4,
  }),
});

test("whatever a card answers, a receipt means that it has paid, and what it has paid is in the journal", async (t) => {
  await fc.assert(
    fc.asyncProperty(plan, async ({ lies }) => {
      const { account, card, journal, reopen } = await openTestTill();
      let count = 0;
      card.fault = (_command, execute) => {
        const honest = execute();
        const found = lies.find(([at]) => at === count);
        count++;
        return found === undefined ? honest : found[1](honest);
      };
      let outcome = "";
      try {
        const sale = await account.debit({ ref: "S-1", amountFen: AMOUNT_FEN });
        outcome = sale.outcome;
        t.is(sale.receipt !== null, outcome === "committed");
      } catch (error) {
        if (!(error instanceof ReaderError || error instanceof EquipmentError)) throw error;
        t.true(error.message.length < 600);
        outcome = "thrown";
      }
      card.fault = undefined;
      t.deepEqual(await journal.verify(), []);
      const status = (await journal.find("S-1")).map(statusOf)[0] ?? "free";
      const honest = await reopen().balance();
      const paid = "balanceFen" in honest && honest.balanceFen === OPENING_FEN - AMOUNT_FEN;
      if (outcome === "committed") t.true(paid, "a receipt of a card that has not paid");
      if (paid)
        t.true(["committed", "undecided", "manual", "refused"].includes(status), `paid, but ${status}`);
      await journal.close();
    }),
    { numRuns: 150 },
  );
});
