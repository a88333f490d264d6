/** The till of a world: the driver's account on the world's reader, with its journal on a disk that can fail. */

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Account, AccountOptions, Journal, Outcome, ReconnectingReader, Settlement } from "@duka/driver";
import { cities } from "@duka/protocol/cities";
import { live } from "@duka/protocol/data/live";
import type { Clock, Link } from "@duka/protocol/transport";
import type { Profile } from "../profiles/profile.js";
import type { VirtualClock } from "../time/virtual-clock.js";
import { watchedCall } from "./centre-watch.js";
import type { CityCentre } from "./city-centre.js";
import { cutImage, imageOf, type JournalImage, writeImage } from "./journal-files.js";
import { watchJournal } from "./journal-watch.js";
import { type Driver, type DriverReader, loadDriver } from "./load-driver.js";
import type { WorldProcesses } from "./processes.js";
import { beginLife, type TillLife } from "./till-life.js";
import type { Watch } from "./watch.js";

export type WorldTill = Account & {
  readonly reader: ReconnectingReader;
  readonly journal: Journal;
  readonly settlement: Settlement;
  /** Sales that an earlier visit left undecided, and this till has decided since. */
  readonly recovered: readonly Outcome[];
};

type TillMachine = {
  readonly till: WorldTill;
  /** Its journal of now, which another program of the machine may open too. */
  readonly file: string;
  readonly isDead: boolean;
  /** What the disk holds now counts as synced: a kill that loses what comes later is planned from now on. */
  noteSynced(): void;
  /** Power and process go. @param bytes how many bytes that were not synced are kept; all unless given */
  kill(bytes?: number): void;
  /** Starts the program again, on what its disk holds. @throws Error when it does not come up: it is dead then */
  restart(): Promise<void>;
  close(): Promise<void>;
};

type Loaded = { readonly driver: Driver; readonly readers: DriverReader };
type OpenReaderOf = (life: TillLife, loaded: Loaded) => Promise<ReconnectingReader>;

export type TillSetup = {
  readonly profile: Profile;
  readonly clock: Clock;
  readonly watch: Watch;
  /** The reader as this life of the program has it. */
  readonly openReader: OpenReaderOf;
  readonly centre: CityCentre | undefined;
  readonly account: Partial<AccountOptions>;
  /** What the disk holds after each sync is kept: for a kill that loses what came later. */
  readonly keepsSynced: () => boolean;
  /** What nobody could guess is seeded here. */
  readonly random: (count: number) => Uint8Array;
  /** The driver thinks its centre outside; here it lives in the same time. */
  readonly inside: VirtualClock["inside"];
  readonly processes: WorldProcesses;
  /** Of another program: this one opens it too. */
  readonly file?: string;
};

/** A disk in memory, where there is one: what is synced to it costs nothing. */
const IN_MEMORY = "/dev/shm";

export async function openTillMachine(setup: TillSetup): Promise<TillMachine> {
  const loaded = await loadDriver();
  const folder = newFolder();
  const journalOf = (count: number): string => setup.file ?? join(folder, `till-${count}.db`);
  let count = 1;
  let program = await begin(
    setup.file === undefined ? await preparedJournal(loaded.driver, setup.clock) : undefined,
  );
  /** It ended, and the next one has not come up: its reader may be away. */
  let isDown = false;

  /** @param image what the disk holds; undefined: what it held when the program ended */
  async function begin(image: JournalImage | undefined): Promise<Program> {
    if (image !== undefined) writeImage(image, journalOf(count));
    return startProgram(loaded, setup, journalOf(count));
  }

  return live<TillMachine, "till" | "file" | "isDead">(
    {
      kill(bytes) {
        if (!isDown) program.kill(bytes);
      },
      noteSynced: () => program.noteSynced(),
      async restart() {
        const left = isDown ? undefined : await program.end();
        isDown = true;
        if (left !== undefined) count++;
        program = await begin(left);
        isDown = false;
      },
      async close() {
        if (!isDown) await program.end();
        rmSync(folder, { recursive: true, force: true });
      },
    },
    { till: () => program.till, file: () => journalOf(count), isDead: () => isDown || program.life.isDead() },
  );
}

type Program = {
  readonly till: WorldTill;
  readonly life: TillLife;
  noteSynced(): void;
  kill(bytes: number | undefined): void;
  /** @returns what a killed one has left on its disk */
  end(): Promise<JournalImage | undefined>;
};

