/** What the newer commands refuse, one table for each chip. */
import { keyRulesOf } from "@duka/protocol/city";
import { openChips } from "@duka/simulator/card/open-chips";
import { splitName } from "@duka/simulator/profiles/holder-name";
import type { Profile } from "@duka/simulator/profiles/profile";
import { findProfile } from "@duka/simulator/profiles/profiles";
import { factorsOf } from "@duka/simulator/social/social-keys";
import test from "ava";
import { hex } from "../../support/values/hex.js";
import { chipsAtWork, SELECT_PURSE, send } from "../card/chips.js";
import { environmentOf, issuerOf, SELECT_DF04, SOURCE } from "../card/issuer.js";
import { TERMINAL, WHEN } from "../card/terminal.js";

type Social = NonNullable<Profile["social"]>;

function hangzhouWith(change: Partial<Social>, medical: Partial<Social["medical"]> = {}): Profile {
  const profile = findProfile("hangzhou");
  const social = profile.social!;
  return { ...profile, social: { ...social, ...change, medical: { ...social.medical, ...medical } } };
}

const FACTORS = "8653000100174236 3333303130307378";
const MEDICAL = (type: string, version: string, factors: string) =>
  `80 70 01 00 ${(28 + factors.replaceAll(" ", "").length / 2).toString(16)} 11223344 0000 000000010000000200000003 ${type} ${WHEN} ${version} 00 ${factors}`;

test("PSAM: a medical MAC1 needs the application, type 32, a known key version and the right number of factors", (t) => {
  const { psam } = chipsAtWork("hangzhou");
  t.regex(send(psam, MEDICAL("32", "01", FACTORS)), /^.{16}9000$/);
  t.regex(send(psam, MEDICAL("32", "02", FACTORS)), /^.{16}9000$/);
  t.is(send(psam, MEDICAL("06", "01", FACTORS)), "6A80");
  t.is(send(psam, MEDICAL("32", "09", FACTORS)), "9403");
  t.is(send(psam, MEDICAL("32", "01", FACTORS.slice(0, 16))), "6700");
  send(psam, "00 A4 00 00 02 3F00");
  t.is(send(psam, MEDICAL("32", "01", FACTORS)), "6985");
  t.is(send(chipsAtWork("plain").psam, MEDICAL("32", "01", FACTORS)), "9403", "a module without such keys");
});

test("PSAM: too many wrong MAC2 lock both kinds of purchase; the terminal sequence has an end (9402)", (t) => {
  const profile = findProfile("hangzhou");
  const { psam } = chipsAtWork({ ...profile, psam: { ...profile.psam, mac2Attempts: 1 } });
  send(psam, MEDICAL("32", "01", FACTORS));
  t.is(send(psam, "80 72 00 00 04 00000000"), "9302");
  t.is(send(psam, MEDICAL("32", "01", FACTORS)), "6983");
  const worn = { ...profile.psam, firstTerminalSequence: 0xffffffff };
  t.is(send(chipsAtWork({ ...profile, psam: worn }).psam, MEDICAL("32", "01", FACTORS)), "9402");
});

test("PSAM with keys for SSF33: what needs the algorithm is 6A81", (t) => {
  const { psam } = chipsAtWork(hangzhouWith({ algorithm: "SSF33" }));
  t.is(send(psam, `BF DE 48 09 18 ${FACTORS} ${SOURCE}`), "6A81");
  t.is(send(psam, MEDICAL("32", "01", FACTORS)), "6A81");
});

test("PSAM: whole blocks are enciphered one by one", (t) => {
  const { psam } = chipsAtWork("hangzhou");
  send(psam, `BF DE 48 09 18 ${FACTORS} ${SOURCE}`);
  const one = send(psam, `80 FA 00 00 08 ${SOURCE}`).slice(0, 16);
  t.is(send(psam, `80 FA 00 00 10 ${SOURCE} ${SOURCE}`), `${one}${one}9000`);
});

test("medical account: password for the balance where the profile has it, no load beyond what four bytes hold", (t) => {
  const full = hangzhouWith({}, { pinForBalance: true, openingBalanceFen: 0xffffffff });
  const card = environmentOf(openChips(full, undefined, 1).card);
  send(card, SELECT_DF04);
  t.is(send(card, "B0 26 00 01 04"), "6982");
  t.is(send(card, `B0 28 00 01 0B 01 00000001 ${TERMINAL}`), "6982");
  send(card, "00 20 00 00 03 123456");
  t.is(send(card, "B0 26 00 01 04"), "FFFFFFFF9000");
  t.is(send(card, `B0 28 00 01 0B 01 00000001 ${TERMINAL}`), "6985");
  t.is(send(card, `B0 28 00 01 0B 07 00000001 ${TERMINAL}`), "9403");
  t.is(send(card, `B0 2A 00 00 0B ${WHEN} 00000000`), "6901");
  t.is(send(card, "80 5A 00 32 02 0001"), "9406");
});

