/**
 * The interpreter as a board: its console on a serial port, as a board's is, its other ports on pseudo-terminals too,
 * cards at their ends. It has power as long as it is wanted: when it restarts itself, which ends the program, it is
 * started again.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CardChip } from "@duka/simulator/chip/chip";
import { createByteCard } from "./byte-card.js";
import { openPty, openPtyPair, type Pty } from "./pty.js";
import { until } from "./until.js";

export type LinuxBoard = {
  /** Pseudo-terminal of the interpreter's console. */
  readonly console: string;
  /** Pseudo-terminal at which a host finds the reader. */
  readonly host: string;
  /** All that it has said beside its console. */
  said(): string;
  /** How often it was started. */
  starts(): number;
  /** The power goes and comes back. */
  powerCycle(): Promise<void>;
  close(): Promise<void>;
};

export async function startLinuxBoard(program: string, chips: readonly CardChip[]): Promise<LinuxBoard> {
  const folder = mkdtempSync(join(tmpdir(), "duka-espruino-"));
  const path = (name: string): string => join(folder, name);
  const ptys: Pty[] = [];
  const open = async (name: string): Promise<Pty> => {
    const pty = await openPty(path(name));
    ptys.push(pty);
    return pty;
  };
  const console = await openPtyPair(path("console"), path("board-console"));
  const host = await openPtyPair(path("host"), path("board-host"));
  await serveCards(await open("contacts"), [await open("card"), await open("sam")], chips);
  nameWires(program, folder, {
    DUKA_BOARD_CONSOLE: path("board-console"),
    DUKA_HOST: path("board-host"),
    DUKA_CARD: path("card"),
    DUKA_SAM: path("sam"),
    DUKA_CONTACTS: path("contacts"),
  });

  let said = "";
  let starts = 0;
  let isOn = true;
  let child: ChildProcess = run();
  function run(): ChildProcess {
    starts++;
    const started = spawn(program, [], { cwd: folder, stdio: ["pipe", "pipe", "pipe"] });
    const heard = (bytes: Buffer): void => {
      said += bytes.toString("latin1");
    };
    started.stdout.on("data", heard);
    started.stderr.on("data", heard);
    started.on("exit", () => {
      if (isOn) child = run();
    });
    return started;
  }
  return {
    console: path("console"),
    host: path("host"),
    said: () => said,
    starts: () => starts,
    async powerCycle() {
      const before = starts;
      child.kill("SIGKILL");
      await until("the interpreter to start again", () => starts > before);
    },
    async close() {
      isOn = false;
      const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      child.kill("SIGKILL");
      await gone;
      for (const pty of ptys) pty.close();
      host.close();
      console.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * The interpreter for Linux reads its standard input in a thread that shares a queue with the interpreter and takes no
 * lock: now and then it executes the queue again and again. A port it reads in whole pieces.
 */
const CONSOLE = "Serial5.setup(115200,{path:DUKA_BOARD_CONSOLE});Serial5.setConsole(true);";

/** What is soldered to what, said in a boot file of its own before the saved code runs. */
function nameWires(program: string, folder: string, wires: { readonly [name: string]: string }): void {
  const text = Object.entries(wires)
    .map(([name, value]) => `${name}=${JSON.stringify(value)};`)
    .join("");
  writeFileSync(join(folder, "wires.js"), text + CONSOLE);
  spawnSync(program, ["-e", 'require("Storage").write(".boot0",require("fs").readFileSync("wires.js"))'], {
    cwd: folder,
    stdio: ["pipe", "ignore", "ignore"],
    timeout: 10_000,
  });
}

/** The contact bytes of firmware/src/hal-ptys.ts, and a card at each slot. */
async function serveCards(contacts: Pty, lines: readonly Pty[], chips: readonly CardChip[]): Promise<void> {
  const cards = chips.map((chip, slot) => createByteCard(chip, (bytes) => lines[slot]!.write(bytes)));
  const states = chips.map(() => 0);
  lines.forEach((line, slot) => {
    line.onData((bytes) => {
      for (const byte of bytes) cards[slot]?.hear(byte);
    });
  });
  contacts.onData((bytes) => {
    for (const byte of bytes) {
      const slot = byte >> 4;
      const card = cards[slot];
      if (card === undefined) continue;
      const before = states[slot]!;
      states[slot] = byte & 15;
      if ((byte & 3) === 0) card.powerOff();
      else if ((byte & 4) !== 0 && (before & 4) === 0) card.reset();
      contacts.write(Uint8Array.of((slot << 4) | 1));
    }
  });
}
