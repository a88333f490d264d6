/** Who has a reader or a card for itself, in words, and the error of a program that wants it too. */
import { withChinese } from "@duka/protocol/data/bilingual";
import { ReaderError } from "../base/errors.js";
import { REMEDIES } from "../base/remedies.js";

export type Holder = {
  readonly pid: number;
  /** "duka", "pharmacy-till" */
  readonly name: string;
  /** It is the process that asks. */
  readonly isOwn: boolean;
};

/** @param holder undefined when it is none of ours, or no one knows */
export function holderText(holder: Holder | undefined): string {
  if (holder === undefined) return "another program";
  return holder.isOwn ? "this program itself" : `${holder.name} (process ${holder.pid})`;
}

/** @param wanted what was wanted, for the message: an address, or reader and slot */
export function inUse(wanted: string, holder: Holder | undefined, cause?: unknown): ReaderError {
  const remedy =
    holder?.isOwn === true
      ? REMEDIES["use-open-one"]
      : holder === undefined
        ? REMEDIES["end-other"]
        : {
            en: `end ${holder.name}, or let it do the work`,
            zh: `请结束 ${holder.name}，或由它办理`,
          };
  const error = new ReaderError({
    message: `${wanted}: in use by ${holderText(holder)}`,
    code: "card-in-use",
    layer: "link",
    delivery: "not-sent",
    remedy,
    cause,
  });
  const [place] = wanted.split(": ");
  return withChinese(error, `${place}：正被${holderInChinese(holder)}使用`);
}

function holderInChinese(holder: Holder | undefined): string {
  if (holder === undefined) return "其他程序";
  return holder.isOwn ? "本程序" : ` ${holder.name}（进程 ${holder.pid}）`;
}
