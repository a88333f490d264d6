/**
 * A reader in a shop gets a newer firmware and stays who it is. The flasher does the writing; here the shop is looked
 * after: no sale is left open, the port is let go and marked as taken, and the reader is asked again afterwards.
 */
import { rangeError } from "@duka/protocol/data/bilingual";
import { flag, members, text } from "@duka/protocol/data/values";
import type { ReaderUpdated, UpdateProgress } from "@duka/protocol/transport";
import { ReaderError } from "../base/errors.js";
import { clock, func, type OptionsOf, readOptions, signal, thing } from "../base/option-values.js";
import { realClock } from "../base/real-clock.js";
import type { Journal } from "../journal/journal.js";
import { parseAddress } from "../link/address.js";
import { noteHolder, ownName } from "../link/holder-notes.js";
import { noteName } from "../link/note-name.js";
import type { Reader } from "../reader/reader.js";
import { notADuka, type ReaderIdentity } from "../reader/reader-identity.js";
import { openReader } from "../readers/open-reader.js";
import { loadFlash } from "./load-flash.js";
import { refuseUndecided } from "./undecided-here.js";
import { UpdateError, updateErrorOf } from "./update-error.js";

const updateOptions = members({
  /** Path of the manifest, NAME.json; the bundle NAME.js and the signature NAME.sig lie beside it. */
  manifest: text,
  /** Path of the maker's Ed25519 public key (PEM): only what it has signed is written. */
  trust: text,
  /** Path of the file with the unit's secret, which opens its console. */
  consoleSecret: text.optional(),
  /** Address of its console, where that is on another line: by the button held while the power comes. */
  console: text.optional(),
  /** Of the till: an update is refused while a sale or credit in it is undecided. */
  journal: thing<Journal>("openJournal gives: a journal", "list").optional(),
  /** With the secret: what is older by version or security counter is written too. */
  allowOlder: flag.default(false),
  /** Asked before the board compacts its flash, the one step in which a power cut loses files. No by default. */
  mayCompact: func<() => Promise<boolean>>().optional(),
  onProgress: func<(progress: UpdateProgress) => void>().optional(),
  clock: clock.optional(),
  /** Ends the update at once; the error says what the reader runs then. */
  signal: signal.optional(),
});

export type UpdateReaderOptions = OptionsOf<typeof updateOptions>;

export type UpdatedReader = ReaderUpdated & {
  readonly serialNumber: string;
  /** Of the firmware that ran before, and of the one that answers now. */
  readonly versionBefore: string;
  readonly version: string;
};

const ANSWER_MS = 15_000;
const AGAIN_EVERY_MS = 250;

/**
 * Nobody else may have the reader open, this program included: close it first, and open it again afterwards.
 * @param address `serial:PORT` or `tcp://HOST:PORT`
 * @throws RangeError for another address, or a file that is not what it should be
 * @throws ReaderError when the reader does not answer, is in use or no Duka; `unsupported` without the flasher
 * @throws UpdateError for everything else: its `running` says what the reader runs now
 */
export async function updateReader(address: string, given: UpdateReaderOptions): Promise<UpdatedReader> {
  const options = readOptions(updateOptions, given);
  const parsed = parseAddress(address);
  if (parsed.kind !== "serial" && parsed.kind !== "tcp") throw notALine(address);
  const time = options.clock ?? realClock;
  const update = await loadFlash();
  const before = await lookAt(address, options);
  const what = noteName(parsed);
  const forget = what === undefined ? undefined : noteHolder(what, ownName());
  let updated: ReaderUpdated;
  try {
    updated = await update({
      readerAddress: address,
      consoleAddress: options.console,
      manifestFile: options.manifest,
      trustedKeyFile: options.trust,
      consoleSecretFile: options.consoleSecret,
      allowOlder: options.allowOlder,
      mayCompact: options.mayCompact ?? (async () => false),
      clock: time,
      signal: options.signal,
      progress: options.onProgress ?? (() => undefined),
    });
  } catch (error) {
    throw updateErrorOf(error);
  } finally {
    forget?.();
  }
  const { firmwareVersion: version } = await askAgain(address, before);
  return { ...updated, serialNumber: before.serialNumber, versionBefore: before.firmwareVersion, version };

  async function askAgain(place: string, { serialNumber }: ReaderIdentity): Promise<ReaderIdentity> {
    const endMs = time.nowMs() + ANSWER_MS;
    for (;;) {
      try {
        const identity = await identityAt(place, time);
        if (identity.serialNumber === serialNumber) return identity;
        throw otherReader(place, serialNumber, identity.serialNumber);
      } catch (error) {
        if (!(error instanceof ReaderError)) throw error;
        if (time.nowMs() + AGAIN_EVERY_MS > endMs) throw noAnswer(place, error);
      }
      await new Promise<void>((resolve) => time.after(AGAIN_EVERY_MS, resolve));
    }
  }
}

type Options = ReturnType<typeof readOptions<typeof updateOptions>>;

/** Who it is, while nothing has been done yet. The reader is let go again. */
async function lookAt(
  address: string,
  { journal, clock: time, signal: end }: Options,
): Promise<ReaderIdentity> {
  const reader = await openReader(address, { clock: time, signal: end });
  try {
    if (journal !== undefined) await refuseUndecided(journal, reader.simulated);
    return identityOf(reader);
  } finally {
    await reader.close();
  }
}

async function identityAt(address: string, time: Options["clock"]): Promise<ReaderIdentity> {
  const reader = await openReader(address, { clock: time });
  try {
    return identityOf(reader);
  } finally {
    await reader.close();
  }
}

function identityOf({ name, identity }: Reader): ReaderIdentity {
  if (identity !== undefined) return identity;
  throw notADuka(name, { en: "it cannot be updated", zh: "无法更新" });
}

function notALine(address: string): RangeError {
  return rangeError(
    `${address}: a reader is updated on a line of its own: serial:PORT[?baud=N] or tcp://HOST:PORT`,
    `${address}：只能通过读卡器自己的线路更新：serial:串口[?baud=N] 或 tcp://主机:端口`,
  );
}

function otherReader(address: string, wanted: string, found: string): UpdateError {
  return new UpdateError({
    texts: {
      en: `${address}: ${wanted} was updated, and ${found} answers there now`,
      zh: `${address}：已更新 ${wanted}，现在应答的是 ${found}`,
    },
    code: "other-reader",
    running: "new",
    remedies: {
      en: "see which reader is connected: duka readers",
      zh: "请检查接线，并用 duka readers 查看",
    },
  });
}

function noAnswer(address: string, cause: ReaderError): UpdateError {
  return new UpdateError({
    texts: {
      en: `${address}: the new firmware has passed its self-test, and the reader does not answer any more`,
      zh: `${address}：新固件已通过自检，但读卡器现在无应答`,
    },
    code: "no-answer",
    running: "new",
    remedies: {
      en: "switch the reader off and on, then look: duka readers",
      zh: "请断电后重新上电，再用 duka readers 查看",
    },
    cause,
  });
}
