import type { CentreError } from "@duka/protocol/centre/centre-error";
import { NO_FAULTS } from "@duka/protocol/centre/faults";
import { callInProcess } from "@duka/simulator/centre/call-in-process";
import { faultyEntry } from "@duka/simulator/centre/faulty-entry";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import test from "ava";
import { enrol, HOLDER, openCounter, WINDOW } from "./counter.js";

function openEntry() {
  const counter = openCounter();
  enrol(counter);
  const entry = faultyEntry(counter.centre);
  const clock = new VirtualClock();
  const call = callInProcess(entry, clock.driver);
  const accountFen = () =>
    counter.ask("designate", {
      ...WINDOW,
      ref: `look ${Math.floor(clock.nowMs())}`,
      vouching: { by: "holder", document: { kind: "resident-id", number: "330102199001011234" } },
      holderId: HOLDER,
      institutions: [],
    }).holder.accountFen;
  return { entry, clock, call, accountFen };
}

const ALLOT = { ...WINDOW, ref: "x", holderId: HOLDER, amountFen: 100 };

test("in the process a call answers at once, and a refusal is an error with code and status", async (t) => {
  const { call, clock } = openEntry();
  t.is((await call("allot", ALLOT)).holder.accountFen, 100);
  const error = await t.throwsAsync<CentreError>(call("allot", { ...ALLOT, amountFen: 1 }));
  t.like(error, { name: "CentreError", code: "reference-in-use", status: 409, delivery: "answered" });
  t.is(clock.nowMs(), 0);
});

test("a centre that is down has done nothing, and says so", async (t) => {
  const { call, entry, accountFen } = openEntry();
  entry.setFaults({ ...NO_FAULTS, down: true });
  t.like(await t.throwsAsync(call("allot", ALLOT)), { code: "down", delivery: "not-sent" });
  t.is(accountFen(), 0);
});

test("a slow centre takes its time; slower than the deadline, nobody knows", async (t) => {
  const { call, entry, clock, accountFen } = openEntry();
  entry.setFaults({ ...NO_FAULTS, slowMs: 700 });
  await call("areYouThere", {});
  t.is(clock.nowMs(), 700);
  t.like(await t.throwsAsync(call("allot", ALLOT, 500)), { code: "timeout", delivery: "unknown" });
  t.is(clock.nowMs(), 1200);
  t.is(accountFen(), 100);
});

test("an answer that is lost ends with the deadline, and asking again under the reference brings it", async (t) => {
  const { call, entry, clock } = openEntry();
  entry.setFaults({ ...NO_FAULTS, loseAnswers: 1 });
  t.like(await t.throwsAsync(call("allot", ALLOT)), { code: "timeout", delivery: "unknown" });
  t.is(clock.nowMs(), 10_000);
  t.is((await call("allot", ALLOT)).holder.accountFen, 100);
});

test("a request that arrives twice is done once", async (t) => {
  const { call, entry } = openEntry();
  entry.setFaults({ ...NO_FAULTS, answerTwice: 1 });
  t.is((await call("allot", ALLOT)).holder.accountFen, 100);
  t.deepEqual(entry.faults(), NO_FAULTS);
});

for (const wrong of [
  null,
  {},
  { ...NO_FAULTS, slowMs: -1 },
  { ...NO_FAULTS, down: "yes" },
  { ...NO_FAULTS, x: 1 },
]) {
  test(`faults ${JSON.stringify(wrong)} are refused`, (t) => {
    const { entry } = openEntry();
    t.throws(() => entry.setFaults(wrong), { instanceOf: RangeError, message: /faults of the centre/ });
    t.deepEqual(entry.faults(), NO_FAULTS);
  });
}
