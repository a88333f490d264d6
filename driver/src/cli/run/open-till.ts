/** The till that the options of a command open: reader, journal, account, centre. */

import { cities } from "@duka/protocol/cities";
import { namesFile } from "@duka/protocol/city";
import type { Terminal } from "@duka/protocol/command-line";
import { rangeError } from "@duka/protocol/data/bilingual";
import { type Account, openAccount } from "../../account/account.js";
import type { AccountEvent } from "../../account/account-event.js";
import type { AccountOptions } from "../../account/account-options.js";
import type { TillWithoutReader } from "../../account/without-reader.js";
import { realClock } from "../../base/real-clock.js";
import { blacklistFileOf, openBlacklist } from "../../centre/blacklist-file.js";
import type { Centre } from "../../centre/centre.js";
import { recoveredCreditLines, recoveredLines } from "../../explain/outcome-words.js";
import { inBoth } from "../../explain/refusal-words.js";
import { faultInChinese } from "../../journal/fault-words.js";
import type { Journal } from "../../journal/journal.js";
import { IN_MEMORY, openToOthers } from "../../journal/journal-file.js";
import { openJournal } from "../../journal/sqlite-journal.js";
import { configuredReaders, parseAddress, resolveAddress } from "../../link/address.js";
import { citiesNamed, cityOf } from "../../password/city-file.js";
import type { Cities } from "../../password/city-of-card.js";
import type { CityProfile } from "../../password/city-profile.js";
import type { Reader } from "../../reader/reader.js";
import type { ReaderFound } from "../../readers/list-readers.js";
import type { ReceiptLanguage } from "../../receipt/receipt-text.js";
import { journalFile, journalPlace, passedOver } from "./journal-option.js";
import { progressOn } from "./journal-progress.js";
import { type CentreOptions, openCentre } from "./open-centre.js";
import { isRehearsal } from "./rehearsal.js";
import { eventTelling } from "./tell-events.js";
import { tellInBoth } from "./tell-in-both.js";
import { readerOpener, type TraceOptions } from "./trace-file.js";
import { passwordTyping } from "./type-password.js";

export type TillOptions = TraceOptions &
  CentreOptions & {
    readonly reader?: string;
    readonly journal?: string;
    /** Of what serves programs and pages: raw commands that read. */
    readonly allowApdu?: boolean;
    /** Names, files and folders; the till's own city first. */
    readonly profile?: readonly string[];
    readonly lang: ReceiptLanguage;
    readonly json?: boolean;
    readonly passwordStdin?: boolean;
    readonly pinPad?: boolean;
    readonly passwordUnblocked?: boolean;
    readonly waitCard?: string;
    readonly events?: boolean;
    readonly clockIsRight?: boolean;
    readonly rehearsal?: boolean;
  };

const PROFILE_DEFAULT = "hangzhou";

type JournalChoice = Partial<Pick<TillOptions, "journal" | "lang" | "clockIsRight">>;

export async function openJournalOf(terminal: Terminal, options: JournalChoice): Promise<Journal> {
  const place = journalPlace(options.journal, terminal.env);
  const file = journalFile(place);
  for (const line of passedOver(place)) tellInBoth(terminal.tell, line, options.lang);
  const journal = await openJournal(file, realClock, undefined, undefined, progressOn(terminal));
  if (journal.isNew && file !== IN_MEMORY) terminal.tell(newJournalText(file, options.lang));
  if (options.clockIsRight === true) await journal.clockIsRight();
  for (const warning of openToOthers(file)) tellInBoth(terminal.tell, warning, options.lang);
  return journal;
}

/** Where the old one was expected, it is not: a person sees at once which path that was. */
function newJournalText(file: string, language: ReceiptLanguage = "both"): string {
  const en = `a new journal was made: ${file}\n`;
  const zh = `已新建日志：${file}\n`;
  return `${language === "zh" ? "" : en}${language === "en" ? "" : zh}`;
}

/** For what looks at many records, or runs all day: lists go without a damaged one, so it is named on the screen. */
export async function openJournalNamingDamage(terminal: Terminal, options: JournalChoice): Promise<Journal> {
  const journal = await openJournalOf(terminal, options);
  for (const fault of await journal.damaged()) {
    const words = { en: `damaged, and left out: ${fault}`, zh: `已损坏，未列入：${faultInChinese(fault)}` };
    terminal.tell(inBoth(words, options.lang ?? "both"));
  }
  return journal;
}

/**
 * Opens the reader that is meant, does `work`, and closes it, however the work ends. @throws ReaderError, RangeError
 */
export async function withReader<T>(
  terminal: Terminal,
  options: Pick<TillOptions, "reader" | "rehearsal" | "profile"> & TraceOptions,
  work: (reader: Reader) => Promise<T>,
): Promise<T> {
  const address = await addressOf(terminal, options.reader, options.profile);
  const readers = readerOpener(options, terminal.tell);
  try {
    const reader = await readers.open(address);
    try {
      return await work(reader);
    } finally {
      await reader.close();
    }
  } finally {
    readers.close();
  }
}

/** An account on this reader that asks, tells and recovers the way a command line does. */
export function accountOn(
  terminal: Terminal,
  reader: Reader,
  journal: Journal,
  options: TillOptions,
  onEvent: (event: AccountEvent) => void = () => undefined,
): Account {
  return openAccount(accountOptionsOn(terminal, reader, journal, options, onEvent));
}

