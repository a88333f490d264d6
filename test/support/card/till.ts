/**
 * A till with simulated card and PSAM behind chip transports, a journal in memory or in a file, and a clock that stands
 * still.
 */
import { type Account, openAccount } from "@duka/driver/account/account";
import type { AccountEvent } from "@duka/driver/account/account-event";
import type { AccountOptions } from "@duka/driver/account/account-options";
import type { Outcome } from "@duka/driver/account/outcome";
import type { Journal } from "@duka/driver/journal/journal";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import { createWireMeter } from "@duka/driver/reader/wire-meter";
import type { Clock } from "@duka/protocol/transport";
import { type Chips, openChips } from "@duka/simulator/card/open-chips";
import type { Profile } from "@duka/simulator/profiles/profile";
import { findProfile } from "@duka/simulator/profiles/profiles";
import { type ChipSlot, chipSlot } from "./chip-transport.js";

/** 2026-11-21 14:05:59 in China. */
export const NOON_MS = Date.UTC(2026, 10, 21, 6, 5, 59);

export type TestTill = {
  readonly account: Account;
  readonly reader: AccountOptions["reader"];
  readonly journal: Journal;
  readonly chips: Chips;
  readonly card: ChipSlot;
  readonly psam: ChipSlot;
  readonly events: AccountEvent[];
  readonly recovered: Outcome[];
  /** Another account on the same reader and journal. */
  reopen(options?: Partial<AccountOptions>): Account;
};

export type TestTillOptions = Partial<AccountOptions> & {
  /** City of the simulated card, or what differs from Hangzhou's. */
  readonly simulated?: Partial<Profile>;
  /** ":memory:" by default. */
  readonly file?: string;
  readonly clock?: Clock;
  readonly isSimulated?: boolean;
};

export async function openTestTill(options: TestTillOptions = {}): Promise<TestTill> {
  const clock = options.clock ?? stillClock();
  const chips = openChips({ ...findProfile("hangzhou"), ...options.simulated }, undefined, 1);
  const card = chipSlot("test: slot 0", chips.card);
  const psam = chipSlot("test: slot 1", chips.psam);
  const journal = await openJournal(options.file ?? ":memory:", clock);
  const events: AccountEvent[] = [];
  const recovered: Outcome[] = [];
  const reader = {
    clock,
    simulated: options.isSimulated ?? true,
    meter: createWireMeter(),
    slot: (index: number) => [card, psam][index]!.transport,
  };
  const reopen = (more: Partial<AccountOptions> = {}) =>
    openAccount({
      reader,
      journal,
      onEvent: (event) => events.push(event),
      onRecovered: (outcome) => recovered.push(outcome),
      ...accountOptions(options),
      ...more,
    });
  return { account: reopen(), reader, journal, chips, card, psam, events, recovered, reopen };
}

function accountOptions({
  simulated,
  file,
  clock,
  isSimulated,
  ...rest
}: TestTillOptions): Partial<AccountOptions> {
  return rest;
}

/** Time is always `NOON_MS`; nothing that waits ever ends. */
export function stillClock(): Clock {
  return {
    nowMs: () => 0,
    wallMs: () => NOON_MS,
    after: () => () => undefined,
    outside: (work) => work(),
  };
}
