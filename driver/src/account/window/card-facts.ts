/** What the register keeps of a card beside its identity: layout and end of validity, as the card itself has them. */
import type { Card } from "@duka/protocol/centre";
import { readIssuingData } from "../../card/issuing-data.js";
import { type Refusal, refusal } from "../../card/refusal.js";
import { isSocialRefusal } from "../../card/social-refusal.js";
import type { IssuedCard } from "../issued-card.js";

export type CardFacts = Pick<Card, "version" | "validUntil">;

const VERSIONS: readonly Card["version"][] = ["1.0", "2.0", "3.0"];
/** Only the first three characters of the card's version count (LD/T 33-2015, 10.2). */
const VERSION_LENGTH = 3;

/** Without a social-security application it is of layout 1.0: nothing of the later ones is on it. */
export async function factsOf(issued: IssuedCard): Promise<CardFacts | Refusal> {
  const { session, selected, validUntil } = issued;
  selected.is = undefined;
  const issuing = issued.issuing ?? (await readIssuingData(session));
  if (isSocialRefusal(issuing)) {
    return issuing.kind === "wrong-card" ? { version: "1.0", validUntil } : issuing;
  }
  const version = VERSIONS.find((one) => one === issuing.version.slice(0, VERSION_LENGTH));
  if (version === undefined)
    return refusal("unknown-card", `a card of layout ${issuing.version} is not known here`);
  return { version, validUntil };
}
