import { decodeGb18030 } from "@duka/protocol/gb18030";
import { isCardNumber } from "@duka/protocol/layout/card-number";
import { openChips } from "@duka/simulator/card/open-chips";
import type { Profile } from "@duka/simulator/profiles/profile";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { bytes, hex } from "../../support/values/hex.js";
import { send } from "../card/chips.js";
import { environmentOf, issuerOf, SELECT_DF04, SELECT_SSSE, SOURCE } from "../card/issuer.js";

const CARDS = ["hangzhou", "medical-3des", "medical-sm4"];
const cardOf = (profile: string | Profile) => environmentOf(openChips(profile, undefined, 1).card);
const ascii = (digits: string): string => decodeGb18030(bytes(digits));

function socialWith(change: Partial<NonNullable<Profile["social"]>>): Profile {
  const profile = findProfile("hangzhou");
  return { ...profile, social: { ...profile.social!, ...change } };
}

test("LD/T 33-2015, 10.1: the FCI of SSSE names the algorithm in tag 86; older cards do not", (t) => {
  const fci = (profile: string | Profile) => send(cardOf(profile), SELECT_SSSE);
  const start = "6F1C840F7378312E73682EC9E7BBE1B1A3D5CFA50988011E9F0C0386";
  t.is(fci("hangzhou"), `${start}01019000`);
  t.is(fci("medical-sm4"), `${start}01039000`);
  t.is(fci(socialWith({ algorithm: "SSF33" })), `${start}01029000`);
  const old = fci(socialWith({ statesAlgorithm: false, layout: "1.0" }));
  t.is(old, "6F16840F7378312E73682EC9E7BBE1B1A3D5CFA50388011E9000");
});

test("the applications DF01 to DF05 and DF07 are found by identifier, and one after the other by name", (t) => {
  const card = cardOf("hangzhou");
  for (const id of ["DF01", "DF02", "DF03", "DF04", "DF05", "DF07"])
    t.regex(send(card, `00 A4 00 00 02 ${id}`), /9000$/, id);
  send(card, SELECT_SSSE);
  const next = () => send(card, "00 A4 04 02 05 D156000005").slice(8, 20);
  t.is(next(), "D15600000500");
  t.is(next(), "D15600000501");
  t.is(next(), "D15600000502");
  t.is(next(), "D15600000503");
});

test("EF05: identification code, class, version, dates, card number with its check character; read by tag and by number", (t) => {
  for (const profile of CARDS) {
    const card = cardOf(profile);
    const { social } = issuerOf(profile);
    t.regex(send(card, "00 A4 00 00 02 EF05"), /9000$/);
    const identification = send(card, "00 B2 01 00 12");
    t.is(identification, send(card, "00 B2 01 04 12"));
    t.is(identification.slice(0, 28), `0110${social.region}D156000005${social.cardSerial}`);
    t.is(identification.length, 2 * 18 + 4);
    t.is(ascii(send(card, "00 B2 03 00 06").slice(4, 12)), `${social.layout}0`);
    const number = ascii(send(card, "00 B2 07 00 0B").slice(4, 22));
    t.true(isCardNumber(number), number);
    t.is(send(card, "00 B2 08 00 00"), "6A83");
    t.is(send(card, "00 B2 01 00 05"), "6C12");
    t.is(send(card, "00 B2 03 28 00"), send(card, "00 B2 03 00 00"), "by tag in a file with SFI 5");
  }
});

test("EF06: name in GBK with its extension; 1.0 has no extension, 3.0 asks for RKSSSE first", (t) => {
  const free = cardOf("medical-3des");
  send(free, "00 A4 00 00 02 EF06");
  t.is(
    ascii(send(free, "00 B2 08 00 14").slice(4, -4)),
    issuerOf("medical-3des").social.socialSecurityNumber,
  );
  t.is(ascii(send(free, "00 B2 09 00 20").slice(4, 64)), "欧阳海燕");
  t.is(send(cardOf(socialWith({ layout: "1.0" })), "00 B2 4E 30 16"), "6A83");

  const guarded = cardOf("medical-sm4");
  t.is(send(guarded, "00 B2 09 30 20"), "6982");
  t.is(issuerOf("medical-sm4").authenticate(guarded, "RKSSSE"), "9000");
  const whole =
    ascii(send(guarded, "00 B2 09 30 20").slice(4, 64)) + ascii(send(guarded, "00 B2 4E 30 16").slice(4, 44));
  t.is(whole, "阿卜杜热西提·买买提艾力·阿不都热合曼");
  send(guarded, "00 A4 00 00 02 3F00");
  send(guarded, SELECT_SSSE);
  t.is(send(guarded, "00 B2 09 30 20"), "6982", "what was proved to an application is left behind with it");
});

