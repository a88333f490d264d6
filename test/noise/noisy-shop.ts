/**
 * Sessions over a bad line to one reader, card and PSAM: open, debit, close. What the host wrote and what the chips did
 * is kept, so that each session is judged by what happened and not by what the driver believes.
 */
import { openAccount } from "@duka/driver/account/account";
import type { Outcome } from "@duka/driver/account/outcome";
import { deadlineAfter } from "@duka/driver/base/deadline";
import { EquipmentError } from "@duka/driver/base/equipment-error";
import { ReaderError } from "@duka/driver/base/errors";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import { startReader } from "@duka/driver/reader/reader";
import type { Link } from "@duka/protocol/transport";
import type { ByteHook } from "@duka/simulator";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import { simulate } from "@duka/simulator/world/simulation";
import { NOON_MS } from "../support/card/till.js";
import { FrameLog } from "./frame-log.js";

const DEBIT = 0x54;
const OPEN_MS = 8000;

/** What one session came to. */
export type Session = {
  readonly ref: string;
  /** Undefined when the session broke off before there was an outcome: nothing was debited then. */
  readonly outcome: Outcome | undefined;
  readonly error: ReaderError | EquipmentError | undefined;
  /** Earlier sales that this session decided. */
  readonly recovered: readonly Outcome[];
  /** TACs of the debits that the card carried out in this session. */
  readonly tacs: readonly string[];
  /** TPDUs that the host sent, each once however often it was repeated, and those that card and PSAM executed. */
  readonly sent: readonly string[];
  readonly executed: readonly string[];
  readonly elapsedMs: number;
};

type NoisyShop = {
  /** What the card itself says, over a line without noise. */
  balanceFen(): Promise<number>;
  /** Adds noise to the cable; answers how to take it away. */
  noise(hook: ByteHook): () => void;
  session(ref: string, amountFen: number): Promise<Session>;
  close(): Promise<void>;
};

export async function openNoisyShop(seed: number): Promise<NoisyShop> {
  const world = simulate({ clock: new VirtualClock(NOON_MS), seed });
  const journal = await openJournal(":memory:", world.clock);
  const executed: string[] = [];
  const tacs: string[] = [];
  for (const slot of [0, 1]) {
    world.reader.slot(slot).behave({
      intercept: (command, execute) => {
        const response = execute();
        executed.push(tpduText(slot, command));
        if (slot === 0 && command[1] === DEBIT && response.length === 10)
          tacs.push(hex(response.subarray(0, 4)));
        return response;
      },
    });
  }
  return {
    balanceFen,
    noise: (hook) => world.reader.cable.onByte(hook),
    session,
    async close() {
      await journal.close();
      await world.close();
    },
  };

  async function session(ref: string, amountFen: number): Promise<Session> {
    executed.length = 0;
    tacs.length = 0;
    const log = new FrameLog();
    const recovered: Outcome[] = [];
    const startMs = world.clock.nowMs();
    world.reader.cable.unplug();
    const link = listened(world.reader.cable.plug(), log);
    let outcome: Outcome | undefined;
    let error: ReaderError | EquipmentError | undefined;
    try {
      outcome = await sell(link, ref, amountFen, recovered);
    } catch (thrown) {
      if (!(thrown instanceof ReaderError || thrown instanceof EquipmentError)) throw thrown;
      error = thrown;
    }
    return {
      ref,
      outcome,
      error,
      recovered,
      tacs: [...tacs],
      sent: log.tpdus,
      executed: [...executed],
      elapsedMs: world.clock.nowMs() - startMs,
    };
  }

  async function sell(link: Link, ref: string, amountFen: number, recovered: Outcome[]): Promise<Outcome> {
    const reader = await connect(link);
    try {
      const account = openAccount({ reader, journal, onRecovered: (sale) => recovered.push(sale) });
      return await account.debit({ ref, amountFen });
    } finally {
      await reader.close();
    }
  }

  function connect(link: Link) {
    return startReader({
      address: "sim:",
      link,
      clock: world.clock,
      simulated: true,
      deadline: deadlineAfter(world.clock, OPEN_MS),
      release: async () => undefined,
    });
  }

  async function balanceFen(): Promise<number> {
    world.reader.cable.unplug();
    const reader = await connect(world.reader.cable.plug());
    const info = await openAccount({ reader, journal }).balance();
    await reader.close();
    if (!("balanceFen" in info)) throw new Error("the balance cannot be read");
    return info.balanceFen;
  }
}

/** The same link, with what the host writes on it noted. */
function listened(link: Link, log: FrameLog): Link {
  return {
    ...link,
    listen: (listener) => link.listen(listener),
    close: () => link.close(),
    write(bytes) {
      log.add(bytes);
      link.write(bytes);
    },
  };
}

/** Slot, header of five bytes and data, as T=0 has them. */
export function tpduText(slot: number, command: Uint8Array): string {
  const whole = command.length === 4 ? Uint8Array.of(...command, 0) : command;
  return `${slot}:${hex(whole)}`;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join("");
}
