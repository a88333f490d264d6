import { medicalLogRecord } from "@duka/protocol/commands/medical-log";
import { loadMac1Data, loadMac2Data } from "@duka/protocol/crypto/load";
import { unpackRecord } from "@duka/protocol/layout/read-fields";
import { findProfile } from "@duka/simulator/profiles/profiles";
import { socialCardKeys } from "@duka/simulator/social/social-keys";
import test from "ava";
import { bytes } from "../../support/values/hex.js";
import { send } from "../card/chips.js";
import { issuerOf, SELECT_DF04, SELECT_SSSE } from "../card/issuer.js";
import { hexNumber, TERMINAL, WHEN } from "../card/terminal.js";
import { amountsOf, atWork, flat, opened } from "./medical-terminal.js";

const CARDS = ["hangzhou", "medical-3des", "medical-sm4"];

test("a medical purchase through the PSAM: MAC2 is genuine, log, totals and proof say what happened", (t) => {
  for (const name of CARDS) {
    const { card, psam, profile } = atWork(name);
    const debit = opened(card, psam, profile, [1250, 300, 45]);
    const done = send(card, debit);
    t.regex(done, /^.{16}9000$/, name);
    t.is(send(psam, `80 72 00 00 04 ${done.slice(8, 16)}`), "9000");
    const { medical } = profile.social!;
    const balance = medical.openingBalanceFen - (profile.medical!.balanceAt === "card" ? 1250 : 0);
    t.is(send(card, "B0 26 00 01 04"), `${hexNumber(balance, 4)}9000`);
    t.deepEqual(unpackRecord(medicalLogRecord, bytes(send(card, "00 B2 01 44 1C").slice(0, 56))), {
      sequence: 1,
      settlementType: 0x32,
      terminalId: profile.psam.terminalId,
      date: "20120229",
      time: "135100",
      amount1Fen: 1250,
      amount2Fen: 300,
      amount3Fen: 45,
    });
    t.is(send(card, "80 5A 00 32 02 0001"), `${done.slice(8, 16)}${done.slice(0, 8)}9000`);
    t.is(send(card, "80 5A 00 32 02 0002"), "9406");
    t.is(send(card, debit), "6901", "the same command again finds nothing open");
  }
});

test("refusals of a purchase: 6982 without password, 9401 too much, 9403 no key, 9302 wrong MAC1, 6901 without INITIALIZE", (t) => {
  const { card, psam, profile } = atWork("hangzhou");
  t.is(send(card, `B0 2C 01 00 0F 00000001 ${WHEN} 00000000`), "6901");
  t.is(send(card, `B0 28 01 01 13 01 FFFFFFFF 00000000 00000000 ${TERMINAL}`), "9401");
  t.is(send(card, `B0 28 01 01 13 09 ${amountsOf([1, 0, 0])} ${TERMINAL}`), "9403");
  const debit = opened(card, psam, profile, [1, 0, 0]);
  t.is(send(card, `${debit.slice(0, -1)}${debit.endsWith("0") ? "1" : "0"}`), "9302");
  t.is(send(psam, "80 72 00 00 04 00000000"), "9302");
  card.reset();
  t.is(send(card, "B0 26 00 01 04"), "6985");
  send(card, SELECT_SSSE);
  send(card, SELECT_DF04);
  t.is(send(card, `B0 28 01 01 13 01 ${amountsOf([1, 0, 0])} ${TERMINAL}`), "6982");
});

test("wrong MAC1 are counted until the account refuses, as the profile says", (t) => {
  const profile = findProfile("hangzhou");
  const { card } = atWork({ ...profile, purse: { ...profile.purse, macAttempts: 2 } });
  for (const expected of ["9302", "9302"]) {
    send(card, `B0 28 01 01 13 01 ${amountsOf([1, 0, 0])} ${TERMINAL}`);
    t.is(send(card, `B0 2C 01 00 0F 00000001 ${WHEN} 00000000`), expected);
  }
  t.is(send(card, `B0 28 01 01 13 01 ${amountsOf([1, 0, 0])} ${TERMINAL}`), "9303");
});

test("a medical load, type 31: MAC1 is the card's, MAC2 the centre's; balance and online sequence grow", (t) => {
  for (const name of CARDS) {
    const { card, profile } = atWork(name);
    const { suite, social } = issuerOf(profile);
    const source = socialCardKeys(profile, social).load[0]!.key;
    const key = typeof source === "function" ? source() : source;
    const load = { amountFen: 5000, transactionType: 0x31, terminalId: TERMINAL };
    const answer = send(card, `B0 28 00 01 0B 01 ${hexNumber(5000, 4)} ${TERMINAL}`);
    const balanceFen = Number.parseInt(answer.slice(0, 8), 16);
    const session = suite.sessionKey(key, bytes(`${answer.slice(16, 24)}${answer.slice(8, 12)}8000`));
    t.is(answer.slice(24, 32), flat(suite.mac(session, loadMac1Data({ ...load, balanceFen }))));
    const mac2 = flat(suite.mac(session, loadMac2Data({ ...load, date: "20120229", time: "135100" })));
    const done = send(card, `B0 2A 00 00 0B ${WHEN} ${mac2}`);
    t.regex(done, /^.{8}9000$/);
    t.is(send(card, "80 5A 00 31 02 0001"), `${mac2}${done.slice(0, 8)}9000`);
    t.is(send(card, "B0 26 00 01 04"), `${hexNumber(balanceFen + 5000, 4)}9000`);
    t.is(send(card, `B0 28 00 01 0B 01 ${hexNumber(5000, 4)} ${TERMINAL}`).slice(8, 12), "0001");
    t.is(send(card, `B0 2A 00 00 0B ${WHEN} 00000000`), "9302");
    t.is(send(card, `B0 2A 00 00 0B ${WHEN} 00000000`), "6901");
  }
});
