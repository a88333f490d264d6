import test from "ava";
import { plainWith, publishedCard, SELECT_PURSE, send } from "../card/chips.js";

test("the published purchase: session key, MAC1, MAC2 and TAC of random 11223344, terminal sequence 1", (t) => {
  const card = publishedCard(plainWith({ openingBalanceFen: { deposit: 0, purse: 0x2345 } }));
  send(card, SELECT_PURSE);
  t.is(send(card, "80 50 01 02 0B 01 00001000 001122334455"), "000023450000000000010011223344" + "9000");
  t.is(send(card, "80 54 01 00 0F 00000001 20120229 135100 F15CAB75"), "B3A0D49C56988A13" + "9000");
  t.is(send(card, "80 5C 00 02 04"), "00001345" + "9000");
  t.is(send(card, "80 5A 00 06 02 0001"), "56988A13B3A0D49C" + "9000");
  t.is(
    send(card, "00 B2 01 C4 17"),
    "0001" + "000000" + "00001000" + "06" + "001122334455" + "20120229" + "135100" + "9000",
  );
});

test("with balance 0 the published purchase is refused with 9401, which the published page does not show", (t) => {
  const card = publishedCard(plainWith({ openingBalanceFen: { deposit: 0, purse: 0 } }));
  send(card, SELECT_PURSE);
  t.is(send(card, "80 50 01 02 0B 01 00001000 001122334455"), "9401");
});

test("the published load of the deposit: MAC1, MAC2, and the TAC over new balance and sequence before", (t) => {
  const card = publishedCard(plainWith({ openingBalanceFen: { deposit: 0, purse: 0 } }));
  send(card, SELECT_PURSE);
  send(card, "00 20 00 00 03 888888");
  t.is(
    send(card, "80 50 00 01 0B 01 00001000 001122334455"),
    "00000000" + "0000" + "0200112233442988AE5A9000",
  );
  t.is(send(card, "80 52 00 00 0B 20111221 214822 3A845BF0"), "6314E5F5" + "9000");
  t.is(send(card, "80 5C 00 01 04"), "00001000" + "9000");
  t.is(send(card, "80 5A 00 01 02 0001"), "3A845BF06314E5F5" + "9000");
});

test("the TAC of a load takes old or new balance, sequence before or after, as the profile says", (t) => {
  const tacs: [balance: "new" | "old", sequence: "before" | "after", tac: string][] = [
    ["new", "before", "6314E5F5"],
    ["new", "after", "AFC6A2AC"],
  ];
  for (const [balance, sequence, tac] of tacs) {
    const card = publishedCard(
      plainWith({ openingBalanceFen: { deposit: 0, purse: 0 }, loadTac: { balance, sequence } }),
    );
    send(card, SELECT_PURSE);
    send(card, "00 20 00 00 03 888888");
    send(card, "80 50 00 01 0B 01 00001000 001122334455");
    t.is(send(card, "80 52 00 00 0B 20111221 214822 3A845BF0"), `${tac}9000`);
  }
});
