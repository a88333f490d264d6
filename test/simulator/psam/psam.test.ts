import { openChips } from "@duka/simulator/card/open-chips";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { chipsAtWork, SELECT_PURSE, send, VERIFY_123456 } from "../card/chips.js";
import { diversified, macOf, purchaseKey, tacOf } from "../card/node-pboc.js";
import { hexNumber } from "../card/terminal.js";

const WHEN = "20261121093015";
const HANGZHOU_FACTOR = "8653000100174236";
const MASTER = "330100000000000000000000D0000001";
const TAC_MASTER = "330100000000000000000000D0000003";
const TERMINAL = "330100000021";

/** 80 70 for an amount of 1250 fen with random 11223344. */
function initSam(
  options: { version?: string; algorithm?: string; factors?: string; sequence?: string } = {},
): string {
  const { version = "01", algorithm = "00", factors = HANGZHOU_FACTOR, sequence = "0007" } = options;
  const data = `11223344${sequence}000004E206${WHEN}${version}${algorithm}${factors}`;
  return `8070 0000 ${hexNumber(data.length / 2, 1)} ${data}`;
}

function sessionKey(terminalSequence: string): string {
  return purchaseKey(diversified(MASTER, HANGZHOU_FACTOR), "11223344", "0007", terminalSequence);
}

test("terminal number, key index and terminal sequence are read as terminals read them", (t) => {
  const { psam } = openChips("hangzhou", undefined, 1);
  psam.reset();
  t.is(send(psam, "00 B0 96 00 06"), `${TERMINAL}9000`);
  t.is(send(psam, "00 B0 9C 00 01"), "019000");
  t.is(send(psam, "00 A4 00 00 02 0019"), "6A82");
  t.is(send(psam, "00 A4 00 00 02 DF01"), "6F0A8406D15600000590A500" + "9000");
  t.is(send(psam, "00 A4 00 00 02 0019"), "6F0B80020004820101830200199000");
  t.is(send(psam, "00 B0 00 00 04"), "000000019000");
  t.is(send(psam, "00 D6 00 00 04 00000009"), "6982");
  t.is(send(psam, "00 A4 04 00 06 D15600000590"), "6F0A8406D15600000590A500" + "9000");
});

test("MAC1 is the one of the card's diversified key, for the terminal's number and the next terminal sequence", (t) => {
  const { psam } = chipsAtWork("hangzhou");
  for (const sequence of ["00000001", "00000002", "00000003"]) {
    const mac1 = macOf(sessionKey(sequence), `000004E206${TERMINAL}${WHEN}`);
    t.is(send(psam, initSam()), `${sequence}${mac1}9000`);
  }
});

test("MAC2 of the amount is accepted once, directly after INIT SAM FOR PURCHASE", (t) => {
  const { psam } = chipsAtWork("hangzhou");
  const mac2 = macOf(sessionKey("00000001"), "000004E2");
  t.is(send(psam, `80 72 00 00 04 ${mac2}`), "6985");
  send(psam, initSam());
  t.is(send(psam, `80 72 00 00 04 ${mac2}`), "9000");
  t.is(send(psam, `80 72 00 00 04 ${mac2}`), "6985");
  send(psam, initSam());
  send(psam, "00 B0 99 00 04");
  t.is(send(psam, `80 72 00 00 04 ${mac2}`), "6985");
  send(psam, initSam());
  psam.reset();
  t.is(send(psam, `80 72 00 00 04 ${mac2}`), "6985");
});

test("a wrong MAC2 is 9302 and counted, also across resets; at the limit both commands answer 6983", (t) => {
  const hangzhou = findProfile("hangzhou");
  const { psam } = chipsAtWork({ ...hangzhou, psam: { ...hangzhou.psam, mac2Attempts: 2 } });
  const mac2 = (sequence: string) => macOf(sessionKey(sequence), "000004E2");
  send(psam, initSam());
  t.is(send(psam, "80 72 00 00 04 00000000"), "9302");
  send(psam, initSam());
  t.is(send(psam, `80 72 00 00 04 ${mac2("00000002")}`), "9000");
  send(psam, initSam());
  t.is(send(psam, "80 72 00 00 04 00000000"), "9302");
  psam.reset();
  send(psam, "00 A4 00 00 02 DF01");
  send(psam, initSam());
  t.is(send(psam, `80 72 00 00 04 ${mac2("00000003")}`), "9302");
  t.is(send(psam, initSam()), "6983");
  t.is(send(psam, "80 72 00 00 04 00000000"), "6983");
});

