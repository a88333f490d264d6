/**
 * May this card pay? What a terminal checks in the card's own data before any password is asked for (P7 5.4, 5.5), in
 * the standard's order: blacklist, initialiser, class, version, and last the dates. Whether an application is locked
 * shows when it is selected, which is before the password too.
 */
import { cardChecksOf } from "@duka/protocol/city";
import { transactionTime } from "../base/transaction-time.js";
import type { Blacklist } from "../card/blacklist.js";
import { type Refusal, refusal } from "../card/refusal.js";
import type { IssuedCard } from "./issued-card.js";

const DATE = /^\d{8}$/;
/** Never written: such a card has no end. */
const NO_DATE = /^(0*|F*|9{8})$/;
const DAY_MS = 86_400_000;

/** @param wallMs now, by the till's clock @returns undefined when it may pay */
export function checkCard(
  issued: IssuedCard,
  blacklist: Blacklist | undefined,
  wallMs: number,
): Refusal | undefined {
  const { file, profile } = issued;
  const { classes, versions, initialisers, validity, blacklistDaysMax } = cardChecksOf(profile);
  const listed =
    ageOf(blacklist, blacklistDaysMax, wallMs) ??
    (blacklist?.has({ cardId: file?.cardId, numbers: numbersOf(issued) })
      ? refusal(
          "blacklisted",
          "this card is on the blacklist: keep it, and send its holder to a service point",
        )
      : undefined);
  if (listed !== undefined) return listed;
  if (file !== undefined) {
    const { issuer, cardClass, version } = file;
    const unknown =
      (initialisers.some((start) => issuer.startsWith(start)) ? undefined : `initialiser ${issuer}`) ??
      (classes.includes(cardClass) ? undefined : `class ${cardClass}`) ??
      (versions.some((start) => version.startsWith(start)) ? undefined : `version ${version}`);
    if (unknown !== undefined) {
      return refusal(
        "unknown-card-kind",
        `${unknown} is not one that this till knows: have the city profile's cardChecks checked, or send the holder to a service point`,
      );
    }
  }
  if (!validity) return undefined;
  const { date } = transactionTime(wallMs);
  const own = validOn(date, issued.validFrom, issued.validUntil);
  return own ?? (file === undefined ? undefined : validOn(date, file.issueDate, file.validUntil));
}

function numbersOf({ cardNumber, file }: IssuedCard): readonly string[] {
  return file === undefined ? [cardNumber] : [file.cardNumber, cardNumber];
}

function ageOf(
  blacklist: Blacklist | undefined,
  daysMax: number | undefined,
  wallMs: number,
): Refusal | undefined {
  if (daysMax === undefined) return undefined;
  const remedy = "fetch it with duka blacklist update";
  if (blacklist === undefined)
    return refusal("blacklist-out-of-date", `this till has no blacklist, and the city wants one: ${remedy}`);
  const days = Math.floor((wallMs - blacklist.asOfMs) / DAY_MS);
  if (days <= daysMax) return undefined;
  return refusal(
    "blacklist-out-of-date",
    `the blacklist is ${days} days old, and ${daysMax} is the most: ${remedy}`,
  );
}

/** Dates as YYYYMMDD compare as texts; both days are still within. */
function validOn(date: string, from: string, until: string): Refusal | undefined {
  const wrong = [from, until].find((one) => !DATE.test(one) && !NO_DATE.test(one));
  if (wrong !== undefined) {
    return refusal(
      "malformed-identification",
      `the card's dates cannot be read (${wrong}): send the holder to a service point`,
    );
  }
  if (!NO_DATE.test(until) && date > until) {
    return refusal(
      "card-expired",
      `the card was valid until ${dashed(until)}: send the holder to a service point for a new one`,
    );
  }
  if (!NO_DATE.test(from) && date < from) {
    return refusal(
      "card-not-yet-valid",
      `the card is valid from ${dashed(from)}, and today is ${dashed(date)}: check the till's clock`,
    );
  }
  return undefined;
}

function dashed(date: string): string {
  return `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
}
