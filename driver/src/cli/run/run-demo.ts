/**
 * `duka demo`: what `npm start` shows. One sale of medicine on the simulated reader, with a journal that is thrown
 * away.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Terminal } from "@duka/protocol/command-line";
import { hexText } from "@duka/protocol/layout";
import type { AccountEvent } from "../../account/account-event.js";
import { type Outcome, outcomeJson } from "../../account/outcome.js";
import { randomHex } from "../../base/node-process.js";
import { realClock } from "../../base/real-clock.js";
import { atrInWords } from "../../explain/atr-words.js";
import { openJournal } from "../../journal/sqlite-journal.js";
import type { Reader } from "../../reader/reader.js";
import { receiptText } from "../../receipt/receipt-text.js";
import { fenOfYuan, yuanText } from "../../receipt/yuan.js";
import { exitCodeOfOutcome } from "./exit-code.js";
import { accountOn, type TillOptions, withReader } from "./open-till.js";

export type DemoOptions = TillOptions & { readonly amount: string };

export async function runDemo(terminal: Terminal, options: DemoOptions): Promise<number> {
  const amountFen = fenOfYuan(options.amount);
  // A centre that this till has knows nothing of a card that there is not.
  const till = alone(terminal);
  const folder = mkdtempSync(join(tmpdir(), "duka-demo-"));
  try {
    const journal = await openJournal(join(folder, "journal.db"), realClock);
    try {
      return await withReader(terminal, options, async (reader) => {
        const say = options.json === true ? () => undefined : terminal.out;
        introduce(say, reader);
        const account = accountOn(till, reader, journal, options, (event) => show(say, event));
        say(`medicine  CNY ${yuanText(amountFen)}\n`);
        const outcome = await account.debit({ ref: `DEMO-${randomHex(4)}`, amountFen });
        const [kept] = await journal.list({ limit: 1 });
        say(`journal   ${kept?.ref ?? ""} ${kept?.state ?? outcome.outcome}\n\n`);
        if (options.json === true) terminal.out(`${JSON.stringify(outcomeJson(outcome))}\n`);
        conclude(say, outcome, options);
        return exitCodeOfOutcome(outcome.outcome);
      });
    } finally {
      await journal.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same terminal, without a centre in its environment. */
function alone(terminal: Terminal): Terminal {
  const { DUKA_CENTRE: _centre, ...env } = terminal.env;
  return Object.create(terminal, { env: { value: env } }) as Terminal;
}

type Say = (text: string) => void;

function introduce(say: Say, { address, name, identity }: Reader): void {
  const firmware =
    identity === undefined ? "" : `, firmware ${identity.firmwareVersion} on ${identity.board}`;
  say(`reader    ${address} ${name}${firmware}\n`);
}

function show(say: Say, event: AccountEvent): void {
  const line = lineOf(event);
  if (line !== undefined) say(`${line}\n`);
}

const PASSWORD_WORDS = {
  initial: "still the initial one: recognised, no one is asked",
  typed: "typed",
  none: "none was ever set: no one is asked",
};

function lineOf(event: AccountEvent): string | undefined {
  switch (event.type) {
    case "card-powered":
      return `card      ATR ${hexText(event.atr)}\n          ${atrInWords(event.atr)}`;
    case "card-recognised":
      return `          ${event.maskedCardNumber}, valid until ${event.validUntil}`;
    case "psam-ready":
      return `PSAM      terminal ${event.terminalId}`;
    case "password-verified":
      return `password  ${PASSWORD_WORDS[event.by]}`;
    case "initialized":
      return `balance   CNY ${yuanText(event.balanceBeforeFen ?? 0)}, card sequence ${event.cardSequence}`;
    case "intent":
      return `journal   intent written and synced, terminal sequence ${event.terminalSequence}`;
    case "answered":
      return `debit     the card answered ${event.statusWord.toString(16).toUpperCase()}`;
    default:
      return undefined;
  }
}

function conclude(say: Say, outcome: Outcome, options: DemoOptions): void {
  if (outcome.receipt !== null) say(receiptText(outcome.receipt, options.lang));
  else say(`${outcome.outcome}: ${outcome.reason ?? ""}\n`);
  const { ms, limitMs, ratio } = outcome.wire;
  if (ms === null || limitMs === null || ratio === null) return;
  say(`\nwire ${ms.toFixed(1)} ms, physical limit ${limitMs.toFixed(1)} ms, ratio ${ratio.toFixed(3)}\n`);
}
