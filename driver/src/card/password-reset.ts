/**
 * A password set anew or freed with the issuer's keys: PIN CHANGE/UNBLOCK under STKSSSE, after PUK was proved (LD/T
 * 32.5-2015).
 */
import { resetPin, unblockPin } from "@duka/protocol/commands";
import { secretBytes } from "@duka/protocol/layout";
import type { Password } from "../base/password.js";
import { challengeOf } from "./authentication.js";
import type { CardSession } from "./card-session.js";
import type { IssuingData } from "./issuing-data.js";
import { dataOfMade } from "./made-command.js";
import type { Psam } from "./psam.js";
import { deliverKeyOf, encipher, joined, macOf } from "./psam-key.js";
import { isSocialRefusal, refusedByCard, type SocialRefusal } from "./social-refusal.js";

/** CLA INS P1 P2 of both. */
export const RESET_HEADER = Uint8Array.of(0x84, 0x24, 0x00, 0x01);
export const UNBLOCK_HEADER = Uint8Array.of(0x84, 0x24, 0x00, 0x00);

const MAC_LENGTH = 4;
const PADDING = 0x80;

/** PUK was proved in this session; the environment is selected. The password's digits are overwritten. */
export async function resetPasswordByPsam(
  card: IssuingData,
  psam: Psam,
  newPassword: Password,
): Promise<SocialRefusal | undefined> {
  return newPassword.use(async (bcd) => {
    const no = await readyKey(card, psam);
    if (no !== undefined) return no;
    const blockLength = blockLengthOf(card);
    const plain = secretBytes(1 + bcd.length);
    plain[0] = bcd.length;
    plain.set(bcd, 1);
    const field = padded(plain, blockLength, false);
    plain.fill(0);
    const cipher = await encipher(psam, field).finally(() => field.fill(0));
    if (isSocialRefusal(cipher)) return cipher;
    return sendProtected(card, psam, RESET_HEADER, cipher);
  });
}

/** The password stays and has all its tries again. */
export async function unblockPasswordByPsam(
  card: IssuingData,
  psam: Psam,
): Promise<SocialRefusal | undefined> {
  return (await readyKey(card, psam)) ?? sendProtected(card, psam, UNBLOCK_HEADER, new Uint8Array(0));
}

/**
 * Sends the whole command that the key server made.
 * @param header what it has to begin with
 */
export async function sendPasswordCommand(
  session: CardSession,
  header: Uint8Array,
  apdu: Uint8Array,
): Promise<SocialRefusal | undefined> {
  const data = dataOfMade(header, apdu);
  if (isSocialRefusal(data)) return data;
  const answer =
    header === RESET_HEADER
      ? await session.send(resetPin, { fieldAndMac: data })
      : await session.send(unblockPin, { macField: data });
  return answer.ok ? undefined : refusedByCard("changing the password with the issuer's key", answer);
}

async function readyKey(card: IssuingData, psam: Psam): Promise<SocialRefusal | undefined> {
  const challenge = await challengeOf(card.session);
  return isSocialRefusal(challenge) ? challenge : deliverKeyOf(psam, card, "STKSSSE", challenge);
}

async function sendProtected(
  card: IssuingData,
  psam: Psam,
  header: Uint8Array,
  field: Uint8Array,
): Promise<SocialRefusal | undefined> {
  const withLc = joined(header, Uint8Array.of(field.length + MAC_LENGTH), field);
  const mac = await macOf(psam, padded(withLc, blockLengthOf(card), true), blockLengthOf(card));
  if (isSocialRefusal(mac)) return mac;
  return sendPasswordCommand(card.session, header, joined(withLc, mac));
}

function blockLengthOf({ algorithm }: IssuingData): number {
  return algorithm === "SM4" ? 16 : 8;
}

/** 80 and zeros up to a whole block; always, or only where the data is not one yet. */
function padded(data: Uint8Array, blockLength: number, always: boolean): Uint8Array {
  const isWhole = !always && data.length % blockLength === 0;
  const whole = secretBytes(
    isWhole ? data.length : (Math.floor(data.length / blockLength) + 1) * blockLength,
  );
  whole.set(data);
  if (isWhole) return whole;
  whole[data.length] = PADDING;
  return whole;
}
