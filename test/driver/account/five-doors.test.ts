/**
 * Why a sale ended as it did is the same at every door: `reasonCode`, `statusWord` and `triesLeft` of the API, of
 * `--json`, of `duka serve`, of the journal and of the day's export.
 */
import { outcomeJson, outcomeOf } from "@duka/driver/account/outcome";
import { saleDetails } from "@duka/driver/account/record-details";
import { Password } from "@duka/driver/base/password";
import { dayCsv } from "@duka/driver/centre/day-csv";
import { exportDay } from "@duka/driver/centre/day-export";
import { reportSale } from "@duka/driver/cli/run/run-debit";
import type { Reader } from "@duka/driver/reader/reader";
import { serveMethods } from "@duka/driver/serve/serve-methods";
import type { ServeContext } from "@duka/driver/serve/server";
import type { Terminal } from "@duka/protocol/command-line";
import test from "ava";
import {
  answerLost,
  at,
  doingBut,
  type Fault,
  fetchLost,
  INS,
  notSent,
  refusing,
} from "../../support/card/chip-transport.js";
import { keylessCard } from "../../support/card/keyless-card.js";
import { NOON_MS, openTestTill, type TestTill } from "../../support/card/till.js";
import { checkResult } from "../../support/programs/declared-result.js";
import { TypedInput } from "../../support/programs/terminal.js";

type Told = readonly [outcome: string, code: string | null, statusWord: string | null, tries: number | null];

type Case = {
  readonly what: string;
  readonly breakIt?: (till: TestTill) => void;
  readonly amountFen?: number;
  readonly typed?: string;
  readonly blacklisted?: boolean;
  readonly deferOnEquipmentFailure?: boolean;
  readonly is: Told;
};

const onCard =
  (ins: number, fault: Fault) =>
  ({ card }: TestTill) => {
    card.fault = at(ins, fault);
  };
const onPsam =
  (ins: number, fault: Fault) =>
  ({ psam }: TestTill) => {
    psam.fault = at(ins, fault);
  };

const CASES: readonly Case[] = [
  { what: "that was simply paid has none", is: ["committed", null, null, null] },
  {
    what: "that costs more than the card has",
    amountFen: 50_001,
    is: ["refused", "insufficient-balance", "9401", null],
  },
  {
    what: "whose card refuses INITIALIZE",
    breakIt: onCard(INS.initialize, refusing(0x6985)),
    is: ["refused", "refused-by-card", "6985", null],
  },
  {
    what: "whose password is locked",
    breakIt: onCard(INS.verify, refusing(0x6983)),
    is: ["refused", "password-locked", "6983", 0],
  },
  {
    what: "whose password no one types",
    breakIt: onCard(INS.verify, refusing(0x63c5)),
    is: ["refused", "password-needed", null, 5],
  },
  {
    what: "whose password is wrong",
    breakIt: onCard(INS.verify, refusing(0x63c3)),
    typed: "999999",
    is: ["refused", "wrong-password", "63C3", 3],
  },
  {
    what: "whose password the card does not look at",
    breakIt: onCard(INS.verify, refusing(0x6985)),
    is: ["refused", "password-refused", "6985", null],
  },
  { what: "whose card is on the blacklist", blacklisted: true, is: ["refused", "blacklisted", null, null] },
  {
    what: "whose card is none with a purse",
    breakIt: onCard(0xa4, refusing(0x6a82)),
    is: ["refused", "unknown-card", "6A82", null],
  },
  {
    what: "whose card refuses DEBIT",
    breakIt: onCard(INS.debit, refusing(0x9302)),
    is: ["refused", "refused-by-card", "9302", null],
  },
  {
    what: "whose DEBIT is answered by silence",
    breakIt: onCard(INS.debit, answerLost),
    is: ["undecided", "answer-lost", null, null],
  },
  {
    what: "whose DEBIT is answered by 6581",
    breakIt: onCard(INS.debit, doingBut(0x6581)),
    is: ["undecided", "answer-proves-nothing", "6581", null],
  },
  {
    what: "whose card says 61xx and gives no proof",
    breakIt: onCard(INS.debit, fetchLost),
    is: ["undecided", "proof-missing", "6108", null],
  },
  {
    what: "whose MAC2 no one could check",
    breakIt: (till) => {
      till.card.chip = keylessCard();
      till.psam.fault = at(INS.creditSam, notSent);
    },
    is: ["undecided", "mac2-unchecked", "9000", null],
  },
  {
    what: "whose MAC2 the PSAM finds false",
    breakIt: (till) => {
      till.card.chip = keylessCard();
    },
    is: ["manual", "mac2-false", "9000", null],
  },
  {
    what: "whose PSAM fails, and that is deferred",
    breakIt: onPsam(INS.initSam, refusing(0x6985)),
    deferOnEquipmentFailure: true,
    is: ["deferred", "equipment-failed", "6985", null],
  },
];

