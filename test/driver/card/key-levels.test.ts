/**
 * PSAMs of one, two and three levels of keys (P9 8): tried, and remembered per PSAM and key; and SELECT of an EF (P5
 * 6.11).
 */

import { openCardSession } from "@duka/driver/card/card-session";
import { readHolderData, readIssuingData } from "@duka/driver/card/issuing-data";
import { withLevels } from "@duka/driver/card/key-levels";
import { isSocialRefusal } from "@duka/driver/card/social-refusal";
import { openChips } from "@duka/simulator/card/open-chips";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { chipSlot } from "../../support/card/chip-transport.js";
import { openTestTill, stillClock } from "../../support/card/till.js";

const CARD = findProfile("hangzhou");
const OK = 0x9000;

/** A PSAM that wants so many factors; `tried` is what it was asked with. */
function psamOf(wanted: number, wrong: number, tried: number[]) {
  return async (levels: number) => {
    tried.push(levels);
    return levels === wanted ? { ok: true, sw: OK } : { ok: false, sw: wrong };
  };
}

for (const wanted of [1, 2, 3]) {
  for (const wrong of [0x6700, 0x6a80]) {
    test(`a PSAM that wants ${wanted} factors and answers ${wrong.toString(16)} else: found, and asked with them from then on`, async (t) => {
      const terminal = `${wanted}${wrong}`;
      const tried: number[] = [];
      const ask = psamOf(wanted, wrong, tried);
      t.like(await withLevels(terminal, "DPK 1", 2, ask), { ok: true });
      t.deepEqual(tried, wanted === 2 ? [2] : wanted === 1 ? [2, 1] : [2, 1, 3]);
      tried.length = 0;
      t.like(await withLevels(terminal, "DPK 1", 2, ask), { ok: true });
      t.deepEqual(tried, [wanted], "remembered");
      tried.length = 0;
      await withLevels(terminal, "IRK", 2, ask);
      t.is(tried[0], 2, "another key is another matter");
      tried.length = 0;
      await withLevels(`${terminal}0`, "DPK 1", 2, ask);
      t.is(tried[0], 2, "and so is another PSAM");
    });
  }
}

test("what is not about the number of factors ends the tries; three wrong numbers answer the first word", async (t) => {
  const tried: number[] = [];
  t.like(await withLevels("a", "k", 2, psamOf(9, 0x6a88, tried)), { ok: false, sw: 0x6a88 });
  t.deepEqual(tried, [2]);
  t.like(await withLevels("b", "k", 2, psamOf(9, 0x6700, tried)), { ok: false, sw: 0x6700 });
  t.deepEqual(tried, [2, 2, 1, 3]);
});

for (const purchaseLevels of [1, 2, 3] as const) {
  test(`a medical purchase with a PSAM of ${purchaseLevels} levels of the purchase key`, async (t) => {
    const psam = { ...CARD.psam, terminalId: `33010000010${purchaseLevels}` };
    const till = await openTestTill({ simulated: { psam, social: { ...CARD.social!, purchaseLevels } } });
    const sale = (ref: string) => till.account.debit({ ref, kind: "medical", amountFen: 1250 });
    t.like(await sale("M-1"), { outcome: "committed", mac2: "verified" });
    const before = till.psam.heard.filter((command) => command.startsWith("70")).length;
    t.like(await sale("M-2"), { outcome: "committed", mac2: "verified" });
    const after = till.psam.heard.filter((command) => command.startsWith("70")).length;
    t.is(after - before, 1, "the second sale knows the number");
  });
}

for (const [what, refused] of [
  ["takes P1 = 02", undefined],
  ["takes P1 = 00 alone", 0x02],
  ["takes P1 = 02 alone", 0x00],
] as const) {
  test(`SELECT of an EF on a card that ${what}: the holder's data are read`, async (t) => {
    const slot = chipSlot("test: slot 0", openChips("hangzhou", undefined, 1).card);
    slot.fault = (command, execute) =>
      command[1] === 0xa4 && command[2] === refused ? Uint8Array.of(0x6a, 0x86) : execute();
    const issuing = await readIssuingData(await openCardSession(slot.transport, stillClock()));
    if (isSocialRefusal(issuing)) return t.fail(issuing.reason);
    t.like(await readHolderData(issuing), { name: "张三" });
    const selects = slot.heard
      .filter((command) => /^a4 0[02]/.test(command))
      .map((command) => command.slice(0, 5));
    t.deepEqual(selects, refused === 0x02 ? ["a4 02", "a4 00"] : ["a4 02"]);
  });
}
