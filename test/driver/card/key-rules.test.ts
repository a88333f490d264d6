/** How keys are made and asked for is the city's to say (`keyRules`); what it leaves out is the standard's. */

import { proveCardByPsam, proveTerminalByPsam } from "@duka/driver/card/authentication";
import { openCardSession } from "@duka/driver/card/card-session";
import { readIssuingData } from "@duka/driver/card/issuing-data";
import { openPsam } from "@duka/driver/card/psam";
import { isSocialRefusal } from "@duka/driver/card/social-refusal";
import { openChips } from "@duka/simulator/card/open-chips";
import type { Profile } from "@duka/simulator/profiles/profile";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { chipSlot, type Fault } from "../../support/card/chip-transport.js";
import { openTestTill, stillClock } from "../../support/card/till.js";
import { hex } from "../../support/values/hex.js";

const HANGZHOU = findProfile("hangzhou");
const SM4 = findProfile("medical-sm4");

/** Card and PSAM of a profile, and a terminal that goes by its city; `sent` is what the PSAM was sent. */
async function openBench(profile: Profile, fault?: Fault) {
  const chips = openChips(profile, undefined, 1);
  const slots = [chipSlot("test: slot 0", chips.card), chipSlot("test: slot 1", chips.psam)] as const;
  const sent: string[] = [];
  slots[1].fault = (command, execute) => {
    sent.push(hex(command).replaceAll(" ", ""));
    return fault === undefined ? execute() : fault(command, execute);
  };
  const psam = await openPsam(() => openCardSession(slots[1].transport, stillClock()), "DF01");
  const session = await openCardSession(slots[0].transport, stillClock());
  const issuing = await readIssuingData(session);
  if (isSocialRefusal(issuing)) throw new Error(issuing.reason);
  session.city = profile;
  return { psam, issuing, sent };
}

/** A district of its own, where four digits and six give two keys. */
function district(profile: Profile, keyRules: Profile["keyRules"], terminalId: string): Profile {
  return {
    ...profile,
    region: "330181",
    psam: { ...profile.psam, terminalId },
    ...(keyRules === undefined ? {} : { keyRules }),
  };
}

const FACTORS = [
  ["nothing: all six (P9 7.3.2)", {}, "3333303138317378"],
  ["six", { cityFactorDigits: 6 }, "3333303138317378"],
  ["four, as LD/T 33 has it for Zhejiang", { cityFactorDigits: 4 }, "3333303130307378"],
] as const;

for (const [at, [says, keyRules, factor]] of FACTORS.entries()) {
  test(`the city says of the digits in its factor ${says}: BF DE has ${factor}, and card and PSAM agree`, async (t) => {
    const { psam, issuing, sent } = await openBench(district(HANGZHOU, keyRules, `33018100030${at}`));
    t.is(await proveCardByPsam(issuing, psam), undefined);
    const delivered = sent.find((command) => command.startsWith("BFDE"));
    // Card factor, city, province, and the process factor of 8 bytes.
    t.regex(delivered ?? "", new RegExp(`^BFDE670820.{16}${factor}3333303030307368.{16}$`));
    t.is(await proveTerminalByPsam(issuing, psam, "RKSSSE"), undefined);
  });
}

test("a till of the other rule finds the card not genuine: the rule is part of the key", async (t) => {
  const { psam, issuing } = await openBench(district(HANGZHOU, { cityFactorDigits: 4 }, "330181000310"));
  issuing.session.city = district(HANGZHOU, { cityFactorDigits: 6 }, "330181000310");
  t.like(await proveCardByPsam(issuing, psam), { code: "not-genuine" });
});

for (const authenticationFactor of [undefined, "last", "first"] as const) {
  const profile = {
    ...HANGZHOU,
    keyRules: authenticationFactor === undefined ? {} : { authenticationFactor },
  };
  test(`the process factor is the ${authenticationFactor ?? "last, where the city says nothing,"} of two challenges (P7 6.6): the terminal is proved`, async (t) => {
    const { psam, issuing } = await openBench(profile);
    t.is(await proveTerminalByPsam(issuing, psam, "RKSSSE"), undefined);
    const other = authenticationFactor === "first" ? "last" : "first";
    issuing.session.city = { ...profile, keyRules: { authenticationFactor: other } };
    t.like(await proveTerminalByPsam(issuing, psam, "RKSSSE"), { code: "refused-by-card" });
  });
}

const SM4_FACTORS = [
  ["nothing: 16 (P9 9.7, 9.8)", undefined, /^BFDE670828.{48}.{16}0{16}$/, /^80FA000010.{16}0{16}(00)?$/],
  ["16", 16, /^BFDE670828.{48}.{16}0{16}$/, /^80FA000010.{16}0{16}(00)?$/],
  ["8", 8, /^BFDE670820.{48}.{16}$/, /^80FA000008.{16}(00)?$/],
] as const;

