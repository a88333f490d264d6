import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import {
  chipsAtWork,
  PUBLISHED_TAC_KEY,
  plainWith,
  publishedCard,
  SELECT_PURSE,
  send,
  VERIFY_123456,
} from "../card/chips.js";
import { tacOf } from "../card/node-pboc.js";
import {
  buy,
  credit,
  debit,
  initializeLoad,
  initializePurchase,
  load,
  TERMINAL,
  WHEN,
} from "../card/terminal.js";

function selected(purse: Parameters<typeof plainWith>[0] = {}) {
  const card = publishedCard(plainWith(purse));
  send(card, SELECT_PURSE);
  return card;
}

const balance = (card: ReturnType<typeof selected>, account = "02") => send(card, `80 5C 00 ${account} 04`);
const PLAIN_BALANCE = "000027109000";

test("purse commands answer 6985 until the application is selected", (t) => {
  const card = publishedCard();
  for (const command of ["80 5C 00 02 04", "80 5A 00 06 02 0001", initializePurchase(1), initializeLoad(1)]) {
    t.is(send(card, command), "6985", command);
  }
});

test("there are two accounts, P2 = 01 and 02", (t) => {
  const card = selected();
  t.is(send(card, "80 5C 00 03 04"), "6A86");
  t.is(send(card, "80 5C 01 02 04"), "6A86");
  t.is(send(card, initializePurchase(1, "00")), "6A86");
  t.is(send(card, "80 50 02 02 0B 01 00000001 001122334455"), "6A86");
  t.is(send(card, "80 5C 00 02 05"), "6C04");
  t.is(send(card, "80 5C 00 02 00"), PLAIN_BALANCE);
  t.is(send(card, "80 5C 00 02 01 00"), "6700");
});

test("the second command directly follows its INITIALIZE, else 6985", (t) => {
  const between: string[] = [
    "80 5C 00 02 04",
    "00 84 00 00 04",
    SELECT_PURSE,
    "00 20 00 00 03 888888",
    "00 B2 01 C4 17",
    "80 99 00 00",
    "77 00 00 00",
    "00",
    "",
  ];
  for (const command of between) {
    const card = selected();
    const opened = send(card, initializePurchase(100));
    send(card, command);
    t.is(send(card, debit(opened, 100)), "6985", `purchase, ${command}`);
    const loading = send(card, initializeLoad(100));
    send(card, command);
    t.is(send(card, credit(loading, 100)), "6985", `load, ${command}`);
    t.is(balance(card), PLAIN_BALANCE);
  }
});

test("DEBIT and CREDIT without INITIALIZE, after the other's INITIALIZE, twice, or in another power session: 6985", (t) => {
  const card = selected();
  const opened = send(card, initializePurchase(100));
  t.is(send(card, credit(`${opened}00000000`, 100)), "6985");
  t.is(send(card, debit(opened, 100)), "6985");
  const again = send(card, initializePurchase(100));
  t.regex(send(card, debit(again, 100)), /^.{16}9000$/);
  t.is(send(card, debit(again, 100)), "6985");
  send(card, initializePurchase(100));
  card.reset();
  send(card, SELECT_PURSE);
  t.is(send(card, debit(again, 100)), "6985");
});

test("INITIALIZE moves nothing", (t) => {
  const card = selected();
  const first = send(card, initializePurchase(100));
  t.is(send(card, initializePurchase(100)), first);
  send(card, initializeLoad(100));
  t.is(balance(card), PLAIN_BALANCE);
  t.is(send(card, initializePurchase(100)), first);
});

test("9401: not more than the balance; all of it is fine", (t) => {
  const card = selected();
  t.is(send(card, initializePurchase(10001)), "9401");
  t.regex(buy(card, 10000), /^.{16}9000$/);
  t.is(balance(card), "000000009000");
  t.is(send(card, initializePurchase(1)), "9401");
  t.regex(buy(card, 0), /^.{16}9000$/);
});

test("9403: a key index that the card does not have", (t) => {
  const card = selected();
  t.is(send(card, "80 50 01 02 0B 02 00000001 001122334455"), "9403");
  t.is(send(card, "80 50 00 02 0B 00 00000001 001122334455"), "9403");
});

