/** The buttons of the till: each asks the driver for something, and tells what became of it. */
import { type Driver, loadDriver } from "../world/load-driver.js";
import { TillKilledError } from "../world/till-life.js";
import type { WorldTill } from "../world/world-till.js";
import type { StudioRequest } from "./studio-request.js";
import type { InBoth, TillResult } from "./studio-state.js";

const BUTTONS = ["sell", "bill", "load", "reverse", "balance", "changePassword", "closeOfDay"] as const;
export type Button = (typeof BUTTONS)[number];

/** A till of a real reader has no centre. */
type StudioTill = Omit<WorldTill, "reader" | "journal" | "recovered" | "settlement"> &
  Partial<Pick<WorldTill, "settlement">>;

const COLUMNS = 32;
/** A centre that has lost an answer is asked again. */
const UPLOADS_MAX = 3;
const NO_NUMBER = 0;

export function isButton(doing: StudioRequest["do"]): doing is Button {
  return BUTTONS.some((button) => button === doing);
}

/** Never throws: a till tells what went wrong. */
export async function pressButton(
  world: { readonly till: StudioTill },
  request: StudioRequest & { readonly do: Button },
): Promise<Omit<TillResult, "id">> {
  const { driver } = await loadDriver();
  const asked = { button: request.do, ref: request.ref ?? "", amountFen: request.amountFen ?? null };
  try {
    return { ...asked, ...told(driver, await answerOf(world, request)) };
  } catch (error) {
    return { ...asked, ...failed(error) };
  }
}

function answerOf(
  { till }: { readonly till: StudioTill },
  request: StudioRequest & { readonly do: Button },
): Promise<unknown> {
  const { ref = "", amountFen = NO_NUMBER, of = "", visit = "treatment" } = request;
  switch (request.do) {
    case "sell":
      return till.debit({ ref, amountFen });
    case "bill":
      return till.settleBill({ ref, visit, totalFen: amountFen });
    case "load":
      return till.credit({ ref, amountFen });
    case "reverse":
      return till.reverse({ ref, of });
    case "balance":
      return till.balance();
    case "changePassword":
      return till.changePassword();
    case "closeOfDay":
      return uploaded(till);
  }
}

async function uploaded({ settlement }: StudioTill): Promise<unknown> {
  if (settlement === undefined) throw new Error("this till has no centre");
  let done = await settlement.upload(true);
  for (let count = 1; done.failed > 0 && count < UPLOADS_MAX; count++) done = await settlement.upload(true);
  return done;
}

type Told = Pick<TillResult, "outcome" | "reasonCode" | "why" | "remedy" | "receipt">;
type Answer = {
  readonly outcome?: string;
  readonly refused?: boolean;
  readonly code?: string;
  readonly reasonCode?: string | null;
  readonly balanceFen?: number;
  readonly delivered?: number;
  readonly failed?: number;
  readonly receipt?: Parameters<Driver["receiptLines"]>[0] | null;
};

function told(driver: Driver, answered: unknown): Told {
  const { outcome, refused, code, reasonCode, receipt, balanceFen, delivered, failed } = answered as Answer;
  const why = refused === true ? (code ?? null) : (reasonCode ?? null);
  const known = Object.entries(driver.REASONS).find(([name]) => name === why)?.[1];
  return {
    outcome: outcome ?? (refused === true ? "refused" : "done"),
    reasonCode: why,
    why: known?.cause ?? shownBalance(balanceFen) ?? shownDay(delivered, failed),
    remedy: known?.remedy ?? null,
    receipt: receipt ? receiptOf(driver, receipt) : null,
  };
}

function receiptOf(driver: Driver, receipt: Parameters<Driver["receiptLines"]>[0]): TillResult["receipt"] {
  return {
    en: driver.receiptLines(receipt, "en", COLUMNS),
    zh: driver.receiptLines(receipt, "zh", COLUMNS),
  };
}

function shownBalance(balanceFen: number | undefined): InBoth | null {
  if (balanceFen === undefined) return null;
  const yuan = (balanceFen / 100).toFixed(2);
  return { en: `the purse has ${yuan} yuan`, zh: `余额 ${yuan} 元` };
}

function shownDay(delivered: number | undefined, failed: number | undefined): InBoth | null {
  if (delivered === undefined) return null;
  return {
    en: `${delivered} told to the centre, ${failed} not`,
    zh: `已上传 ${delivered} 笔，未成功 ${failed} 笔`,
  };
}

function failed(error: unknown): Told {
  const nothing = { reasonCode: null, remedy: null, receipt: null };
  if (error instanceof TillKilledError) {
    const why = {
      en: "the till lost its power in the middle of its work; put all right, and ask again with the same ref",
      zh: "收银机中途断电；恢复后请用同一单号再次查询",
    };
    return { ...nothing, outcome: "killed", why };
  }
  const { message, remedies, code } = error as Error & { remedies?: InBoth; code?: unknown };
  return {
    ...nothing,
    outcome: "failed",
    reasonCode: typeof code === "string" ? code : null,
    why: { en: message, zh: message },
    remedy: remedies === undefined ? null : { en: remedies.en, zh: remedies.zh },
  };
}
