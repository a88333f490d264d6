/**
 * A program of its own whose holder types passwords on stdin, for VERIFY three times and CHANGE PIN once; it lives on
 * until its memory was looked at. Words: a reader's address, or "pcsc" and the protocol of a card by rote.
 */
import { openReader, realClock } from "@duka/driver";
import { openCardSession } from "@duka/driver/card/card-session";
import { passwordTyping } from "@duka/driver/cli/run/type-password";
import { openPcscReader } from "@duka/driver/pcsc/open-pcsc-reader";
import { loadSmartcardPackage } from "@duka/driver/pcsc/smartcard-package";
import { nodeTerminal } from "@duka/protocol/command-line";
import { changePin, verify } from "@duka/protocol/commands";
import { cardNotes } from "../support/pcsc/pcsc-model.js";
import { protocols } from "../support/pcsc/smartcard-by-rote.js";

const [address = "", protocol = ""] = process.argv.slice(2);
const TRIES = 3;

async function openByRote() {
  protocols.next = protocol === "T=0" ? 1 : 2;
  const service = await loadSmartcardPackage(
    new URL("../support/pcsc/smartcard-by-rote.js", import.meta.url).pathname,
  );
  const notes = cardNotes("till", process.pid);
  return openPcscReader({ address: "pcsc:Duka", wanted: "Duka", clock: realClock, service, notes });
}

const reader = address === "pcsc" ? await openByRote() : await openReader(address);
const session = await openCardSession(reader.slot(0), realClock);
const typing = passwordTyping(nodeTerminal({ name: "till", exitUntold: 1, remedy: "" }), true);
const typed = async () => {
  const password = await typing?.({
    maskedCardNumber: "",
    triesLeft: undefined,
    ask: 1,
    because: "first",
    lengthMin: 4,
    lengthMax: 16,
    language: "en",
    signal: undefined,
  });
  if (password === undefined) throw new Error("nothing was typed");
  return password;
};
const statusWords: string[] = [];
for (let tries = 0; tries < TRIES; tries++) {
  const answer = await (await typed()).use((pin) => session.send(verify, { pin }));
  statusWords.push(answer.sw.toString(16));
}
const old = await typed();
const again = await typed();
const changed = await old.use((oldPin) => again.use((newPin) => session.send(changePin, { oldPin, newPin })));
statusWords.push(changed.sw.toString(16));
process.stdout.write(statusWords.join(" "));
await new Promise((resolve) => process.once("disconnect", resolve));
await session.close();
await reader.close();
