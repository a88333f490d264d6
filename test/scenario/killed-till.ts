/**
 * A till as a process of its own, which dies at a step. Words: journal, card state, ref, step. The steps are those of the write-back; "none"
 * lives. It saves the card whenever a command has reached it, as a real card keeps what it wrote when the till's power goes.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { openAccount } from "@duka/driver/account/account";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import { realClock } from "@duka/driver/real-clock";
import { createWireMeter } from "@duka/driver/wire-meter";
import { openChips } from "@duka/simulator/card/open-chips";
import { chipSlot } from "../support/chip-transport.js";

const [journalFile = "", stateFile = "", ref = "", step = "none"] = process.argv.slice(2);
const state = existsSync(stateFile) ? readFileSync(stateFile, "utf8") : undefined;
const chips = openChips("hangzhou", state, 1);
const card = chipSlot("slot 0", chips.card);
const psam = chipSlot("slot 1", chips.psam);

function die(): never {
  writeFileSync(stateFile, chips.serialize());
  process.kill(process.pid, "SIGKILL");
  throw new Error("still alive");
}

const INS: { readonly [step: string]: readonly [typeof card, number] } = {
  initialize: [card, 0x50],
  "init-sam": [psam, 0x70],
  debit: [card, 0x54],
  "credit-sam": [psam, 0x72],
};

/** "before debit": the command does not reach the chip. "after debit": it is done, nobody hears the answer. */
const [when, what = ""] = step.split(" ");
const target = INS[what];
if (target !== undefined) {
  const [slot, ins] = target;
  slot.fault = (command, execute) => {
    if (command[1] !== ins) return execute();
    if (when === "before") die();
    execute();
    return die();
  };
}

const journal = await openJournal(journalFile, realClock);
const account = openAccount({
  reader: {
    clock: realClock,
    simulated: true,
    meter: createWireMeter(),
    slot: (index) => [card, psam][index]!.transport,
  },
  journal,
  onEvent(event) {
    if (step === `at ${event.type}`) die();
  },
});
const outcome = await account.debit({ ref, amountFen: 1250 });
const balance = await account.balance();
await journal.close();
writeFileSync(stateFile, chips.serialize());
process.stdout.write(JSON.stringify({ outcome, balance }));
