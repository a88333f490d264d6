/** The steps of a sale, as a display hears them: in order, each once, and never a password. */
import type { AccountEvent } from "@duka/driver/account/account-event";
import { Password } from "@duka/driver/base/password";
import { eventWords } from "@duka/driver/explain/event-words";
import { progressLine } from "@duka/driver/serve/event-shapes";
import { eventLine } from "@duka/driver/serve/replies";
import { CentreError } from "@duka/protocol/centre";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test, { type ExecutionContext } from "ava";
import { answerLost, at } from "../../support/card/chip-transport.js";
import { instantClock } from "../../support/card/instant-clock.js";
import { cityOf } from "../../support/card/sscard-rig.js";
import { openTestTill, type TestTillOptions } from "../../support/card/till.js";
import { openInsurance } from "../../support/shop/insurance.js";
import { openShop } from "../../support/shop/shop.js";

const SALE = { ref: "S-1", amountFen: 1250 } as const;
const BILL = { ref: "V-1", visit: "treatment", totalFen: 500_00, selfCostFen: 100_00 } as const;

/** What each event is about, after its type. */
function told(events: readonly AccountEvent[]): string[] {
  return events.map((event) => {
    switch (event.type) {
      case "password-asked":
        return `password-asked ${event.because} ${event.triesLeft} by ${event.by}`;
      case "password-verified":
        return `password-verified ${event.by}`;
      case "password-refused":
        return `password-refused ${event.reasonCode} ${event.triesLeft}`;
      case "centre-asked":
        return `centre-asked ${event.operation}`;
      case "card-debited":
      case "card-credited":
        return `${event.type} ${event.amountFen}`;
      case "settlement":
        return `settlement ${event.state}`;
      case "ended":
        return `ended ${event.outcome}`;
      default:
        return event.type;
    }
  });
}

/** Whatever a test hears fits the lines of `duka serve`, and holds no password. */
function checkLines(t: ExecutionContext, events: readonly AccountEvent[], secrets: readonly string[] = []) {
  for (const event of events) {
    const line = eventLine(event, "S-1", true) ?? "";
    t.notThrows(() => progressLine.parse(JSON.parse(line)), line);
    const words = eventWords(event);
    for (const secret of ["123456", ...secrets]) t.false(`${line}${words?.en}${words?.zh}`.includes(secret));
  }
}

async function openInsured(options: TestTillOptions = {}, city = "hangzhou") {
  const profile = findProfile(city);
  const insurance = await openInsurance(instantClock(), profile);
  const { centre } = insurance;
  const till = await openTestTill({ simulated: profile, profile: cityOf(profile), centre, ...options });
  return { ...till, insurance };
}

test("a sale from the purse: card, PSAM, password, intent, answer, paid, ended", async (t) => {
  const { account, events } = await openTestTill();
  await account.debit(SALE);
  t.deepEqual(told(events), [
    ...["card-powered", "card-recognised", "psam-ready", "password-verified initial"],
    ...["initialized", "intent", "answered", "card-debited 1250", "ended committed"],
  ]);
  checkLines(t, events);
  await account.debit(SALE);
  t.deepEqual(told(events).slice(9), ["ended committed"], "asked again, the card is not");
});

test("a bill with its centre: each question to it, the card has paid, then the settlement", async (t) => {
  const { account, events } = await openInsured();
  await account.settleBill(BILL);
  t.deepEqual(told(events), [
    ...["card-powered", "card-recognised", "centre-asked preSettle"],
    ...["card-recognised", "psam-ready", "centre-asked eligibility"],
    ...["centre-asked findCard", "password-verified initial", "initialized", "intent", "answered"],
    ...["card-debited 43000", "centre-asked settle", "settlement settled", "ended committed"],
  ]);
  checkLines(t, events);
  await account.settleBill(BILL);
  t.deepEqual(told(events).slice(15), ["ended committed"], "settled before: the centre is not asked again");
});

test("an account at the centre: it pays at once, and its settlement is told after the card", async (t) => {
  const { account, events } = await openInsured({}, "medical-3des");
  await account.debit({ ...SALE, amountFen: 100, kind: "medical" });
  const steps = told(events);
  t.deepEqual(steps.slice(steps.indexOf("answered")), [
    ...["answered", "centre-asked settle", "card-debited 100", "settlement settled", "ended committed"],
  ]);
  checkLines(t, events);
});

