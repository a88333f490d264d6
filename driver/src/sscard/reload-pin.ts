/**
 * iReloadPIN (a new password) and iUnblockPIN (all tries again), by the issuer's keys: of the PSAM, or of the key
 * server in three steps.
 */

import { hexText } from "@duka/protocol/layout";
import { challengeOf, proveTerminal, proveTerminalByPsam, takeChallenge } from "../card/authentication.js";
import type { IssuingData } from "../card/issuing-data.js";
import {
  RESET_HEADER,
  resetPasswordByPsam,
  sendPasswordCommand,
  UNBLOCK_HEADER,
  unblockPasswordByPsam,
} from "../card/password-reset.js";
import { stateOf } from "../password/change-typed.js";
import { parseCardInfo, parseKey } from "./arguments.js";
import { cityOf, type Device, type OpenDevice, readCardOf } from "./device.js";
import { must } from "./failure-code.js";
import { mustTypeAtHost, newPasswordOf, rememberFreed, rememberPassword } from "./holder-password.js";
import {
  algorithmCode,
  challengeFields,
  fields,
  keyAddress,
  resultFor,
  type StepOutput,
} from "./hsm-step.js";

const AUTHORITY_KEY = "PUK";
const MESSAGE_KEY = "STKSSSE";
const MAC_LENGTH = 4;
const HEADER_WITH_LC = 5;

export async function reloadPin(open: OpenDevice, pCardInfo: unknown): Promise<StepOutput> {
  const claim = parseCardInfo(pCardInfo);
  const device = await open();
  mustTypeAtHost(device);
  const card = await readCardOf(device, claim);
  const psam = await device.psam();
  must(await proveTerminalByPsam(card, psam, AUTHORITY_KEY));
  const password = await newPasswordOf(device, card);
  const state = stateOf(cityOf(device, card).password, password);
  must(await resetPasswordByPsam(card, psam, password));
  await rememberPassword(device, card, state);
  return { out: "" };
}

export async function unblockPin(open: OpenDevice, pCardInfo: unknown): Promise<StepOutput> {
  const claim = parseCardInfo(pCardInfo);
  const device = await open();
  const card = await readCardOf(device, claim);
  const psam = await device.psam();
  must(await proveTerminalByPsam(card, psam, AUTHORITY_KEY));
  must(await unblockPasswordByPsam(card, psam));
  await rememberFreed(device, card);
  return { out: "" };
}

/** @param name iReloadPIN, iUnblockPIN or iUnlockPIN, as the caller spells it */
export async function passwordStep1(open: OpenDevice, name: string, pCardInfo: unknown): Promise<StepOutput> {
  const claim = parseCardInfo(pCardInfo);
  const device = await open();
  if (name === "iReloadPIN") mustTypeAtHost(device);
  const card = await readCardOf(device, claim);
  const challenge = must(await takeChallenge(device.session));
  const out = fields(algorithmCode(card.algorithm), keyAddress(AUTHORITY_KEY), ...challengeFields(challenge));
  const work = async (pKey: unknown): Promise<StepOutput> => {
    const [forTerminal] = parseKey(pKey, 16);
    const result = resultFor(challenge, forTerminal!);
    must(await proveTerminal(device.session, AUTHORITY_KEY, result, challenge.source));
    return name === "iReloadPIN" ? reloadStep2(device, card) : unblockStep2(device, card, name);
  };
  return { out, next: { name: `${name}_HSM_Step2`, work } };
}

/** The standard has the new password itself go to the key server, which enciphers it for the card. */
async function reloadStep2(device: Device, card: IssuingData): Promise<StepOutput> {
  const password = await newPasswordOf(device, card);
  const state = stateOf(cityOf(device, card).password, password);
  const digitCount = password.digitCount;
  const digits = await password.use(async (bcd) => hexText(bcd).slice(0, digitCount));
  const length = fieldLength(card, (digitCount + 1) >> 1);
  return messageStep(device, card, "iReloadPIN", RESET_HEADER, length, digits, () =>
    rememberPassword(device, card, state),
  );
}

function unblockStep2(device: Device, card: IssuingData, name: string): Promise<StepOutput> {
  return messageStep(device, card, name, UNBLOCK_HEADER, 0, "", () => rememberFreed(device, card));
}

async function messageStep(
  device: Device,
  card: IssuingData,
  name: string,
  header: Uint8Array,
  length: number,
  newPassword: string,
  done: () => Promise<void>,
): Promise<StepOutput> {
  // Taken last: only the very next command may use it.
  const process = must(await challengeOf(device.session));
  const lc = length + MAC_LENGTH;
  const work = async (pKey: unknown): Promise<StepOutput> => {
    const [apdu] = parseKey(pKey, HEADER_WITH_LC + lc);
    must(await sendPasswordCommand(device.session, header, apdu!));
    await done();
    return { out: "" };
  };
  const out = fields(
    algorithmCode(card.algorithm),
    keyAddress(MESSAGE_KEY),
    hexText(process),
    hexText(header) + lc.toString(16).toUpperCase().padStart(2, "0"),
    newPassword,
  );
  return { out, next: { name: `${name}_HSM_Step3`, work } };
}

/** Length byte and password, enciphered in whole blocks. */
function fieldLength({ algorithm }: IssuingData, passwordLength: number): number {
  const block = algorithm === "SM4" ? 16 : 8;
  return Math.ceil((1 + passwordLength) / block) * block;
}
