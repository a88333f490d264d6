/**
 * Whether the till's clock can be right. A card's annual totals and the day of a settlement follow its date: with a
 * wrong one a holder pays from the wrong year, and a day's export misses the sale.
 */
import type { Clock } from "@duka/protocol/transport";
import { transactionTime } from "../base/transaction-time.js";
import type { Database } from "./database.js";
import { CREDIT, SALE } from "./record-columns.js";
import { changeWritten, type Setting, setSetting, settingOf, writtenSetting } from "./setting.js";

/** 2026-11-21 in China: no till ran this source before. Simulated readers live in a time of their own. */
const RELEASED_AT_MS = Date.UTC(2026, 10, 20, 16);
/** Clocks are set back a little when they are compared with a server. */
const BEHIND_MAX_MS = 120_000;

const REAL: Setting = "last-begun";
const SIMULATED: Setting = "last-simulated";
const TOLD: Setting = "clock-told";

/** Nothing was begun, and the ref is free. */
export class ClockError extends Error {
  /** What the person at the counter can do. */
  readonly remedies = {
    en: "set the till's clock; if it is right, say so once: --clock-is-right, journal.clockIsRight(), or clockIsRight of duka serve",
    zh: "请校准本机时钟；确认时钟无误后说明一次：--clock-is-right、journal.clockIsRight() 或 duka serve 的 clockIsRight",
  };
  readonly remedy = this.remedies.en;

  constructor(nowMs: number, what: string) {
    super(`the till's clock says ${dayAndTime(nowMs)}, which is before ${what}: nothing was sold`);
    this.name = "ClockError";
  }
}

export function tillClock(database: Database, clock: Clock) {
  const now = () => Math.round(clock.wallMs());
  return {
    /** In the transaction that begins a sale or a credit. @throws ClockError before anything is written */
    begin(simulated: boolean): void {
      const nowMs = now();
      const [last, other] = simulated ? [SIMULATED, REAL] : [REAL, SIMULATED];
      const isAfter =
        nowMs >= Number(writtenSetting(database, last)) && (simulated || nowMs >= RELEASED_AT_MS);
      if (isAfter && changeWritten(database, last, String(nowMs))) return;
      const begunMs = momentOf(database, last);
      const isOld = begunMs === undefined && momentOf(database, other) === undefined;
      const lastMs = isOld ? lastBegunMs(database) : begunMs;
      if (lastMs !== undefined && nowMs < lastMs - BEHIND_MAX_MS)
        throw new ClockError(nowMs, `the journal's last entry (${dayAndTime(lastMs)})`);
      if (!simulated && nowMs < RELEASED_AT_MS && !wasTold(database, nowMs))
        throw new ClockError(nowMs, `this program was released (${dayAndTime(RELEASED_AT_MS)})`);
      setSetting(database, last, String(nowMs));
    },

    /** A person has looked at the clock: from now on it counts from where it is. */
    isRight(): void {
      database.sync("durable");
      database.transaction(() => {
        for (const name of [REAL, SIMULATED, TOLD]) setSetting(database, name, String(now()));
      });
    },
  };
}

function wasTold(database: Database, nowMs: number): boolean {
  const toldMs = momentOf(database, TOLD);
  return toldMs !== undefined && nowMs >= toldMs - BEHIND_MAX_MS;
}

function momentOf(database: Database, name: Setting): number | undefined {
  const value = settingOf(database, name);
  return value === undefined ? undefined : Number(value);
}

/** In a journal of a Duka that kept no time of its last entry. */
function lastBegunMs(database: Database): number | undefined {
  const moments = [SALE, CREDIT]
    .map(({ name }) =>
      database.get(`SELECT begun_at_ms FROM ${name} WHERE id = (SELECT max(id) FROM ${name})`, []),
    )
    .flatMap((row) => (typeof row?.begun_at_ms === "number" ? [row.begun_at_ms] : []));
  return moments.length === 0 ? undefined : Math.max(...moments);
}

/** "2026-11-21 09:30" by China Standard Time. */
function dayAndTime(ms: number): string {
  const { date, time } = transactionTime(ms);
  return `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)} ${time.slice(0, 2)}:${time.slice(2, 4)}`;
}
