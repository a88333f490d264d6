/**
 * The national card functions with the reader's keypad: the standard's codes, and no digit in what they answer (LD/T
 * 33-2015, annex A).
 */
import type { SSCardFunction } from "@duka/driver/sscard";
import type { SecurePin } from "@duka/protocol/transport";
import test from "ava";
import { keyServer } from "../support/card/key-server.js";
import type { Layout } from "../support/card/sscard-rig.js";
import { leaksOf } from "../support/programs/secret.js";
import {
  openPinPadRig,
  PASSWORD,
  type PinPadRig,
  type PinPadRigOptions,
} from "../support/reader/pin-pad-rig.js";

const NEW = "975310864202";
const WRONG = "111111111111";
const OTHER = "975310864203";
const PAY = "20.00|12.34|20261121140559|";
const VERIFY = 0x20;
const CHANGE_PIN = 0x5e;
const CHALLENGE = 0x84;
const DEBIT = 0x2c;
const LAYOUTS: readonly Layout[] = ["2.0", "3.0"];

type Asking = Extract<SSCardFunction, "iVerifyPIN" | "iChangePIN" | "iDoDebit" | "iDoDebit_HSM_Step1">;

/** As PC/SC readers may end an entry. */
const TOO_LONG: SecurePin = {
  verify: async () => ({ outcome: "wrongLength" }),
  modify: async () => ({ outcome: "wrongLength" }),
};

type Case = PinPadRigOptions & {
  readonly name: Asking;
  readonly when: string;
  readonly code: number;
  readonly said?: RegExp;
  /** How often VERIFY and CHANGE PIN reach the card. */
  readonly tries: number;
};

const ALL: readonly Asking[] = ["iVerifyPIN", "iChangePIN", "iDoDebit", "iDoDebit_HSM_Step1"];
const NO_KEYPAD = /读卡器无密码键盘$/;

const CASES: readonly Case[] = [
  ...ALL.flatMap((name): Case[] => [
    { name, when: "the holder presses C", keys: `${PASSWORD.slice(2)}C`, code: -31, tries: 0 },
    { name, when: "nobody types for 30 s", keys: "24", code: -32, tries: 0 },
    { name, when: "the reader ends it for the length", securePin: TOO_LONG, code: -33, tries: 0 },
    { name, when: "the reader has no keypad", securePin: null, code: -13, said: NO_KEYPAD, tries: 0 },
  ]),
  { name: "iVerifyPIN", when: "it is right", keys: `${PASSWORD}#`, code: 0, tries: 1 },
  { name: "iVerifyPIN", when: "it is wrong", keys: `${WRONG}#`, code: -51, said: /剩余 \d 次$/, tries: 1 },
  { name: "iChangePIN", when: "all is right", keys: `${PASSWORD}#${NEW}#${NEW}#`, code: 0, tries: 1 },
  {
    name: "iChangePIN",
    when: "the two new ones differ",
    keys: `${PASSWORD}#${NEW}#${OTHER}#`,
    code: -34,
    tries: 0,
  },
  {
    name: "iChangePIN",
    when: "the old one is wrong",
    keys: `${WRONG}#${NEW}#${NEW}#`,
    code: -51,
    said: /剩余 \d 次$/,
    tries: 1,
  },
  {
    name: "iChangePIN",
    when: "the initial one may not be chosen, which no host can see",
    rules: { initialMayBeChosen: false },
    code: -13,
    said: /无法判断是否为初始密码$/,
    tries: 0,
  },
  { name: "iDoDebit", when: "it is right", keys: `${PASSWORD}#`, code: 0, tries: 1 },
  { name: "iDoDebit", when: "it is right the second time", keys: `${WRONG}#${PASSWORD}#`, code: 0, tries: 2 },
  {
    name: "iDoDebit",
    when: "it is wrong as often as the city asks",
    keys: `${WRONG}#${WRONG}#`,
    rules: { asksMax: 2 },
    code: -51,
    said: /剩余 \d 次$/,
    tries: 2,
  },
  { name: "iDoDebit", when: "C is pressed after a wrong one", keys: `${WRONG}#C`, code: -31, tries: 1 },
  { name: "iDoDebit", when: "nobody types after a wrong one", keys: `${WRONG}#`, code: -32, tries: 1 },
];

function call(rig: PinPadRig, name: Asking) {
  return name.startsWith("iDoDebit") ? rig.call(name, 1, rig.cardInfo, PAY) : rig.call(name, 1);
}

