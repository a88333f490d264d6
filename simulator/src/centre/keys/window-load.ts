/** A load (圈存) at a window: the card asks, the centre answers MAC2, the card proves it with its TAC. */
import type { CallCentre, CardEffect, CardIdentity } from "@duka/protocol/centre";
import { CentreError } from "@duka/protocol/centre";
import {
  ACCOUNT_PURSE,
  creditForLoad,
  creditForMedicalLoad,
  initializeForLoad,
  initializeForMedicalLoad,
  TYPE_PURSE_LOAD,
  verify,
} from "@duka/protocol/commands";
import { TYPE_MEDICAL_LOAD } from "@duka/protocol/crypto";
import { parseHex } from "@duka/protocol/layout";
import type { CardChip } from "../../chip/chip.js";
import { PURSE_APPLICATION } from "../../purse/purse-application.js";
import { SOCIAL_ENVIRONMENT } from "../../social/social-files.js";
import { chinaDate, chinaTime } from "../china-time.js";
import { bcd, hex, select, send } from "./chip-talk.js";

type LoadingWindow = {
  readonly call: CallCentre;
  readonly institutionId: string;
  readonly terminalId: string;
  readonly loads: "purse" | "medical";
  wallMs(): number;
};

type LoadedCard = {
  readonly chip: CardChip;
  readonly identity: CardIdentity;
  readonly password: string;
};

const MEDICAL_APPLICATION = parseHex("D15600000503");
const KEY_INDEX = 1;

/** Answers the card's last status word; 6985 where the centre refused. */
export async function loadAtWindow(
  window: LoadingWindow,
  card: LoadedCard,
  { effect, amountFen }: CardEffect,
): Promise<number> {
  const { chip, identity } = card;
  const { terminalId, institutionId, call } = window;
  const isMedical = window.loads === "medical";
  select(chip, isMedical ? SOCIAL_ENVIRONMENT : PURSE_APPLICATION);
  if (isMedical) select(chip, MEDICAL_APPLICATION);
  const verified = send(chip, verify, { pin: bcd(card.password) });
  if (!verified.ok) return verified.sw;
  const amount = { keyIndex: KEY_INDEX, amountFen: amountFen ?? 0, terminalId };
  const asked = isMedical
    ? send(chip, initializeForMedicalLoad, amount)
    : send(chip, initializeForLoad, { p2: ACCOUNT_PURSE, ...amount });
  if (!asked.ok) return asked.sw;

  const date = chinaDate(window.wallMs());
  const time = chinaTime(window.wallMs());
  const ref = effect.slice(-64);
  const { balanceFen, onlineSequence, keyVersion, random, mac1 } = asked.response;
  const request = {
    institutionId,
    ref,
    card: identity,
    transactionType: isMedical ? TYPE_MEDICAL_LOAD : TYPE_PURSE_LOAD,
    amountFen: amount.amountFen,
    balanceFen,
    onlineSequence,
    keyVersion,
    random: hex(random),
    mac1: hex(mac1),
    terminalId,
    date,
    time,
  } as const;
  const mac2 = await authorised(call, request);
  if (mac2 === undefined) return 0x6985;
  const second = { date, time, mac2: parseHex(mac2) };
  const credited = isMedical ? send(chip, creditForMedicalLoad, second) : send(chip, creditForLoad, second);
  const outcome = credited.ok
    ? ({ is: "credited", tac: hex(credited.response.tac) } as const)
    : ({ is: "not-credited" } as const);
  await call("reportLoad", { institutionId, ref, outcome });
  return credited.sw;
}

async function authorised(
  call: CallCentre,
  request: Parameters<typeof call<"authoriseLoad">>[1],
): Promise<string | undefined> {
  try {
    return (await call("authoriseLoad", request)).mac2;
  } catch (error) {
    if (error instanceof CentreError && error.delivery === "answered") return undefined;
    throw error;
  }
}
