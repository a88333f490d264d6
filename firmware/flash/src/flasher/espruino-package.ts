/**
 * The package `espruino` as a library: the only file that names it. It keeps everything in globals, talks on the
 * console, asks the net for board files, looks for Bluetooth, lists only ports that it finds itself, and calls back
 * never rather than late: so it gets one port of ours, no configuration that leads outside, a deaf console, and no say
 * about how long to wait.
 */
import { rangeError } from "@duka/protocol/data/bilingual";
import type { Link } from "@duka/protocol/transport";

/** Text to and from a board; one character is one byte. */
export type BoardWire = {
  readonly name: string;
  write(text: string): void;
  /** @returns how to stop listening */
  onText(listener: (text: string) => void): () => void;
  onClosed(listener: (reason?: Error) => void): void;
  /** The package's own question, with its way of finding a prompt; undefined when nothing answers it. */
  environment(): Promise<string | undefined>;
  close(): Promise<void>;
};

/** What is used of the global `Espruino`. */
type Library = {
  Config: { [name: string]: unknown };
  Core: {
    Serial: {
      devices: Device[];
      open(path: string, opened: (info: unknown) => void, closed: () => void): void;
      startListening(listener: (data: ArrayBuffer) => void): unknown;
      setSlowWrite(slow: boolean, force: boolean): void;
      isConnected(): boolean;
      close(): void;
      connection: {
        chunkSize: number;
        write(text: string): Promise<void>;
        on(event: "data", listener: (text: string) => void): void;
        removeListener(event: "data", listener: (text: string) => void): void;
      };
    };
    Utils: { executeExpression(expression: string, answer: (text: string | undefined) => void): void };
  };
};

type Device = {
  readonly name: string;
  getPorts(
    answer: (ports: { path: string; description: string; type: string }[], all: boolean) => void,
  ): void;
  open(
    path: string,
    opened: (info: object) => void,
    received: (data: ArrayBuffer) => void,
    closed: () => void,
  ): void;
  write(text: string, written: () => void): void;
  close(): void;
};

const PORT = "duka";
/** Pieces that it cuts a text into; more than 512 some systems lose. */
const PIECE_BYTES = 512;

/** The package has one connection for the whole process. */
type Session = {
  readonly link: Link;
  readonly closed: Set<(reason?: Error) => void>;
  loss: { readonly reason: Error | undefined } | undefined;
  /** Tells the package; it must not hear of an end before it has told of the beginning. */
  tellPackage: () => void;
};

let library: Promise<Library> | undefined;
let session: Session | undefined;

/**
 * Opens the board's console over a link that no one listens to yet.
 * @throws RangeError when another board is being spoken to by this process
 */
export async function openBoardWire(link: Link): Promise<BoardWire> {
  if (session !== undefined)
    throw rangeError(
      "one board at a time: another one is being flashed",
      "一次只能写入一块板：本程序正在写入另一块",
    );
  const own: Session = { link, closed: new Set(), loss: undefined, tellPackage: () => undefined };
  session = own;
  const restoreConsole = silenceConsole();
  const end = (): void => {
    restoreConsole();
    session = undefined;
  };
  try {
    library ??= loadLibrary();
    const { Serial, Utils } = (await library).Core;
    let isOpening = true;
    let tellEnd: (() => void) | undefined;
    own.tellPackage = () => {
      if (!isOpening) tellEnd?.();
    };
    packageClosed = (tell) => {
      tellEnd = tell;
    };
    await new Promise<void>((resolve) =>
      Serial.open(
        PORT,
        () => resolve(),
        () => undefined,
      ),
    );
    isOpening = false;
    if (own.loss !== undefined) own.tellPackage();
    // Throttling is for ports that lose bytes; here every piece is answered before the next is sent.
    Serial.setSlowWrite(false, true);
    Serial.connection.chunkSize = PIECE_BYTES;
    Serial.startListening(() => undefined);
    return {
      name: link.name,
      write(text) {
        if (text !== "" && own.loss === undefined) void Serial.connection.write(text);
      },
      onText(listener) {
        Serial.connection.on("data", listener);
        return () => Serial.connection.removeListener("data", listener);
      },
      onClosed(listener) {
        own.closed.add(listener);
        if (own.loss !== undefined) listener(own.loss.reason);
      },
      environment: () => new Promise((resolve) => Utils.executeExpression("process.env", resolve)),
      async close() {
        if (own.loss === undefined && Serial.isConnected()) Serial.close();
        await link.close();
        end();
      },
    };
  } catch (error) {
    end();
    throw error;
  }
}

let packageClosed: (tell: () => void) => void = () => undefined;

/** Our port among its own, which are taken out. */
const device: Device = {
  name: "Duka",
  getPorts: (answer) => answer([{ path: PORT, description: "", type: "usb" }], true),
  open(_path, opened, received, closed) {
    const own = session;
    packageClosed(closed);
    own?.link.listen({
      data: (bytes) => received(new Uint8Array(bytes).buffer),
      closed(reason) {
        own.loss = { reason };
        own.tellPackage();
        for (const listener of own.closed) listener(reason);
      },
      bytesNeeded: () => 1,
    });
    opened({});
  },
  write(text, written) {
    session?.link.write(Uint8Array.from(text, (character) => character.charCodeAt(0)));
    written();
  },
  close() {},
};

async function loadLibrary(): Promise<Library> {
  const restore = keepProcess();
  try {
    const { default: espruino } = await import("espruino");
    await new Promise<void>((resolve) => espruino.init(resolve));
  } finally {
    restore();
  }
  const loaded = (globalThis as { Espruino?: Library }).Espruino;
  if (loaded === undefined) throw new Error("the package espruino did not load");
  Object.assign(loaded.Config, {
    BLUETOOTH_LOW_ENERGY: false,
    BLUETOOTH_LOW_ENERGY_DBUS: false,
    // What it would do with the answer is ask the net.
    ENV_ON_CONNECT: false,
    BOARD_JSON_URL: "",
    SERIAL_FLOW_CONTROL: false,
  });
  loaded.Core.Serial.devices.splice(0, Number.POSITIVE_INFINITY, device);
  return loaded;
}

/** With it no TLS connection of the whole process would check whom it speaks to. */
const UNCHECKED = "NODE_TLS_REJECT_UNAUTHORIZED";

/**
 * For a relay, which is not used here, the package sets that, and another WebSocket.
 * @returns what sets both as they were
 */
function keepProcess(): () => void {
  const { [UNCHECKED]: before } = process.env;
  const webSocket = Object.getOwnPropertyDescriptor(globalThis, "WebSocket");
  return () => {
    if (before === undefined) delete process.env[UNCHECKED];
    else process.env[UNCHECKED] = before;
    if (webSocket === undefined) Reflect.deleteProperty(globalThis, "WebSocket");
    else Object.defineProperty(globalThis, "WebSocket", webSocket);
  };
}

/** @returns what gives the console its voice back */
function silenceConsole(): () => void {
  const { log, warn, error, info } = console;
  const silent = (): void => undefined;
  Object.assign(console, { log: silent, warn: silent, error: silent, info: silent });
  return () => Object.assign(console, { log, warn, error, info });
}