for (const layout of LAYOUTS) {
  for (const { name, when, code, said = /^/, tries, ...options } of CASES) {
    test(`${layout} ${name}: ${code} when ${when}; no digit leaves the reader`, async (t) => {
      const rig = await openPinPadRig(layout, options);
      const { shop } = rig;
      const { code: answered, pOutInfo } = await call(rig, name);
      t.is(answered, code, pOutInfo);
      t.regex(pOutInfo, said);
      t.is(rig.sent(VERIFY).length + rig.sent(CHANGE_PIN).length, tries);
      t.is(rig.sent(DEBIT).length, name === "iDoDebit" && code === 0 ? 1 : 0);
      t.deepEqual(shop.world.reader.panel.lines, ["", ""]);
      for (const typed of [PASSWORD, NEW, OTHER, WRONG]) {
        t.deepEqual(leaksOf(typed, Buffer.from(JSON.stringify(rig.results))), [], "what is answered");
        t.deepEqual(leaksOf(typed, Uint8Array.from(shop.left)), [], "what left the reader");
      }
      await shop.close();
    });
  }

  test(`${layout}: a changed password is the one that verifies then; the display has the standard's words`, async (t) => {
    const rig = await openPinPadRig(layout, { keys: `${PASSWORD}#${NEW}#${NEW}#${NEW}#${PASSWORD}#` });
    const { shop } = rig;
    t.is((await rig.call("iChangePIN", 1)).code, 0);
    t.is((await rig.call("iVerifyPIN", 1)).code, 0);
    t.is((await rig.call("iVerifyPIN", 1)).code, -51);
    for (const words of ["请输入原密码", "请输入新密码", "请再次输入新密码", "请输入密码"]) {
      t.true(
        shop.shown.some((lines) => lines.startsWith(words) && /\|(验证|改密)\*{12}$/.test(lines)),
        shop.shown.join(" then "),
      );
    }
    await shop.close();
  });

  test(`${layout}: each wrong one costs one try, until -52; then nobody is asked`, async (t) => {
    const rig = await openPinPadRig(layout);
    const { shop, profile } = rig;
    const { retryLimit: limit } = profile.password;
    shop.world.reader.keypad.press(`${WRONG}#`.repeat(limit));
    const codes: number[] = [];
    for (let i = 0; i < limit; i++) codes.push((await rig.call("iVerifyPIN", 1)).code);
    t.deepEqual(codes, [...new Array<number>(limit - 1).fill(-51), -52]);
    shop.world.reader.keypad.press(`${PASSWORD}#`);
    t.is((await rig.call("iVerifyPIN", 1)).code, -52);
    await shop.close();
  });

  test(`${layout}: the key server's iDoDebit asks on the keypad in step 1, and the card pays in step 2`, async (t) => {
    const rig = await openPinPadRig(layout, { keys: `${PASSWORD}#` });
    const { shop, profile, cardInfo } = rig;
    const step1 = await rig.call("iDoDebit_HSM_Step1", 1, cardInfo, PAY);
    t.is(step1.code, 0, step1.pOutInfo);
    t.is(rig.sent(VERIFY).length, 1);
    const { mac1 } = keyServer(profile).purchase(step1.pOutInfo, "0000002A");
    const step2 = await rig.call("iDoDebit_HSM_Step2", `0000002A|20261121140559|${mac1}|`);
    t.is(step2.code, 0, step2.pOutInfo);
    t.deepEqual(leaksOf(PASSWORD, Buffer.from(JSON.stringify(rig.results))), []);
    await shop.close();
  });

  for (const name of ["iReloadPIN", "iReloadPIN_HSM_Step1"] as const) {
    test(`${layout} ${name}: -13, since the host needs the new password and a keypad tells nobody; the card is left alone`, async (t) => {
      const rig = await openPinPadRig(layout, { keys: `${NEW}#${NEW}#` });
      const { code, pOutInfo } = await rig.call(name, 1, rig.cardInfo);
      t.is(code, -13);
      t.regex(pOutInfo, /不能用读卡器键盘输入$/);
      t.deepEqual(rig.sent(CHALLENGE), []);
      t.is(rig.shop.world.reader.keypad.waiting, 2 * NEW.length + 2, "nobody was asked");
      await rig.shop.close();
    });
  }
}

test("after a right entry the password counts as changed: even the initial one, which the keypad does not tell", async (t) => {
  const rig = await openPinPadRig("2.0", {
    keys: `${PASSWORD}#${PASSWORD}#`,
    rules: { initial: PASSWORD },
  });
  const { shop } = rig;
  const pays = await rig.call("iVerifyPIN", 1);
  t.is(pays.code, 0);
  t.is(shop.world.reader.keypad.waiting, PASSWORD.length + 1, "typed, since the counter is unknown");
  t.is((await rig.call("iVerifyPIN", 1)).code, 0);
  t.is(shop.world.reader.keypad.waiting, 0, "asked for again");
  await shop.close();
});

test("an initial password that was typed pays where it may not: only a recognised one is -35", async (t) => {
  const rules = { initial: PASSWORD, initialMayPay: false };
  const typed = await openPinPadRig("2.0", { keys: `${PASSWORD}#`, rules });
  t.is((await call(typed, "iDoDebit")).code, 0);
  await typed.shop.close();
  const recognised = await openPinPadRig("2.0", { rules: { ...rules, tryWhenCounterUnknown: true } });
  t.is((await call(recognised, "iDoDebit")).code, -35);
  await recognised.shop.close();
});
