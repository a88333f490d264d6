/**
 * The npm package `smartcard`, in the one file that knows it. It is optional and compiled on installation, which newer
 * npm blocks, so it is looked for at run time only, when a `pcsc:` address is opened.
 */
import { ReaderError } from "../base/errors.js";
import { REMEDIES } from "../base/remedies.js";
import type { PcscCard, PcscContext, PcscReaderState, PcscService, PcscShare } from "./pcsc-service.js";

const PACKAGE = "smartcard";

/** What is used of the package's API, version 3. */
type Package = {
  readonly Context: new () => NativeContext;
  readonly SCARD_CTL_CODE: (code: number) => number;
};
type NativeContext = {
  listReaders(): NativeReader[];
  waitForChange(readers: readonly PcscReaderState[], timeoutMs: number): Promise<PcscReaderState[] | null>;
  cancel(): void;
  close(): void;
};
type NativeReader = {
  readonly name: string;
  readonly state: number;
  connect(shareMode: number, protocol: number): Promise<NativeCard>;
};
type NativeCard = {
  readonly protocol: number;
  readonly atr: Uint8Array | null;
  transmit(command: Uint8Array, options: { readonly maxRecvLength: number }): Promise<Uint8Array>;
  control(code: number, data: Uint8Array): Promise<Uint8Array>;
  disconnect(disposition: number): void;
  reconnect(shareMode: number, protocol: number, initialization: number): Promise<number>;
};

const SHARE_EXCLUSIVE = 1;
const SHARE_DIRECT = 3;
const PROTOCOL_NONE = 0;
const PROTOCOL_T0 = 1;
const PROTOCOL_T1 = 2;
const PROTOCOL_ANY = PROTOCOL_T0 | PROTOCOL_T1;
const RESET_CARD = 1;

/** The same one for all readers of a process. */
const services = new WeakMap<Package["Context"], PcscService>();

/**
 * @param name of the package; another one only to see what happens when it is absent
 * @throws ReaderError `unsupported` when it is not installed; its remedy is one line
 */
export async function loadSmartcardPackage(name: string = PACKAGE): Promise<PcscService> {
  let loaded: Partial<Package> & { readonly default?: Partial<Package> };
  try {
    loaded = await import(name);
  } catch (cause) {
    throw notInstalled(
      `pcsc: needs the npm package ${name}, which is not installed or was not compiled`,
      cause,
    );
  }
  // A CommonJS package: its names may be found on the default export only.
  const { Context, SCARD_CTL_CODE } = loaded.Context === undefined ? (loaded.default ?? {}) : loaded;
  if (Context === undefined || SCARD_CTL_CODE === undefined) {
    throw notInstalled(
      `pcsc: the npm package ${name} is not one that the driver knows; version 3 is needed`,
      undefined,
    );
  }
  const service = services.get(Context) ?? {
    establish: () => adaptContext(new Context()),
    controlCode: SCARD_CTL_CODE,
  };
  services.set(Context, service);
  return service;
}

function adaptContext(context: NativeContext): PcscContext {
  return {
    readers: () => context.listReaders().map(({ name, state }) => ({ name, state })),
    async connect(name, share) {
      const reader = context.listReaders().find((each) => each.name === name);
      if (reader === undefined) throw new Error("Unknown reader");
      return adaptCard(await connect(reader, share));
    },
    async waitForChange(known, limitMs) {
      const changed = await context.waitForChange(known, limitMs);
      return changed === null || changed.length === 0 ? undefined : changed;
    },
    cancel: () => context.cancel(),
    close: () => context.close(),
  };
}

/** Where a card offers both protocols PC/SC chooses. */
function connect(reader: NativeReader, share: PcscShare): Promise<NativeCard> {
  return share === "exclusive"
    ? reader.connect(SHARE_EXCLUSIVE, PROTOCOL_ANY)
    : reader.connect(SHARE_DIRECT, PROTOCOL_NONE);
}

function adaptCard(card: NativeCard): PcscCard {
  return {
    atr: () => new Uint8Array(card.atr ?? []),
    async reset() {
      await card.reconnect(SHARE_EXCLUSIVE, PROTOCOL_ANY, RESET_CARD);
    },
    protocol() {
      if (card.protocol === PROTOCOL_T0) return 0;
      return card.protocol === PROTOCOL_T1 ? 1 : undefined;
    },
    transmit: async (command, responseMax) =>
      new Uint8Array(await card.transmit(asBuffer(command), { maxRecvLength: responseMax })),
    control: async (code, data) => new Uint8Array(await card.control(code, asBuffer(data))),
    disconnect: (disposition) => card.disconnect(disposition),
  };
}

/** The package takes nothing but a Buffer. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function notInstalled(message: string, cause: unknown): ReaderError {
  return new ReaderError({
    message,
    code: "unsupported",
    layer: "link",
    delivery: "not-sent",
    remedy: REMEDIES["install-smartcard"],
    cause,
  });
}
