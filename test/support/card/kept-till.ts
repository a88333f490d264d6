/**
 * A till whose journal and whose chips' memories are files: what a process leaves behind when it is killed, the next
 * one finds.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Account, openAccount } from "@duka/driver/account/account";
import type { AccountOptions } from "@duka/driver/account/account-options";
import { realClock } from "@duka/driver/base/real-clock";
import type { Journal } from "@duka/driver/journal/journal";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import { createWireMeter } from "@duka/driver/reader/wire-meter";
import { openChips } from "@duka/simulator/card/open-chips";
import { type ChipSlot, chipSlot } from "./chip-transport.js";

type KeptTill = {
  readonly account: Account;
  readonly journal: Journal;
  readonly card: ChipSlot;
  readonly psam: ChipSlot;
  /** As real chips keep what they wrote when the till's power goes. */
  save(): void;
  close(): Promise<void>;
};

export const JOURNAL = "journal.db";

/** @param chipsFile beside the journal */
export async function openKeptTill(
  folder: string,
  chipsFile = "chips.json",
  options: Partial<AccountOptions> = {},
): Promise<KeptTill> {
  const stateFile = join(folder, chipsFile);
  const state = existsSync(stateFile) ? readFileSync(stateFile, "utf8") : undefined;
  const chips = openChips("hangzhou", state, 1);
  const card = chipSlot("slot 0", chips.card);
  const psam = chipSlot("slot 1", chips.psam);
  const journal = await openJournal(join(folder, JOURNAL), realClock);
  const slot = (index: number) => [card, psam][index]!.transport;
  const reader = { clock: realClock, simulated: true, meter: createWireMeter(), slot };
  const save = () => writeFileSync(stateFile, chips.serialize());
  return {
    account: openAccount({ reader, journal, ...options }),
    journal,
    card,
    psam,
    save,
    async close() {
      await journal.close();
      save();
    },
  };
}