test("INTERNAL AUTHENTICATE: process factor and source give 8 bytes under IRK; no other key answers", (t) => {
  for (const profile of CARDS) {
    const { suite, key } = issuerOf(profile);
    const card = cardOf(profile);
    const factor = "1122334455667788";
    const expected = suite.authenticate(suite.processKey(key("IRK"), bytes(factor)), bytes(SOURCE));
    t.is(send(card, `00 88 00 00 10 ${factor} ${SOURCE}`), `${hex(expected).replaceAll(" ", "")}9000`);
    t.is(send(card, `00 88 00 0A 10 ${factor} ${SOURCE}`), "6A88");
    t.is(send(card, `00 88 00 00 07 ${factor.slice(2)}`), "6700");
    t.is(send(card, `00 88 00 00 08 ${factor}`).length, 20);
  }
});

test("EXTERNAL AUTHENTICATE: three wrong ones lock the key (63C2, 63C1, 63C0, 6983), a right one restores it", (t) => {
  for (const profile of CARDS) {
    const issuer = issuerOf(profile);
    const card = cardOf(profile);
    t.is(send(card, `00 82 00 06 10 ${SOURCE} ${SOURCE}`), "6984", "without a challenge");
    t.is(issuer.authenticate(card, "PUK", true), "63C2");
    t.is(issuer.authenticate(card, "PUK"), "9000");
    t.is(issuer.authenticate(card, "PUK", true), "63C2");
    t.is(issuer.authenticate(card, "PUK", true), "63C1");
    t.is(issuer.authenticate(card, "PUK", true), "63C0");
    t.is(issuer.authenticate(card, "PUK"), "6983");
    t.is(issuer.authenticate(card, "RKSSSE"), "9000", "another key has its own counter");
    t.is(send(card, `00 82 00 33 08 ${SOURCE}`), "6A88");
    send(card, "00 84 00 00 08");
    t.is(send(card, `00 82 00 0A 07 ${SOURCE.slice(2)}`), "6700");
    send(card, "00 84 00 00 04");
    t.is(send(card, `00 82 00 0A 10 ${SOURCE}${SOURCE}`), "6984");
  }
});

test("EXTERNAL AUTHENTICATE in PBOC's form: the challenge under the key itself", (t) => {
  const { suite, key } = issuerOf("hangzhou");
  const card = cardOf("hangzhou");
  const challenge = send(card, "00 84 00 00 08").slice(0, 16);
  t.is(send(card, `00 82 00 06 08 ${hex(suite.authenticate(key("PUK"), bytes(challenge)))}`), "9000");
});

test("two challenges in a row: the profile says which one is the process factor", (t) => {
  const profile = { ...findProfile("hangzhou"), keyRules: { authenticationFactor: "first" as const } };
  const { suite, key } = issuerOf(profile);
  for (const [which, expected] of [
    [0, "9000"],
    [1, "63C2"],
  ] as const) {
    const card = cardOf(profile);
    const challenges = [send(card, "00 84 00 00 08"), send(card, "00 84 00 00 08")];
    const processKey = suite.processKey(key("PUK"), bytes(challenges[which]!.slice(0, 16)));
    const result = hex(suite.authenticate(processKey, bytes(SOURCE)));
    t.is(send(card, `00 82 00 06 10 ${result} ${SOURCE}`), expected);
  }
});

test("window: PUK, then PIN CHANGE/UNBLOCK sets a new password, enciphered and with MAC; tries come back", (t) => {
  for (const profile of CARDS) {
    const issuer = issuerOf(profile);
    const card = cardOf(profile);
    for (let tries = 0; tries < 15; tries++) send(card, "00 20 00 00 03 999999");
    t.is(send(card, "00 20 00 00 03 999999"), "6983");
    const reset = () =>
      send(
        card,
        issuer.protectedCommand(card, "STKSSSE", "84 24 00 01", (key) =>
          issuer.suite.encipher(key, bytes("135790")),
        ),
      );
    t.is(reset(), "6982", "the window has not proved itself");
    t.is(issuer.authenticate(card, "PUK"), "9000");
    t.is(reset(), "9000");
    t.is(send(card, "00 20 00 00 03 135790"), "9000");
    t.is(reset().slice(0, 4), "9000");
  }
});