test("what INIT SAM FOR PURCHASE refuses costs no terminal sequence", (t) => {
  const { psam } = chipsAtWork("hangzhou");
  t.is(send(psam, initSam({ version: "02" })), "9403");
  t.is(send(psam, initSam({ algorithm: "01" })), "9403");
  t.is(send(psam, initSam({ factors: "" })), "6700");
  t.is(send(psam, initSam({ factors: "0011223344556677" + "3333303130307378" })), "6700");
  t.is(send(psam, initSam({ factors: "00112233445566" })), "6700");
  t.is(send(psam, initSam()).slice(0, 8), "00000001");
  send(psam, "00 A4 00 00 02 3F00");
  t.is(send(psam, initSam()), "6985");
});

test("the terminal sequence ends at FFFFFFFF with 9402", (t) => {
  const hangzhou = findProfile("hangzhou");
  const { psam } = chipsAtWork({
    ...hangzhou,
    psam: { ...hangzhou.psam, firstTerminalSequence: 0xfffffffe },
  });
  t.is(send(psam, initSam()).slice(0, 8), "FFFFFFFE");
  t.is(send(psam, initSam()), "9402");
});

test("with a region's key between master and card: the card's factor first, then the region's", (t) => {
  const hangzhou = findProfile("hangzhou");
  const region = "3333303130307378";
  const { card, psam } = chipsAtWork({ ...hangzhou, keys: { ...hangzhou.keys, regionFactor: region } });
  const cardKey = diversified(diversified(MASTER, region), HANGZHOU_FACTOR);
  const key = purchaseKey(cardKey, "11223344", "0007", "00000001");
  const answer = send(psam, initSam({ factors: HANGZHOU_FACTOR + region }));
  t.is(answer, `00000001${macOf(key, `000004E206${TERMINAL}${WHEN}`)}9000`);
  t.is(sale(card, psam, HANGZHOU_FACTOR + region).credited, "9000");
});

/** A whole sale of 12.50 yuan as a terminal makes it. */
function sale(
  card: ReturnType<typeof chipsAtWork>["card"],
  psam: ReturnType<typeof chipsAtWork>["psam"],
  factors: string,
) {
  send(card, VERIFY_123456);
  const opened = send(card, `80 50 01 02 0B 01 000004E2 ${TERMINAL}`);
  const [sequence, version, random] = [opened.slice(8, 12), opened.slice(18, 22), opened.slice(22, 30)];
  const data = `${random}${sequence}000004E206${WHEN}${version}${factors}`;
  const initialized = send(psam, `8070 0000 ${hexNumber(data.length / 2, 1)} ${data}`);
  const [terminalSequence, mac1] = [initialized.slice(0, 8), initialized.slice(8, 16)];
  const debited = send(card, `80 54 01 00 0F ${terminalSequence} ${WHEN} ${mac1}`);
  const credited = send(psam, `80 72 00 00 04 ${debited.slice(8, 16)}`);
  return { debited, credited, terminalSequence };
}

test("card and PSAM of one profile prove each other, sale after sale, over state files and resets", (t) => {
  let state: string | undefined;
  for (let count = 1; count <= 3; count++) {
    const { card, psam, serialize } = chipsAtWork("hangzhou", state);
    const { debited, credited, terminalSequence } = sale(card, psam, HANGZHOU_FACTOR);
    t.is(credited, "9000");
    t.is(terminalSequence, hexNumber(count, 4));
    const tacKey = diversified(TAC_MASTER, HANGZHOU_FACTOR);
    t.is(debited.slice(0, 8), tacOf(tacKey, `000004E206${TERMINAL}${terminalSequence}${WHEN}`));
    t.is(send(card, "80 5C 00 02 04"), `${hexNumber(50000 - 1250 * count, 4)}9000`);
    state = serialize();
  }
});

test("a card of another issuer is not genuine to the PSAM, nor the PSAM to the card", (t) => {
  const { psam } = chipsAtWork("hangzhou");
  const { card } = chipsAtWork("plain");
  send(card, SELECT_PURSE);
  const { debited } = sale(card, psam, "8600000000000017");
  t.is(debited, "9302");
});
