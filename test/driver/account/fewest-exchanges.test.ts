import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { openAccount, openReader } from "@duka/driver";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import type { ExchangeMessage } from "@duka/driver/log";
import type { CardLine } from "@duka/protocol/transport";
import test from "ava";
import { FEWEST, OF_A_NEW_PSAM, wireMsOf } from "../../bench/fewest-exchanges.js";

const LINK = { baud: 115_200, bitsPerByte: 11 };

test("a sale from the purse sends the fewest exchanges that it needs, and the first one what a new PSAM wants: no file is read twice, nothing is selected again", async (t) => {
  const reader = await openReader("sim:");
  const journal = await openJournal(":memory:", reader.clock);
  let line: CardLine | undefined;
  const account = openAccount({
    reader,
    journal,
    onEvent: ({ type }) => {
      if (type === "initialized") line = reader.slot(0).line?.();
    },
  });
  const heard: string[] = [];
  const listen = (message: unknown): void => {
    const { slot, command } = message as ExchangeMessage;
    if (slot.startsWith(reader.name)) heard.push(`${slot.endsWith("1") ? "PSAM" : "card"} ${command}`);
  };
  subscribe("duka:exchange", listen);
  const first = [...FEWEST.slice(0, 4), ...OF_A_NEW_PSAM, ...FEWEST.slice(4)];
  for (const [ref, all] of [["S-1", first] as const, ["S-2", FEWEST] as const]) {
    heard.length = 0;
    const { outcome, wire } = await account.debit({ ref, amountFen: 1250 });
    t.is(outcome, "committed");
    t.deepEqual(
      heard,
      all.map(({ to, command }) => `${to} ${command}`),
    );
    t.true(Math.abs((wire.limitMs ?? 0) - wireMsOf(all, LINK, line!)) < 0.01, "their lengths are these");
  }
  unsubscribe("duka:exchange", listen);
  await reader.close();
  await journal.close();
});
