/**
 * The insurance data (参保信息) go onto the card: item 84 of DF04 EF05, the insured region, under UK1DF04. With it the
 * medical function is open.
 */
import type { CardIdentity } from "@duka/protocol/centre";
import { selectDirectory, selectFile } from "../../card/card-directories.js";
import { cardFile, codingOf } from "../../card/card-files.js";
import { readItem, writeItem } from "../../card/card-records.js";
import type { CardSession } from "../../card/card-session.js";
import { itemBytes, itemText } from "../../card/item-text.js";
import type { Refusal } from "../../card/refusal.js";
import { isSocialRefusal, socialRefusal } from "../../card/social-refusal.js";
import type { Centre } from "../../centre/centre.js";
import { proveByCentre } from "../centre-proof.js";

const FILE = cardFile("DF04EF05")!;
const TAG_INSURED_REGION = 0x84;

/**
 * Done before, it is not done again. Read back afterwards: a cut-off update is known by that (社会保障（个人）卡规范, part 7,
 * 14).
 * @param region 6 digits
 * @returns undefined when the card has them
 * @throws CentreError, ReaderError
 */
export async function writeInsuranceData(
  centre: Centre,
  session: CardSession,
  card: CardIdentity,
  region: string,
): Promise<Refusal | undefined> {
  const no =
    (await selectDirectory(session, "SSSE")) ??
    (await selectDirectory(session, "DF04")) ??
    (await proveByCentre(centre, session, card, "RK1DF04")) ??
    (await selectFile(session, FILE.fileId));
  if (no !== undefined) return no;
  const before = await readItem(session, TAG_INSURED_REGION);
  if (isSocialRefusal(before)) return before;
  const coding = codingOf(FILE, TAG_INSURED_REGION, before.length);
  if (itemText(before, coding) === region) return undefined;
  const value = itemBytes(region, coding, before.length);
  const refused =
    (await proveByCentre(centre, session, card, "UK1DF04")) ??
    (await writeItem(session, TAG_INSURED_REGION, value));
  if (refused !== undefined) return refused;
  const after = await readItem(session, TAG_INSURED_REGION);
  if (isSocialRefusal(after)) return after;
  if (itemText(after, coding) === region) return undefined;
  return socialRefusal("refused-by-card", "the card does not hold the insurance data that were written");
}
