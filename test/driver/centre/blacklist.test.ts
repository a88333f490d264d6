/** The till's own blacklist (P8 7): given by the centre whole or not at all, dated, and never short by accident. */
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EquipmentError } from "@duka/driver/base/equipment-error";
import { openBlacklist, updateBlacklist } from "@duka/driver/centre/blacklist-file";
import type { Centre } from "@duka/driver/centre/centre";
import { callInProcess } from "@duka/simulator/centre/call-in-process";
import { createCentre } from "@duka/simulator/centre/centre";
import { faultyEntry } from "@duka/simulator/centre/faulty-entry";
import { DEFAULT_RULES } from "@duka/simulator/centre/rules";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { NOON_MS, openTestTill, stillClock } from "../../support/card/till.js";
import { serve } from "../../support/programs/serve.js";
import { duka } from "../../support/programs/terminal.js";
import { centreWords } from "../../support/shop/centre-service.js";
import { openInsurance, VOUCHING } from "../../support/shop/insurance.js";
import { folderOf } from "../../support/values/folder.js";

/** A centre with so many refused cards; it claims `count`. */
function centreOf(size: number, count = size): Centre {
  const cards = Array.from({ length: size }, (_, at) => ({
    cardNumber: `A${String(at).padStart(8, "0")}`,
    cardId: null,
    state: "lost" as const,
  }));
  const call = async (_operation: string, { after = "", limit }: { after?: string; limit: number }) => ({
    asOfMs: NOON_MS,
    count,
    cards: cards.filter(({ cardNumber }) => cardNumber > after).slice(0, limit),
    ranges: [{ from: "B00000000", until: "B00000999" }],
  });
  return { institutionId: "H-1", simulated: true, call: call as unknown as Centre["call"] };
}

for (const size of [0, 1, 1000, 1001, 2500]) {
  test(`a list of ${size} cards comes page by page, with its ranges and its date`, async (t) => {
    const path = join(folderOf(t), "blacklist");
    await updateBlacklist(centreOf(size), path);
    const list = openBlacklist(path)();
    t.is(list?.size, size + 1);
    t.is(list?.asOfMs, NOON_MS);
    const has = (number: string) => list?.has({ cardId: undefined, numbers: [number] });
    t.is(has(`A${String(size - 1).padStart(8, "0")}`), size > 0);
    t.false(has(`A${String(size).padStart(8, "0")}`));
    t.deepEqual([has("B00000999"), has("B00001000")], [true, false]);
  });
}

test("a list that did not come whole leaves the old one in its place", async (t) => {
  const path = join(folderOf(t), "blacklist");
  await updateBlacklist(centreOf(3), path);
  await t.throwsAsync(updateBlacklist(centreOf(2, 5), path), {
    instanceOf: RangeError,
    message: /has 5 cards and only 2 came: the list from before stays/,
  });
  t.is(openBlacklist(path)()?.size, 4);
});

const DAMAGES: readonly [how: string, hurt: (path: string) => void][] = [
  ["cut short", (path) => truncateSync(path, readFileSync(path).length - 20)],
  ["empty", (path) => truncateSync(path, 0)],
  [
    "with an entry taken out",
    (path) =>
      writeFileSync(
        path,
        readFileSync(path, "utf8").replace(/\{"cardNumber":"A00000001","cardId":null\},?/, ""),
      ),
  ],
  ["of another kind", (path) => writeFileSync(path, "{}")],
  [
    "with a changed date",
    (path) => writeFileSync(path, readFileSync(path, "utf8").replace(String(NOON_MS), String(NOON_MS + 1))),
  ],
];

for (const [how, hurt] of DAMAGES) {
  test(`a list that is ${how} is no list: equipment that failed, not a card that may pay`, async (t) => {
    const path = join(folderOf(t), "blacklist");
    await updateBlacklist(centreOf(3), path);
    hurt(path);
    t.throws(openBlacklist(path), { instanceOf: EquipmentError, message: /damaged: its checksum/ });
    const till = await openTestTill({ blacklist: openBlacklist(path) });
    await t.throwsAsync(till.account.debit({ ref: "S-1", amountFen: 100 }), { instanceOf: EquipmentError });
    t.deepEqual(await till.journal.find("S-1"), []);
  });
}

test("a list that another process has replaced counts from the next sale on", async (t) => {
  const path = join(folderOf(t), "blacklist");
  const till = await openTestTill({ blacklist: openBlacklist(path) });
  t.like(await till.account.debit({ ref: "S-1", amountFen: 100 }), { outcome: "committed" });
  const lost = centreOf(0);
  const card = { cardNumber: "A12345674", cardId: null, state: "lost" as const };
  const call = async () => ({ asOfMs: NOON_MS, count: 1, cards: [card], ranges: [] });
  await updateBlacklist({ ...lost, call: call as unknown as Centre["call"] }, path);
  t.like(await till.account.debit({ ref: "S-2", amountFen: 100 }), { outcome: "refused" });
  await updateBlacklist(centreOf(0), path);
  t.like(await till.account.debit({ ref: "S-3", amountFen: 100 }), { outcome: "committed" });
  appendFileSync(path, " ");
});

