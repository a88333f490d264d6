/**
 * The whole chain under virtual time: account, driver, cable, firmware, card line, card and PSAM; and means to break
 * any of it.
 */
import { type Account, openAccount } from "@duka/driver/account/account";
import type { AccountOptions } from "@duka/driver/account/account-options";
import type { Outcome } from "@duka/driver/account/outcome";
import { deadlineAfter } from "@duka/driver/base/deadline";
import type { Journal } from "@duka/driver/journal/journal";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import { type Reader, startReader } from "@duka/driver/reader/reader";
import type { Enrolment } from "@duka/simulator/centre/enrol-profile";
import { findProfile } from "@duka/simulator/profiles/profiles";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import { type Simulation, type SimulationOptions, simulate } from "@duka/simulator/world/simulation";
import { NOON_MS } from "../card/till.js";
import { type Insurance, openInsurance } from "./insurance.js";

export type Shop = {
  readonly world: Simulation;
  readonly reader: Reader;
  readonly journal: Journal;
  readonly account: Account;
  /** Commands that arrived at the user card and at the PSAM with what they answered, whole. */
  readonly card: Exchange[];
  readonly psam: Exchange[];
  readonly recovered: Outcome[];
  /** With `insured`. */
  readonly insurance: Insurance | undefined;
  /** Puts the cable back into the reader: a new connection, as after a restart of the till's program. */
  reconnect(): Promise<Account>;
  close(): Promise<void>;
};

export type Exchange = { readonly command: Uint8Array; readonly response: Uint8Array };

export type ShopOptions = SimulationOptions & {
  readonly file?: string;
  /** The till has the centre, and the card is issued there. */
  readonly insured?: boolean | Enrolment;
  readonly account?: Partial<AccountOptions>;
};

export async function openShop({
  file,
  account: more,
  insured,
  ...options
}: ShopOptions = {}): Promise<Shop> {
  const clock = new VirtualClock(NOON_MS);
  const world = simulate({ clock, ...options });
  const journal = await openJournal(file ?? ":memory:", world.clock);
  const recovered: Outcome[] = [];
  const profile =
    typeof options.profile === "object" ? options.profile : findProfile(options.profile ?? "hangzhou");
  const insurance = insured
    ? await openInsurance(world.clock, profile, insured === true ? {} : insured)
    : undefined;
  const centre = insurance === undefined ? {} : { centre: insurance.centre };
  const connect = (link: Simulation["link"]) =>
    startReader({
      address: "sim:",
      link,
      clock: world.clock,
      simulated: true,
      deadline: deadlineAfter(world.clock, 8000),
      release: async () => undefined,
    });
  const accountOn = (reader: Reader) =>
    openAccount({ reader, journal, onRecovered: (outcome) => recovered.push(outcome), ...centre, ...more });
  let reader = await connect(world.link);
  const card = listenTo(world, 0);
  const psam = listenTo(world, 1);
  return {
    world,
    get reader() {
      return reader;
    },
    journal,
    account: accountOn(reader),
    card,
    psam,
    recovered,
    insurance,
    async reconnect() {
      await reader.close();
      world.reader.cable.unplug();
      reader = await connect(world.reader.cable.plug());
      return accountOn(reader);
    },
    async close() {
      await reader.close();
      await journal.close();
      await world.close();
    },
  };
}

/** A plain card that is only listened to. */
function listenTo(world: Simulation, slot: number): Exchange[] {
  const heard: Exchange[] = [];
  strike(world, slot, (_command, execute) => execute(), heard);
  return heard;
}

/**
 * What a card of this slot does from now on; undefined: it falls mute. What it would have answered is noted in `heard`.
 */
export function strike(
  world: Simulation,
  slot: number,
  intercept: (command: Uint8Array, execute: () => Uint8Array) => Uint8Array | undefined,
  heard: Exchange[] = [],
): void {
  world.reader.slot(slot).behave({
    intercept: (command, execute) =>
      intercept(command, () => {
        const response = execute();
        heard.push({ command: command.slice(), response: response.slice() });
        return response;
      }),
  });
}

/** Every one of its cards is the plain card again. */
export function unstrike(world: Simulation): void {
  for (const slot of [0, 1]) world.reader.slot(slot).behave({});
}

/** Takes the card out and puts one back after a while: the same one, unless another is given. */
export function reinsert(world: Simulation, chip = world.reader.slot(0).chip): void {
  world.reader.slot(0).remove();
  if (chip !== undefined) world.reader.slot(0).insert(chip);
}
