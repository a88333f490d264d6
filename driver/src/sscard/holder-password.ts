/** The card-holder's password as the national functions ask for it and tell of it. */
import { verify } from "@duka/protocol/commands/iso7816";
import { maskCardNumber } from "../account/card-number.js";
import { ReaderError } from "../errors.js";
import type { PasswordQuestion } from "../password/ask-password.js";
import { type AskWord, askNewPassword, type NotTyped } from "../password/change-typed.js";
import type { Password } from "../password/password.js";
import { passwordKey, rememberUnblocked } from "../password/password-memory.js";
import { type PasswordVerdict, recognisePassword } from "../password/recognise.js";
import type { IssuingData } from "../social/issuing-data.js";
import type { SocialRefusal } from "../social/social-refusal.js";
import type { Device } from "./device.js";
import { codeOfRefusal } from "./failure-code.js";
import { CODE, SSCardFailure } from "./result.js";

const PROMPTS = {
  current: "请输入密码",
  old: "请输入原密码",
  new: "请输入新密码",
  again: "请再次输入新密码",
} as const;
const BLOCKED = 0x6983;
const SW_WRONG_LENGTH = 0x6700;

/** Recognised if it is the initial one, else asked for, once. The environment is selected. @throws SSCardFailure */
export async function verifyHolder(device: Device, card: IssuingData): Promise<void> {
  const { profile, journal } = device.options;
  let hasWrongLength = false;
  const { lengthMin, lengthMax } = profile.password;
  const verdict = await recognisePassword(
    {
      cardNumber: passwordKey(device.session.atr, card.factor, card.cardNumber),
      maskedCardNumber: maskCardNumber(card.cardNumber),
      async verify(pin) {
        const answer = await device.session.send(verify, { pin });
        if (answer.ok) return { sw: answer.sw, triesLeft: -1, meaning: "verified" };
        return { sw: answer.sw, triesLeft: answer.triesLeft, meaning: answer.meaning };
      },
    },
    {
      // The standard's function asks once; its caller calls it again.
      rules: { ...profile.password, asksMax: 1 },
      memory: journal.passwords,
      async ask(question) {
        const typed = await askFor(device, "current", question);
        hasWrongLength = typed.digitCount < lengthMin || typed.digitCount > lengthMax;
        return typed;
      },
      language: "zh",
    },
  );
  if (verdict.verified) return;
  if (hasWrongLength) throw new SSCardFailure(CODE.passwordLength);
  throw failureOfVerdict(verdict);
}

/** Words that the holder types: with the standard's prompts. @throws SSCardFailure -31, -32 */
export function askWordOf(device: Device, card: IssuingData): AskWord {
  const { lengthMin, lengthMax } = device.options.profile.password;
  return (what) =>
    askFor(device, what, {
      maskedCardNumber: maskCardNumber(card.cardNumber),
      triesLeft: undefined,
      ask: 1,
      because: "first",
      lengthMin,
      lengthMax,
      language: "zh",
      signal: undefined,
    });
}

/** The new password, twice. @throws SSCardFailure -31 to -34, -36 */
export async function newPasswordOf(device: Device, card: IssuingData): Promise<Password> {
  const password = await askNewPassword(device.options.profile.password, askWordOf(device, card));
  if (typeof password === "string") throw new SSCardFailure(NOT_TYPED[password]);
  return password;
}

export const NOT_TYPED: { readonly [because in NotTyped]: number } = {
  "gave up": CODE.cancelled,
  "wrong length": CODE.passwordLength,
  "two differ": CODE.passwordsDiffer,
  "initial may not be chosen": CODE.initialMayNotBeSet,
};

/** Codes of the password where a status word is about it. */
export function failureOfPassword(no: SocialRefusal): SSCardFailure {
  if (no.triesLeft !== undefined && no.triesLeft > 0) return wrongPassword(no.triesLeft);
  if (no.triesLeft === 0 || no.statusWord === BLOCKED) return new SSCardFailure(CODE.passwordLocked);
  if (no.statusWord === SW_WRONG_LENGTH) return new SSCardFailure(CODE.passwordLength);
  return new SSCardFailure(codeOfRefusal(no));
}

/** Remembered by a salted hash of what the chip is known by, so that every function, and every account, knows whether to ask. */
export async function rememberPassword(
  { options, session }: Device,
  card: IssuingData,
  state: "initial" | "changed",
): Promise<void> {
  const key = passwordKey(session.atr, card.factor, card.cardNumber);
  await options.journal.passwords.remember(key, { state, triesLeft: undefined });
}

/** All its tries are there again. */
export async function rememberFreed({ options, session }: Device, card: IssuingData): Promise<void> {
  const key = passwordKey(session.atr, card.factor, card.cardNumber);
  await rememberUnblocked(options.journal.passwords, key);
}

/** @throws SSCardFailure -31, -32 */
export async function askFor(
  device: Device,
  what: keyof typeof PROMPTS,
  question: PasswordQuestion,
): Promise<Password> {
  const { askPassword } = device.options;
  if (askPassword === undefined) throw new SSCardFailure(CODE.cancelled, "无法输入密码");
  try {
    const prompt = PROMPTS[what];
    const typed = await device.reader.clock.outside(() => askPassword({ ...question, what, prompt }));
    if (typed !== undefined) return typed;
  } catch (error) {
    if (error instanceof ReaderError && error.code === "timeout")
      throw new SSCardFailure(CODE.timeout, "", error);
    throw error;
  }
  throw new SSCardFailure(CODE.cancelled);
}

function failureOfVerdict(verdict: Extract<PasswordVerdict, { verified: false }>): SSCardFailure {
  switch (verdict.reason) {
    case "password locked":
      return new SSCardFailure(CODE.passwordLocked);
    case "wrong password":
      return wrongPassword(verdict.triesLeft);
    case "initial password may not pay":
      return new SSCardFailure(CODE.initialMayNotPay);
    case "password needed":
      return new SSCardFailure(CODE.cancelled);
    default:
      return new SSCardFailure(-(verdict.statusWord ?? -CODE.illegalData));
  }
}

function wrongPassword(triesLeft: number | undefined): SSCardFailure {
  return new SSCardFailure(CODE.passwordWrong, triesLeft === undefined ? "" : `剩余 ${triesLeft} 次`);
}