const DAY = "2026-11-21";

type Row = { readonly [member: string]: unknown };
const toldBy = (row: Row, outcome = row.outcome): unknown[] => [
  outcome,
  row.reasonCode,
  row.statusWord,
  row.triesLeft,
];

/** What `duka debit --json` prints of it. */
function printed(outcome: Parameters<typeof reportSale>[1]): Row {
  let out = "";
  const terminal: Terminal = {
    env: {},
    input: new TypedInput(false),
    out: (text) => {
      out += text;
    },
    outBytes: () => undefined,
    tell: () => undefined,
    onInterrupt: () => () => undefined,
    exit: () => undefined,
  };
  reportSale(terminal, outcome, { json: true, lang: "both", columns: "40", kind: "purse" }, true);
  return JSON.parse(out);
}

for (const { what, breakIt, amountFen = 1250, typed, blacklisted, deferOnEquipmentFailure, is } of CASES) {
  test(`a sale ${what}: ${is.map(String).join(", ")}, the same at all five doors`, async (t) => {
    const sale = { ref: "S-1", amountFen, deferOnEquipmentFailure: deferOnEquipmentFailure === true };
    const askPassword =
      typed === undefined ? undefined : async (): Promise<Password> => Password.fromDigits(typed);
    const options = {
      ...(askPassword === undefined ? {} : { askPassword }),
      ...(blacklisted === true ? { blacklist: { has: () => true, asOfMs: NOON_MS, size: 1 } } : {}),
    };
    const till = await openTestTill(options);
    breakIt?.(till);
    const outcome = await till.account.debit(sale);
    t.deepEqual(toldBy(outcomeJson(outcome)), [...is], "API");
    if (outcome.outcome !== "refused") t.is(outcome.refusal, null);
    else t.is(outcome.refusal?.code, outcome.reasonCode ?? undefined);
    t.deepEqual(toldBy(printed(outcome)), [...is], "--json");

    const [record] = await till.journal.list({ released: true });
    if (record === undefined) return t.fail("no record");
    const kept = outcomeJson(outcomeOf(record));
    t.deepEqual([...toldBy(kept), kept.reason], [...is, outcome.reason], "journal");
    t.deepEqual(toldBy(saleDetails(record)), [...is], "journal show");

    const day = await exportDay(till.journal, DAY, true);
    const isFree = outcome.outcome === "refused" && record.state !== "refused";
    t.is(day.sales.length, isFree ? 0 : 1, "a ref that is free again is no sale of the day");
    const [row] = day.sales;
    if (row !== undefined) {
      t.deepEqual(toldBy(row, row.class), [...is], "export");
      const line = dayCsv(day).split("\r\n")[1] ?? "";
      t.true(
        line.endsWith(
          `,${is
            .slice(1)
            .map((one) => one ?? "")
            .join(",")},`,
        ),
        line,
      );
    }

    const other = await openTestTill(options);
    breakIt?.(other);
    const methods = serveMethods({
      version: "0",
      journal: other.journal,
      simulated: true,
      configured: [],
      openReader: async () => ({ ...other.reader, close: async () => undefined }) as unknown as Reader,
      account: options,
      send: () => undefined,
    });
    const context: ServeContext = {
      signal: new AbortController().signal,
      hasLastAnswer: true,
      askPassword: async () => askPassword?.(),
    };
    const ask = async (name: "debit" | "sales" | "show" | "export", params: object) => {
      const result = (await methods.run(name, params, context)) as { readonly sales: readonly Row[] };
      checkResult(name, JSON.parse(JSON.stringify(result)));
      return result;
    };
    const params = { ref: "S-1", amountFen, deferOnFailure: sale.deferOnEquipmentFailure };
    t.deepEqual(toldBy((await ask("debit", params)) as unknown as Row), [...is], "serve");
    t.deepEqual(toldBy((await ask("sales", { released: true })).sales[0] ?? {}), [...is], "serve: sales");
    const [shown] = (await ask("show", { ref: "S-1" })).sales;
    t.deepEqual(shown && toldBy(shown), isFree ? undefined : [...is], "serve: show");
    const [served] = (await ask("export", { day: DAY, simulated: true })).sales;
    t.deepEqual(served && toldBy(served, served.class), isFree ? undefined : [...is], "serve: export");
    await methods.close();
  });
}
