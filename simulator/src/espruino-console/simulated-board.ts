/**
 * A board with the interpreter on it, from its first power-up on: a console on its host line while no code is saved,
 * else whatever is saved, on the same machine that runs the simulated reader.
 */

import { FREE_CPU } from "../espruino/board-model.js";
import { type Machine, startMachine } from "../espruino/machine.js";
import type { Wiring } from "../espruino/wiring.js";
import { type Cable, createCable } from "../line/cable.js";
import type { HostSpeeds } from "../line/host-end.js";
import type { SimulationClock } from "../time/clock.js";
import { CRYPTO, consoleExecutor } from "./console-globals.js";
import { FlashStorage } from "./flash-storage.js";
import { createLineConsole } from "./line-console.js";

export type SimulatedBoardOptions = {
  readonly clock: SimulationClock;
  /** As the interpreter names it; one that the machine knows, where a firmware is to run on it. */
  readonly board: string;
  readonly version: string;
  readonly storageBytes: number;
  /** The interpreter has SHA-256. */
  readonly sha256: boolean;
  readonly serialNumber: string;
  /** UART of the firmware's host line: "Serial1". */
  readonly hostUart: string;
  readonly baud: number;
  /** What a change of it does: nothing unless given. */
  readonly speeds?: HostSpeeds;
  /** What is soldered to it beside the host line: nothing unless given. */
  readonly wiring?: Wiring;
  /**
   * Real milliseconds that a line on the console may take before it is stopped: 5000 unless given. Infinity where no
   * line comes from outside: to watch each one takes longer than most of them.
   */
  readonly lineLimitMs?: number;
  /** Its power is gone: by `powerFail`, or by a cut that its flash was told of. */
  readonly onPowerOff?: () => void;
};

export type SimulatedBoard = {
  readonly cable: Cable;
  readonly storage: FlashStorage;
  /** Letter of the image that runs, "" when saved code of another kind runs, undefined while the console is open. */
  running(): string | undefined;
  /** All that the console has said. */
  readonly said: () => string;
  /** Called with each line that the console executes, before it does. */
  onLine(listener: (line: string) => void): void;
  /**
   * The interpreter's input queue loses, repeats or mixes up what was typed: a line that is not empty, counted from
   * 1, becomes what the fault answers.
   */
  mishear(fault: (line: string, number: number) => string): void;
  powerFail(): void;
  /** @param isButtonHeld the interpreter runs no saved code then, and its console is open */
  powerUp(isButtonHeld?: boolean): void;
  isOff(): boolean;
};

const BOOT_MS = 50;
const BITS_PER_BYTE = 11;
/** No line of a tool takes so long. */
const LINE_LIMIT_MS = 5000;
/** So much of it is kept at least. */
const SAID_MAX = 100_000;
/** In the order in which they run. */
const BOOT_FILES = [".boot0", ".boot1", ".boot2", ".boot3", ".bootcde"];
const BANNER = `\r\n ____                 _ \r\n|  __|___ ___ ___ _ _|_|___ ___ \r\n|  __|_ -| . |  _| | | |   | . |
|____|___|  _|_| |___|_|_|_|___|\r\n         |_| espruino.com\r\n`;

