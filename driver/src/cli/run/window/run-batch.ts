/** `duka card batch`: an employer's list, a person a line. Done again, it does what is missing and nothing twice. */

import { reference, words } from "@duka/protocol/centre";
import { CentreError } from "@duka/protocol/centre/centre-error";
import { EXIT_DONE, EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import { type Bilingual, rangeError } from "@duka/protocol/data/bilingual";
import { readData } from "@duka/protocol/data/read-data";
import type { RegisterDesk } from "../../../account/window/register-desk.js";
import { isRefusal, type Refusal } from "../../../card/refusal.js";
import { explainError } from "../../../explain/explain-error.js";
import { reasonInChinese } from "../../../explain/outcome-words.js";
import type { Words } from "../../../receipt/receipt-words.js";
import { inLanguage } from "./act-words.js";
import { type AtDeskOptions, withDesk } from "./at-window.js";
import { windowOf } from "./clerk-words.js";
import { type ListLine, readEmployerList } from "./employer-list.js";

export type BatchOptions = AtDeskOptions & {
  readonly employer: string;
  readonly list: string;
  readonly operator?: string;
  readonly region?: string;
  readonly enrol?: boolean;
};

type LineResult = {
  readonly line: number;
  readonly holder: string | null;
  readonly what: "issued" | "applied" | "failed" | "not-tried";
  /** Until when an applied-for card has to be there, YYYYMMDD. */
  readonly deadline: string | null;
  readonly reason: Bilingual | null;
};

/** With a person's number behind it, it stays a reference. */
const LIST_MAX = 36;

const SAID: { readonly [what in LineResult["what"]]: Words } = {
  issued: { zh: "已发放", en: "issued" },
  applied: { zh: "已受理申领", en: "applied for" },
  failed: { zh: "失败", en: "failed" },
  "not-tried": { zh: "未处理", en: "not tried" },
};

export async function runBatch(terminal: Terminal, file: string, options: BatchOptions): Promise<number> {
  const list = readData(reference, options.list, "--list");
  if (list.length > LIST_MAX)
    throw rangeError(`--list has at most ${LIST_MAX} characters`, `--list 至多 ${LIST_MAX} 个字符`);
  const employer = readData(words, options.employer, "--employer");
  const { window, operator } = windowOf(terminal, { ...options, ref: list });
  const lines = readEmployerList(file, options.region);
  const results: LineResult[] = [];
  await withDesk(terminal, options, async (desk) => {
    let down: Bilingual | undefined;
    for (const one of lines) {
      const result =
        down === undefined
          ? await lineResult(desk, one, { window, operator, employer, list, enrol: options.enrol === true })
          : { ...nothing(one), what: "not-tried" as const, reason: down };
      if ("down" in result) down = result.down;
      const { down: _down, ...told } = { down: undefined, ...result };
      results.push(told);
    }
  });
  const count = (what: LineResult["what"]) => results.filter((one) => one.what === what).length;
  const failed = count("failed") + count("not-tried");
  if (options.json === true) {
    const counts = { issued: count("issued"), applied: count("applied"), failed };
    terminal.out(
      `${JSON.stringify({ done: failed === 0, act: "batch", list, ...counts, lines: results.map(lineJson) })}\n`,
    );
  } else for (const one of results) terminal.out(inLanguage(lineWords(one), options.lang));
  return failed === 0 ? EXIT_DONE : EXIT_REFUSED;
}

type Batch = {
  readonly window: string;
  readonly operator: string;
  readonly employer: string;
  readonly list: string;
  readonly enrol: boolean;
};

/** A centre that does not answer ends the work: the lines after it are not tried. */
async function lineResult(
  desk: RegisterDesk,
  one: ListLine,
  batch: Batch,
): Promise<LineResult & { readonly down?: Bilingual }> {
  if (one.person === undefined) return { ...nothing(one), what: "failed", reason: one.fault };
  try {
    return { ...nothing(one), ...(await carryOut(desk, one.person, batch)) };
  } catch (error) {
    if (!(error instanceof CentreError)) throw error;
    return { ...nothing(one), what: "failed", reason: explainError(error).text, down: NO_ANSWER };
  }
}

async function carryOut(
  desk: RegisterDesk,
  { holderId, name, document, region, made }: NonNullable<ListLine["person"]>,
  { window, operator, employer, list, enrol }: Batch,
): Promise<Pick<LineResult, "what" | "deadline" | "reason">> {
  const failed = (reason: Bilingual) => ({ what: "failed" as const, deadline: null, reason });
  const act = { window, operator, ref: `${list}/${holderId}` };
  const known = await desk.holder(holderId);
  if (isRefusal(known)) {
    if (!enrol) {
      const { en, zh } = reasonOf(known);
      return failed({
        en: `${en}; --enrol enters the persons of a list`,
        zh: `${zh}；--enrol 可登记名单中的人员`,
      });
    }
    const enrolled = await desk.enrol({
      ...act,
      ref: `${list}/E/${holderId}`,
      holderId,
      name,
      document,
      region,
    });
    if (isRefusal(enrolled)) return failed(reasonOf(enrolled));
  } else if (known.holder.name !== name) return failed(OTHER_NAME);
  const vouched = { ...act, holderId, vouching: { by: "employer", employer, list, document } } as const;
  if (made !== undefined) {
    const issued = await desk.issue({ ...vouched, ...made, medical: true });
    return isRefusal(issued) ? failed(reasonOf(issued)) : { what: "issued", deadline: null, reason: null };
  }
  const applied = await desk.applyForCard(vouched);
  if (isRefusal(applied)) return failed(reasonOf(applied));
  return { what: "applied", deadline: applied.application.deadline, reason: null };
}

function nothing({ line, person }: ListLine): LineResult {
  return { line, holder: person?.holderId ?? null, what: "failed", deadline: null, reason: null };
}

const NO_ANSWER = { en: "the centre did not answer", zh: "中心未应答" };
const OTHER_NAME = { en: "the register has the person under another name", zh: "登记的姓名与名单不同" };

function reasonOf({ reason, code }: Refusal): Bilingual {
  return { en: reason, zh: reasonInChinese(reason, code) };
}

function lineJson({ reason, ...line }: LineResult) {
  return { ...line, reason: reason?.en ?? null };
}

function lineWords({ line, holder, what, deadline, reason }: LineResult): Words {
  const who = holder === null ? "" : ` ${holder}`;
  return {
    zh: `第 ${line} 行${who} ${SAID[what].zh}${deadline === null ? "" : `，${deadline} 前办结`}${reason === null ? "" : `：${reason.zh}`}`,
    en: `line ${line}${who} ${SAID[what].en}${deadline === null ? "" : `, due by ${deadline}`}${reason === null ? "" : `: ${reason.en}`}`,
  };
}