test("window: PIN UNBLOCK gives all tries back and leaves the password; wrong MACs are counted", (t) => {
  const issuer = issuerOf("hangzhou");
  const card = cardOf("hangzhou");
  for (let tries = 0; tries < 6; tries++) send(card, "00 20 00 00 03 999999");
  issuer.authenticate(card, "PUK");
  t.is(send(card, "84 24 00 00 04 00000000"), "6984");
  t.is(send(card, "84 24 00 00 02 0000"), "6984");
  for (const expected of ["6988", "6988"]) {
    send(card, "00 84 00 00 08");
    t.is(send(card, "84 24 00 00 04 00000000"), expected);
  }
  t.is(send(card, issuer.protectedCommand(card, "STKSSSE", "84 24 00 00")), "9000");
  t.is(send(card, "00 20 00 00 03 123456"), "9000");
  const nonsense = () => new Uint8Array(8).fill(0x5a);
  t.is(send(card, issuer.protectedCommand(card, "STKSSSE", "84 24 00 01", nonsense)), "6A80");
  for (const expected of ["6988", "6988", "6988", "6983"]) {
    send(card, "00 84 00 00 08");
    t.is(send(card, "84 24 00 00 04 00000000"), expected);
  }
});

test("DF04: EF05 after PIN or RK1DF04, EF06 after both; UPDATE RECORD after its key, APPEND RECORD into EF15", (t) => {
  for (const profile of CARDS) {
    const issuer = issuerOf(profile);
    const card = cardOf(profile);
    const pin = issuer.profile.password.initial;
    send(card, SELECT_DF04);
    t.is(send(card, "00 B2 81 28 0A"), "6982");
    t.is(issuer.authenticate(card, "RK1DF04"), "9000");
    t.regex(send(card, "00 B2 81 28 0A"), /^8108.*9000$/);
    t.is(send(card, "00 B2 90 30 03"), "6982");
    t.is(send(card, `00 20 00 00 03 ${pin}`), "9000");
    t.is(send(card, "00 B2 90 30 03"), "9001309000");
    t.is(send(card, "00 DC 93 30 04 9302 0007"), "6982");
    t.is(send(card, "00 E2 00 A8 03 010203"), "6982");
    t.is(issuer.authenticate(card, "UK2DF04"), "9000");
    t.is(send(card, "00 DC 93 30 04 9302 0007"), "9000");
    t.is(send(card, "00 B2 93 30 04"), "930200079000");
    t.is(send(card, "00 DC 93 30 05 9303 000708"), "6A84");
    t.is(send(card, "00 DC 93 30 03 9301 07"), "6700");
    t.is(send(card, "00 DC 99 30 03 9301 07"), "6A83");
    t.is(send(card, "00 E2 00 A8 03 010203"), "9000");
    t.is(send(card, "00 E2 00 A8 03 040506"), "9000");
    t.is(send(card, "00 E2 00 A8 04 04050607"), "6A84");
    t.is(send(card, "00 B2 01 AC 03"), "0405069000");
    t.is(send(card, "00 B2 02 AC 03"), "0102039000");
    t.is(send(card, "00 DC 00 AB 03 070809"), "9000", "P5 6.13: previous, in a cyclic file a new record");
    t.is(send(card, "00 B2 01 AC 03"), "0708099000");
    t.is(send(card, "00 B2 03 AC 03"), "0102039000");
    t.is(send(card, "00 DC 00 AB 04 04050607"), "6A84");
    t.is(send(card, "00 DC 00 33 04 93020007"), "6A81", "in a linear file there is none before the first");
    t.is(send(card, `00 DC 01 44 1C ${"00".repeat(28)}`), "6982", "the log is written by the card alone");
  }
});

test("commands with a MAC write a file under its own key, in social-security style", (t) => {
  const issuer = issuerOf("medical-3des");
  const card = cardOf("medical-3des");
  const write = issuer.protectedCommand(card, "UKSSSE", "04 DC 02 28", () => bytes("02 01 09"));
  t.is(send(card, write), "9000");
  t.is(send(card, "00 B2 02 28 03"), "0201099000");
  t.is(send(card, "04 DC 02 28 07 020108 00000000"), "6984");
  send(card, "00 84 00 00 08");
  t.is(send(card, "04 DC 02 28 07 020108 00000000"), "6988");
  send(card, "00 84 00 00 08");
  t.is(send(card, "04 DC 02 28 03 020108"), "6987");
  t.is(send(card, "00 B2 02 28 03"), "0201099000");
});

test("SSF33 is answered as unsupported; files that are free can be read", (t) => {
  const card = cardOf(socialWith({ algorithm: "SSF33" }));
  t.is(send(card, `00 88 00 00 10 ${SOURCE}${SOURCE}`), "6A81");
  send(card, "00 84 00 00 08");
  t.is(send(card, `00 82 00 06 10 ${SOURCE}${SOURCE}`), "6A81");
  t.regex(send(card, "00 B2 01 28 00"), /9000$/);
  send(card, SELECT_DF04);
  t.is(send(card, "B0 26 00 01 04"), "6E00");
});
