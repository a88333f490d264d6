/** How every act of a service point is told: a line for a person, one object for a program, an exit code. */
import { EXIT_DONE, EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import { dueForProgram } from "../../../account/window/due-json.js";
import type { StillDue } from "../../../account/window/finish-due.js";
import { isRefusal, type Refusal, refusalJson } from "../../../card/refusal.js";
import { refusalText } from "../../../explain/refusal-words.js";
import type { ActName } from "../../../journal/act.js";
import type { ReceiptLanguage, Words } from "../../../receipt/receipt-words.js";
import { NOTHING_TO_TELL } from "../../../receipt/why.js";
import { yuanText } from "../../../receipt/yuan.js";
import { DUE, inLanguage, joinedWords, NEXT } from "./act-words.js";

export type ToldOptions = { readonly lang: ReceiptLanguage; readonly json?: boolean };

type Act = {
  /** "card issue" */
  readonly command: string;
  readonly act: ActName | "finish" | "show";
  /** Null where the command has none. */
  readonly ref: string | null;
};

/** What is told of a card besides. */
type CardPart = {
  readonly finished: readonly StillDue["kind"][];
  readonly due: readonly StillDue[];
};

/**
 * @param facts members of the JSON that this act has besides: the same ones where it was refused
 * @param say the line for a person
 */
export function tellAct<T extends object>(
  terminal: Terminal,
  { lang, json }: ToldOptions,
  { command, act, ref }: Act,
  result: T | Refusal,
  facts: (done: T | undefined) => { readonly [member: string]: unknown },
  say: (done: T) => Words,
): number {
  const no = isRefusal(result) ? result : undefined;
  if (json === true) {
    const { refused: _refused, ...why } =
      no === undefined ? { refused: false, ...NOTHING_TO_TELL } : refusalJson(no);
    const told = facts(no === undefined ? (result as T) : undefined);
    terminal.out(`${JSON.stringify({ done: no === undefined, act, ref, ...why, ...told })}\n`);
  } else if (no === undefined) terminal.out(inLanguage(say(result as T), lang));
  if (no !== undefined) {
    terminal.tell(refusalText(`duka ${command}`, no, lang));
    return EXIT_REFUSED;
  }
  return EXIT_DONE;
}

/** What was not done on the card although it was tried makes the command fail; the act itself holds. */
export function tellDue(
  terminal: Terminal,
  { lang, json }: ToldOptions,
  { finished, due }: CardPart,
): number {
  if (json !== true) {
    for (const kind of finished)
      terminal.out(inLanguage(joinedWords([{ zh: "已办：", en: "done: " }, DUE[kind]]), lang));
    for (const { kind, cardNumber, amountFen } of due) {
      const amount = amountFen === null ? "" : ` ${yuanText(amountFen)}`;
      const line = joinedWords([
        { zh: "待办：", en: "still to do: " },
        DUE[kind],
        `${amount} (${cardNumber}): ${NEXT[kind]}`,
      ]);
      terminal.out(inLanguage(line, lang));
    }
  }
  const failed = due.flatMap(({ refusal }) => refusal ?? []);
  for (const no of failed) terminal.tell(refusalText("duka", no, lang));
  return failed.length === 0 ? EXIT_DONE : EXIT_REFUSED;
}

/** As members of the JSON. */
export function dueJson(card: CardPart | undefined): { readonly [member: string]: unknown } {
  const { finished, due } = card ?? { finished: [], due: [] };
  return {
    finished,
    due: due.map(dueForProgram),
  };
}