export function accountOptionsOn(
  terminal: Terminal,
  reader: Reader,
  journal: Journal,
  options: TillOptions,
  onEvent: (event: AccountEvent) => void = () => undefined,
): AccountOptions {
  const centre = centreOf(terminal, options, reader.simulated);
  const { pinPad = false, passwordStdin = false } = options;
  if (pinPad && passwordStdin)
    throw rangeError(
      "--pin-pad and --password-stdin: choose one of them",
      "--pin-pad 和 --password-stdin 只能选一个",
    );
  const askPassword = passwordTyping(terminal, passwordStdin);
  const tell = eventTelling(terminal, options);
  return {
    reader,
    journal,
    profile: citiesOfTill(options.profile, reader.address),
    language: options.lang === "zh" ? "zh" : "en",
    pinPad,
    passwordUnblocked: options.passwordUnblocked === true,
    ...waitingOf(options.waitCard),
    onEvent(event) {
      tell(event);
      onEvent(event);
    },
    onRecovered({ ref, outcome, reason, reasonCode }) {
      terminal.tell(recoveredLines({ ref, outcome, reason, reasonCode }, options.lang));
    },
    onCreditRecovered({ ref, outcome }) {
      terminal.tell(recoveredCreditLines(ref, outcome, options.lang));
    },
    ...(askPassword === undefined ? {} : { askPassword }),
    ...blacklistAt(journal.name, reader.simulated),
    ...(centre === undefined ? {} : { centre }),
  };
}

/** @throws RangeError */
export function waitingOf(seconds: string | undefined): Pick<AccountOptions, "waitCardMs"> {
  if (seconds === undefined) return {};
  if (/^\d{1,3}$/.test(seconds) && Number(seconds) <= 600) return { waitCardMs: Number(seconds) * 1000 };
  throw rangeError(
    `--wait-card: "${seconds}" is no whole number of seconds from 0 to 600`,
    `--wait-card：“${seconds}”不是 0 至 600 的整数秒`,
  );
}

/** The list that lies beside the journal; one in memory has none. */
export function blacklistAt(journal: string, simulated: boolean): Pick<AccountOptions, "blacklist"> {
  return journal === IN_MEMORY ? {} : { blacklist: openBlacklist(blacklistFileOf(journal, simulated)) };
}

/** What is left of the till when its reader cannot be opened. @throws RangeError as `centreOf` and `citiesOfTill` do */
export function tillWithoutReader(
  terminal: Terminal,
  options: TillOptions,
  journal: Journal,
): TillWithoutReader {
  const named = options.reader ?? terminal.env.DUKA_READER ?? "";
  const simulated = isRehearsal(terminal, options);
  const institution = centreOf(terminal, options, simulated)?.institutionId;
  return { journal, cities: citiesOfTill(options.profile, named), institution, simulated };
}

/** For a command that can do nothing without it. @throws RangeError */
export function needCentre(terminal: Terminal, { centre }: Pick<TillOptions, "centre">): void {
  if ((centre ?? terminal.env.DUKA_CENTRE ?? "") === "")
    throw rangeError(
      "name the centre with --centre and --institution",
      "请用 --centre 和 --institution 指定中心",
    );
}

/**
 * The centre that was named, as one for these sales: what stands at a url cannot be told apart, so a till that sells
 * with a simulated reader names a simulated centre.
 * @throws RangeError as `openCentre` does
 */
export function centreOf(terminal: Terminal, options: CentreOptions, simulated: boolean): Centre | undefined {
  const url = options.centre ?? terminal.env.DUKA_CENTRE ?? "";
  return url === "" ? undefined : openCentre(terminal, options, url, simulated);
}

/**
 * The address that is meant: named, of DUKA_READER, or of the one reader found. A simulated reader of which no city is
 * said holds a card of the till's own city. @throws ReaderError, RangeError
 */
export async function addressOf(
  terminal: Terminal,
  named: string | undefined,
  profiles: readonly string[] = [],
): Promise<string> {
  const isNamed = named !== undefined || (terminal.env.DUKA_READER ?? "") !== "";
  const configured = configuredReaders(terminal.env);
  const found = isNamed ? [] : await foundReaders(configured);
  const address = resolveAddress(
    named,
    terminal.env,
    found.map(({ address }) => address),
  );
  const [own] = profiles;
  // A file may have a city's rules alone, and nothing of a card; a recorded card is of the city where it was recorded.
  return isPackaged(own) ? address.replace(/^sim:(?=$|\?(?!.*\btrace=))/, `sim:${own}`) : address;
}

/** Those that a till may take by itself. */
async function foundReaders(configured: readonly string[]): Promise<readonly ReaderFound[]> {
  const { listReaders } = await import("../../readers/list-readers.js");
  return (await listReaders({ configured })).filter(
    ({ origin, heldBy }) => origin === "configured" || (origin === "found" && heldBy !== "pcscd"),
  );
}

function isPackaged(city: string | undefined): boolean {
  return cities.some(({ name }) => name === city);
}

/**
 * Without --profile, a simulated card is read by the profile of its own name; an address that is still to be found is a
 * real one's. @throws RangeError for an unknown profile
 */
export function citiesOfTill(named: readonly string[] | undefined, address: string): Cities {
  const [first, ...more] = named ?? [];
  if (first !== undefined) return citiesNamed([first, ...more]);
  const parsed = address === "" ? undefined : parseAddress(address);
  const [simulated = ""] = parsed?.kind === "sim" ? parsed.spec.split("?") : [];
  // A card that the simulator does not know is refused by it.
  return [cityOf(namesFile(simulated) || isPackaged(simulated) ? simulated : PROFILE_DEFAULT)];
}

/** The till's own city. @throws RangeError as `citiesOfTill` does */
export function profileOf(named: readonly string[] | undefined, address: string): CityProfile {
  return citiesOfTill(named, address)[0];
}