test("a centre that goes away after the card has paid: the settlement waits, the sale stays committed", async (t) => {
  const { insurance, ...till } = await openInsured();
  const { centre } = insurance;
  const away: typeof centre.call = (operation, request, deadlineMs) => {
    if (operation === "settle") {
      const delivery = "not-sent";
      throw new CentreError({ message: "the line is down", code: "no-answer", status: 0, delivery });
    }
    return centre.call(operation, request, deadlineMs);
  };
  const outcome = await till.reopen({ centre: { ...centre, call: away } }).settleBill(BILL);
  t.like(outcome, { outcome: "committed", settlement: { state: "waiting" } });
  const steps = told(till.events);
  t.deepEqual(
    steps.slice(steps.indexOf("answered")).filter((step) => !step.startsWith("centre-asked")),
    [...["answered", "card-debited 43000", "settlement waiting", "ended committed"]],
  );
  t.true(steps.includes("centre-asked settle"));
  checkLines(t, till.events);
});

test("a wrong password: asked with the tries that are left, asked again with one less, refused with its code", async (t) => {
  const typed = ["123456", "654321", "654321", "111111", "222222", "654321"];
  const till = await openTestTill({
    askPassword: async () => {
      const digits = typed.shift();
      return digits === undefined ? undefined : Password.fromDigits(digits);
    },
  });
  t.like(await till.account.changePassword(), { changed: true });
  till.events.length = 0;
  t.like(await till.account.debit(SALE), { outcome: "committed" });
  const steps = told(till.events);
  const first = ["password-asked first undefined by caller", "password-asked wrong 5 by caller"];
  t.deepEqual(
    steps.filter((step) => step.startsWith("password")),
    [...first, "password-asked wrong 4 by caller", "password-verified typed"],
  );
  typed.push("333333");
  till.events.length = 0;
  t.like(await till.account.debit({ ...SALE, ref: "S-2" }), { reasonCode: "wrong-password", triesLeft: 5 });
  t.deepEqual(told(till.events).slice(-4), [
    ...first,
    ...["password-refused wrong-password 5", "ended refused"],
  ]);
  checkLines(t, till.events, ["654321", "111111", "222222", "333333"]);
});

test("a load and its reversal: the centre, the intent, what the card has got", async (t) => {
  const events: AccountEvent[] = [];
  const shop = await openShop({ insured: true, account: { onEvent: (event) => events.push(event) } });
  t.teardown(() => shop.close());
  const stepsFrom = (first: string) => {
    const steps = told(events.splice(0));
    return steps.slice(steps.indexOf(first));
  };
  await shop.account.credit({ ref: "L-1", amountFen: 500 });
  t.deepEqual(stepsFrom("intent"), [
    ...["intent", "centre-asked authoriseLoad", "card-credited 500", "centre-asked reportLoad"],
    "ended credited",
  ]);
  await shop.account.debit(SALE);
  events.length = 0;
  await shop.account.reverse({ ref: "R-1", of: SALE.ref });
  t.deepEqual(stepsFrom("intent"), [
    ...["intent", "centre-asked cancel", "centre-asked authoriseLoad", "card-credited 1250"],
    ...["centre-asked reportLoad", "ended credited"],
  ]);
});

test("a card that is pulled is told once, before the sale ends undecided", async (t) => {
  const events: AccountEvent[] = [];
  const shop = await openShop({
    account: {
      onEvent: (event) => {
        events.push(event);
        if (event.type === "intent") shop.world.reader.slot(0).remove();
      },
    },
  });
  t.teardown(() => shop.close());
  await shop.account.debit(SALE).catch(() => undefined);
  t.deepEqual(
    told(events).filter((step) => step === "card-removed"),
    ["card-removed"],
  );
});

test("an answer that is lost is no payment: nothing says that the card has paid", async (t) => {
  const { account, events, card } = await openTestTill();
  card.fault = at(0x54, answerLost);
  await account.debit(SALE);
  t.deepEqual(told(events).slice(-3), ["intent", "card-removed", "ended undecided"]);
});
