import test from "ava";
import { loadVectors } from "../../support/values/vectors.js";
import {
  PUBLISHED_KEY,
  PUBLISHED_TAC_KEY,
  plainWith,
  publishedCard,
  SELECT_PURSE,
  send,
} from "../card/chips.js";
import { loadKey, macOf, purchaseKey, tacOf } from "../card/node-pboc.js";
import { buy, debit, hexNumber, TERMINAL, WHEN } from "../card/terminal.js";

const vector = (name: string): string => loadVectors("pboc.json").find((one) => one.name === name)!.result!;

/** A card whose deposit holds 300.00 yuan, the password verified. */
function depositCard(deposit = 300_00) {
  const card = publishedCard(plainWith({ openingBalanceFen: { deposit, purse: 100_00 } }));
  send(card, SELECT_PURSE);
  send(card, "00 20 00 00 03 888888");
  return card;
}

test("unload: MAC1 and MAC3 are the card's, MAC2 the centre's; balance, sequence, log and proof (type 03)", (t) => {
  const card = depositCard();
  const answer = send(card, `80 50 05 01 0B 01 ${hexNumber(1250, 4)} ${TERMINAL}`);
  t.is(answer.slice(0, 24), "0000753000000100" + "11223344");
  const key = loadKey(PUBLISHED_KEY, "11223344", "0000");
  t.is(answer.slice(24), `${macOf(key, `00007530000004E203${TERMINAL}`)}9000`);
  const mac2 = macOf(key, `000004E203${TERMINAL}${WHEN}`);
  const under = `0000704E0000000004E203${TERMINAL}${WHEN}`;
  t.is(send(card, `80 54 03 00 0B ${WHEN} ${mac2}`), `${macOf(key, under)}9000`);
  t.is(send(card, "80 5C 00 01 04"), "0000704E9000");
  t.is(send(card, "00 B2 01 C4 17"), `0001000000000004E203${TERMINAL}${WHEN}9000`);
  t.is(send(card, "80 5A 00 03 02 0001"), `${macOf(key, under)}${tacOf(PUBLISHED_TAC_KEY, under)}9000`);
  t.is(send(card, `80 54 03 00 0B ${WHEN} ${mac2}`), "6985");
});

test("unload: refused without password, from the purse, for more than there is, with a wrong MAC2", (t) => {
  const card = depositCard();
  t.is(send(card, `80 50 05 02 0B 01 00000001 ${TERMINAL}`), "6A86");
  t.is(send(card, `80 50 05 01 0B 01 00007531 ${TERMINAL}`), "9401");
  t.is(send(card, `80 50 05 01 0B 07 00000001 ${TERMINAL}`), "9403");
  send(card, `80 50 05 01 0B 01 00000001 ${TERMINAL}`);
  t.is(send(card, `80 54 03 00 0B ${WHEN} 00000000`), "9302");
  card.reset();
  send(card, SELECT_PURSE);
  t.is(send(card, `80 50 05 01 0B 01 00000001 ${TERMINAL}`), "6982");
});

test("cash withdrawal: type 04 under MAC1, TAC and in the log, by DEBIT FOR PURCHASE", (t) => {
  const card = depositCard();
  const answer = send(card, `80 50 02 01 0B 01 ${hexNumber(1250, 4)} ${TERMINAL}`);
  const key = purchaseKey(PUBLISHED_KEY, answer.slice(22, 30), answer.slice(8, 12), "00000001");
  const mac1 = macOf(key, `000004E204${TERMINAL}${WHEN}`);
  const tac = tacOf(PUBLISHED_TAC_KEY, `000004E204${TERMINAL}00000001${WHEN}`);
  t.is(send(card, `80 54 01 00 0F 00000001 ${WHEN} ${mac1}`), `${tac}${macOf(key, "000004E2")}9000`);
  t.regex(send(card, "00 B2 01 C4 17"), new RegExp(`^0001000000000004E204${TERMINAL}`));
  t.is(send(card, `80 50 02 02 0B 01 00000001 ${TERMINAL}`), "6A86");
});

