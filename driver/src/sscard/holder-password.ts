/** The card-holder's password as the national functions ask for it and tell of it. */
import { verify } from "@duka/protocol/commands";
import { ReaderError } from "../base/errors.js";
import type { Password } from "../base/password.js";
import { maskCardNumber } from "../card/card-number.js";
import { isFreshOnce } from "../card/fresh-card.js";
import type { IssuingData } from "../card/issuing-data.js";
import type { PasswordQuestion } from "../password/ask-password.js";
import { type AskWord, askNewPassword } from "../password/change-typed.js";
import { keypadAt } from "../password/keypad-at.js";
import { type Keypad, keypadTry } from "../password/keypad-try.js";
import { passwordKey, rememberChanged, rememberUnblocked } from "../password/password-memory.js";
import type { PasswordCard } from "../password/password-try.js";
import { recognisePassword } from "../password/recognise.js";
import { cityOf, type Device } from "./device.js";
import { failureOfChange, failureOfVerdict } from "./password-code.js";
import { CODE, SSCardFailure } from "./result.js";

const PROMPTS = {
  current: "请输入密码",
  old: "请输入原密码",
  new: "请输入新密码",
  again: "请再次输入新密码",
} as const;

/** Recognised if it is the initial one, else asked for, once. The environment is selected. @throws SSCardFailure */
export async function verifyHolder(device: Device, card: IssuingData): Promise<void> {
  const { journal } = device.options;
  const rules = cityOf(device, card).password;
  const keypad = keypadOf(device, card);
  const verdict = await recognisePassword(passwordCardOf(device, card), {
    // The standard's function asks once; its caller calls it again.
    rules: { ...rules, asksMax: 1 },
    memory: journal.passwords,
    ask: (question) => askFor(device, "current", question),
    onKeypad: keypad && keypadTry(keypad),
    isUnblocked: device.options.passwordUnblocked,
    language: "zh",
  });
  if (!verdict.verified) throw failureOfVerdict(verdict);
}

export function passwordCardOf({ session }: Device, card: IssuingData): PasswordCard {
  return {
    cardNumber: passwordKey(session.atr, card.factor, card.cardNumber),
    maskedCardNumber: maskCardNumber(card.cardNumber),
    isFresh: isFreshOnce(session),
    async verify(pin) {
      const answer = await session.send(verify, { pin });
      if (answer.ok) return { sw: answer.sw, triesLeft: -1, meaning: "verified" };
      return { sw: answer.sw, triesLeft: answer.triesLeft, meaning: answer.meaning };
    },
  };
}

/**
 * The reader's own, where passwords are typed on it.
 * @returns undefined where they are typed at the host @throws NoKeypadError
 */
export function keypadOf(device: Device, card: IssuingData): Keypad | undefined {
  const { options, reader, session } = device;
  if (!options.pinPad) return undefined;
  return keypadAt(session.transport, {
    duka: reader.duka,
    rules: cityOf(device, card).password,
    language: "zh",
  });
}

/** @throws SSCardFailure -13 where the host has to know the new password, and the keypad tells it to no one */
export function mustTypeAtHost({ options }: Device): void {
  if (options.pinPad)
    throw new SSCardFailure(CODE.unsupported, "新密码须由主机加密写卡，不能用读卡器键盘输入");
}

/** Words that the holder types: with the standard's prompts. @throws SSCardFailure -31, -32 */
export function askWordOf(device: Device, card: IssuingData): AskWord {
  const { lengthMin, lengthMax } = cityOf(device, card).password;
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
  const password = await askNewPassword(cityOf(device, card).password, askWordOf(device, card));
  if (typeof password === "string") throw failureOfChange(password);
  return password;
}

/**
 * Remembered by a salted hash of what the chip is known by, so that every function, and every account, knows whether to
 * ask.
 */
export async function rememberPassword(
  { options, session }: Device,
  card: IssuingData,
  state: "initial" | "changed",
): Promise<void> {
  const key = passwordKey(session.atr, card.factor, card.cardNumber);
  await rememberChanged(options.journal.passwords, key, state);
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
