import { DAY_MS } from "@duka/simulator/centre/china-time";
import test from "ava";
import { DOCUMENT, enrol, HOLDER, IN_PERSON, identity, issue, openCounter, WINDOW } from "./counter.js";

const STRANGER = { kind: "resident-id", number: "330102198505055678" } as const;
const DELEGATE = {
  by: "delegate",
  document: DOCUMENT,
  delegate: { name: "李四", relation: "wife", document: STRANGER },
} as const;
const EMPLOYER = { by: "employer", employer: "Silk Works", list: "L-1", document: DOCUMENT } as const;

const at = (ref: string) => ({ ...WINDOW, ref });
const apply = (ref: string) => ({ ...at(ref), holderId: HOLDER, vouching: DELEGATE });

test("a delegate applies for a card: the day until which it has to be there is told, once; issuing it ends the application", (t) => {
  const counter = openCounter();
  enrol(counter);
  const { application } = counter.ask("applyForCard", apply("a"));
  t.like(application, { holderId: HOLDER, deadline: "20261206", applicant: "李四 (wife)", by: "delegate" });
  t.deepEqual(counter.ask("applyForCard", apply("a")).application, application);
  t.is(counter.refusal("applyForCard", apply("b")), "applied-already");
  t.deepEqual(counter.ask("findHolder", { holderId: HOLDER }), {
    holder: counter.ask("findHolder", { holderId: HOLDER }).holder,
    cards: [],
    application,
  });
  const { card } = issue(counter, identity(1), 0);
  t.deepEqual(counter.ask("applications", { limit: 10 }).applications, []);
  t.like(counter.ask("findHolder", { holderId: HOLDER }), { cards: [card], application: null });
});

test("applications whose deadline is over are found by it, the earliest first", (t) => {
  const counter = openCounter();
  for (const [n, name] of ["张三", "王五"].entries()) {
    const document = { kind: "resident-id", number: `33010219900101123${n}` } as const;
    const holderId = `H${n}`;
    counter.ask("enrolHolder", { ...at(`e${n}`), holderId, name, document, region: "330100" });
    counter.clock.ms += n * DAY_MS;
    counter.ask("applyForCard", { ...at(`a${n}`), holderId, vouching: { ...EMPLOYER, document } });
  }
  const found = (before?: string) =>
    counter.ask("applications", { ...(before === undefined ? {} : { before }), limit: 10 }).applications;
  t.deepEqual(
    found().map(({ holderId, deadline }) => [holderId, deadline]),
    [
      ["H0", "20261206"],
      ["H1", "20261207"],
    ],
  );
  t.deepEqual(
    found("20261207").map(({ holderId, applicant }) => [holderId, applicant]),
    [["H0", "Silk Works, list L-1"]],
  );
});

test("who comes in person is not sent away with an application, nor is someone with another person's document", (t) => {
  const counter = openCounter();
  enrol(counter);
  t.is(counter.refusal("applyForCard", { ...apply("a"), vouching: IN_PERSON }), "in-person-only");
  const wrong = { ...DELEGATE, document: STRANGER };
  t.is(counter.refusal("applyForCard", { ...apply("a"), vouching: wrong }), "not-the-holder");
  t.is(counter.refusal("applyForCard", { ...apply("a"), holderId: "X" }), "holder-unknown");
});

test("a person who is no longer insured here has no application left", (t) => {
  const counter = openCounter();
  enrol(counter);
  issue(counter, identity(1), 0);
  counter.ask("applyForCard", apply("a"));
  const leave = { ...at("c"), vouching: IN_PERSON, cardNumber: identity(1).cardNumber };
  counter.ask("cancelCard", { ...leave, reason: "moved-away" });
  t.is(counter.ask("findHolder", { holderId: HOLDER }).application, null);
});