export function createSimulatedBoard(options: SimulatedBoardOptions): SimulatedBoard {
  const { clock, hostUart, wiring } = options;
  const cable = createCable({
    clock,
    name: options.board,
    baud: options.baud,
    bitsPerByte: BITS_PER_BYTE,
    speeds: options.speeds ?? "one",
  });
  const storage = new FlashStorage(options.storageBytes, powerFail);
  const modules: { readonly [name: string]: unknown } = {
    Storage: storage.module(),
    ...(options.sha256 ? { crypto: CRYPTO } : {}),
  };
  const lineListeners: ((line: string) => void)[] = [];
  let fault: ((line: string, number: number) => string) | undefined;
  let lines = 0;
  let machine: Machine | undefined;
  let isOn = false;
  let said = "";
  /** The last image that saved code has read whole. */
  let image = "";
  /** Events of a life before belong to no one. */
  let life = 0;

  function say(text: string): void {
    said += text;
    // Not at each character: a cut copies all of it.
    if (said.length > 2 * SAID_MAX) said = said.slice(-SAID_MAX);
    cable.board.transmit(Uint8Array.from(text, (character) => character.charCodeAt(0)));
  }

  function boot(isButtonHeld = false): void {
    isOn = true;
    const saved = BOOT_FILES.map((name) => storage.read(name) ?? "").filter((text) => text !== "");
    const code = isButtonHeld ? [] : saved;
    if (code.length === 0) {
      openConsole();
      say(`${BANNER} ${options.version} (c) 2026 G.Williams\r\n\r\n>`);
      return;
    }
    const own = life;
    let hasConsole = true;
    image = "";
    const started = startMachine({
      bundle: code.map(asBootFile).join("\n"),
      board: options.board,
      clock,
      wiring: { pins: {}, ...wiring, uarts: { ...wiring?.uarts, [hostUart]: cable.board } },
      serialNumber: options.serialNumber,
      cpu: FREE_CPU,
      modules: { ...modules, Storage: { ...storage.module(), read: readAsFirmware } },
      // A line that no one takes back is one of the console.
      onText: (text) => {
        if (own === life && machine === undefined) say(text);
      },
      onConsole: (isOpen) => {
        hasConsole = isOpen;
        if (own === life && isOpen) clock.after(0, () => own === life && leaveFirmware());
      },
      onReboot: () => {
        if (own === life) reboot();
      },
      onCrash: (error) => {
        if (own === life) said += `crash: ${error.message}\r\n`;
      },
    });
    machine = started;
    if (own !== life) started.stop();
    // Saved code that leaves the console where it is.
    else if (hasConsole) leaveFirmware();
  }

  function readAsFirmware(name: unknown, offset?: number, length?: number): string | undefined {
    const letter = /^duka\.([ab])$/.exec(String(name))?.[1];
    if (letter !== undefined && offset === undefined) image = letter;
    return storage.read(String(name), offset, length);
  }

  function leaveFirmware(): void {
    machine?.stop();
    machine = undefined;
    openConsole();
    say("\r\n>");
  }

  function openConsole(): void {
    const own = life;
    const execute = consoleExecutor({
      modules,
      environment: {
        VERSION: options.version,
        BOARD: options.board,
        SERIAL: options.serialNumber,
        MODULES: `timer,Flash,Storage${options.sha256 ? ",crypto" : ""}`,
      },
      lineLimitMs: options.lineLimitMs ?? LINE_LIMIT_MS,
      say: (text) => own === life && say(text),
      reboot,
      after: (delayMs, then) => clock.after(delayMs, () => own === life && then()),
    });
    const console = createLineConsole({
      say: (text) => own === life && say(text),
      mishear: (line) => (line === "" ? line : (fault?.(line, ++lines) ?? line)),
      execute(line) {
        for (const listener of lineListeners) listener(line);
        if (own !== life) throw new Error("no power");
        return execute(line);
      },
    });
    cable.board.onReceive((byte) => own === life && console.hear(byte));
  }

  function stop(): void {
    life++;
    isOn = false;
    machine?.stop();
    machine = undefined;
    cable.boardOff();
  }

  function reboot(): void {
    stop();
    const own = life;
    clock.after(BOOT_MS, () => own === life && boot());
  }

  function powerFail(): void {
    stop();
    // The port of a board that is powered by it is gone with its power.
    cable.unplug();
    options.onPowerOff?.();
  }

  boot();
  return {
    cable,
    storage,
    running() {
      return machine === undefined ? undefined : image;
    },
    said: () => said,
    onLine: (listener) => lineListeners.push(listener),
    mishear(next) {
      fault = next;
      lines = 0;
    },
    powerFail,
    isOff: () => !isOn,
    powerUp(isButtonHeld) {
      storage.powerUp();
      boot(isButtonHeld);
    },
  };
}

/** One boot file that fails does not keep the next from running. */
function asBootFile(text: string): string {
  return `try{eval(${JSON.stringify(text)})}catch(e){print("Uncaught "+e)}`;
}
