import { socialSecurityKey } from "@duka/protocol/commands/social-security-keys";
import { cityFactor, provinceFactor } from "@duka/protocol/crypto/factors";
import { openChips } from "@duka/simulator/card/open-chips";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { bytes, hex } from "../../support/values/hex.js";
import { send } from "../card/chips.js";
import { environmentOf, issuerOf, SOURCE } from "../card/issuer.js";

const flat = (value: Uint8Array): string => hex(value).replaceAll(" ", "");
const CARDS = ["hangzhou", "medical-3des", "medical-sm4"];

function psamOf(name: string) {
  const profile = findProfile(name);
  const { card, psam } = openChips(profile, undefined, 1);
  psam.reset();
  send(psam, "00 A4 00 00 02 DF01");
  const atr = profile.card.applicationSerialNumber.slice(4);
  const { region } = profile;
  const factors = [atr, flat(cityFactor(region)), flat(provinceFactor(region))];
  /** Of a process factor and a source: 16 bytes with a cipher of such blocks (P9 9.7, 9.8). */
  const factorDigits = name === "medical-sm4" ? 32 : 16;
  /** BF DE for a key by its name, with as many factors as its use byte asks for. */
  const deliver = (keyName: string, challenge: string): string => {
    const { psamUse, psamId } = socialSecurityKey(keyName);
    const data = factors.slice(0, psamUse >> 5).join("") + challenge.padEnd(factorDigits, "0");
    const head = [psamUse, psamId, data.length / 2].map((n) => n.toString(16).padStart(2, "0")).join("");
    return send(psam, `BF DE ${head} ${data}`);
  };
  /** 80 FA with the source alone: 8 bytes, with SM4 the two halves of 16 joined (P4 9.3.2). */
  const authenticate = (source: string): string => {
    const lc = (factorDigits / 2).toString(16).padStart(2, "0");
    const [, result = "", sw = ""] =
      /^(.*)(9000)$/.exec(send(psam, `80 FA 00 00 ${lc} ${source.padEnd(factorDigits, "0")}`)) ?? [];
    const [left, right] = [bytes(result.slice(0, 16)), bytes(result.slice(16).padEnd(16, "0"))];
    return flat(left.map((byte, at) => byte ^ right[at]!)) + sw;
  };
  return { card: environmentOf(card), psam, deliver, authenticate, factors };
}

test("PSAM and card prove themselves to each other: DELIVER PROCESS KEY, CIPHER DATA, both AUTHENTICATE", (t) => {
  for (const name of CARDS) {
    const { card, deliver, authenticate } = psamOf(name);
    const challenge = "1122334455667788";
    t.is(deliver("IRK", challenge), "9000");
    const expected = authenticate(SOURCE);
    t.is(send(card, `00 88 00 00 10 ${challenge} ${SOURCE}`), expected, name);
    const given = send(card, "00 84 00 00 08").slice(0, 16);
    t.is(deliver("RKSSSE", given), "9000");
    t.is(send(card, `00 82 00 0A 10 ${authenticate(SOURCE).slice(0, 16)} ${SOURCE}`), "9000");
  }
});

test("the window's unblocking through a PSAM, whose data comes padded: 80 FA 05 with initial value zero", (t) => {
  const { card, psam, deliver } = psamOf("hangzhou");
  issuerOf("hangzhou").authenticate(card, "PUK");
  t.is(deliver("STKSSSE", send(card, "00 84 00 00 08").slice(0, 16)), "9000");
  const mac = send(psam, "80 FA 05 00 10 0000000000000000 8424000004 800000");
  t.regex(mac, /^.{8}9000$/);
  t.is(send(card, `84 24 00 00 04 ${mac.slice(0, 8)}`), "9000");
});

test("without an initial value 80 FA 01 does the same; blocks must be whole", (t) => {
  const { psam, deliver } = psamOf("medical-3des");
  deliver("STKSSSE", SOURCE);
  const one = send(psam, "80 FA 05 00 10 0000000000000000 8424000004 800000");
  t.is(send(psam, "80 FA 01 00 08 8424000004 800000"), one);
  t.is(send(psam, "80 FA 01 00 07 8424000004 8000"), "6700");
  t.is(send(psam, "80 FA 05 00 08 8424000004 800000"), "6700");
  t.is(send(psam, "80 FA 00 00 07 8424000004 8000"), "6700");
  t.is(send(psam, "80 FA 02 00 08 8424000004 800000"), "6A86");
});

test("80 1A makes the key without a challenge; kind 04 proves a TAC with the halves of DTK joined", (t) => {
  const { psam, factors } = psamOf("hangzhou");
  const { key, suite } = issuerOf("hangzhou");
  t.is(send(psam, `80 1A 44 00 10 ${factors[0]} ${factors[1]}`), "9000");
  const data = "0011223344556677";
  const tac = flat(suite.tac(key("DTK"), bytes(data)));
  t.is(send(psam, `80 FA 05 00 18 0000000000000000 ${data} 8000000000000000`), `${tac}9000`);
});

test("an unknown key is 6A88, a wrong number of factors 6A80 (P9 9.7), half a factor 6700; the key goes with the application and with power", (t) => {
  const { psam, deliver } = psamOf("hangzhou");
  t.is(send(psam, `BF DE 67 55 08 ${SOURCE}`), "6A88");
  t.is(send(psam, `BF DE 67 0A 08 ${SOURCE}`), "6A80");
  t.is(send(psam, "BF DE 67 0A 04 A1A2A3A4"), "6700");
  t.is(send(psam, `80 FA 00 00 08 ${SOURCE}`), "6985");
  t.is(deliver("IRK", SOURCE), "9000");
  t.regex(send(psam, `80 FA 00 00 08 ${SOURCE}`), /9000$/);
  send(psam, "00 A4 00 00 02 3F00");
  t.is(send(psam, `80 FA 00 00 08 ${SOURCE}`), "6985");
  send(psam, "00 A4 00 00 02 DF01");
  t.is(send(psam, `80 FA 00 00 08 ${SOURCE}`), "6985");
  deliver("IRK", SOURCE);
  psam.reset();
  send(psam, "00 A4 00 00 02 DF01");
  t.is(send(psam, `80 FA 00 00 08 ${SOURCE}`), "6985");
  psam.reset();
  t.is(send(psam, `BF DE 67 0A 08 ${SOURCE}`), "6985");
});

test("a module may be named sx1 or sx2, which is met with keys for SSF33", (t) => {
  const profile = findProfile("hangzhou");
  const { psam } = openChips({ ...profile, psam: { ...profile.psam, environmentName: "sx2" } }, undefined, 1);
  psam.reset();
  t.regex(send(psam, "00 A4 04 00 0F 7378322E73682EC9E7BBE1B1A3D5CF"), /9000$/);
  t.is(send(psam, "00 A4 04 00 0F 7378312E73682EC9E7BBE1B1A3D5CF"), "6A82");
});
