/** The studio's counter: cards in all their states, hands in the middle of a sale, and the file that it is saved in. */
import { findProfile } from "@duka/simulator/profiles/profiles";
import { StudioRefusal } from "@duka/simulator/studio/studio-refusal";
import { readScenario } from "@duka/simulator/world/script/read-scenario";
import { runScenario } from "@duka/simulator/world/script/run-scenario";
import type { LoggedEvent } from "@duka/simulator/world/world-event";
import test from "ava";
import { counterOf, press, sale, until } from "../../support/shop/studio-counter.js";

test("each card of the counter ends as its state says, and the money is conserved", async (t) => {
  const counter = await counterOf(t);
  const found: string[] = [];
  for (const { id } of counter.state().cards) {
    counter.ask({ do: "insert", card: id });
    const asks = id === "changed" || id === "locked";
    const { outcome, reasonCode } = await press(
      counter,
      sale(`S-${id}`),
      asks ? () => counter.ask({ do: "holderTypes" }) : undefined,
    );
    found.push(`${id} ${outcome} ${reasonCode}`);
    counter.ask({ do: "takeOut" });
  }
  t.deepEqual(found, [
    "own committed null",
    "second committed null",
    "changed committed null",
    "locked refused password-locked",
    "lost refused blacklisted",
    "expired refused card-expired",
    "foreign refused unknown-city",
  ]);
  const { money } = counter.state();
  t.deepEqual([money!.state, money!.cardsFen, money!.soldFen], ["conserved", 1_016_250, 3750]);
  // What was typed is nowhere that a page could read.
  const all = JSON.stringify([counter.state(), counter.events()]);
  t.notRegex(all, /654321|36\s?35\s?34\s?33/);
  t.throws(() => counter.scenario(), {
    instanceOf: StudioRefusal,
    message: /cannot make the card "changed"/,
  });
});

test("a card that is pulled in the middle of DEBIT is undecided, tells when it is back, and the saved file does the same", async (t) => {
  const counter = await counterOf(t);
  counter.ask({ do: "pace", stopAt: "debit" });
  counter.ask({ do: "insert", card: "own" });
  const undecided = await press(counter, sale("S-1"), () => {
    t.is(counter.state().pace.pausedAt, "DEBIT FOR PURCHASE, answer byte 2");
    counter.ask({ do: "takeOut" });
    counter.ask({ do: "run" });
  });
  t.deepEqual([undecided.outcome, undecided.reasonCode], ["undecided", "answer-lost"]);
  t.is(counter.state().money!.state, "open");
  counter.ask({ do: "pace", stopAt: "none" });
  counter.ask({ do: "insert", card: "own" });
  const committed = await press(counter, sale("S-1"));
  t.deepEqual([committed.outcome, committed.reasonCode], ["committed", "recovered-from-log"]);
  t.regex(committed.receipt!.zh.join("\n"), /12\.50/);
  await press(counter, { do: "load", ref: "L-1", amountFen: 2000 });
  await press(counter, { do: "reverse", ref: "R-1", of: "S-1" });
  const bill = await press(counter, { do: "bill", ref: "B-1", amountFen: 88_000, visit: "treatment" });
  t.is(bill.outcome, "committed");
  const asked = counter
    .events()
    .flatMap((one) => (one.type === "centre" ? [`${one.operation} ${one.ref}`] : []));
  t.true(asked.includes("preSettle B-1") && asked.includes("settle B-1"), asked.join());
  await press(counter, { do: "closeOfDay" });
  const { money } = await until(counter, (now) => now.money?.dueFen === 0);
  t.deepEqual([money!.state, money!.centreFen], ["conserved", money!.cardsFen]);

  const text = counter.scenario();
  t.regex(text, /kind: card-removed\n\s+at: DEBIT FOR PURCHASE, answer byte \d/);
  const played = await runScenario(readScenario(Buffer.from(text), "studio.yaml"));
  t.deepEqual(
    played.failures.map(({ message }) => message),
    [],
  );
  t.is(played.steps.filter(({ action }) => action === "sell").length, 2);
});

test("time goes command by command, and a till without power runs again when all is put right", async (t) => {
  const counter = await counterOf(t);
  counter.ask({ do: "insert", card: "own" });
  counter.ask({ do: "pace", stopAt: "command" });
  counter.ask(sale("S-1"));
  const first = (await until(counter, ({ pace }) => pace.pausedAt !== null)).pace.pausedAt;
  t.throws(() => counter.ask(sale("S-2")), { instanceOf: StudioRefusal, message: /still at work/ });
  counter.ask({ do: "step" });
  const second = (await until(counter, ({ pace }) => pace.pausedAt !== null && pace.pausedAt !== first)).pace
    .pausedAt;
  t.not(first, second);
  counter.ask({ do: "killTill" });
  counter.ask({ do: "pace", stopAt: "none" });
  counter.ask({ do: "run" });
  const dead = await until(counter, ({ busy, results }) => busy === null && results.length > 0);
  t.deepEqual([dead.results[0]?.outcome, dead.isTillDead], ["killed", true]);
  t.throws(() => counter.ask(sale("S-1")), { instanceOf: StudioRefusal, message: /no power/ });
  counter.ask({ do: "repair" });
  await until(counter, ({ busy, isTillDead }) => busy === null && !isTillDead);
  t.is((await press(counter, sale("S-1"))).outcome, "committed");
  t.throws(() => counter.ask({ do: "run" }), { instanceOf: StudioRefusal, message: /does not stand still/ });
});

test("a page is told each event once, and no number of a card in them, unless personal data are asked for", async (t) => {
  const number = findProfile("hangzhou").card.applicationSerialNumber.match(/../g)!.join(" ");
  for (const withPersonalData of [false, true]) {
    const counter = await counterOf(t, { withPersonalData });
    const told: LoggedEvent[] = [];
    const heard: string[] = [];
    // News may still come when the test is over: what is heard is asserted below, not here.
    counter.onNews((one) => {
      if (one.news !== "events") return;
      told.push(...one.events);
      heard.push(`${told.length} told, ${counter.events().length} for a page that comes now`);
    });
    counter.ask({ do: "insert", card: "own" });
    t.is((await press(counter, { do: "sell", ref: "S-1", amountFen: 12_50 })).outcome, "committed");
    await until(counter, () => told.some(({ type }) => type === "money"));
    t.true(told.length > 500);
    const differing = heard.filter((line) => !/^(\d+) told, \1 for/.test(line));
    t.deepEqual(differing, []);
    for (const events of [told, counter.events()]) {
      const line = events.flatMap((event) =>
        event.type === "character" && event.chip === "card" && event.to === "reader" ? [event.byte] : [],
      );
      t.is(line.join(" ").includes(number), withPersonalData);
      t.is(JSON.stringify(events).includes(number), withPersonalData);
    }
  }
});