async function startProgram(loaded: Loaded, setup: TillSetup, file: string): Promise<Program> {
  const { driver } = loaded;
  const { watch, profile, centre: city, processes } = setup;
  const life = beginLife(setup.clock);
  const pid = processes.begin();
  let synced: JournalImage | undefined;
  let left: JournalImage | undefined;
  const keepSynced = (): void => {
    if (setup.keepsSynced()) synced = imageOf(file);
  };
  const steps = watchJournal(watch, life.isDead, keepSynced);
  const journal = await driver.openJournal(file, life.clock, steps.open, {
    ownPid: pid,
    isAlive: processes.isAlive,
  });
  keepSynced();
  const named = steps.named(journal);
  watch.tell({ type: "till", what: "started" });
  const reader = await setup.openReader(life, loaded).catch(async (error: unknown) => {
    life.kill();
    await journal.close();
    processes.end(pid);
    throw error;
  });
  const recovered: Outcome[] = [];
  const centre =
    city === undefined
      ? undefined
      : { ...city.centre, call: watchedCall(city, life.clock, watch, life.isDead, setup.inside) };
  const account = driver.openAccount({
    reader,
    journal: named,
    profile: cities.find(({ name }) => name === profile.name) ?? profile,
    ...(centre === undefined ? {} : { centre }),
    random: setup.random,
    ...setup.account,
    onRecovered(outcome) {
      recovered.push(outcome);
      tellOutcome(watch, outcome, true);
      setup.account.onRecovered?.(outcome);
    },
  });
  const settlement = driver.openSettlement({
    journal: named,
    centre: centre ?? NO_CENTRE,
    clock: life.clock,
    region: profile.region,
  });
  return {
    life,
    till: {
      ...mortal(account, life, watch),
      reader,
      journal: named,
      settlement: {
        ...settlement,
        upload: (all) => life.during(settlement.upload(all)),
        waiting: () => life.during(settlement.waiting()),
      },
      recovered,
    },
    noteSynced: keepSynced,
    kill(bytes) {
      if (life.isDead()) return;
      const written = imageOf(file);
      left = bytes === undefined || synced === undefined ? written : cutImage(synced, written, bytes);
      life.kill();
      processes.end(pid);
      watch.tell({ type: "till", what: "killed" });
    },
    async end() {
      if (!life.isDead()) await reader.close();
      await journal.close();
      processes.end(pid);
      return left;
    },
  };
}

/** Without a centre there is nobody to upload to: everything stays due. */
const NO_CENTRE = {
  institutionId: "NONE",
  simulated: true,
  call: () => Promise.reject(new Error("this world has no centre")),
};

/**
 * A reader of the simulation, at a cable that can be out.
 * @param connect a new end of the cable; undefined while it is out
 */
export function readerAtCable(address: string, connect: () => Link | undefined): OpenReaderOf {
  return (life, { driver, readers }) => {
    const plugged = (): Link => {
      const link = connect();
      if (link !== undefined) return life.line(link);
      throw new driver.ReaderError({
        message: `${address}: the cable is out`,
        code: "no-reader",
        layer: "link",
        delivery: "not-sent",
      });
    };
    return readers.openReaderOn(async () => plugged(), { address, clock: life.clock, simulated: true });
  };
}

/** Every call ends when the program is killed, and what became of a sale is told. */
function mortal(account: Account, life: TillLife, watch: Watch): Account {
  const calls = Object.entries(account).map(([name, call]) => [
    name,
    async (...args: unknown[]) => {
      const result = await life.during((call as (...all: unknown[]) => Promise<unknown>)(...args));
      if (isOutcome(result)) tellOutcome(watch, result, false);
      return result;
    },
  ]);
  return Object.fromEntries(calls) as Account;
}

type Told = Pick<Outcome, "ref" | "outcome" | "reasonCode"> & { readonly tac?: string | null };

function isOutcome(result: unknown): result is Told {
  return typeof result === "object" && result !== null && "outcome" in result && "ref" in result;
}

function tellOutcome(watch: Watch, { ref, outcome, reasonCode, tac }: Told, recovered: boolean): void {
  watch.tell({ type: "outcome", ref, outcome, reasonCode: reasonCode ?? "", tac: tac ?? "", recovered });
}

function newFolder(): string {
  return mkdtempSync(join(existsSync(IN_MEMORY) ? IN_MEMORY : tmpdir(), "duka-world-"));
}

let prepared: Promise<JournalImage> | undefined;

/** A new journal is the same in every world: made once in a process. */
function preparedJournal(driver: Driver, clock: Clock): Promise<JournalImage> {
  prepared ??= (async () => {
    const folder = newFolder();
    try {
      const file = join(folder, "till.db");
      const journal = await driver.openJournal(file, clock);
      await journal.close();
      return imageOf(file);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  })();
  return prepared;
}
