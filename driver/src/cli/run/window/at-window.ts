/** What the commands of a service point work with: the centre's register, and a reader where a card is needed. */

import type { Terminal } from "@duka/protocol/command-line";
import { rangeError } from "@duka/protocol/data/bilingual";
import { type Account, openAccount } from "../../../account/account.js";
import { openRegisterDesk, type RegisterDesk } from "../../../account/window/register-desk.js";
import { openServicePoint, type ServicePoint } from "../../../account/window/window-till.js";
import type { Reader } from "../../../reader/reader.js";
import type { ReceiptLanguage } from "../../../receipt/receipt-words.js";
import type { CentreOptions } from "../open-centre.js";
import {
  accountOptionsOn,
  centreOf,
  needCentre,
  openJournalOf,
  type TillOptions,
  withReader,
} from "../open-till.js";

export type AtDeskOptions = CentreOptions & {
  readonly simulated?: boolean;
  readonly journal?: string;
  readonly lang: ReceiptLanguage;
  readonly json?: boolean;
  readonly window?: string;
};

/** @throws RangeError without a centre */
export async function withDesk<T>(
  terminal: Terminal,
  options: AtDeskOptions,
  work: (desk: RegisterDesk) => Promise<T>,
): Promise<T> {
  needCentre(terminal, options);
  const named = atServicePoint(terminal, options);
  const centre = centreOf(terminal, named, options.simulated === true);
  if (centre === undefined) throw rangeError("name the centre with --centre", "请用 --centre 指定中心");
  const journal = await openJournalOf(terminal, options);
  try {
    return await work(openRegisterDesk({ centre, journal }));
  } finally {
    await journal.close();
  }
}

type WindowTill = {
  readonly reader: Reader;
  readonly point: ServicePoint;
  readonly account: Account;
  readonly desk: RegisterDesk;
};

/** @throws ReaderError; RangeError without a centre */
export async function withServicePoint<T>(
  terminal: Terminal,
  options: TillOptions & { readonly window?: string },
  work: (till: WindowTill) => Promise<T>,
): Promise<T> {
  needCentre(terminal, options);
  const named = atServicePoint(terminal, options);
  const journal = await openJournalOf(terminal, options);
  try {
    return await withReader(terminal, options, async (reader) => {
      const all = accountOptionsOn(terminal, reader, journal, named);
      const { centre } = all;
      if (centre === undefined) throw rangeError("name the centre with --centre", "请用 --centre 指定中心");
      return work({
        reader,
        point: openServicePoint(all),
        account: openAccount(all),
        desk: openRegisterDesk({ centre, journal }),
      });
    });
  } finally {
    await journal.close();
  }
}

/** A service point is its own institution at the centre. */
export function atServicePoint<T extends CentreOptions & { readonly window?: string }>(
  { env }: Terminal,
  options: T,
): T {
  const institution = options.institution ?? env.DUKA_INSTITUTION ?? options.window ?? env.DUKA_WINDOW;
  return institution === undefined ? options : { ...options, institution };
}
