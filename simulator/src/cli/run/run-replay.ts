/** `duka-sim replay`: one run again, and what happened in it. */
import { EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import { runSession } from "../../world/campaign/run-session.js";
import { isSessionLine, parseSession } from "../../world/campaign/session.js";
import { parseReplay } from "../../world/sweep/replay-line.js";
import { runCut } from "../../world/sweep/run-cut.js";
import type { LoggedEvent } from "../../world/world-event.js";

export type ReplayWords = { readonly log?: true; readonly json?: true; readonly withPersonalData?: true };

/** What a person follows a sale by; the rest stands in the log. */
const SHOWN: readonly LoggedEvent["type"][] = [
  "apdu",
  "journal",
  "centre",
  "money",
  "fault",
  "operator",
  "till",
  "outcome",
];

/** @throws RangeError naming the part of the line that cannot be read */
export async function runReplay(
  terminal: Terminal,
  exit: (code: number) => void,
  line: string,
  words: ReplayWords,
): Promise<void> {
  if (isSessionLine(line)) return replaySession(terminal, exit, line, words);
  const { log, json } = words;
  const { first, last, visits, state, broken, events } = await runCut(parseReplay(line));
  if (json) {
    const told = { first, last, visits, state, broken, ...(log ? { events: events.shown(words) } : {}) };
    terminal.out(`${JSON.stringify(told)}\n`);
  } else {
    if (log) terminal.out(events.text(words));
    else
      for (const event of events.shown(words))
        if (SHOWN.includes(event.type)) terminal.out(`${eventText(event)}\n`);
    const say = log ? terminal.tell : terminal.out;
    say(`first: ${first}\nlast: ${last}, after ${visits} visits: ${state}\n`);
    for (const fault of broken) say(`FAILED ${fault}\n`);
  }
  if (broken.length > 0 || state === "undecided") exit(EXIT_REFUSED);
}

/** A session of a campaign. */
async function replaySession(
  terminal: Terminal,
  exit: (code: number) => void,
  line: string,
  words: ReplayWords,
): Promise<void> {
  const { log, json } = words;
  const run = await runSession(parseSession(line));
  const { first, last, manual, undecided, log: events } = run;
  const broken = [...run.broken, ...run.missed.map((kind) => `${kind} never struck`)];
  if (json) {
    const told = { first, last, manual, undecided, broken, ...(log ? { events: events.shown(words) } : {}) };
    terminal.out(`${JSON.stringify(told)}\n`);
  } else {
    if (log) terminal.out(events.text(words));
    else
      for (const event of events.shown(words))
        if (SHOWN.includes(event.type)) terminal.out(`${eventText(event)}\n`);
    const say = log ? terminal.tell : terminal.out;
    for (const [index, text] of last.entries())
      say(`${text}${text === first[index] ? "" : ` (first: ${first[index]})`}\n`);
    for (const fault of broken) say(`FAILED ${fault}\n`);
  }
  if (broken.length > 0) exit(EXIT_REFUSED);
}

function eventText(event: LoggedEvent): string {
  const { atMs, type, ...rest } = event;
  const words =
    event.type === "apdu"
      ? [event.chip, event.command, event.answer.slice(-5)]
      : Object.entries(rest).flatMap(([name, value]) =>
          value === "" || value === false ? [] : [typeof value === "string" ? value : `${name} ${value}`],
        );
  return `${atMs.toFixed(3).padStart(11)}  ${type.padEnd(8)} ${words.join(", ")}`;
}
