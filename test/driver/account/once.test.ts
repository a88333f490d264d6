/** DEBIT goes out once, whatever becomes of it; what recovery finds is on the disk before anyone is told. */
import { join } from "node:path";
import type { ErrorCode } from "@duka/driver/base/errors";
import { openDatabase } from "@duka/driver/journal/libsql-database";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import test from "ava";
import {
  answerLost,
  at,
  broken,
  commandLost,
  type Fault,
  INS,
  refusing,
} from "../../support/card/chip-transport.js";
import { openTestTill, stillClock } from "../../support/card/till.js";
import { folderOf } from "../../support/values/folder.js";

const SALE = { ref: "S-1", amountFen: 1250 };
const DEBITS: readonly [kind: "purse" | "medical", ins: number][] = [
  ["purse", INS.debit],
  ["medical", 0x2c],
];
const BROKEN: readonly ErrorCode[] = [
  "timeout",
  "card-mute",
  "card-removed",
  "parity",
  "protocol-violation",
  "link-lost",
  "aborted",
];

for (const [kind, ins] of DEBITS) {
  for (const code of BROKEN) {
    test(`${kind}: DEBIT is not sent again after "${code}", not in the same call and not for the same ref`, async (t) => {
      for (const isDone of [true, false]) {
        const till = await openTestTill();
        let sent = 0;
        till.card.fault = at(ins, (_command, execute) => {
          sent++;
          if (isDone || sent > 1) execute();
          throw broken(code, "unknown");
        });
        const request = { ...SALE, kind };
        t.is((await till.account.debit(request)).outcome, "undecided");
        t.is(sent, 1);
        till.card.chip = undefined;
        t.is((await till.account.debit(request)).outcome, "undecided");
        t.is(sent, 1);
      }
    });
  }
}

const FINDINGS: readonly [what: string, debit: Fault, later: Fault | undefined, outcome: string][] = [
  ["committed", answerLost, undefined, "committed"],
  ["not debited", commandLost, undefined, "refused"],
  [
    "manual",
    answerLost,
    (command, execute) =>
      command[1] === INS.readRecord && command[3] === 0xc4 ? refusing(0x6a82)(command, execute) : execute(),
    "manual",
  ],
];

for (const [what, debit, later, expected] of FINDINGS) {
  test(`what recovery found (${what}) is synced before it is told`, async (t) => {
    let isDurable = false;
    let lastWrite: boolean | undefined;
    const journal = await openJournal(join(folderOf(t), "j.db"), stillClock(), (file) => {
      const database = openDatabase(file);
      return {
        ...database,
        sync(durability) {
          isDurable = durability === "durable";
          database.sync(durability);
        },
        run(sql, values) {
          if (/\bsale\b/.test(sql)) lastWrite = isDurable;
          return database.run(sql, values);
        },
      };
    });
    const told: (boolean | undefined)[] = [];
    const till = await openTestTill();
    const account = till.reopen({ journal, onRecovered: () => told.push(lastWrite) });
    till.card.fault = at(INS.debit, debit);
    await account.debit(SALE);
    till.card.fault = later;
    lastWrite = undefined;
    const found = await account.recover();
    t.is("sales" in found ? found.sales[0]?.outcome : undefined, expected as never);
    t.deepEqual(told, [true]);
    await journal.close();
  });
}
