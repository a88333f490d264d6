/** The one place where a kind of account, as requests and journal name it, becomes what the till deals with. */

import type { AccountKind } from "../../journal/sale.js";
import type { CardAccount } from "./card-account.js";
import { medical } from "./medical-account.js";
import { deposit, purse } from "./purse-accounts.js";

const ACCOUNTS: { readonly [kind in AccountKind]: CardAccount } = { purse, deposit, medical };

export function accountOfKind(kind: AccountKind): CardAccount {
  return ACCOUNTS[kind];
}
