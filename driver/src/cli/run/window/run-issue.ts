/** `duka card issue | apply | applications` */

import { EXIT_DONE, type Terminal } from "@duka/protocol/command-line";
import { rangeError } from "@duka/protocol/data/bilingual";
import { isRefusal } from "../../../card/refusal.js";
import type { TillOptions } from "../open-till.js";
import { inLanguage } from "./act-words.js";
import { type AtDeskOptions, withDesk, withServicePoint } from "./at-window.js";
import { serviceRequestOf, type VouchingWords, type WindowWords } from "./clerk-words.js";
import { tellAct } from "./tell-act.js";
import { tellCardAct } from "./tell-card-act.js";

export type IssueOptions = TillOptions &
  WindowWords &
  VouchingWords & { readonly holder: string; readonly medical: boolean };
export type ApplyOptions = AtDeskOptions & WindowWords & VouchingWords & { readonly holder: string };
export type ApplicationsOptions = AtDeskOptions & { readonly before?: string };

const LIST_MAX = 1000;

export async function runIssue(terminal: Terminal, options: IssueOptions): Promise<number> {
  const { holder: holderId, medical, ref } = options;
  const request = { ...serviceRequestOf(terminal, options), holderId, medical };
  const done = await withServicePoint(terminal, options, ({ point }) => point.issue(request));
  return tellCardAct(
    terminal,
    options,
    { command: "card issue", act: "issue", ref },
    done,
    ({ cardNumber }) => ({
      zh: `卡 ${cardNumber} 已发放，请为持卡人激活`,
      en: `card ${cardNumber} is issued; activate it with its holder`,
    }),
  );
}

export async function runApply(terminal: Terminal, options: ApplyOptions): Promise<number> {
  const { holder: holderId, ref } = options;
  const request = { ...serviceRequestOf(terminal, options), holderId };
  const answer = await withDesk(terminal, options, (desk) => desk.applyForCard(request));
  return tellAct(
    terminal,
    options,
    { command: "card apply", act: "apply", ref },
    answer,
    (done) => ({
      name: done?.application.name ?? null,
      applicant: done?.application.applicant ?? null,
      deadline: done?.application.deadline ?? null,
    }),
    ({ application: { name, applicant, deadline } }) => ({
      zh: `已受理 ${applicant} 为 ${name} 代办申领，${dayText(deadline)} 前办结，凭双方证件领取`,
      en: `${applicant} has applied for a card for ${name}: it has to be there until ${dayText(deadline)}, and is handed out on both documents`,
    }),
  );
}

export async function runApplications(terminal: Terminal, options: ApplicationsOptions): Promise<number> {
  const before = options.before === undefined ? {} : { before: dayOf(options.before) };
  const answer = await withDesk(terminal, options, (desk) =>
    desk.applications({ ...before, limit: LIST_MAX }),
  );
  if (isRefusal(answer) || options.json === true) {
    return tellAct(
      terminal,
      options,
      { command: "card applications", act: "show", ref: null },
      answer,
      (listed) => ({ applications: listed?.applications ?? [] }),
      () => ({ zh: "", en: "" }),
    );
  }
  for (const { name, holderId, applicant, deadline, ref } of answer.applications) {
    const line = {
      zh: `${dayText(deadline)} 前办结  ${name}（${holderId}）  ${applicant}  ${ref}`,
      en: `due by ${dayText(deadline)}  ${name} (${holderId})  ${applicant}  ${ref}`,
    };
    terminal.out(inLanguage(line, options.lang));
  }
  if (answer.applications.length === 0)
    terminal.tell(inLanguage({ zh: "没有待办的申领", en: "nothing is applied for" }, options.lang));
  return EXIT_DONE;
}

function dayText(day: string): string {
  return `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
}

/** "2026-12-06" or "20261206" @throws RangeError */
function dayOf(text: string): string {
  const day = text.replaceAll("-", "");
  if (/^20\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.test(day)) return day;
  throw rangeError("--before is a day such as 2026-12-06", "--before 是日期，如 2026-12-06");
}
