/**
 * The main process of a desktop program: the page asks for a sale by a message, this side has the reader. In Electron
 * the handler goes to `ipcMain.handle("sell", (_, sale) => sell(sale))`; started by itself it makes one sale.
 */
import { openAccount, openJournal, openReader, realClock, receiptText } from "@duka/driver";

const [address = "sim:", journalFile = "till.db"] = process.argv.slice(2);

/** @param {{ ref: string, amountFen: number }} sale as the page asks for it */
async function sell(sale) {
  const journal = await openJournal(journalFile, realClock);
  const reader = await openReader(address);
  try {
    const { outcome, reason, receipt } = await openAccount({ reader, journal }).debit(sale);
    return { outcome, reason, receipt: receipt === null ? null : receiptText(receipt) };
  } finally {
    await reader.close();
    await journal.close();
  }
}

console.log(JSON.stringify(await sell({ ref: "E-1", amountFen: 1250 })));
