/** Where the password is changed: the purse, or the environment of a card without one. */

import { selectDirectory } from "../card/card-directories.js";
import type { Refusal } from "../card/refusal.js";
import type { IssuedCard } from "./issued-card.js";
import { accountOfKind } from "./kinds/account-of-kind.js";

export async function enterHome(issued: IssuedCard): Promise<Refusal | undefined> {
  const { session, selected, hasPurse } = issued;
  if (hasPurse) return accountOfKind("purse").enter(issued);
  if (selected.is === "environment") return undefined;
  const no = await selectDirectory(session, "SSSE");
  selected.is = no === undefined ? "environment" : undefined;
  return no;
}
