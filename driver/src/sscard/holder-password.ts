/** The card-holder's password as the national functions ask for it and tell of it. */
import { verify } from "@duka/protocol/commands/iso7816";
import { maskCardNumber } from "../account/card-number.js";
import { ReaderError } from "../errors.js";
import type { PasswordQuestion } from "../password/ask-password.js";
import { Password } from "../password/password.js";
import { type PasswordVerdict, recognisePassword } from "../password/recognise.js";
import type { IssuingData } from "../social/issuing-data.js";
import type { SocialRefusal } from "../social/social-refusal.js";
import type { Device, PasswordPrompt } from "./device.js";
import { codeOfRefusal } from "./failure-code.js";
import { CODE, SSCardFailure } from "./result.js";

const MEANT = {
  请输入密码: "current",
  请输入原密码: "old",
  请输入新密码: "new",
  请再次输入新密码: "again",
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
      cardNumber: card.cardId,
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
        const typed = await askFor(device, "请输入密码", question);
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

/** The new password, twice. @throws SSCardFailure -31 to -34, -36 */
export async function askNewPassword(device: Device, card: IssuingData): Promise<Password> {
  const password = await askLength(device, card, "请输入新密码");
  try {
    const { initial, initialMayBeChosen } = device.options.profile.password;
    if (!initialMayBeChosen && password.equals(Password.fromDigits(initial))) {
      throw new SSCardFailure(CODE.initialMayNotBeSet);
    }
    const again = await askLength(device, card, "请再次输入新密码");
    const isSame = password.equals(again);
    again.wipe();
    if (!isSame) throw new SSCardFailure(CODE.passwordsDiffer);
    return password;
  } catch (error) {
    password.wipe();
    throw error;
  }
}

/** @throws SSCardFailure -31 to -33 */
export async function askLength(
  device: Device,
  card: IssuingData,
  prompt: PasswordPrompt,
): Promise<Password> {
  const { lengthMin, lengthMax } = device.options.profile.password;
  const password = await askFor(device, prompt, {
    maskedCardNumber: maskCardNumber(card.cardNumber),
    triesLeft: undefined,
    ask: 1,
    because: "first",
    lengthMin,
    lengthMax,
    language: "zh",
    signal: undefined,
  });
  if (password.digitCount >= lengthMin && password.digitCount <= lengthMax) return password;
  password.wipe();
  throw new SSCardFailure(CODE.passwordLength);
}

/** Codes of the password where a status word is about it. */
export function mustBePassword(no: SocialRefusal | undefined): void {
  if (no === undefined) return;
  if (no.triesLeft !== undefined && no.triesLeft > 0) throw wrongPassword(no.triesLeft);
  if (no.triesLeft === 0 || no.statusWord === BLOCKED) throw new SSCardFailure(CODE.passwordLocked);
  if (no.statusWord === SW_WRONG_LENGTH) throw new SSCardFailure(CODE.passwordLength);
  throw new SSCardFailure(codeOfRefusal(no));
}

/** Remembered by a salted hash of the card's number, so that the next function knows whether to ask. */
export async function rememberPassword(
  device: Device,
  card: IssuingData,
  state: "initial" | "changed",
): Promise<void> {
  await device.options.journal.passwords.remember(card.cardId, { state, triesLeft: undefined });
}

export function stateOf(device: Device, password: Password): "initial" | "changed" {
  return password.equals(Password.fromDigits(device.options.profile.password.initial))
    ? "initial"
    : "changed";
}

/** @throws SSCardFailure -31, -32 */
export async function askFor(
  device: Device,
  prompt: PasswordPrompt,
  question: PasswordQuestion,
): Promise<Password> {
  const { askPassword } = device.options;
  if (askPassword === undefined) throw new SSCardFailure(CODE.cancelled, "无法输入密码");
  try {
    const what = MEANT[prompt];
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
