/**
 * Reader, card and PSAM of one function: opened by it, closed at its end, kept only between the steps of a key server's
 * function.
 */

import type { TillReader } from "../account/call-limits.js";
import { EquipmentError } from "../base/equipment-error.js";
import type { Password } from "../base/password.js";
import type { CardSession } from "../card/card-session.js";
import { type IssuingData, readIssuingData } from "../card/issuing-data.js";
import type { Psam } from "../card/psam.js";
import { isRefusal } from "../card/refusal.js";
import { openVisit, type Visit } from "../card/visit.js";
import type { Journal } from "../journal/journal.js";
import type { PasswordQuestion } from "../password/ask-password.js";
import { type Cities, cityOfSocialCard } from "../password/city-of-card.js";
import type { CityProfile } from "../password/city-profile.js";
import type { CardClaim, CardInterface } from "./arguments.js";
import { must } from "./failure-code.js";
import { CODE, SSCardFailure } from "./result.js";
import type { ToldSales } from "./told-sales.js";

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
  readonly cities: Cities;
  /** 0 by default. */
  readonly cardSlot: number;
  /** Undefined where the reader has none. */
  readonly contactlessSlot: number | undefined;
  /** 1 by default. */
  readonly psamSlot: number;
  readonly askPassword: AskSSCardPassword | undefined;
  /** Passwords are typed on the reader's keypad; `askPassword` is not used then. */
  readonly pinPad: boolean;
  /** A password that is remembered as locked was freed elsewhere, as its holder says. */
  readonly passwordUnblocked: boolean;
  /** What callers of iDoDebit were told. */
  readonly told: ToldSales;
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
  /** Card and PSAM, for the account that a purchase is made with. */
  readonly visit: Visit;
  readonly session: CardSession;
  /** @throws SSCardFailure -2201 */
  psam(): Promise<Psam>;
  close(): Promise<void>;
};

/** Terminal number of a device without a PSAM. */
const NO_TERMINAL = "000000000000";

export async function openDevice(options: SSCardOptions, iType: CardInterface): Promise<Device> {
  const cardSlots = slotsOf(options, iType);
  const reader = await options.openReader();
  const visit = openVisit({
    reader,
    cardSlots,
    psamSlot: options.psamSlot,
    psamApplication: options.cities[0].psamApplication,
    holder: "a card function (LD/T 33)",
  });
  const close = async (): Promise<void> => {
    await visit.end();
    await reader.close();
  };
  try {
    const session = await visit.card();
    return { options, reader, visit, session, psam: () => visit.psam().catch(noPsam), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The card's own data. @throws SSCardFailure -1, -20, or -22 when it is not the card of the claim */
export async function readCardOf(device: Device, claim?: CardClaim): Promise<IssuingData> {
  const card = must(await readIssuingData(device.session));
  device.visit.known.issuing = card;
  const city = cityOfSocialCard(device.options.cities, card);
  if (!isRefusal(city)) device.session.city = city;
  if (claim !== undefined && (claim.cardId !== card.cardId || claim.cardNumber !== card.cardNumber)) {
    throw new SSCardFailure(CODE.mismatch);
  }
  return card;
}

/** By whose rules its password goes. @throws SSCardFailure -1 for a card of a city that is not known here */
export function cityOf({ options }: Device, card: IssuingData): CityProfile {
  const city = cityOfSocialCard(options.cities, card);
  if (!isRefusal(city)) return city;
  throw new SSCardFailure(CODE.wrongCard, `本机没有该卡所属城市（${card.region}）的参数，未验证密码`);
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

/** Contacts, antenna, or both in an order (LD/T 33-2015, iType). */
function slotsOf({ cardSlot, contactlessSlot }: SSCardOptions, iType: CardInterface): readonly number[] {
  const wanted: { readonly [type in CardInterface]: readonly (number | undefined)[] } = {
    1: [cardSlot],
    2: [contactlessSlot],
    3: [cardSlot, contactlessSlot],
    4: [contactlessSlot, cardSlot],
  };
  const slots = wanted[iType].filter((slot) => slot !== undefined);
  if (slots.length === 0) throw new SSCardFailure(CODE.unsupported, "读卡器无非接触卡槽");
  return slots;
}

function noPsam(error: unknown): never {
  if (error instanceof EquipmentError) throw new SSCardFailure(CODE.noPsam, "", error);
  throw error;
}
