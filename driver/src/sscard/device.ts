/**
 * Reader, card and PSAM of one function: opened by it, closed at its end, kept only between the steps of a key server's
 * function.
 */

import type { TillReader } from "../account/call-limits.js";
import { EquipmentError } from "../base/equipment-error.js";
import { ReaderError } from "../base/errors.js";
import type { Password } from "../base/password.js";
import { type CardSession, openCardSession } from "../card/card-session.js";
import { type IssuingData, readIssuingData } from "../card/issuing-data.js";
import { openPsam, type Psam } from "../card/psam.js";
import type { Journal } from "../journal/journal.js";
import type { PasswordQuestion } from "../password/ask-password.js";
import type { CityProfile } from "../password/city-profile.js";
import type { CardClaim, CardInterface } from "./arguments.js";
import { must } from "./failure-code.js";
import { CODE, SSCardFailure } from "./result.js";

export type SSCardReader = TillReader & { close(): Promise<void> };

/** The standard's prompts (LD/T 33-2015): shown and spoken by the program that asks. */
export type PasswordPrompt = "请输入密码" | "请输入原密码" | "请输入新密码" | "请再次输入新密码";

/** Undefined: the holder gave up. A ReaderError `timeout` says that no one typed in time. */
export type AskSSCardPassword = (
  question: PasswordQuestion & { readonly prompt: PasswordPrompt },
) => Promise<Password | undefined>;

export type SSCardOptions = {
  /** Every function opens the reader, and closes it at its end. */
  openReader(): Promise<SSCardReader>;
  readonly journal: Journal;
  readonly profile: CityProfile;
  /** 0 by default. */
  readonly cardSlot: number;
  /** Undefined where the reader has none. */
  readonly contactlessSlot: number | undefined;
  /** 1 by default. */
  readonly psamSlot: number;
  readonly askPassword: AskSSCardPassword | undefined;
  /** Passwords are typed on the reader's keypad; `askPassword` is not used then. */
  readonly pinPad: boolean;
  /** The last field of iReadCardBas. */
  readonly deviceNumber: string;
  /** Unpredictable bytes: what a card has to encipher for the key server. */
  random(length: number): Uint8Array;
};

/** Opens reader and card; the arguments have been checked by then. */
export type OpenDevice = () => Promise<Device>;

export type Device = {
  readonly options: SSCardOptions;
  readonly reader: SSCardReader;
  /** Where the card is. */
  readonly slot: number;
  readonly session: CardSession;
  /** @throws SSCardFailure -2201 */
  psam(): Promise<Psam>;
  /** Card and PSAM are free for another session; the reader stays open. */
  letGo(): Promise<void>;
  close(): Promise<void>;
};

/** Terminal number of a device without a PSAM. */
const NO_TERMINAL = "000000000000";

export async function openDevice(options: SSCardOptions, iType: CardInterface): Promise<Device> {
  const reader = await options.openReader();
  const sessions: CardSession[] = [];
  const power = async (slot: number): Promise<CardSession> => {
    const session = await openCardSession(reader.slot(slot), reader.clock, {
      holder: "a card function (LD/T 33)",
    });
    sessions.push(session);
    return session;
  };
  const letGo = async (): Promise<void> => {
    // What was found out is known by now; a card that was pulled cannot be powered down, and that changes nothing.
    for (const session of sessions.splice(0)) await session.close().catch(() => undefined);
  };
  const close = async (): Promise<void> => {
    await letGo();
    await reader.close();
  };
  let psam: Psam | undefined;
  try {
    const { slot, session } = await powerCard(options, iType, power);
    return {
      options,
      reader,
      slot,
      session,
      async psam() {
        psam ??= await openPsamOf(options, power);
        return psam;
      },
      letGo,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The card's own data. @throws SSCardFailure -1, -20, or -22 when it is not the card of the claim */
export async function readCardOf(device: Device, claim?: CardClaim): Promise<IssuingData> {
  const card = must(await readIssuingData(device.session));
  if (claim !== undefined && (claim.cardId !== card.cardId || claim.cardNumber !== card.cardNumber)) {
    throw new SSCardFailure(CODE.mismatch);
  }
  return card;
}

/** That of the PSAM, or twelve zeros without one. */
export async function terminalIdOf(device: Device): Promise<string> {
  try {
    return (await device.psam()).terminalId;
  } catch (error) {
    if (error instanceof SSCardFailure && error.code === CODE.noPsam) return NO_TERMINAL;
    throw error;
  }
}

async function powerCard(
  { cardSlot, contactlessSlot }: SSCardOptions,
  iType: CardInterface,
  power: (slot: number) => Promise<CardSession>,
): Promise<{ slot: number; session: CardSession }> {
  const wanted: { readonly [type in CardInterface]: readonly (number | undefined)[] } = {
    1: [cardSlot],
    2: [contactlessSlot],
    3: [cardSlot, contactlessSlot],
    4: [contactlessSlot, cardSlot],
  };
  const slots = wanted[iType].filter((slot) => slot !== undefined);
  if (slots.length === 0) throw new SSCardFailure(CODE.unsupported, "读卡器无非接触卡槽");
  for (const [at, slot] of slots.entries()) {
    try {
      return { slot, session: await power(slot) };
    } catch (error) {
      const isAbsent = error instanceof ReaderError && error.code === "card-absent";
      if (!isAbsent || at === slots.length - 1) throw error;
    }
  }
  throw new SSCardFailure(CODE.noCard);
}

async function openPsamOf(
  { psamSlot, profile }: SSCardOptions,
  power: (slot: number) => Promise<CardSession>,
): Promise<Psam> {
  try {
    return await openPsam(() => power(psamSlot), profile.psamApplication);
  } catch (error) {
    // A reader without that slot has no PSAM either.
    if (error instanceof EquipmentError || error instanceof RangeError) {
      throw new SSCardFailure(CODE.noPsam, "", error);
    }
    throw error;
  }
}