test("loads and purchases, purse and deposit count apart", (t) => {
  const card = selected();
  send(card, "00 20 00 00 03 888888");
  for (const work of [
    () => buy(card, 1),
    () => buy(card, 1),
    () => load(card, 5),
    () => buy(card, 2, "01"),
  ]) {
    t.regex(work(), /9000$/);
  }
  t.is(send(card, initializePurchase(1)).slice(0, 12), "00002713" + "0002");
  t.is(send(card, initializeLoad(1)).slice(0, 12), "00002713" + "0001");
  t.is(send(card, initializePurchase(1, "01")).slice(0, 12), "0000752E" + "0001");
  t.is(send(card, initializeLoad(1, "01")).slice(0, 12), "0000752E" + "0000");
});

test("the deposit asks for the PIN, always; the plain purse never", (t) => {
  const card = selected();
  for (const command of ["80 5C 00 01 04", initializePurchase(1, "01"), initializeLoad(1, "01")]) {
    t.is(send(card, command), "6982", command);
  }
  t.regex(buy(card, 1), /9000$/);
  t.regex(load(card, 1), /9000$/);
  send(card, "00 20 00 00 03 888888");
  t.is(balance(card, "01"), "000075309000");
  t.regex(buy(card, 1, "01"), /9000$/);
  t.regex(load(card, 1, "01"), /9000$/);
});

test("a profile may ask for the PIN before the purse pays or is loaded; its balance stays free", (t) => {
  const { card } = chipsAtWork("hangzhou");
  t.is(balance(card), "0000C3509000");
  t.is(send(card, initializePurchase(1)), "6982");
  t.is(send(card, initializeLoad(1)), "6982");
  t.is(send(card, VERIFY_123456), "9000");
  t.regex(send(card, initializePurchase(1)), /9000$/);
  t.regex(send(card, initializeLoad(1)), /9000$/);
});

test("a wrong MAC1 is 9302, moves nothing and closes the transaction", (t) => {
  const card = selected();
  const opened = send(card, initializePurchase(100));
  t.is(send(card, debit(opened, 100, { spoil: true })), "9302");
  t.is(send(card, debit(opened, 100)), "6985");
  t.is(balance(card), PLAIN_BALANCE);
  t.is(send(card, "80 5A 00 06 02 0001"), "9406");
});

test("a MAC1 for another amount, terminal, date or sequence is wrong", (t) => {
  const card = selected();
  const sendDebit = (change: (command: string) => string) => {
    const opened = send(card, initializePurchase(100));
    return send(card, change(debit(opened, 100)));
  };
  t.is(
    sendDebit((command) => command.replace("00000001", "00000002")),
    "9302",
  );
  t.is(
    sendDebit((command) => command.replace("20120229", "20120228")),
    "9302",
  );
  t.is(
    sendDebit((command) => command.replace("135100", "135101")),
    "9302",
  );
  const opened = send(card, initializePurchase(101));
  t.is(send(card, debit(opened, 100)), "9302");
});

test("wrong MACs are counted, also across resets; at the limit INITIALIZE refuses, as the profile says", (t) => {
  for (const blockedStatusWord of [0x9303, 0x6983] as const) {
    const card = selected({ macAttempts: 2, blockedStatusWord });
    const fail = () => send(card, debit(send(card, initializePurchase(1)), 1, { spoil: true }));
    t.is(fail(), "9302");
    t.regex(buy(card, 1), /9000$/);
    t.is(fail(), "9302");
    card.reset();
    send(card, SELECT_PURSE);
    t.is(fail(), "9302");
    t.is(send(card, initializePurchase(1)), blockedStatusWord.toString(16));
    t.regex(load(card, 1), /9000$/);
    for (let i = 0; i < 2; i++)
      t.is(send(card, credit(send(card, initializeLoad(1)), 1, { spoil: true })), "9302");
    t.is(send(card, initializeLoad(1)), blockedStatusWord.toString(16));
  }
});