test("medical account: a profile may record INITIALIZE's own sequence, and prove nothing", (t) => {
  const profile = { ...hangzhouWith({}, { provable: false }), transactionSequence: "initialized" as const };
  const { card, psam } = openChips(profile, undefined, 1);
  environmentOf(card);
  psam.reset();
  send(psam, "00 A4 00 00 02 DF01");
  send(card, SELECT_DF04);
  send(card, "00 20 00 00 03 123456");
  const amounts = "000000010000000200000003";
  const answer = send(card, `B0 28 01 01 13 01 ${amounts} ${profile.psam.terminalId}`);
  const head = `${answer.slice(36, 44)}${answer.slice(28, 32)}${amounts}32${WHEN}${answer.slice(32, 36)}`;
  const made = send(psam, `80 70 01 00 2C ${head} ${FACTORS}`);
  t.regex(send(card, `B0 2C 01 00 0F ${made.slice(0, 8)} ${WHEN} ${made.slice(8, 16)}`), /9000$/);
  t.is(send(card, "00 B2 01 44 1C").slice(0, 4), "0000");
  t.is(send(card, "80 5A 00 32 02 0000"), "9406");
});

test("outside an application there is no key for locks, passwords and authentication: 6A88", (t) => {
  const { card } = openChips("hangzhou", undefined, 1);
  card.reset();
  send(card, "00 84 00 00 08");
  for (const command of ["84 1E 00 00", "84 18 00 00", "84 16 00 00", "84 24 00 00"]) {
    t.is(send(card, `${command} 04 00000000`), "6A88", command);
  }
  t.is(send(card, `00 82 00 06 08 ${SOURCE}`), "6A88");
  t.is(send(card, `00 88 00 00 08 ${SOURCE}`), "6A88");
});

test("SSF33: commands with a MAC are 6A81, and so is a password set by the issuer", (t) => {
  const card = environmentOf(openChips(hangzhouWith({ algorithm: "SSF33" }), undefined, 1).card);
  send(card, "00 84 00 00 08");
  t.is(send(card, "04 DC 02 28 07 020109 00000000"), "6A81");
  send(card, "00 84 00 00 08");
  t.is(send(card, "84 16 00 00 04 00000000"), "6A81");
});

test("records: nothing to write is 6700, and a file of the purse answers the record commands like any other", (t) => {
  const issuer = issuerOf("hangzhou");
  const card = environmentOf(openChips("hangzhou", undefined, 1).card);
  issuer.authenticate(card, "UKSSSE");
  t.is(send(card, "00 DC 02 28"), "6700");
  t.is(send(card, "00 E2 00 28"), "6700");
  t.is(send(card, "00 DC 02 F0 01 00"), "6A82");
  t.is(send(card, "00 E2 00 F0 01 00"), "6A82");
  t.is(send(card, "00 E2 00 29 01 00"), "6A86");
  send(card, SELECT_PURSE);
  t.is(send(card, "00 DC 01 A8 01 00"), "6981");
  send(card, "00 84 00 00 04");
  t.is(send(card, "04 DC 01 A8 05 00 00000000"), "6981");
  t.is(send(card, "04 B0 81 00 04 00000000"), "6A82");
});

test("deposit: wrong key, wrong MAC2 and a limit beyond the account's maximum are refused", (t) => {
  const plain = findProfile("plain");
  const { card } = chipsAtWork({ ...plain, purse: { ...plain.purse, maxBalanceFen: 40_000 } });
  send(card, "00 20 00 00 03 888888");
  t.is(send(card, `80 50 04 01 07 09 ${TERMINAL}`), "9403");
  t.regex(send(card, `80 50 04 01 07 01 ${TERMINAL}`), /9000$/);
  t.is(send(card, `80 58 00 00 0E FFFFFF ${WHEN} 00000000`), "9302");
  t.is(send(card, `80 50 04 02 07 01 ${TERMINAL}`), "6A86");
});

test("the city's factor has all six digits of the region (P9 7.3.2), four by LD/T 33's rule for Zhejiang", (t) => {
  const serial = findProfile("hangzhou").card.applicationSerialNumber;
  const city = (region: string, cityFactorDigits?: 6 | 4) =>
    hex(
      factorsOf({ region, keyRules: keyRulesOf({ keyRules: { cityFactorDigits } }) }, serial)[1]!,
    ).replaceAll(" ", "");
  t.is(city("330181"), "3333303138317378");
  t.is(city("330181", 6), "3333303138317378");
  t.is(city("330181", 4), "3333303130307378");
  t.is(city("330100", 4), city("330100"));
});

test("a name is never cut within a character, and one of more than 50 bytes is refused", (t) => {
  const { name, extension } = splitName(`A${"长".repeat(15)}`, "2.0");
  t.is(name[29], 0, "29 bytes and a character that no longer fits");
  t.is(extension.filter((byte) => byte !== 0).length, 2);
  for (const [text, layout, message] of [
    ["长".repeat(26), "2.0", /at most 50 bytes/],
    // 49 bytes, of which 29 stand before the cut.
    [`A${"长".repeat(24)}`, "2.0", undefined],
    // 50 bytes, and byte 30 would be half a character.
    [`A${"长".repeat(24)}A`, "2.0", /cut in two/],
    ["长".repeat(15), "1.0", undefined],
    [`${"长".repeat(15)}A`, "1.0", /at most 30 bytes/],
  ] as const) {
    if (message === undefined) t.notThrows(() => splitName(text, layout));
    else t.throws(() => splitName(text, layout), { instanceOf: RangeError, message });
  }
});