test("the simulated centre gives both kinds of entry, and refuses what is in a range itself", async (t) => {
  const clock = stillClock();
  const insurance = await openInsurance(clock, findProfile("hangzhou"));
  const { call } = insurance.centre;
  const cardNumber = "33018653000100174236";
  await call("reportLoss", { ref: "1", window: "W-1", operator: "clerk", vouching: VOUCHING, cardNumber });
  t.deepEqual(await call("blacklist", { limit: 10 }), {
    asOfMs: NOON_MS,
    count: 1,
    cards: [{ cardNumber, cardId: null, state: "lost" }],
    ranges: [],
  });
  const refusedRanges = [{ from: "33018653000100000000", until: "33018653000199999999" }];
  const entry = faultyEntry(createCentre({ clock, rules: { ...DEFAULT_RULES, refusedRanges } }));
  t.deepEqual((await callInProcess(entry, clock)("blacklist", { limit: 10 })).ranges, refusedRanges);
});

test("entries with and without an identification code come page by page beside the register's, and the centre refuses them", async (t) => {
  const clock = stillClock();
  const code = "330100D1560000050001742300000000";
  const refusedCards = [
    { cardNumber: "A12345674", cardId: code },
    { cardNumber: "A12345674", cardId: code.replace("17423", "17424") },
    { cardNumber: "A00000001", cardId: null },
  ];
  const entry = faultyEntry(createCentre({ clock, rules: { ...DEFAULT_RULES, refusedCards } }));
  const centre: Centre = { institutionId: "H-1", simulated: true, call: callInProcess(entry, clock) };
  const page = await centre.call("blacklist", { limit: 2 });
  t.deepEqual(
    page.cards.map(({ cardNumber }) => cardNumber),
    ["A00000001", "A12345674", "A12345674"],
    "both of one number are on one page",
  );
  t.is(page.count, 3);
  t.deepEqual((await centre.call("blacklist", { limit: 2, after: "A12345674" })).cards, []);
  const path = join(folderOf(t), "blacklist");
  await updateBlacklist(centre, path);
  const list = openBlacklist(path)();
  t.is(list?.size, 3);
  const has = (number: string, cardId?: string) => list?.has({ cardId, numbers: [number] });
  t.true(has("A12345674", code));
  t.true(has("A12345674", code.replace("00000000", "12345678")), "its MAC does not count");
  t.false(has("A12345674", code.replace("17423", "17425")), "another card of this number");
  t.true(has("A12345674"), "a card without a code");
  t.true(has("A00000001", code));
  const rules = { refusedCards: [{ cardNumber: "33018653000100174236", cardId: null }] };
  const words = await centreWords(t, "hangzhou", rules);
  const journal = ["--journal", join(folderOf(t), "j.db")];
  const state = join(folderOf(t), "card.json");
  const sale = ["debit", "--reader", `sim:hangzhou?state=${state}`, ...journal, "--kind", "medical"];
  const refused = await duka([...sale, "--amount", "1.00", "--ref", "S-1", ...words]);
  t.is(refused.code, 1);
  t.regex(refused.told, /stands on the blacklist/);
});

test("duka blacklist update and show, and duka serve: a card in a range is refused without the centre; simulated and real lists are two", async (t) => {
  const folder = folderOf(t);
  const journal = ["--journal", join(folder, "j.db")];
  const ranges = [{ from: "33018653000100000000", until: "33018653000199999999" }];
  const centre = await centreWords(t, "hangzhou", { refusedRanges: ranges });
  const none = await duka(["blacklist", "show", ...journal, "--simulated", "--json"]);
  t.is(none.code, 1);
  t.like(JSON.parse(none.out), { known: false });
  const updated = await duka(["blacklist", "update", ...journal, ...centre, "--simulated", "--json"]);
  t.is(updated.code, 0, updated.told);
  t.like(JSON.parse(updated.out), { known: true, entries: 1, ageDays: 0 });
  const shown = await duka(["blacklist", "show", ...journal, "--simulated"]);
  t.regex(shown.out, /^1 entries, as of 20\d\d-.*\(0 days old\)/);
  t.is((await duka(["blacklist", "show", ...journal])).code, 1, "of real sales there is none");
  const reader = ["--reader", `sim:hangzhou?state=${join(folder, "card.json")}`];
  const sale = await duka(["debit", ...reader, ...journal, "--json", "--amount", "1.00", "--ref", "S-1"]);
  t.is(sale.code, 1);
  t.regex(sale.out, /on the blacklist: keep it/);
  const served = serve([...reader, ...journal, ...centre]);
  served.say('{"id":1,"method":"updateBlacklist","params":{}}');
  t.like(await served.next(), { id: 1, result: { known: true, entries: 1 } });
  served.say('{"id":2,"method":"blacklist","params":{}}');
  t.like(await served.next(), { id: 2, result: { known: true, entries: 1 } });
  await served.end();
});
