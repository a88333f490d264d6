/**
 * A till in Node: sells once, and knows after a power cut whether it has. The ref is kept before the card is asked.
 * node till.mjs READER AMOUNT_IN_FEN
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import {
  openAccount,
  openJournal,
  openReader,
  Password,
  ReaderError,
  realClock,
  receiptText,
} from "@duka/driver";

const [address = "sim:", fen = "1250"] = process.argv.slice(2);
const OPEN_SALE = "open-sale.json";

/** The sale that a till which went down in the middle was at; else a new one. */
function saleOfNow() {
  try {
    return JSON.parse(readFileSync(OPEN_SALE, "utf8"));
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    const sale = { ref: `T1-${Date.now()}`, amountFen: Number(fen) };
    writeFileSync(OPEN_SALE, JSON.stringify(sale));
    return sale;
  }
}

const journal = await openJournal("till.db", realClock);
let reader;
try {
  reader = await openReader(address);
  const account = openAccount({
    reader,
    journal,
    // Your own window asks here; with a keypad on the reader: pinPad: true, and no one asks.
    askPassword: async () =>
      process.env.TILL_PASSWORD ? Password.fromDigits(process.env.TILL_PASSWORD) : undefined,
  });
  const sale = saleOfNow();
  const { outcome, reason, receipt } = await account.debit(sale);
  console.log(sale.ref, outcome, reason ?? "");
  if (receipt !== null) console.log(receiptText(receipt));
  // Undecided: the ref stays, and is asked again with the same card in the reader. Take no other payment until then.
  if (outcome === "undecided" || outcome === "manual" || outcome === "inProgress") process.exitCode = 5;
  else rmSync(OPEN_SALE);
} catch (error) {
  if (!(error instanceof ReaderError)) throw error;
  // This attempt debited nothing; one before it may have. So the ref stays, and is asked again.
  console.error(error.code, error.remedy);
  process.exitCode = 3;
} finally {
  await reader?.close();
  await journal.close();
}
