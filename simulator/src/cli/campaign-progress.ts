/** How far a campaign is: one line on a terminal, a line now and then elsewhere. */
import type { Terminal } from "@duka/protocol/command-line";
import { RealClock } from "../time/real-clock.js";
import type { SessionResult } from "../world/campaign/session-result.js";

/** On a terminal, and where no one watches one. */
const EVERY_MS = { terminal: 200, elsewhere: 10_000 };
const SECOND_MS = 1000;
const MINUTE_S = 60;

export function progressOf(terminal: Terminal, sessions: number) {
  const clock = new RealClock();
  const beginMs = clock.nowMs();
  let ran = 0;
  let sales = 0;
  let failed = 0;
  let toldMs = beginMs;

  function tell(): void {
    const seconds = (clock.nowMs() - beginMs) / SECOND_MS;
    const rate = sales / seconds;
    const leftS = ran === 0 ? 0 : ((sessions - ran) * seconds) / ran;
    const text = `${ran} of ${sessions} sessions, ${sales} sales, ${rate.toFixed(0)} a second, ${failed} failed, ${durationText(leftS)} to go`;
    terminal.tell(terminal.isTerminal ? `\r${text}  ` : `${text}\n`);
  }

  return {
    ran(result: SessionResult): void {
      ran++;
      sales += result.sales;
      if (result.failure !== undefined) failed++;
      const nowMs = clock.nowMs();
      if (nowMs - toldMs < (terminal.isTerminal ? EVERY_MS.terminal : EVERY_MS.elsewhere)) return;
      toldMs = nowMs;
      tell();
    },
    end(): void {
      if (ran === 0) return;
      tell();
      if (terminal.isTerminal) terminal.tell("\n");
    },
  };
}

function durationText(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < MINUTE_S ? `${whole} s` : `${Math.floor(whole / MINUTE_S)} min ${whole % MINUTE_S} s`;
}
