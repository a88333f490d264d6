/** What a shop clears up before its reader is away for a while: sales and credits that only a card can decide. */
import { creditStatusOf } from "../journal/credit-record.js";
import type { Journal } from "../journal/journal.js";
import { statusOf } from "../journal/sale.js";
import { UpdateError } from "./update-error.js";

/** So many are named. */
const NAMED_MAX = 5;
const OPEN = ["undecided", "inProgress"];

/**
 * What a person has closed does not count: no card is waited for.
 * @param simulated of which kind the reader is
 * @throws UpdateError `undecided` that names them; JournalError
 */
export async function refuseUndecided(journal: Journal, simulated: boolean): Promise<void> {
  const sales = (await journal.list()).filter((sale) => OPEN.includes(statusOf(sale)));
  // However long ago: the list above ends somewhere.
  const undecided = await journal.list({ undecided: true });
  const credits = (await journal.credits.list()).filter((credit) => OPEN.includes(creditStatusOf(credit)));
  const open = [...undecided, ...sales, ...credits].filter(
    (record) => record.simulated === simulated && record.closings.length === 0,
  );
  const refs = [...new Set(open.map(({ ref }) => ref))];
  if (refs.length === 0) return;
  const more = refs.length > NAMED_MAX ? refs.length - NAMED_MAX : 0;
  const named = refs.slice(0, NAMED_MAX).join(", ");
  throw new UpdateError({
    texts: {
      en: `undecided here: ${named}${more === 0 ? "" : ` and ${more} more`}; the reader was not touched`,
      zh: `以下交易结果未知：${named}${more === 0 ? "" : ` 等，另有 ${more} 笔`}；未更新读卡器`,
    },
    code: "undecided",
    running: "previous",
    remedies: {
      en: "put their cards back first: duka journal recover; where a holder has gone: duka close, or --leave-undecided",
      zh: "请先放回原卡处理：duka journal recover；持卡人已离开的，用 duka close 结案，或加 --leave-undecided",
    },
  });
}
