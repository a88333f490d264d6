/** A till in TypeScript that is compiled to CommonJS. READER and the amount in fen come from the command line. */
import { type Account, openAccount, openJournal, openReader, realClock, receiptText } from "@duka/driver";

type Sale = Awaited<ReturnType<Account["debit"]>>;

async function sell(address: string, ref: string, amountFen: number): Promise<Sale> {
  const journal = await openJournal("till.db", realClock);
  const reader = await openReader(address);
  try {
    return await openAccount({ reader, journal }).debit({ ref, amountFen });
  } finally {
    await reader.close();
    await journal.close();
  }
}

async function main([
  address = "sim:",
  fen = "1250",
  ref = `T1-${Date.now()}`,
]: readonly string[]): Promise<void> {
  const sale = await sell(address, ref, Number(fen));
  console.log(sale.receipt === null ? `${sale.outcome} ${sale.reason}` : receiptText(sale.receipt, "en"));
  // Undecided: ask again with the same ref, and take no other payment until then.
  process.exitCode = sale.outcome === "committed" ? 0 : 5;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
