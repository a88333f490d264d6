/**
 * A till as a process of its own, which dies at a step. Words: folder, file of the chips, account, ref, step. The steps
 * are those of the write-back; "none" lives. A last word says how many callers ask at once.
 */
import type { AccountEvent } from "@duka/driver/account/account-event";
import { openKeptTill } from "../support/card/kept-till.js";

const [folder = "", chipsFile = "", kind = "purse", ref = "", step = "none", callers = "1"] =
  process.argv.slice(2);

function die(): never {
  till.save();
  process.kill(process.pid, "SIGKILL");
  throw new Error("still alive");
}

const onEvent = (event: AccountEvent) => {
  if (step === `at ${event.type}`) die();
};
const till = await openKeptTill(folder, chipsFile, { onEvent });
const isMedical = kind === "medical";

const INS: { readonly [step: string]: readonly [typeof till.card, number] } = {
  initialize: [till.card, isMedical ? 0x28 : 0x50],
  "init-sam": [till.psam, 0x70],
  debit: [till.card, isMedical ? 0x2c : 0x54],
  "credit-sam": [till.psam, 0x72],
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

const account = isMedical ? "medical" : "purse";
const asked = Array.from({ length: Number(callers) }, () =>
  till.account.debit({ ref, amountFen: 1250, kind: account }),
);
const outcomes = (await Promise.all(asked)).map(({ outcome }) => outcome);
const balance = await till.account.balance(account);
await till.close();
process.stdout.write(JSON.stringify({ outcomes, balance }));
