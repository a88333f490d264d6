/**
 * A till as a process of its own, whose card-holder types a changed password on stdin; it writes down everything it can say, and its heap.
 * Words: reader address, folder.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeHeapSnapshot } from "node:v8";
import { openAccount, openJournal, openReader, outcomeJson, realClock, receiptText } from "@duka/driver";
import { nodeTerminal } from "@duka/driver/cli/terminal";
import { passwordTyping } from "@duka/driver/cli/type-password";
import { hangzhou } from "@duka/driver/password/city-profile";

const [address = "", folder = ""] = process.argv.slice(2);
const said: unknown[] = [];
const reader = await openReader(address);
const journal = await openJournal(join(folder, "journal.db"), realClock);
const askPassword = passwordTyping(nodeTerminal(), true);
if (askPassword === undefined) throw new Error("nobody can type");
const account = openAccount({
  reader,
  journal,
  profile: { ...hangzhou, password: { ...hangzhou.password, lengthMax: 12, tryWhenCounterUnknown: false } },
  askPassword,
  onEvent: (event) => said.push(event),
});
const outcome = await account.debit({ ref: "S-1", amountFen: 1250 });
said.push(outcomeJson(outcome), outcome.receipt === null ? "" : receiptText(outcome.receipt));
await account
  .debit({ ref: "S-2", amountFen: 4_000_000_000 })
  .catch((error: unknown) => said.push(String(error)));
await journal.close();
await reader.close();
writeFileSync(join(folder, "said.json"), JSON.stringify(said));
writeHeapSnapshot(join(folder, "till.heapsnapshot"));
process.stdout.write(outcome.outcome);
