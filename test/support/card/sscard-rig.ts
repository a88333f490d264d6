/** A rig with the national card functions on simulated card and PSAM, behind chip transports. */

import { Password } from "@duka/driver/base/password";
import type { Journal } from "@duka/driver/journal/journal";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import type { CityProfile } from "@duka/driver/password/city-profile";
import { createWireMeter } from "@duka/driver/reader/wire-meter";
import { type OpenSSCardOptions, openSSCard, type SSCard, type SSCardReader } from "@duka/driver/sscard";
import { type Chips, openChips } from "@duka/simulator/card/open-chips";
import type { Profile } from "@duka/simulator/profiles/profile";
import { findProfile } from "@duka/simulator/profiles/profiles";
import { broken, type ChipSlot, chipSlot } from "./chip-transport.js";
import { stillClock } from "./till.js";

type Social = NonNullable<Profile["social"]>;

export type Layout = "1.0" | "2.0" | "3.0";

export const LAYOUTS: readonly Layout[] = ["1.0", "2.0", "3.0"];

/** Two cards of 3DES, the older of which names no cipher, and one of SM4 that protects its holder's data. */
export function profileOf(layout: Layout, social: Partial<Social> = {}): Profile {
  const base = findProfile(layout === "3.0" ? "medical-sm4" : "hangzhou");
  const changed: Social = { ...base.social!, layout, statesAlgorithm: layout !== "1.0", ...social };
  // The amounts of LD/T 33: nothing, the whole bill, account and pooled fund together.
  const amounts = ["zero", "total", "account-and-pool"] as const;
  const medical = { ...base.medical!, amounts, accountAmount: 2 } as const;
  return { ...base, name: `social-${layout.replace(".", "-")}`, medical, social: changed };
}

/** The city of such a card, so that its initial password is recognised. */
export function cityOf(profile: Profile): CityProfile {
  const { length } = profile.password.initial;
  return { ...profile, password: { ...profile.password, lengthMin: length, lengthMax: length } };
}

export type Rig = {
  /** Which every function opens. */
  readonly reader: SSCardReader;
  readonly sscard: SSCard;
  readonly chips: Chips;
  readonly card: ChipSlot;
  readonly psam: ChipSlot;
  readonly journal: Journal;
  /** Prompts that were shown. */
  readonly prompts: string[];
  /** How often a reader was opened and closed. */
  readonly opened: { times: number; closed: number };
  /** "cardId|cardNo|" of the card. */
  readonly cardInfo: string;
};

export type RigOptions = Partial<OpenSSCardOptions> & {
  /**
   * Typed one after the other; undefined: the holder gives up. A text that is no password is one nobody typed in time.
   */
  readonly typed?: readonly (string | undefined)[];
};

export async function openRig(profile: Profile, options: RigOptions = {}): Promise<Rig> {
  const chips = openChips(profile, undefined, 1);
  const card = chipSlot("test: slot 0", chips.card);
  const psam = chipSlot("test: slot 1", chips.psam);
  const clock = stillClock();
  const journal = options.journal ?? (await openJournal(":memory:", clock));
  const prompts: string[] = [];
  const opened = { times: 0, closed: 0 };
  const typed = [...(options.typed ?? [])];
  const { typed: _typed, ...more } = options;
  let given = 0;
  const reader = {
    clock,
    simulated: true,
    meter: createWireMeter(),
    slot(index: number) {
      const slot = [card, psam][index];
      if (slot === undefined) throw new RangeError(`no slot ${index}`);
      return slot.transport;
    },
    async close() {
      opened.closed++;
    },
  };
  const sscard = openSSCard({
    async openReader() {
      opened.times++;
      return reader;
    },
    journal,
    profile: cityOf(profile),
    deviceNumber: "D-1",
    random: (length) => Uint8Array.from({ length }, () => ++given & 0xff),
    async askPassword({ prompt }) {
      prompts.push(prompt);
      const next = typed.shift();
      if (next === "late") throw broken("timeout", "not-sent");
      return next === undefined ? undefined : Password.fromDigits(next);
    },
    ...more,
  });
  const social = profile.social;
  const bas = social === null ? "" : await identityOf(chips);
  return { reader, sscard, chips, card, psam, journal, prompts, opened, cardInfo: bas };
}

/** "cardId|cardNo|", read by hand, past the driver. */
export async function identityOf({ card }: Chips): Promise<string> {
  card.powerOff();
  card.reset();
  const send = (apdu: string) => Buffer.from(card.execute(Uint8Array.from(Buffer.from(apdu, "hex"))));
  send("00A404000F7378312E73682EC9E7BBE1B1A3D5CF");
  send("00A4000002EF05");
  const id = send("00B2010012").subarray(2, 18).toString("hex").toUpperCase();
  const number = send("00B207000B").subarray(2, 11).toString("latin1");
  card.powerOff();
  return `${id}|${number}|`;
}
