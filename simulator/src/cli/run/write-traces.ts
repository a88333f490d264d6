/** Writes what was played as traces for other programs, and says how they are opened. */
import { writeFileSync } from "node:fs";
import type { Terminal } from "@duka/protocol/command-line";
import { apduCapture } from "../../trace/apdu-capture.js";
import { chromeTrace } from "../../trace/chrome-trace.js";
import type { TracedScenario } from "../../trace/traced-scenario.js";
import { wiresharkCommand } from "../../trace/wireshark-command.js";
import { writeLineDumps } from "../../trace/write-line-dumps.js";
import type { PersonalMask } from "../../world/personal-mask.js";
import type { ScenarioResult } from "../../world/script/run-scenario.js";
import { simulatorVersion } from "../simulator-version.js";

export type TraceWords = {
  readonly pcapng?: string;
  readonly perfetto?: string;
  readonly vcd?: string;
};

/** @param mask undefined: personal data are shown */
export function writeTraces(
  terminal: Terminal,
  words: TraceWords,
  results: readonly ScenarioResult[],
  mask: PersonalMask | undefined,
): void {
  const all = results.map(({ file, title, recorded }): TracedScenario => ({ file, title, events: recorded }));
  const scenarios = mask === undefined ? all : mask.value(all);
  if (words.pcapng !== undefined) {
    writeFileSync(words.pcapng, apduCapture(scenarios, simulatorVersion()));
    terminal.tell(`${wiresharkCommand(words.pcapng)}\n`);
  }
  if (words.perfetto !== undefined) writeFileSync(words.perfetto, chromeTrace(scenarios));
  if (words.vcd !== undefined) {
    const logs = results.map(({ file, title, events }) => ({
      file: mask?.text(file) ?? file,
      title: mask?.text(title) ?? title,
      events: mask?.events(events) ?? events,
    }));
    for (const command of writeLineDumps(words.vcd, logs)) terminal.tell(`${command}\n`);
  }
}
