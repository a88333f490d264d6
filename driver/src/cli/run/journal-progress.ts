/** How far a long work on a journal is. */
import type { Terminal } from "@duka/protocol/command-line";

/** A line that is written over as often as the percentage changes, for a person who waits; nothing for a program. */
export function progressOn(terminal: Terminal): ((done: number, of: number) => void) | undefined {
  if (terminal.isTerminal !== true) return undefined;
  let told = -1;
  return (done, of) => {
    const percent = of === 0 ? 100 : Math.floor((done / of) * 100);
    if (percent === told) return;
    told = percent;
    terminal.tell(`\r${percent} %  ${done} / ${of}${percent === 100 ? "\n" : ""}`);
  };
}
