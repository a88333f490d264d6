/**
 * `duka demo`: what `npm start` shows. One sale of medicine on the simulated reader, with a journal that is thrown
 * away.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Terminal } from "@duka/protocol/command-line";
import type { Bilingual } from "@duka/protocol/data/bilingual";
import { hexText } from "@duka/protocol/layout";
import type { AccountEvent } from "../../account/account-event.js";
import { type Outcome, outcomeJson } from "../../account/outcome.js";
import { randomHex } from "../../base/node-process.js";
import { realClock } from "../../base/real-clock.js";
import { atrInBoth } from "../../explain/atr-words.js";
import { endingInChinese, outcomeLines } from "../../explain/outcome-words.js";
import { openJournal } from "../../journal/sqlite-journal.js";
import type { Reader } from "../../reader/reader.js";
import { receiptText } from "../../receipt/receipt-text.js";
import type { ReceiptLanguage } from "../../receipt/receipt-words.js";
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
        introduce(say, reader, options.lang);
        const account = accountOn(till, reader, journal, options, (event) => show(say, event, options.lang));
        say(chosen(options.lang, `medicine  CNY ${yuanText(amountFen)}`, `药品    ${yuanText(amountFen)}元`));
        const outcome = await account.debit({ ref: `DEMO-${randomHex(4)}`, amountFen });
        const [kept] = await journal.list({ limit: 1 });
        const [ref, state] = [kept?.ref ?? "", endingInChinese(outcome.outcome)];
        say(
          `${chosen(options.lang, `journal   ${ref} ${kept?.state ?? outcome.outcome}`, `日志    ${ref} ${state}`)}\n`,
        );
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

/** The steps are told in one language: Chinese where Chinese alone is wanted. */
function chosen(language: ReceiptLanguage, en: string, zh: string): string {
  return `${language === "zh" ? zh : en}\n`;
}

function introduce(say: Say, { address, name, identity }: Reader, language: ReceiptLanguage): void {
  const [version, board] = [identity?.firmwareVersion, identity?.board];
  const en = identity === undefined ? "" : `, firmware ${version} on ${board}`;
  const zh = identity === undefined ? "" : `，固件 ${version}（${board}）`;
  say(chosen(language, `reader    ${address} ${name}${en}`, `读卡器  ${address} ${name}${zh}`));
}

function show(say: Say, event: AccountEvent, language: ReceiptLanguage): void {
  const line = lineOf(event);
  if (line !== undefined) say(chosen(language, line.en, line.zh));
}

const PASSWORD_WORDS = {
  initial: {
    en: "still the initial one: recognised, no one is asked",
    zh: "仍为初始密码，已识别，无需输入",
  },
  typed: { en: "typed", zh: "已输入" },
  none: { en: "none was ever set: no one is asked", zh: "从未设置密码，无需输入" },
};

function lineOf(event: AccountEvent): Bilingual | undefined {
  switch (event.type) {
    case "card-powered": {
      const [atr, { en, zh }] = [hexText(event.atr), atrInBoth(event.atr)];
      return { en: `card      ATR ${atr}\n          ${en}`, zh: `卡      ATR ${atr}\n        ${zh}` };
    }
    case "card-recognised": {
      const { maskedCardNumber: number, validUntil } = event;
      return {
        en: `          ${number}, valid until ${validUntil}`,
        zh: `        ${number}，有效期至 ${validUntil}`,
      };
    }
    case "psam-ready":
      return { en: `PSAM      terminal ${event.terminalId}`, zh: `PSAM    终端号 ${event.terminalId}` };
    case "password-verified": {
      const { en, zh } = PASSWORD_WORDS[event.by];
      return { en: `password  ${en}`, zh: `密码    ${zh}` };
    }
    case "initialized": {
      const [balance, sequence] = [yuanText(event.balanceBeforeFen ?? 0), event.cardSequence];
      return {
        en: `balance   CNY ${balance}, card sequence ${sequence}`,
        zh: `余额    ${balance}元，卡流水 ${sequence}`,
      };
    }
    case "intent":
      return {
        en: `journal   intent written and synced, terminal sequence ${event.terminalSequence}`,
        zh: `日志    扣款前记录已落盘，终端流水 ${event.terminalSequence}`,
      };
    case "answered": {
      const sw = event.statusWord.toString(16).toUpperCase();
      return { en: `debit     the card answered ${sw}`, zh: `扣款    卡应答 ${sw}` };
    }
    default:
      return undefined;
  }
}

function conclude(say: Say, outcome: Outcome, { lang }: DemoOptions): void {
  const { ref, reason, reasonCode } = outcome;
  if (outcome.receipt !== null) say(receiptText(outcome.receipt, lang));
  else if (lang === "zh") say(outcomeLines({ ref, outcome: outcome.outcome, reason, reasonCode }, "zh"));
  else say(`${outcome.outcome}: ${reason ?? ""}\n`);
  const { ms, limitMs, ratio } = outcome.wire;
  if (ms === null || limitMs === null || ratio === null) return;
  const [took, limit, share] = [ms.toFixed(1), limitMs.toFixed(1), ratio.toFixed(3)];
  say(
    `\n${chosen(
      lang,
      `wire ${took} ms, physical limit ${limit} ms, ratio ${share}`,
      `线路 ${took} ms，物理下限 ${limit} ms，比值 ${share}`,
    )}`,
  );
}