test("overdraft limit: the vectors' MAC1 and MAC2; the limit is part of the balance, and may be taken back", (t) => {
  const card = depositCard(0x1000);
  const answer = send(card, `80 50 04 01 07 01 ${TERMINAL}`);
  t.is(answer, `0000100000000000000100${"11223344"}${vector("overdraft update MAC1")}9000`);
  const done = send(card, `80 58 00 00 0E 001000 20120229 135100 ${vector("overdraft update MAC2")}`);
  t.is(done, `${tacOf(PUBLISHED_TAC_KEY, `00002000000000100007${TERMINAL}20120229135100`)}9000`);
  t.is(send(card, "80 5C 00 01 04"), "000020009000");
  t.is(send(card, "80 5A 00 07 02 0001").slice(8, 16), done.slice(0, 8));
  t.is(send(card, `80 50 05 01 0B 01 00001001 ${TERMINAL}`), "9401", "what is lent cannot be unloaded");
  t.regex(buy(card, 0x1800, "01"), /^.{16}9000$/);
  const key = loadKey(PUBLISHED_KEY, "11223344", "0001");
  send(card, `80 50 04 01 07 01 ${TERMINAL}`);
  const back = macOf(key, `00000007${TERMINAL}${WHEN}`);
  t.is(send(card, `80 58 00 00 0E 000000 ${WHEN} ${back}`), "9401", "it is spent");
});

test("composite purchase: records are cached and written with the debit, type 09; nothing before", (t) => {
  const card = depositCard();
  const before = send(card, "00 B2 01 BC 00");
  const begin = () => send(card, `80 50 03 02 0B 01 ${hexNumber(1250, 4)} ${TERMINAL}`);
  const finish = (answer: string) => {
    const key = purchaseKey(PUBLISHED_KEY, answer.slice(22, 30), answer.slice(8, 12), "00000001");
    return `80 54 01 00 0F 00000001 ${WHEN} ${macOf(key, `000004E209${TERMINAL}${WHEN}`)}`;
  };
  t.is(send(card, "80 DC 01 BC 05 011A00AABB"), "6985");
  const answer = begin();
  t.is(send(card, "80 DC 01 BC 05 011A00AABB"), "9000");
  t.is(send(card, "80 DC 02 B8 05 021A00CCDD"), "9000", "by its tag");
  t.is(send(card, "80 DC 01 BC 06 011A00AABBEE"), "9000", "once more");
  t.is(send(card, finish(answer)).slice(-4), "9000");
  t.is(send(card, "00 B2 01 BC 00"), `011A00AABBEE${before.slice(12)}`);
  t.regex(send(card, "00 B2 02 BC 00"), /^021A00CCDD/);
  t.regex(send(card, "00 B2 01 C4 17"), new RegExp(`^0001000000000004E209${TERMINAL}`));

  const second = begin();
  send(card, "80 DC 01 BC 05 011A00FFFF");
  send(card, "80 5C 00 02 04");
  t.is(send(card, finish(second)), "6985", "anything between makes the card forget");
  t.is(send(card, "00 B2 01 BC 00"), `011A00AABBEE${before.slice(12)}`);
});

test("composite purchase: refusals of the cache, and a record that its application has locked (9407)", (t) => {
  const card = depositCard();
  const cache = (command: string) => {
    send(card, `80 50 03 02 0B 01 00000001 ${TERMINAL}`);
    return send(card, command);
  };
  t.is(cache("80 DC 09 BC 01 00"), "6A83");
  t.is(cache("80 DC 01 F4 01 00"), "6A82");
  t.is(cache("80 DC 01 AC 01 00"), "6981");
  t.is(cache(`80 DC 01 BC 1B ${"00".repeat(27)}`), "6A84");
  t.is(cache("80 DC 01 BC"), "6700");
  t.is(cache("80 DC 01 BC 03 011A01"), "9000");
  t.is(send(card, "80 DC 01 BC 03 011A00"), "9407");
  send(card, `80 50 03 02 0B 01 00000001 ${TERMINAL}`);
  for (let times = 0; times < 4; times++) t.is(send(card, "80 DC 02 BC 03 021A00"), "9000");
  t.is(send(card, "80 DC 02 BC 03 021A00"), "6A84", "the cache is full");
  t.is(send(card, `80 50 03 01 0B 01 00000001 ${TERMINAL}`), "6A86");
});

test("a purchase opened is not ended by the DEBIT of an unload, nor the other way round", (t) => {
  const card = depositCard();
  const bought = send(card, `80 50 01 01 0B 01 00000001 ${TERMINAL}`);
  t.is(send(card, `80 54 03 00 0B ${WHEN} 00000000`), "6985");
  t.is(send(card, debit(bought, 1, { account: "01" })), "6985");
  send(card, `80 50 05 01 0B 01 00000001 ${TERMINAL}`);
  t.is(send(card, debit(bought, 1, { account: "01" })), "6985");
  t.is(send(card, `80 58 00 00 0E 000000 ${WHEN} 00000000`), "6985");
});
