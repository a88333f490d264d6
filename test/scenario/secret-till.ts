/**
 * A till as a process of its own, whose card-holder types a changed password on stdin or on the reader's keypad; it
 * writes down everything it can say, and its heap. Words: reader address, folder, "stdin" or "keypad".
 */
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeHeapSnapshot } from "node:v8";
import { openAccount, openJournal, openReader, outcomeJson, realClock, receiptText } from "@duka/driver";
import { CHANNELS } from "@duka/driver/base/diagnostics-channel";
import { attachLogger, jsonLines } from "@duka/driver/base/logger";
import { passwordTyping } from "@duka/driver/cli/run/type-password";
import { hangzhou } from "@duka/driver/password/city-profile";
import { recordLink } from "@duka/driver/trace/record-link";
import { recorded } from "@duka/driver/trace/recording";
import { createTraceRecorder } from "@duka/driver/trace/trace-recorder";
import { nodeTerminal } from "@duka/protocol/command-line";

const [address = "", folder = "", where = ""] = process.argv.slice(2);
const said: unknown[] = [];
for (const channel of Object.values(CHANNELS)) channel.subscribe((message) => said.push(message));
attachLogger(
  jsonLines((line) => appendFileSync(join(folder, "till.log"), line), realClock.wallMs),
  "debug",
);
const recorder = createTraceRecorder(realClock, (line) =>
  appendFileSync(join(folder, "till.trace"), `${line}\n`),
);
const reader = await openReader(address, {
  onLink: (link) => recordLink(link, recorder),
  around: () => [recorded(recorder)],
});
const journal = await openJournal(join(folder, "journal.db"), realClock);
const askPassword =
  where === "stdin"
    ? passwordTyping(nodeTerminal({ name: "till", exitUntold: 1, remedy: "" }), true)
    : undefined;
const account = openAccount({
  reader,
  journal,
  profile: { ...hangzhou, password: { ...hangzhou.password, lengthMax: 12, tryWhenCounterUnknown: false } },
  pinPad: where === "keypad",
  ...(askPassword === undefined ? {} : { askPassword }),
  onEvent: (event) => said.push(event),
});
const outcome = await account.debit({ ref: "S-1", amountFen: 1250 });
said.push(outcomeJson(outcome), outcome.receipt === null ? "" : receiptText(outcome.receipt));
await account
  .debit({ ref: "S-2", amountFen: 4_000_000_000 })
  .then((refused) => said.push(outcomeJson(refused)))
  .catch((error: unknown) => said.push(String(error)));
await journal.close();
await reader.close();
writeFileSync(join(folder, "said.json"), JSON.stringify(said));
writeHeapSnapshot(join(folder, "till.heapsnapshot"));
process.stdout.write(outcome.outcome);
// It lives on until its memory was looked at.
await new Promise((resolve) => process.once("disconnect", resolve));
