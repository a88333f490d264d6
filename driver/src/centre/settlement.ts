/**
 * Settlement (结算上传): what the card has paid is told to the centre until the centre has heard it. Attempts and their
 * times are in the journal, so that a restart goes on where the last run stopped.
 */
import { matching, members } from "@duka/protocol/data/values";
import type { Cancel } from "@duka/protocol/transport";
import { clock, func, type OptionsOf, readOptions, thing } from "../base/option-values.js";
import type { Delivered } from "../journal/bill-split.js";
import type { Journal } from "../journal/journal.js";
import { backOffMs, isDue } from "./back-off.js";
import type { Centre } from "./centre.js";
import { reportCredit } from "./report-credit.js";
import { settleSale } from "./settle-sale.js";
import { type Waiting, waitingOf } from "./waiting.js";

type DeliveryTold = { readonly ref: string; readonly what: "sale" | "credit" } & Delivered;

const settlementOptions = members({
  journal: thing<Journal>("openJournal gives", "list"),
  centre: thing<Centre>("openHttpCentre gives", "call"),
  clock,
  /** Of the city profile. */
  region: matching("\\d{6}", ["the 6 digits of the city profile", "城市配置中的 6 位区划"]),
  /** Told after each message, for a log. */
  onDelivered: func<(told: DeliveryTold) => void>().optional(),
});

export type SettlementOptions = OptionsOf<typeof settlementOptions>;

export type Uploaded = {
  readonly delivered: number;
  readonly failed: number;
  readonly refused: number;
  /** Of those delivered: sales that the centre has settled with another split of the bill than the till's. */
  readonly differing: number;
};

export type Settlement = {
  /** Tells the centre everything whose time has come; `all`: whether it has come or not. One run at a time. */
  upload(all?: boolean): Promise<Uploaded>;
  waiting(): Promise<Waiting[]>;
  /** Uploads now and then, until it is cancelled. */
  start(): Cancel;
};

/** Messages of one run. */
const BATCH = 500;
const IDLE_MS = 30_000;

export function openSettlement(options: SettlementOptions): Settlement {
  const { journal, centre, clock, region, onDelivered } = readOptions(settlementOptions, options);
  const { simulated } = centre;
  let running: Promise<Uploaded> | undefined;

  async function run(all: boolean): Promise<Uploaded> {
    const count = { delivered: 0, failed: 0, refused: 0, differing: 0 };
    const take = (ref: string, what: "sale" | "credit", delivered: Delivered) => {
      if (delivered.done) count.delivered++;
      else if (delivered.nextAtMs === undefined) count.refused++;
      else count.failed++;
      onDelivered?.({ ref, what, ...delivered });
    };
    const now = () => Math.round(clock.wallMs());
    // Credits first: the centre gives a card no further load before it knows what became of the last one.
    for (const credit of await journal.settlement.waitingCredits(simulated, BATCH)) {
      if (!all && !isDue(credit.report.nextAtMs, now())) continue;
      const delivered = await reportCredit(centre, journal, credit, now());
      take(credit.ref, "credit", delivered);
    }
    for (const sale of await journal.settlement.waitingSales(simulated, BATCH)) {
      if (!all && !isDue(sale.settlement.nextAtMs, now())) continue;
      const delivered = await settleSale(centre, sale, region, now());
      const told = await journal.settlement.saleDelivered(sale.id, delivered);
      if (told.settlement.state === "differs") count.differing++;
      take(sale.ref, "sale", delivered);
    }
    return count;
  }

  function upload(all = false): Promise<Uploaded> {
    running ??= run(all).finally(() => {
      running = undefined;
    });
    return running;
  }

  return {
    upload,
    waiting: () => waitingOf(journal, simulated),
    start() {
      let isStopped = false;
      let failures = 0;
      let cancelTimer: Cancel = () => undefined;
      const next = (delayMs: number) => {
        if (!isStopped) cancelTimer = clock.after(delayMs, () => void turn());
      };
      const turn = () =>
        upload().then(
          () => {
            failures = 0;
            next(IDLE_MS);
          },
          // The journal cannot be used for the moment: the seller is told that; here it is tried again.
          () => next(backOffMs(++failures)),
        );
      next(0);
      return () => {
        isStopped = true;
        cancelTimer();
      };
    },
  };
}
