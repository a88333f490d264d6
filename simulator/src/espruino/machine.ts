/**
 * A board with Espruino on it: runs the text that is flashed, in a context that has what the interpreter has and lacks
 * what it lacks, on the simulation's clock and against the wires it is soldered to.
 */
import vm from "node:vm";
import type { Cancel } from "@duka/protocol/transport";
import type { SimulationClock } from "../time/clock.js";
import { type BoardModel, boardModel, type CpuCost } from "./board-model.js";
import { BUILTINS_SCRIPT } from "./builtins.js";
import { EventLoop } from "./event-loop.js";
import { interpreterGlobals } from "./interpreter-globals.js";
import { textToRun } from "./language.js";
import { Listeners } from "./listeners.js";
import { Pins } from "./pins.js";
import { SerialPort } from "./serial-ports.js";
import { runInSharedRealm } from "./shared-realm.js";
import { spiClass } from "./spi.js";
import { Timers } from "./timers.js";
import type { Wiring } from "./wiring.js";

type MachineOptions = {
  /** The text of the bundle. */
  readonly bundle: string;
  readonly clock: SimulationClock;
  readonly wiring: Wiring;
  /** What `getSerial` answers. */
  readonly serialNumber: string;
  readonly cpu: CpuCost;
  /** The bundle does not load, throws what no one catches, or talks on the host line through its console. */
  readonly onCrash: (error: Error) => void;
  /** Name of a board of `board-model.ts`; PICO_R1_3 when absent. */
  readonly board?: string;
  /** Small files of the interpreter's Storage, which survive a restart; of this machine alone unless given. */
  readonly storage?: Map<string, string>;
  /** What `require` answers instead. */
  readonly modules?: { readonly [name: string]: unknown };
  /** Called at `E.reboot()` instead of starting the bundle again. */
  readonly onReboot?: () => void;
  /** Takes what the console says; without it such words on a wired port are a crash. */
  readonly onText?: (text: string) => void;
  /** The firmware has given the console to a port (true), or to no one. */
  readonly onConsole?: (isOpen: boolean) => void;
  /** Globals defined before the bundle runs. */
  readonly globals?: { readonly [name: string]: unknown };
};

export type Machine = {
  /** Pulls the plug: nothing runs any more, and no contact is driven. */
  stop(): void;
};

/** Ports that every board has; those that are not wired lead nowhere. */
const PORTS = ["Serial1", "Serial2", "Serial3", "Serial4", "Serial5", "Serial6"];
/** Where the console is until the firmware moves it. */
const DEFAULT_CONSOLE = "Serial1";
/** From a reset to the first line of the saved code. */
const BOOT_MS = 300;

/** Power on: the bundle has run when this returns. */
export function startMachine(options: MachineOptions): Machine {
  const board = boardModel(options.board ?? "PICO_R1_3");
  const storage = options.storage ?? new Map<string, string>();
  let boot: Cancel | undefined;
  let running: Cancel;
  const run = (): void => {
    running = runOnce(options, board, storage, () => {
      running();
      boot = options.clock.after(BOOT_MS, run);
    });
  };
  run();
  return {
    stop() {
      boot?.();
      running();
    },
  };
}

/** One life of the interpreter, from reset to reset. */
function runOnce(
  options: MachineOptions,
  board: BoardModel,
  storage: Map<string, string>,
  reboot: () => void,
): Cancel {
  const { clock, wiring } = options;
  const processListeners = new Listeners();
  const interpreterListeners = new Listeners();
  const ports: { [name: string]: SerialPort } = {};
  let console: string | null = DEFAULT_CONSOLE;
  let seenFlags = new Set<string>();

  const say = (text: string): void => {
    if (options.onText !== undefined) {
      if (console !== null) options.onText(text);
      return;
    }
    const port = console === null ? undefined : ports[console];
    if (port === undefined || console === null || !(console in wiring.uarts)) return;
    port.say(text);
    options.onCrash(new Error(`the console has talked on ${console}: ${text.trim()}`));
  };
  const guard = (run: () => void): void => {
    try {
      run();
    } catch (thrown) {
      uncaught(asError(thrown));
    }
  };
  const uncaught = (error: Error): void => {
    if (!processListeners.has("uncaughtException")) {
      say(`Uncaught ${error.message}\r\n`);
      options.onCrash(error);
      return;
    }
    try {
      processListeners.emit("uncaughtException", [error]);
    } catch (thrown) {
      options.onCrash(asError(thrown));
    }
  };
  const tellFlags = (): void => {
    if (loop.errorFlags.size === 0 && seenFlags.size === 0) return;
    const fresh = [...loop.errorFlags].filter((flag) => !seenFlags.has(flag));
    seenFlags = new Set(loop.errorFlags);
    if (fresh.length > 0) guard(() => interpreterListeners.emit("errorFlag", [fresh]));
  };

  const loop = new EventLoop({
    clock,
    cpu: options.cpu,
    queueBytes: board.queueBytes,
    guard,
    afterEvent: tellFlags,
  });
  const timers = new Timers(clock, loop);
  const pins = new Pins(wiring.pins, loop, clock, board.timerClockHz);
  for (const name of PORTS) ports[name] = new SerialPort(wiring.uarts[name], loop);
  const stop = (): void => {
    loop.stop();
    timers.stop();
    pins.release();
  };

  const globals = Object.assign(
    Object.fromEntries(PORTS.map((name) => [name, ports[name]?.object()])),
    pins.globals(),
    timers.globals(),
    { SPI: spiClass(wiring) },
    interpreterGlobals({
      board,
      serialNumber: options.serialNumber,
      interpreterListeners,
      processListeners,
      storage,
      timeSeconds: () => loop.lookAtClockMs() / 1000,
      say,
      moveConsole: (port) => {
        console = port;
        options.onConsole?.(port !== null);
      },
      errorFlags: () => {
        const flags = [...loop.errorFlags];
        loop.errorFlags.clear();
        return flags;
      },
      reboot: options.onReboot ?? reboot,
      ...(options.modules === undefined ? {} : { modules: options.modules }),
    }),
    options.globals,
  );
  try {
    runBundle(options.bundle, globals);
  } catch (thrown) {
    options.onCrash(asError(thrown));
  }
  return stop;
}

/**
 * The project's own firmware in the realm that its machines share, any other in one of its own; and so an instrumented
 * one, which counts where the tests around it count.
 */
function runBundle(bundle: string, globals: { readonly [name: string]: unknown }): void {
  const { text, isBuilt } = textToRun(bundle);
  const counters: unknown = Reflect.get(globalThis, "__coverage__");
  if (isBuilt && counters === undefined) {
    runInSharedRealm(text, globals);
    return;
  }
  const sandbox = vm.createContext(
    counters === undefined ? { ...globals } : { ...globals, __coverage__: counters },
  );
  vm.runInContext(BUILTINS_SCRIPT, sandbox, { filename: "builtins" });
  vm.runInContext(text, sandbox, { filename: "bundle.js" });
}

/** Errors of the sandbox are of another realm, and anything can be thrown. */
function asError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  const isLike = typeof thrown === "object" && thrown !== null && "message" in thrown;
  const error = new Error(isLike ? String(thrown.message) : String(thrown));
  if (isLike && "stack" in thrown && typeof thrown.stack === "string") error.stack = thrown.stack;
  return error;
}
