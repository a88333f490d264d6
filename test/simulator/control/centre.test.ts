/** The control API of a centre: calls of other programs are struck at their positions, and told. */
import { createCentre, enrolProfile, faultyEntry, serveHttp } from "@duka/simulator/centre";
import { callInProcess } from "@duka/simulator/centre/call-in-process";
import { centreOfProfile, identityOfProfile } from "@duka/simulator/centre/profile-centre";
import { controlOfCentre } from "@duka/simulator/control/controlled";
import { steer } from "@duka/simulator/control/steer";
import { findProfile } from "@duka/simulator/profiles/profiles";
import { RealClock } from "@duka/simulator/time/real-clock";
import test from "ava";

const HANGZHOU = findProfile("hangzhou");

test("each kind strikes the call that it was armed for, once; the rest is answered, and all is told", async (t) => {
  const clock = new RealClock();
  const plain = faultyEntry(createCentre({ clock, ...centreOfProfile(HANGZHOU) }));
  await enrolProfile(callInProcess(plain, clock), HANGZHOU);
  const { controlled, entry } = controlOfCentre(plain, clock, 1000);
  const { url, close } = await serveHttp({ entry, clock, version: "1.2.3", host: "127.0.0.1", port: 0 });
  t.teardown(close);
  const ask = async (): Promise<string> => {
    try {
      const headers = { "content-type": "application/json" };
      const answer = await fetch(`${url}/register/areYouThere`, { method: "POST", headers, body: "{}" });
      return `${answer.status}`;
    } catch (error) {
      if (error instanceof TypeError) return "no answer";
      throw error;
    }
  };
  t.is(await ask(), "200");
  for (const [kind, ms, answer] of [
    ["centre-down", undefined, "no answer"],
    ["centre-500", undefined, "500"],
    ["answer-lost", undefined, "no answer"],
    ["centre-slow", 20, "200"],
    ["answered-twice", undefined, "200"],
    ["wrong-mac", undefined, "200"],
  ] as const) {
    const fault = { kind, at: "centre areYouThere", ...(ms === undefined ? {} : { ms }) };
    await steer(controlled, "arm", { faults: [fault] });
    const startMs = clock.nowMs();
    t.is(await ask(), answer, kind);
    t.true(clock.nowMs() - startMs >= (ms ?? 0), kind);
    t.is(await ask(), "200", kind);
  }
  const { faults } = await steer(controlled, "faults", {});
  t.deepEqual(new Set(faults.map(({ state }) => state)), new Set(["struck"]));
  const { events } = await steer(controlled, "log", { type: "centre" });
  t.is(events.filter(({ what }) => what === "asked").length, 13);
  t.is(events.filter(({ what }) => what === "failed").length, 3);

  const { cardNumber } = identityOfProfile(HANGZHOU);
  t.like(await steer(controlled, "money", { cardNumber }), { cards: [], centre: { cardFen: 500_00 } });
  t.is((await steer(controlled, "money", { cardNumber: "none" })).centre, null);
  for (const fault of [
    { kind: "card-removed", at: "VERIFY" },
    { kind: "process-killed", at: "centre settle" },
  ])
    await t.throwsAsync(steer(controlled, "arm", { faults: [fault] }), { code: "fault-not-here" });
  await t.throwsAsync(steer(controlled, "takeOut", {}), { code: "unknown-path" });
});
