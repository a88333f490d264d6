import type { CentreRequest } from "@duka/protocol/centre/centre";
import type { CardIdentity } from "@duka/protocol/centre/register";
import { parseHex } from "@duka/protocol/layout/hexadecimal";
import test from "ava";
import {
  type Counter,
  cardKeyOf,
  hex,
  IN_PERSON,
  identity,
  openCounter,
  PHARMACY,
  suiteOf,
  TERMINAL,
  TODAY,
  WINDOW,
  withActiveCard,
} from "./counter.js";

const at = (ref: string) => ({ institutionId: PHARMACY, ref });
const TIME = "140000";

const eight = (value: number) => value.toString(16).padStart(8, "0");

function session(card: CardIdentity): Uint8Array {
  return suiteOf(card).sessionKey(cardKeyOf(card, "DLK"), parseHex("1122334400038000"));
}

function loadOf(card: CardIdentity, ref: string, amountFen: number): CentreRequest<"authoriseLoad"> {
  const balanceFen = 500_00;
  const data = parseHex(`${eight(balanceFen)}${eight(amountFen)}02${TERMINAL}`);
  return {
    ...at(ref),
    card,
    transactionType: 0x02,
    amountFen,
    balanceFen,
    onlineSequence: 3,
    keyVersion: 1,
    random: "11223344",
    mac1: hex(suiteOf(card).mac(session(card), data)),
    terminalId: TERMINAL,
    date: TODAY,
    time: TIME,
  };
}

function tacOf(card: CardIdentity, amountFen: number): string {
  const data = parseHex(`${eight(500_00 + amountFen)}0003${eight(amountFen)}02${TERMINAL}${TODAY}${TIME}`);
  return hex(suiteOf(card).tac(cardKeyOf(card, "DTK"), data));
}

const state = (counter: Counter) => {
  const { card, holder } = counter.ask("findCard", { cardNumber: identity(1).cardNumber });
  return [card.balanceFen, holder.accountFen];
};

test("MAC2 of a load takes the money from the account, and is the same again under its reference", (t) => {
  const counter = openCounter();
  const card = withActiveCard(counter);
  const request = loadOf(card, "L-1", 50_00);
  const { mac2, accountFen } = counter.ask("authoriseLoad", request);
  t.is(mac2, hex(suiteOf(card).mac(session(card), parseHex(`${eight(50_00)}02${TERMINAL}${TODAY}${TIME}`))));
  t.is(accountFen, 150_00);
  t.is(counter.ask("authoriseLoad", request).mac2, mac2);
  t.deepEqual(state(counter), [500_00, 150_00]);
});

test("a load is reported: unknown changes nothing, the TAC proves it, and that is final", (t) => {
  const counter = openCounter();
  const card = withActiveCard(counter);
  counter.ask("authoriseLoad", loadOf(card, "L-1", 50_00));
  t.is(counter.ask("reportLoad", { ...at("L-1"), outcome: { is: "unknown" } }).state, "open");
  const wrong = { ...at("L-1"), outcome: { is: "credited", tac: "00000000" } } as const;
  t.is(counter.refusal("reportLoad", wrong), "tac-wrong");
  const credited = { ...at("L-1"), outcome: { is: "credited", tac: tacOf(card, 50_00) } } as const;
  t.like(counter.ask("reportLoad", credited), { state: "credited", accountFen: 550_00 });
  t.like(counter.ask("reportLoad", credited), { state: "credited", accountFen: 550_00 });
  t.is(counter.refusal("reportLoad", { ...at("L-1"), outcome: { is: "not-credited" } }), "wrong-state");
  t.deepEqual(state(counter), [550_00, 150_00]);
});

test("a load that was not credited gives the money back, once; a TAC that turns up later takes it again", (t) => {
  const counter = openCounter();
  const card = withActiveCard(counter);
  counter.ask("authoriseLoad", loadOf(card, "L-1", 50_00));
  const back = { ...at("L-1"), outcome: { is: "not-credited" } } as const;
  counter.ask("reportLoad", back);
  counter.ask("reportLoad", back);
  t.deepEqual(state(counter), [500_00, 200_00]);
  counter.ask("reportLoad", { ...at("L-1"), outcome: { is: "credited", tac: tacOf(card, 50_00) } });
  t.deepEqual(state(counter), [550_00, 150_00]);
});

test("while one load of a card is open, no other begins, and the card does not end", (t) => {
  const counter = openCounter();
  const card = withActiveCard(counter);
  counter.ask("authoriseLoad", loadOf(card, "L-1", 50_00));
  t.is(counter.refusal("authoriseLoad", loadOf(card, "L-2", 50_00)), "load-open");
  const { cardNumber } = card;
  const end = { ...WINDOW, ref: "c", vouching: IN_PERSON, cardNumber, reason: "abroad" } as const;
  t.is(counter.refusal("cancelCard", end), "load-open");
  counter.ask("reportLoad", { ...at("L-1"), outcome: { is: "not-credited" } });
  counter.ask("authoriseLoad", loadOf(card, "L-2", 50_00));
});

test("a wrong MAC1, too little money, an unknown load: refused, and nothing moved", (t) => {
  const counter = openCounter();
  const card = withActiveCard(counter);
  t.is(counter.refusal("authoriseLoad", { ...loadOf(card, "L-1", 50_00), mac1: "00000000" }), "mac-wrong");
  t.is(counter.refusal("authoriseLoad", { ...loadOf(card, "L-1", 50_00), balanceFen: 1 }), "mac-wrong");
  t.is(counter.refusal("authoriseLoad", loadOf(card, "L-1", 200_01)), "balance-too-small");
  t.is(counter.refusal("reportLoad", { ...at("L-1"), outcome: { is: "unknown" } }), "load-unknown");
  t.deepEqual(state(counter), [500_00, 200_00]);
});
