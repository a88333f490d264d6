/** What a command tells of its steps while it goes on, on stderr. */
import type { Terminal } from "@duka/protocol/command-line";
import { type AccountEvent, eventJson } from "../../account/account-event.js";
import { eventWords } from "../../explain/event-words.js";
import { inBoth } from "../../explain/refusal-words.js";
import type { ReceiptLanguage } from "../../receipt/receipt-text.js";

type EventOptions = {
  readonly events?: boolean;
  readonly json?: boolean;
  readonly lang: ReceiptLanguage;
};

/**
 * With `--events` every step: a line of JSON each with `--json`, else in words. Without it words for the person who
 * sits at a terminal; a program is told only that a card is waited for.
 */
export function eventTelling(
  terminal: Terminal,
  { events = false, json = false, lang }: EventOptions,
): (event: AccountEvent) => void {
  const hasPrompt = terminal.input.isTTY === true;
  const isWatched = events || (hasPrompt && !json);
  let before: string | undefined;
  return (event) => {
    if (events && json) {
      terminal.tell(`${JSON.stringify({ event: "progress", ...eventJson(event) })}\n`);
      return;
    }
    if (!isWatched && event.type !== "card-awaited") return;
    // The prompt says it.
    if (event.type === "password-asked" && event.by === "caller" && hasPrompt) return;
    const words = eventWords(event);
    if (words === undefined) return;
    const text = inBoth(words, lang);
    // The centre may be asked several things in a row.
    if (text !== before) terminal.tell(text);
    before = text;
  };
}