test("a load is refused when the balance would grow above the limit", (t) => {
  const card = selected({ maxBalanceFen: 30_000 });
  t.is(send(card, initializeLoad(20_001)), "6985");
  t.regex(load(card, 20_000), /9000$/);
  const full = selected();
  t.is(send(full, initializeLoad(0xffffffff)), "6985");
  t.regex(load(full, 0xffffffff - 10_000), /9000$/);
  t.is(balance(full), "FFFFFFFF9000");
});

test("the TAC of a deposit purchase has type 05, the log the same record as the proof", (t) => {
  const card = selected();
  send(card, "00 20 00 00 03 888888");
  const answer = buy(card, 100, "01");
  const tac = tacOf(PUBLISHED_TAC_KEY, `00000064${"05"}${TERMINAL}00000001${WHEN}`);
  t.is(answer.slice(0, 8), tac);
  t.is(send(card, "80 5A 00 05 02 0001"), `${answer.slice(8, 16)}${tac}9000`);
  t.is(send(card, "00 B2 01 C4 17"), `00010000000000006405${TERMINAL}${WHEN}9000`);
});

test("only the last transaction can be proved, by its type and sequence", (t) => {
  const card = selected();
  t.is(send(card, "80 5A 00 06 02 0000"), "9406");
  t.is(send(card, "80 5A 00 00 02 0000"), "9406");
  buy(card, 1);
  const proof = send(card, "80 5A 00 06 02 0001");
  t.regex(proof, /9000$/);
  for (const other of ["06 02 0000", "06 02 0002", "05 02 0001", "02 02 0001"]) {
    t.is(send(card, `80 5A 00 ${other}`), "9406", other);
  }
  send(card, initializePurchase(1));
  card.reset();
  send(card, SELECT_PURSE);
  t.is(send(card, "80 5A 00 06 02 0001"), proof);
  load(card, 1);
  t.is(send(card, "80 5A 00 06 02 0001"), "9406");
  t.regex(send(card, "80 5A 00 02 02 0001"), /9000$/);
});

test("by profile, INITIALIZE discards the proof, and proof and log carry INITIALIZE's own sequence", (t) => {
  const plain = plainWith({ initializeForgetsProof: true });
  const card = publishedCard({ ...plain, transactionSequence: "initialized" });
  send(card, SELECT_PURSE);
  buy(card, 1);
  t.is(send(card, "00 B2 01 C4 17").slice(0, 4), "0000");
  t.regex(send(card, "80 5A 00 06 02 0000"), /9000$/);
  t.is(send(card, initializePurchase(10_000)), "9401");
  t.regex(send(card, "80 5A 00 06 02 0000"), /9000$/);
  send(card, initializePurchase(1));
  t.is(send(card, "80 5A 00 06 02 0000"), "9406");
});

test("the log keeps the last ten, the newest first", (t) => {
  const card = selected();
  for (let amount = 1; amount <= 12; amount++) buy(card, amount);
  for (let number = 1; number <= 10; number++) {
    const sequence = 13 - number;
    t.is(
      send(card, `00 B2 ${number.toString(16).padStart(2, "0")} C4 17`).slice(0, 18),
      `${hex4(sequence)}000000${hex4(0)}${hex4(sequence)}`,
    );
  }
  t.is(send(card, "00 B2 0B C4 17"), "6A83");
});

test("the log may be closed until the PIN", (t) => {
  const hangzhou = findProfile("hangzhou");
  const { card } = chipsAtWork({ ...hangzhou, card: { ...hangzhou.card, logAccess: "pin" } });
  t.is(send(card, "00 B2 01 C4 17"), "6982");
  send(card, VERIFY_123456);
  t.is(send(card, "00 B2 01 C4 17"), "6A83");
});

test("numbers that are no decimal digits are refused with 6A80", (t) => {
  const card = selected();
  t.is(send(card, "80 50 01 02 0B 01 00000001 00112233445A"), "6A80");
  const opened = send(card, initializePurchase(1));
  t.is(send(card, debit(opened, 1).replace("20120229", "2012022A")), "6A80");
  t.is(send(card, "80 50 01 02 0A 01 00000001 0011223344"), "6700");
});

function hex4(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, "0");
}
