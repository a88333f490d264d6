import { commandMac, reloadPinMac } from "@duka/protocol/crypto/secure-messaging";
import test from "ava";
import fc from "fast-check";
import { bytes, hex } from "../../support/values/hex.js";
import {
  PUBLISHED_KEY,
  PUBLISHED_TAC_KEY,
  plainWith,
  publishedCard,
  SELECT_PURSE,
  send,
} from "../card/chips.js";
import { credit, debit, hexNumber, initializeLoad, initializePurchase } from "../card/terminal.js";

const LIMIT = 3;
const OPENING = 1000;
const STEPS = 100_000;
/** Each has 100 to 140 steps, on a card of its own. */
const RUNS = 850;

/** What the issuer sends to free the password, or to set it to 654321. */
const FREE = {
  unblock: macked("84 24 00 00"),
  older: macked("80 24 00 00"),
  reload: `80 5E 00 00 07 654321 ${hex(reloadPinMac(bytes(PUBLISHED_TAC_KEY), bytes("654321")))}`,
};

function macked(header: string): string {
  return `${header} 04 ${hex(commandMac(bytes(PUBLISHED_KEY), bytes("11223344"), bytes(`${header} 04`)))}`;
}

/** What a purse with a PIN is, in thirty lines. */
class Model {
  balance = OPENING;
  purchases = 0;
  loads = 0;
  tries = LIMIT;
  verified = false;
  open: { kind: "purchase" | "load"; amount: number } | undefined;
  last = { type: "", sequence: -1 };

  pin(right: boolean): string {
    this.verified = right && this.tries > 0;
    if (this.tries === 0) return "6983";
    this.tries = right ? LIMIT : this.tries - 1;
    return right ? "9000" : `63C${this.tries}`;
  }

  /** CHANGE PIN takes back the verification, as UNBLOCK and RELOAD do. */
  change(right: boolean): string {
    const answer = this.pin(right);
    this.verified = false;
    return answer;
  }

  free(): string {
    this.verified = false;
    this.tries = LIMIT;
    return "9000";
  }

  begin(kind: "purchase" | "load", amount: number): string {
    if (!this.verified) return "6982";
    if (kind === "purchase" && amount > this.balance) return "9401";
    this.open = { kind, amount };
    return "9000";
  }

  finish(kind: "purchase" | "load", right: boolean, open = this.open): string {
    if (open?.kind !== kind) return "6985";
    if (!right) return "9302";
    this.balance += kind === "load" ? open.amount : -open.amount;
    const sequence = kind === "load" ? ++this.loads : ++this.purchases;
    this.last = { type: kind === "load" ? "02" : "06", sequence };
    return "9000";
  }
}

type Step =
  | { do: "pin"; right: boolean; p2: "00" | "81" }
  | { do: "begin"; kind: "purchase" | "load"; amount: number }
  | { do: "finish"; kind: "purchase" | "load"; right: boolean }
  | { do: "change"; right: boolean }
  | { do: "free"; how: "unblock" | "older" | "reload" }
  | { do: "reset" }
  | { do: "prove"; type: string; ago: number };

const kind = fc.constantFrom("purchase" as const, "load" as const);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("pin" as const),
      right: fc.constantFrom(true, true, true, false),
      p2: fc.constantFrom("00" as const, "81" as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("change" as const),
      right: fc.constantFrom(true, true, true, false),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("free" as const),
      how: fc.constantFrom("unblock" as const, "older" as const, "reload" as const),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("begin" as const),
      kind,
      amount: fc.integer({ min: 0, max: 600 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("finish" as const),
      kind,
      right: fc.constantFrom(true, true, true, false),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("reset" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("prove" as const),
      type: fc.constantFrom("02", "06"),
      ago: fc.integer({ min: -1, max: 1 }),
    }),
  },
);

test("a purse does what its small model does, whatever the order of commands", (t) => {
  const plain = plainWith({ openingBalanceFen: { deposit: 0, purse: OPENING }, macAttempts: 255 });
  const password = {
    ...plain.password,
    neededForPurchase: true,
    neededForLoad: true,
    retryLimit: LIMIT,
  };
  let steps = 0;
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 100, maxLength: 140 }), (sequence) => {
      const card = publishedCard({ ...plain, password, pin: { reference: 0x81 } });
      const model = new Model();
      const pins = ["888888", "654321"];
      let opened = "";
      send(card, SELECT_PURSE);
      for (const step of sequence) {
        steps++;
        const open = model.open;
        model.open = undefined;
        if (step.do === "pin") {
          const password = step.right ? pins[0] : "111111";
          t.is(send(card, `00 20 00 ${step.p2} 03 ${password}`), model.pin(step.right));
        } else if (step.do === "change") {
          const answer = model.change(step.right);
          t.is(send(card, `80 5E 01 00 07 ${step.right ? pins[0] : "111111"} FF ${pins[1]}`), answer);
          if (answer === "9000") pins.reverse();
        } else if (step.do === "free") {
          if (step.how !== "reload") send(card, "00 84 00 00 04");
          if (step.how === "reload") pins.splice(0, 2, "654321", "888888");
          t.is(send(card, FREE[step.how]), model.free());
        } else if (step.do === "begin") {
          const command =
            step.kind === "load" ? initializeLoad(step.amount) : initializePurchase(step.amount);
          const answer = send(card, command);
          t.is(answer.slice(-4), model.begin(step.kind, step.amount));
          if (model.open !== undefined) {
            const counter = step.kind === "load" ? model.loads : model.purchases;
            t.is(answer.slice(0, 12), hexNumber(model.balance, 4) + hexNumber(counter, 2));
            opened = answer;
          }
        } else if (step.do === "finish") {
          const make = step.kind === "load" ? credit : debit;
          const command = make(opened.padEnd(30, "0"), open?.amount ?? 1, { spoil: !step.right });
          t.is(send(card, command).slice(-4), model.finish(step.kind, step.right, open));
        } else if (step.do === "reset") {
          card.reset();
          model.verified = false;
          send(card, SELECT_PURSE);
        } else {
          const asked = Math.max(0, model.last.sequence + step.ago);
          const known = model.last.type === step.type && model.last.sequence === asked;
          t.is(
            send(card, `80 5A 00 ${step.type} 02 ${hexNumber(asked, 2)}`).slice(-4),
            known ? "9000" : "9406",
          );
        }
      }
      t.is(send(card, "80 5C 00 02 04"), `${hexNumber(model.balance, 4)}9000`);
      const log = send(card, "00 B2 01 C4 17");
      t.is(log.slice(0, 4), model.last.type === "" ? "6A83" : hexNumber(model.last.sequence, 2));
    }),
    { numRuns: RUNS },
  );
  t.true(steps >= STEPS, `${steps} steps`);
  t.log(`${steps} steps`);
});
