/** `duka settle` and `duka waiting`: what the centre has yet to hear. */

import { EXIT_DIFFERS, EXIT_DONE, EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import { rangeError } from "@duka/protocol/data/bilingual";
import { realClock } from "../../base/real-clock.js";
import { openSettlement, type Settlement } from "../../centre/settlement.js";
import { type Waiting, waitingOf } from "../../centre/waiting.js";
import { inBoth } from "../../explain/refusal-words.js";
import type { Journal } from "../../journal/journal.js";
import { padColumns } from "../../receipt/text-width.js";
import { yuanText } from "../../receipt/yuan.js";
import type { CentreOptions } from "./open-centre.js";
import { centreOf, openJournalNamingDamage, profileOf, type TillOptions } from "./open-till.js";

export type SettleOptions = Pick<TillOptions, "journal" | "json" | "profile" | "lang"> &
  CentreOptions & {
    readonly simulated?: boolean;
    readonly retryRefused?: boolean;
  };

export async function runSettle(terminal: Terminal, options: SettleOptions): Promise<number> {
  return withSettlement(terminal, options, async (settlement, journal) => {
    if (options.retryRefused === true) await journal.settlement.retryRefused(options.simulated === true);
    const told = await settlement.upload(true);
    if (options.json === true) terminal.out(`${JSON.stringify(told)}\n`);
    else terminal.out(inBoth(toldText(told), options.lang));
    if (told.differing > 0) {
      const en = `${told.differing} settled otherwise than here: see duka waiting`;
      const zh = `${told.differing} 笔结算结果与本机不一致，见 duka waiting`;
      terminal.tell(inBoth({ en, zh }, options.lang));
    }
    if (told.differing > 0) return EXIT_DIFFERS;
    return told.failed + told.refused === 0 ? EXIT_DONE : EXIT_REFUSED;
  });
}

export async function runWaiting(terminal: Terminal, options: SettleOptions): Promise<number> {
  const simulated = options.simulated === true;
  // It is not asked, but what was mistyped is told.
  centreOf(terminal, options, simulated);
  const journal = await openJournalNamingDamage(terminal, options);
  try {
    const waiting = await waitingOf(journal, simulated);
    if (options.json === true) terminal.out(`${JSON.stringify({ waiting })}\n`);
    else
      for (const { ref, what, amountFen, reason } of waiting) {
        const words = { en: what, zh: WAITING_ZH[what], both: `${WAITING_ZH[what]} ${what}` }[options.lang];
        // A reason is in English; in Chinese the word before says what is to be done.
        const why = options.lang === "zh" ? "" : `  ${reason ?? ""}`;
        terminal.out(`${padColumns(words, 28)} ${yuanText(amountFen).padStart(12)}  ${ref}${why}\n`);
      }
    if (!simulated && options.json !== true) await tellSimulated(terminal, journal, options);
    return EXIT_DONE;
  } finally {
    await journal.close();
  }
}

/** Someone who tries it out on a simulated reader would wonder where the sales are. */
async function tellSimulated(
  terminal: Terminal,
  journal: Journal,
  { lang }: Pick<SettleOptions, "lang">,
): Promise<void> {
  const others = (await waitingOf(journal, true)).length;
  if (others === 0) return;
  const en = `simulated and waiting too: ${others}; --simulated shows and settles them`;
  const zh = `另有模拟交易待办 ${others} 笔，加 --simulated 查看和上传`;
  terminal.tell(inBoth({ en, zh }, lang));
}

function toldText({ delivered, failed, refused }: Told) {
  return {
    en: `${delivered} settled, ${failed} to be tried again, ${refused} refused`,
    zh: `已结算 ${delivered} 笔，待重试 ${failed} 笔，被拒绝 ${refused} 笔`,
  };
}

type Told = Awaited<ReturnType<Settlement["upload"]>>;

const WAITING_ZH: { readonly [what in Waiting["what"]]: string } = {
  settle: "待上传结算",
  "report-credit": "待上报充值",
  "re-settle": "已收现金，待补刷卡",
  undecided: "结果未知，请放回原卡",
  manual: "待人工处理",
  refund: "须退还现金",
  "refused-by-centre": "中心拒绝",
  reverse: "中心已撤销，待冲正",
  contradicted: "与卡记录矛盾",
  differs: "中心结算不一致",
};

async function withSettlement(
  terminal: Terminal,
  options: SettleOptions,
  work: (settlement: Settlement, journal: Journal) => Promise<number>,
): Promise<number> {
  const centre = centreOf(terminal, options, options.simulated === true);
  if (centre === undefined)
    throw rangeError(
      "name the centre with --centre and --institution",
      "请用 --centre 和 --institution 指定中心",
    );
  const journal = await openJournalNamingDamage(terminal, options);
  try {
    const { region } = profileOf(options.profile, "serial:none");
    const code = await work(openSettlement({ journal, centre, clock: realClock, region }), journal);
    if (!centre.simulated && options.json !== true) await tellSimulated(terminal, journal, options);
    return code;
  } finally {
    await journal.close();
  }
}
