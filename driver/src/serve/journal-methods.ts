/** Methods of `duka serve --stdio` that need no card: the journal, and what the centre has yet to hear. */
import { rangeError, typeError } from "@duka/protocol/data/bilingual";
import { closeCase } from "../account/close-case.js";
import { creditJson, creditOutcomeOf } from "../account/credit-outcome.js";
import { outcomeOf } from "../account/outcome.js";
import { creditDetails, saleDetails } from "../account/record-details.js";
import { blacklistFileOf, openBlacklist, updateBlacklist } from "../centre/blacklist-file.js";
import type { Centre } from "../centre/centre.js";
import { dayCsv } from "../centre/day-csv.js";
import { exportDay } from "../centre/day-export.js";
import { reconcileDay } from "../centre/reconcile-day.js";
import type { Settlement } from "../centre/settlement.js";
import { waitingOf } from "../centre/waiting.js";
import type { Journal } from "../journal/journal.js";
import { IN_MEMORY } from "../journal/journal-file.js";
import type { Sale } from "../journal/sale.js";
import { type ReceiptEncoding, receiptBytes } from "../receipt/receipt-bytes.js";
import { receiptText } from "../receipt/receipt-text.js";
import type { PrinterEncoding } from "../receipt/rendered-receipt.js";
import { outcomeResult } from "./replies.js";
import type { MethodName, Params } from "./requests.js";

type JournalTill = {
  readonly journal: Journal;
  /** The address is that of a simulated reader: its sales stand before real ones of the same ref. */
  readonly simulated: boolean;
  /** Absent where no centre was named. */
  readonly settlement: Settlement | undefined;
  readonly centre: Centre | undefined;
};

function shownBlacklist(file: string | undefined) {
  const list = file === undefined ? undefined : openBlacklist(file)();
  if (list === undefined) return { known: false, file: file ?? null, asOfMs: null, entries: 0 };
  return { known: true, file: file ?? null, asOfMs: list.asOfMs, entries: list.size };
}

const LIST_DEFAULT = 100;

export function journalMethods({ journal, simulated, settlement, centre }: JournalTill) {
  const blacklistFile = journal.name === IN_MEMORY ? undefined : blacklistFileOf(journal.name, simulated);
  const saleOf = async (ref: string): Promise<Sale | undefined> => {
    const found = await journal.find(ref);
    return found.find((one) => one.simulated === simulated) ?? found[0];
  };
  const needed = <T>(there: T | undefined): T => {
    if (there !== undefined) return there;
    throw typeError(
      "this needs the centre: start duka serve with --centre and --institution",
      "此业务需要中心：请用 --centre 和 --institution 启动 duka serve",
    );
  };
  const settling = (): Settlement => needed(settlement);
  return {
    async sale({ ref }: Params<"sale">) {
      const sale = await saleOf(ref);
      return sale === undefined ? { known: false } : { known: true, ...outcomeResult(outcomeOf(sale)) };
    },
    sales: async ({ undecided = false, released = false, limit = LIST_DEFAULT }: Params<"sales">) => ({
      sales: (await journal.list({ undecided, released, limit })).map((one) => outcomeResult(outcomeOf(one))),
    }),
    async show({ ref }: Params<"show">) {
      const [sales, credits] = [await journal.find(ref), await journal.credits.find(ref)];
      return { sales: sales.map(saleDetails), credits: credits.map(creditDetails) };
    },
    async receipt({ ref, language = "both", columns = 40, encoding, escpos, svg }: Params<"receipt">) {
      const sale = await saleOf(ref);
      const receipt = sale === undefined ? null : outcomeOf(sale).receipt;
      if (receipt === null)
        return { known: sale !== undefined, receipt, text: null, base64: null, svg: null };
      const print = { language, columns };
      const text = receiptText(receipt, language, columns);
      const bytes =
        escpos === true
          ? await (await rendering()).receiptEscPos(receipt, {
              ...print,
              encoding: printerEncoding(encoding),
            })
          : receiptBytes(receipt, { ...print, encoding: encoding ?? "utf-8" });
      const picture = svg === true ? await (await rendering()).receiptSvg(receipt, print) : null;
      const base64 = Buffer.from(bytes).toString("base64");
      return { known: true, receipt, text, base64, svg: picture };
    },
    credits: async ({ limit = LIST_DEFAULT }: Params<"credits">) => ({
      credits: (await journal.credits.list({ limit })).map((one) => creditJson(creditOutcomeOf(one))),
    }),
    acts: async ({ limit = LIST_DEFAULT }: Params<"acts">) => ({ acts: await journal.acts.list(limit) }),
    paidInCash: async ({ ref }: Params<"paidInCash">) =>
      outcomeResult(outcomeOf(await journal.flagPaidInCash(ref))),
    close: async (params: Params<"close">) => closeCase(journal, params),
    async export({ day, simulated: ofSimulated = false, csv = false }: Params<"export">) {
      const exported = await exportDay(journal, day, ofSimulated);
      return csv ? { csv: dayCsv(exported) } : exported;
    },
    async clockIsRight() {
      await journal.clockIsRight();
      return { right: true };
    },
    verifyJournal: async () => ({ journal: journal.name, faults: await journal.verify() }),
    async settle({ retryRefused = false }: Params<"settle">) {
      const telling = settling();
      if (retryRefused) await journal.settlement.retryRefused(simulated);
      return telling.upload(true);
    },
    async updateBlacklist() {
      if (centre === undefined || blacklistFile === undefined)
        throw typeError(
          "this needs the centre and a journal that is a file: start duka serve with --centre",
          "此业务需要中心和日志文件：请用 --centre 启动 duka serve",
        );
      await updateBlacklist(centre, blacklistFile);
      return shownBlacklist(blacklistFile);
    },
    blacklist: async () => shownBlacklist(blacklistFile),
    reconcile: async ({ day }: Params<"reconcile">) => reconcileDay(journal, needed(centre), day),
    waiting: async () => ({ waiting: await waitingOf(journal, simulated) }),
  } satisfies { [name in MethodName]?: (params: never) => Promise<object> };
}

/** Loaded when it is needed: few receipts are printed twice. */
const rendering = () => import("../receipt/rendered-receipt.js");

/** @throws RangeError for UTF-8, which receipt printers in China do not know */
function printerEncoding(encoding: ReceiptEncoding | undefined): PrinterEncoding {
  if (encoding === "utf-8")
    throw rangeError(
      "params.encoding of a printer is gb18030 or gbk, not utf-8",
      "打印机的 params.encoding 是 gb18030 或 gbk，不能是 utf-8",
    );
  return encoding ?? "gb18030";
}