for (const [says, sm4FactorBytes, delivery, source] of SM4_FACTORS) {
  test(`SM4, the city says of a PSAM's process factor and source ${says}: both are filled up with 00 to that, and both sides prove themselves`, async (t) => {
    const keyRules = sm4FactorBytes === undefined ? {} : { sm4FactorBytes };
    const { psam, issuing, sent } = await openBench({ ...SM4, keyRules });
    t.is(await proveCardByPsam(issuing, psam), undefined);
    t.regex(sent.find((command) => command.startsWith("BFDE")) ?? "", delivery);
    t.regex(sent.find((command) => command.startsWith("80FA")) ?? "", source);
    t.is(await proveTerminalByPsam(issuing, psam, "RKSSSE"), undefined);
  });
}

test("INITIALIZE ENVIRONMENT (P9 9.3): the PSAM is told the region's first byte once a card, then its application is selected again", async (t) => {
  const psam = { ...SM4.psam, terminalId: "510100000320" };
  const bench = await openBench({ ...SM4, psam });
  t.is(await proveCardByPsam(bench.issuing, bench.psam), undefined);
  t.is(await proveTerminalByPsam(bench.issuing, bench.psam, "RKSSSE"), undefined);
  const at = bench.sent.indexOf("BFEC00000151");
  t.is(bench.sent[at + 1], "00A4000002DF01");
  t.regex(bench.sent[at + 2] ?? "", /^BFDE/);
  t.is(bench.sent.filter((command) => command.startsWith("BFEC")).length, 1);
});

for (const sw of [0x6a81, 0x6a86, 0x6d00, 0x6e00]) {
  test(`a PSAM that does not know it (${sw.toString(16).toUpperCase()}) is not asked again, and makes its keys as before`, async (t) => {
    const psam = { ...SM4.psam, terminalId: `51010000${sw.toString(10)}`.slice(0, 12).padEnd(12, "0") };
    const fault: Fault = (command, execute) =>
      command[1] === 0xec ? Uint8Array.of(sw >> 8, sw & 0xff) : execute();
    const first = await openBench({ ...SM4, psam }, fault);
    t.is(await proveCardByPsam(first.issuing, first.psam), undefined);
    const second = await openBench({ ...SM4, psam }, fault);
    t.is(await proveCardByPsam(second.issuing, second.psam), undefined);
    t.is([...first.sent, ...second.sent].filter((command) => command.startsWith("BFEC")).length, 1);
  });
}

test("a city may leave INITIALIZE ENVIRONMENT out; a simulated PSAM may not know it (6D00), or have no such region (6A80)", async (t) => {
  const silent = await openBench({ ...SM4, keyRules: { environment: "left-out" } });
  t.is(await proveCardByPsam(silent.issuing, silent.psam), undefined);
  t.false(silent.sent.some((command) => command.startsWith("BFEC")));
  const psam = { ...SM4.psam, terminalId: "510100000321", knowsEnvironment: false };
  const old = openChips({ ...SM4, psam }, undefined, 1).psam;
  old.reset();
  t.is(hex(old.execute(Uint8Array.of(0xbf, 0xec, 0, 0, 1, 0x51))), "6D 00");
  const known = openChips(SM4, undefined, 1).psam;
  known.reset();
  t.is(hex(known.execute(Uint8Array.of(0xbf, 0xec, 0, 0, 1, 0x51))), "90 00");
  t.is(hex(known.execute(Uint8Array.of(0xbf, 0xec, 0, 0, 1, 0xaf))), "6A 80");
});

test("a medical purchase: the environment is chosen before MAC1 too, where the card's proof was made elsewhere or not at all", async (t) => {
  const till = await openTestTill({ simulated: SM4, profile: SM4 });
  const request = {
    ref: "M-1",
    kind: "medical",
    amountFen: 1250,
    medical: { selfPayFen: 0, poolFen: 0 },
  } as const;
  t.like(await till.account.debit(request), { outcome: "committed", mac2: "verified" });
  t.is(till.psam.heard.filter((command) => command.startsWith("ec")).length, 1);
});

test("a city may fix the number of factors: no other is tried", async (t) => {
  const psam = { ...HANGZHOU.psam, terminalId: "330100000322" };
  const { sent, ...bench } = await openBench({
    ...HANGZHOU,
    psam,
    keyRules: { levels: 2, cityFactorDigits: 4 },
  });
  t.like(await proveCardByPsam(bench.issuing, bench.psam), { code: "psam-lacks-key" });
  t.deepEqual(
    sent.filter((command) => command.startsWith("BFDE")).map((command) => command.slice(0, 10)),
    ["BFDE470818"],
  );
});
