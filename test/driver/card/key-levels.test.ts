/**
 * PSAMs of one, two and three levels of keys (P9 8): tried, and remembered per PSAM and key; and SELECT of an EF (P5
 * 6.11).
 */

import { proveCardByPsam, proveTerminalByPsam } from "@duka/driver/card/authentication";
import { openCardSession } from "@duka/driver/card/card-session";
import { readHolderData, readIssuingData } from "@duka/driver/card/issuing-data";
import { withLevels, withRoots } from "@duka/driver/card/key-levels";
import { openPsam } from "@duka/driver/card/psam";
import { isSocialRefusal } from "@duka/driver/card/social-refusal";
import { hangzhou } from "@duka/driver/password/city-profile";
import { openChips } from "@duka/simulator/card/open-chips";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { chipSlot } from "../../support/card/chip-transport.js";
import { cityOf, openRig, profileOf } from "../../support/card/sscard-rig.js";
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

for (const keyRootLevel of [undefined, 1, 2, 3] as const) {
  for (const profile of [CARD, findProfile("medical-3des"), findProfile("medical-sm4")]) {
    test(`${profile.name}: a PSAM with roots of level ${keyRootLevel ?? "1, by default"} has the key under the use byte of its level, and the card is proved by it`, async (t) => {
      const social = { ...profile.social!, ...(keyRootLevel === undefined ? {} : { keyRootLevel }) };
      const terminalId = `${profile.region}00020${keyRootLevel ?? 0}`;
      const chips = openChips({ ...profile, psam: { ...profile.psam, terminalId }, social }, undefined, 1);
      const slots = [chipSlot("test: slot 0", chips.card), chipSlot("test: slot 1", chips.psam)] as const;
      const psam = await openPsam(() => openCardSession(slots[1].transport, stillClock()), "DF01");
      const issuing = await readIssuingData(await openCardSession(slots[0].transport, stillClock()));
      if (isSocialRefusal(issuing)) return t.fail(issuing.reason);
      const asked = () =>
        slots[1].heard.filter((command) => command.startsWith("de ")).map((command) => command.slice(3));
      t.is(await proveCardByPsam(issuing, psam), undefined);
      t.is(await proveTerminalByPsam(issuing, psam, "RKSSSE"), undefined);
      const tries = { 1: ["67"], 2: ["67", "27", "47"], 3: ["67", "27"] }[keyRootLevel ?? 1];
      t.deepEqual(asked(), [...tries.map((use) => `${use} 08`), ...tries.map((use) => `${use} 0a`)]);
      slots[1].heard.length = 0;
      t.is(await proveCardByPsam(issuing, psam), undefined);
      t.deepEqual(asked(), [`${tries.at(-1)} 08`], "remembered per PSAM and key");
    });
  }
}

test("a PSAM without the key under any use byte says so, and is asked three times", async (t) => {
  const tried: number[] = [];
  const none = async (levels: number) => {
    tried.push(levels);
    return { ok: false, sw: levels === 3 ? 0x6a88 : 0x6a80 };
  };
  t.like(await withRoots("c", "k", 3, none), { ok: false, sw: 0x6a88 });
  t.deepEqual(tried, [3, 1, 2]);
  tried.length = 0;
  const locked = async (levels: number) => {
    tried.push(levels);
    return { ok: false, sw: 0x6983 };
  };
  t.like(await withRoots("d", "k", 3, locked), { sw: 0x6983 });
  t.deepEqual(tried, [3], "another answer ends the tries");
});

const SELECTION = [
  // What the card refuses by 6A86, what its city says, and the SELECTs that follow.
  ["takes both", undefined, undefined, ["a4 02"]],
  ["takes P1 = 00 alone", 0x02, undefined, ["a4 02", "a4 00"]],
  ["takes P1 = 02 alone", 0x00, undefined, ["a4 02"]],
  ["takes both", undefined, "P1-02", ["a4 02"]],
  ["takes P1 = 00 alone", 0x02, "P1-02", ["a4 02", "a4 00"]],
  ["takes both", undefined, "P1-00", ["a4 00"]],
  ["takes P1 = 02 alone", 0x00, "P1-00", ["a4 00", "a4 02"]],
  ["takes P1 = 00 alone", 0x02, "P1-00", ["a4 00"]],
  ["takes both", undefined, "SFI", []],
] as const;

for (const [what, refused, fileSelection, expected] of SELECTION) {
  test(`SELECT of an EF on a card that ${what}, in a city that says ${fileSelection ?? "nothing"}: the holder's data are read`, async (t) => {
    const slot = chipSlot("test: slot 0", openChips("hangzhou", undefined, 1).card);
    slot.fault = (command, execute) =>
      command[1] === 0xa4 && command[2] === refused ? Uint8Array.of(0x6a, 0x86) : execute();
    const session = await openCardSession(slot.transport, stillClock());
    const issuing = await readIssuingData(session);
    if (isSocialRefusal(issuing)) return t.fail(issuing.reason);
    session.city = { ...hangzhou, ...(fileSelection === undefined ? {} : { fileSelection }) };
    slot.heard.length = 0;
    t.like(await readHolderData(issuing), { name: "张三" });
    const selects = slot.heard
      .filter((command) => /^a4 0[02]/.test(command))
      .map((command) => command.slice(0, 5));
    t.deepEqual(selects, expected);
  });
}

test("a city whose cards are read by short identifiers alone: LD/T 33 reads and writes every kind of file so", async (t) => {
  const rig = await openRig(profileOf("2.0"), {
    profile: { ...cityOf(profileOf("2.0")), fileSelection: "SFI" },
  });
  const usual = await openRig(profileOf("2.0"));
  for (const address of ["SSSEEF06|08|09|$", "SSSEEF07|$", "DF04EF08|$"]) {
    const expected = await usual.sscard.iReadCard(1, 1, usual.cardInfo, address);
    t.is(expected.code, 0, address);
    t.deepEqual(await rig.sscard.iReadCard(1, 1, rig.cardInfo, address), expected);
  }
  const write = (one: typeof rig) =>
    one.sscard.iWriteCard(1, one.cardInfo, "SSSEEF06|0C|$", "SSSEEF06|330106|$");
  t.is((await write(rig)).code, 0);
  t.is((await write(usual)).code, 0);
  t.deepEqual(
    await rig.sscard.iReadCard(1, 1, rig.cardInfo, "SSSEEF06|0C|$"),
    await usual.sscard.iReadCard(1, 1, usual.cardInfo, "SSSEEF06|0C|$"),
  );
  t.deepEqual(
    rig.card.heard.filter((command) => /^a4 0[02]/.test(command)),
    [],
  );
});
