/** `duka-sim centre`: the simulated insurance centre and its key server over HTTP, in real time. */
import { openApiDocument } from "@duka/protocol/centre";
import { type Terminal, untilInterrupted } from "@duka/protocol/command-line";
import { callInProcess } from "../../centre/call-in-process.js";
import { type CentreOptions, createCentre } from "../../centre/centre.js";
import { enrolProfile } from "../../centre/enrol-profile.js";
import { centreFaultsOf, faultyEntry } from "../../centre/faulty-entry.js";
import { serveHttp } from "../../centre/http/http-server.js";
import { centreOfProfile } from "../../centre/profile-centre.js";
import { type CityRules, DEFAULT_RULES } from "../../centre/rules.js";
import { memoryStore } from "../../centre/store/store-memory.js";
import { sqliteStore } from "../../centre/store/store-sqlite.js";
import { controlOfCentre } from "../../control/controlled.js";
import type { Profile } from "../../profiles/profile.js";
import { profileOf } from "../../profiles/profile-file.js";
import { RealClock } from "../../time/real-clock.js";
import { parseSeed } from "../../world/simulated-spec.js";
import { type ControlWords, controlText, parseControl } from "../control-words.js";
import { simulatorVersion } from "../simulator-version.js";

/** Of a centre that is steered. */
const EVENTS_MAX = 50_000;

export type CentreWords = ControlWords & {
  readonly host: string;
  readonly port: string;
  readonly store?: string;
  readonly seed: string;
  readonly profile?: string;
  readonly enrol?: true;
  readonly account?: string;
  readonly refuse?: readonly string[];
  readonly fault?: readonly string[];
  readonly openapi?: true;
  readonly json?: true;
};

export async function serveCentre(terminal: Terminal, options: CentreWords): Promise<void> {
  if (options.openapi) {
    terminal.out(`${JSON.stringify(openApiDocument(simulatorVersion()), null, 2)}\n`);
    return;
  }
  const port = parsePort(options.port);
  const openControl = parseControl(options);
  const city = cityOf(options);
  const enrolled = options.enrol ? profileToEnrol(options) : undefined;
  const faults = centreFaultsOf(parseFaults(options.fault ?? []));
  const store = options.store === undefined ? memoryStore() : sqliteStore(options.store);
  const clock = new RealClock();
  const centre = createCentre({ clock, store, ...city });
  try {
    // Through an entry without faults: what is to fail are the requests of the tester.
    if (enrolled !== undefined) await enrolProfile(callInProcess(faultyEntry(centre), clock), enrolled);
    const faulty = faultyEntry(centre, faults);
    const steered = openControl && controlOfCentre(faulty, clock, EVENTS_MAX);
    const entry = steered?.entry ?? faulty;
    const control = steered && (await openControl?.(steered.controlled, clock));
    const service = await serveHttp({ entry, clock, version: simulatorVersion(), host: options.host, port });
    const where = { url: service.url, ...(control === undefined ? {} : { control: control.url }) };
    if (options.json) terminal.out(`${JSON.stringify({ ready: true, ...where })}\n`);
    if (control !== undefined) terminal.tell(`duka-sim: ${controlText(control)}\n`);
    terminal.tell(`duka-sim: centre is ready at ${service.url}, described by ${service.url}/openapi.json\n`);
    await untilInterrupted();
    await Promise.all([control?.close(), service.close()]);
  } finally {
    centre.close();
  }
}

function profileToEnrol({ profile }: CentreWords): Profile {
  if (profile !== undefined) return profileOf(profile);
  throw new RangeError("--enrol needs --profile: which card is to be in the register?");
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65535) return port;
  throw new RangeError(`--port must be a number from 0 to 65535, got "${text}"`);
}

/** Keys and rules: of a profile, or made from the seed. */
function cityOf({
  profile,
  seed,
  account,
  refuse = [],
}: CentreWords): Pick<CentreOptions, "rules" | "masterKeys" | "keyServerRules" | "seed"> {
  const city =
    profile === undefined
      ? { seed: parseSeed(seed), rules: DEFAULT_RULES }
      : centreOfProfile(profileOf(profile));
  const rules = city.rules ?? DEFAULT_RULES;
  return {
    ...city,
    rules: { ...rules, account: parseAccount(account) ?? rules.account, ...parseRefused(refuse) },
  };
}

function parseAccount(text: string | undefined): "card" | "centre" | undefined {
  if (text === undefined || text === "card" || text === "centre") return text;
  throw new RangeError(`--account must be card or centre, got "${text}"`);
}

/** Numbers as the operations of the centre take them. */
const REFUSED_CARD = /^([0-9A-Z]{1,32})(?::([0-9A-F]{32}))?$/;
const REFUSED_RANGE = /^([0-9A-Z]{1,32})-([0-9A-Z]{1,32})$/;

function parseRefused(words: readonly string[]): Pick<CityRules, "refusedCards" | "refusedRanges"> {
  const refusedCards: { cardNumber: string; cardId: string | null }[] = [];
  const refusedRanges: { from: string; until: string }[] = [];
  for (const word of words) {
    const [, cardNumber, cardId = null] = REFUSED_CARD.exec(word) ?? [];
    const [, from, until] = REFUSED_RANGE.exec(word) ?? [];
    if (cardNumber !== undefined) refusedCards.push({ cardNumber, cardId });
    else if (from !== undefined && until !== undefined && from.length === until.length && from <= until)
      refusedRanges.push({ from, until });
    else
      throw new RangeError(
        `--refuse "${word}" is none of NUMBER, NUMBER:CODE with 32 hexadecimal digits, FROM-UNTIL of one length, the lower one first`,
      );
  }
  return { refusedCards, refusedRanges };
}

const FAULT_NAMES: { readonly [word: string]: string } = {
  slow: "slowMs",
  lose: "loseAnswers",
  twice: "answerTwice",
};

/** What "slow=500" and the like mean together; numbers are checked where they are set. */
function parseFaults(words: readonly string[]): { readonly [member: string]: unknown } {
  const faults: { [member: string]: unknown } = { down: false, slowMs: 0, loseAnswers: 0, answerTwice: 0 };
  for (const word of words) {
    const [, name, number] = /^(slow|lose|twice)=(\d+)$/.exec(word) ?? [];
    if (word === "down") faults.down = true;
    else if (name !== undefined) faults[FAULT_NAMES[name]!] = Number(number);
    else
      throw new RangeError(
        `--fault "${word}" is not known; known are down, slow=MS, lose=COUNT, twice=COUNT`,
      );
  }
  return faults;
}
