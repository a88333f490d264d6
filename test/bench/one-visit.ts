/**
 * What one iDoDebit (LD/T 33) costs beside the same `account.debit`, on a simulated reader: commands to card and PSAM,
 * and milliseconds of virtual time. Both pay in one visit. LD/T 33 asks for the issuing data first, to compare them
 * with pCardInfo; the account needs them too, later: what is left is selecting the environment again.
 */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { openAccount, openReader, type Reader } from "@duka/driver";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import type { ExchangeMessage } from "@duka/driver/log";
import { hangzhou } from "@duka/driver/password/city-profile";
import { openSSCard } from "@duka/driver/sscard";

type VisitCost = {
  /** The commands to card and PSAM in their order, by name. */
  readonly commands: readonly string[];
  readonly ms: number;
};

const ADDRESS = "sim:hangzhou";

/** @returns the cost of both, each with a new card */
export async function visitCosts(): Promise<{ readonly iDoDebit: VisitCost; readonly debit: VisitCost }> {
  return { iDoDebit: await withReader(payByFunction), debit: await withReader(payByAccount) };
}

type Work = (reader: Reader) => Promise<() => Promise<void>>;

async function withReader(prepare: Work): Promise<VisitCost> {
  const reader = await openReader(ADDRESS);
  try {
    const pay = await prepare(reader);
    const commands: string[] = [];
    const listen = (message: unknown): void => {
      const { slot, command, header } = message as ExchangeMessage;
      commands.push(`${slot.endsWith("1") ? "PSAM" : "card"} ${command ?? header}`);
    };
    subscribe("duka:exchange", listen);
    const beganMs = reader.clock.nowMs();
    await pay().finally(() => unsubscribe("duka:exchange", listen));
    return { commands, ms: reader.clock.nowMs() - beganMs };
  } finally {
    await reader.close();
  }
}

const payByAccount: Work = async (reader) => {
  const account = openAccount({
    reader,
    journal: await openJournal(":memory:", reader.clock),
    profile: hangzhou,
  });
  return async () => {
    const outcome = await account.debit({
      ref: "S-1",
      kind: "medical",
      amountFen: 1234,
      medical: { selfPayFen: 766, poolFen: 0 },
      when: { date: "20261121", time: "140559" },
    });
    if (outcome.outcome !== "committed") throw new Error(`account.debit: ${outcome.reason}`);
  };
};

const payByFunction: Work = async (reader) => {
  const journal = await openJournal(":memory:", reader.clock);
  const sscard = openSSCard({ openReader: async () => kept(reader), journal, profile: hangzhou });
  const read = await sscard.iReadCardBas(1);
  if (read.code !== 0) throw new Error(`iReadCardBas: ${read.code} ${read.pOutInfo}`);
  const [, , cardNumber, cardId] = read.pOutInfo.split("|");
  return async () => {
    const { code, pOutInfo } = await sscard.iDoDebit(
      1,
      `${cardId}|${cardNumber}|`,
      "20.00|12.34|20261121140559|",
    );
    if (code !== 0) throw new Error(`iDoDebit: ${code} ${pOutInfo}`);
  };
};

/** The functions open and close their reader each time; here the world must last for two of them. */
function kept(reader: Reader): Reader {
  return { ...reader, close: async () => undefined };
}

/** Prints both, and what iDoDebit has more. */
export async function measureOneVisit(): Promise<void> {
  const { iDoDebit, debit } = await visitCosts();
  const more = [...iDoDebit.commands];
  for (const command of debit.commands) {
    const at = more.indexOf(command);
    if (at >= 0) more.splice(at, 1);
  }
  console.log("\none visit, commands and virtual ms");
  console.log(`  account.debit   ${debit.commands.length}   ${debit.ms.toFixed(0)}`);
  console.log(
    `  iDoDebit        ${iDoDebit.commands.length}   ${iDoDebit.ms.toFixed(0)}; more: ${more.join(", ")}`,
  );
}
