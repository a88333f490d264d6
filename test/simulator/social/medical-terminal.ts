/** A terminal at a simulated medical account: card and PSAM of one profile, and the two commands of a purchase. */
import { cityFactor } from "@duka/protocol/crypto/factors";
import { openChips } from "@duka/simulator/card/open-chips";
import type { CardChip } from "@duka/simulator/chip/chip";
import type { Profile } from "@duka/simulator/profiles/profile";
import { findProfile } from "@duka/simulator/profiles/profiles";
import { hex } from "../../support/values/hex.js";
import { send } from "../card/chips.js";
import { SELECT_DF04, SELECT_SSSE } from "../card/issuer.js";
import { hexNumber, WHEN } from "../card/terminal.js";

export const flat = (value: Uint8Array): string => hex(value).replaceAll(" ", "");

/** Card in DF04 with the password verified, and PSAM in its DF01. */
export function atWork(wanted: string | Profile) {
  const profile = typeof wanted === "string" ? findProfile(wanted) : wanted;
  const chips = openChips(profile, undefined, 1);
  chips.card.reset();
  chips.psam.reset();
  send(chips.card, SELECT_SSSE);
  send(chips.card, SELECT_DF04);
  send(chips.card, `00 20 00 00 03 ${profile.password.initial}`);
  send(chips.psam, "00 A4 00 00 02 DF01");
  return { ...chips, profile };
}

export const amountsOf = (amounts: readonly number[]) => amounts.map((fen) => hexNumber(fen, 4)).join("");

/** INITIALIZE on the card and MAC1 from the PSAM: the DEBIT that belongs to them. */
export function opened(
  card: CardChip,
  psam: CardChip,
  profile: Profile,
  amounts: readonly number[],
  when = WHEN,
): string {
  const terminal = profile.psam.terminalId;
  const answer = send(card, `B0 28 01 01 13 01 ${amountsOf(amounts)} ${terminal}`);
  if (answer.length === 4) return answer;
  const [sequence, key, random] = [answer.slice(28, 32), answer.slice(32, 36), answer.slice(36, 44)];
  const factors = profile.card.applicationSerialNumber.slice(4) + flat(cityFactor(profile.region));
  const made = send(
    psam,
    `80 70 01 00 2C ${random}${sequence}${amountsOf(amounts)}32${when}${key}${factors}`,
  );
  return `B0 2C 01 00 0F ${made.slice(0, 8)} ${when} ${made.slice(8, 16)}`;
}
