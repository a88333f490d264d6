/**
 * The PSAM (消费安全存取模块) in the reader: it holds the terminal's keys, proves the terminal to the card by MAC1 and checks
 * the card's MAC2. It is the till's equipment, so whatever goes wrong with it before the intent is an EquipmentError.
 */

import {
  binaryOfSfi,
  creditSamForPurchase,
  initSamForMedicalPurchase,
  initSamForPurchase,
  readBinary,
  selectByFileId,
  selectByName,
} from "@duka/protocol/commands";
import type { CommandResult, Request, Response } from "@duka/protocol/layout";
import { hexText, parseHex } from "@duka/protocol/layout";
import { EquipmentError } from "../base/equipment-error.js";
import { isGivenUp, ReaderError } from "../base/errors.js";
import { REMEDIES } from "../base/remedies.js";
import type { CardSession } from "./card-session.js";
import { withLevels } from "./key-levels.js";
import { swText } from "./refusal.js";

const TERMINAL_FILE_SFI = 0x16;
const TERMINAL_ID_LENGTH = 6;
const FILE_IDENTIFIER_DIGITS = 4;
/** Of the medical purchase key: most PSAMs met have the city's. */
const USUAL_LEVELS = 2;

export type Psam<S extends CardSession = CardSession> = {
  readonly session: S;
  /** 12 digits. */
  readonly terminalId: string;
  /** Selects its application again. @throws EquipmentError */
  select(): Promise<void>;
};

/**
 * Powers the PSAM, reads the terminal number and selects its application.
 * @param open powers the slot
 * @param application DF name or two-byte file identifier, hexadecimal
 */
export async function openPsam<S extends CardSession>(
  open: () => Promise<S>,
  application: string,
): Promise<Psam<S>> {
  const session = await asEquipment("powering the PSAM", open);
  const read = await asEquipment("reading the terminal number", () =>
    session.send(readBinary, { p1: binaryOfSfi(TERMINAL_FILE_SFI), p2: 0, le: TERMINAL_ID_LENGTH }),
  );
  const terminalId = hexText(accepted("reading the terminal number", read).data);
  if (!/^[0-9]{12}$/.test(terminalId)) {
    throw new EquipmentError("the PSAM has no terminal number of 12 digits", REMEDIES["issue-psam"]);
  }
  const psam = psamOf(session, terminalId, application);
  await psam.select();
  return psam;
}

/** One whose terminal number is known, and whose application is selected or is to be. */
export function psamOf<S extends CardSession>(session: S, terminalId: string, application: string): Psam<S> {
  const select = async (): Promise<void> => {
    const selected = await asEquipment("selecting the PSAM application", () =>
      application.length === FILE_IDENTIFIER_DIGITS
        ? session.send(selectByFileId, { fileId: Number.parseInt(application, 16) }, { isAnswerLeft: true })
        : session.send(selectByName, { applicationName: parseHex(application) }, { isAnswerLeft: true }),
    );
    if (!selected.ok) throw refusedBy("selecting the PSAM application", selected);
  };
  return { session, terminalId, select };
}

/** Step 3 of a purchase: terminal sequence and MAC1. */
export async function initializeSam(
  psam: Psam,
  request: Request<typeof initSamForPurchase>,
): Promise<Response<typeof initSamForPurchase>> {
  const answer = await asEquipment("making MAC1", () => psam.session.send(initSamForPurchase, request));
  return accepted("making MAC1", answer);
}

/**
 * The same for the medical account with its three amounts.
 * @param factors of card, city and province, of which the PSAM wants one, two or all three
 * @param fixedLevels how many, where the city says it
 */
export async function initializeMedicalSam(
  psam: Psam,
  request: Omit<Request<typeof initSamForMedicalPurchase>, "factors">,
  factors: readonly Uint8Array[],
  fixedLevels?: number,
): Promise<Response<typeof initSamForMedicalPurchase>> {
  const ask = (levels: number) => {
    const used = factors.slice(0, levels).flatMap((factor) => [...factor]);
    return psam.session.send(initSamForMedicalPurchase, { ...request, factors: Uint8Array.from(used) });
  };
  const answer = await asEquipment("making MAC1", () =>
    fixedLevels === undefined
      ? withLevels(psam.terminalId, `DPK ${request.keyVersion}`, USUAL_LEVELS, ask)
      : ask(fixedLevels),
  );
  return accepted("making MAC1", answer);
}

/**
 * Step 6: is the card's MAC2 genuine? `unverified` when the PSAM is gone or has forgotten the purchase. It is asked
 * once: it counts attempts, so that an old MAC2 is never given to it.
 */
export async function checkMac2(
  psam: Psam,
  mac2: Uint8Array,
): Promise<"verified" | "unverified" | "refused"> {
  try {
    const answer = await psam.session.send(creditSamForPurchase, { mac2 });
    if (answer.ok) return "verified";
    // 63Cx as well as 9302 (P9 9.10.1, table 31).
    return answer.sw === 0x9302 || answer.triesLeft >= 0 ? "refused" : "unverified";
  } catch (error) {
    if (error instanceof ReaderError) return "unverified";
    throw error;
  }
}

/** No PSAM in its slot, or one that says nothing (LD/T 33-2015, -2201). */
export function isPsamAbsent(error: unknown): boolean {
  if (!(error instanceof EquipmentError) || !(error.cause instanceof ReaderError)) return false;
  return ["card-absent", "card-mute"].includes(error.cause.code);
}

async function asEquipment<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // Given up by the caller: no fault of the PSAM's.
    if (!(error instanceof ReaderError) || isGivenUp(error)) throw error;
    const message = `the PSAM failed while ${doing}: ${error.message}`;
    throw new EquipmentError(message, REMEDIES["seat-psam"], error);
  }
}

function accepted<T>(doing: string, answer: { ok: true; response: T } | RefusedAnswer): T {
  if (!answer.ok) throw refusedBy(doing, answer);
  return answer.response;
}

type RefusedAnswer = Extract<CommandResult<never>, { ok: false }>;

function refusedBy(doing: string, answer: RefusedAnswer): EquipmentError {
  const message = `the PSAM refused ${doing}: ${answer.meaning} (${swText(answer.sw)})`;
  return new EquipmentError(message, REMEDIES["check-psam"], undefined, answer.sw);
}
