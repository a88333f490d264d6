/**
 * The national card functions of LD/T 33-2015 (SSCardDriver), with their argument and result strings, separators and
 * error codes. They stand on the typed functions of this package and keep nothing between two calls, but for the steps
 * of a key server's function.
 */
import { checkFlag, checkFunction, checkMembers, checkThing, shown } from "../base/argument.js";
import type { Journal } from "../journal/journal.js";
import { citiesOf } from "../password/city-of-card.js";
import type { CityProfile } from "../password/city-profile.js";
import { checkInterface } from "./arguments.js";
import {
  type AskSSCardPassword,
  type Device,
  openDevice,
  type SSCardOptions,
  type SSCardReader,
} from "./device.js";
import { failureOf } from "./failure-code.js";
import { isSSCardFunction, SSCARD_FUNCTIONS, type SSCardFunction } from "./function-table.js";
import type { NextStep, StepOutput } from "./hsm-step.js";
import { randomBytesOf } from "./node-crypto.js";
import { CODE, failed, SSCardFailure, type SSCardResult, succeeded } from "./result.js";
import { toldSales } from "./told-sales.js";

export type { AskSSCardPassword, PasswordPrompt, SSCardReader } from "./device.js";
export type { SSCardFunction } from "./function-table.js";
export { gb18030Bytes, type SSCardResult } from "./result.js";

export type OpenSSCardOptions = {
  /** Every function opens the reader anew and closes it: `() => openReader("serial:COM3")`. */
  openReader(): Promise<SSCardReader>;
  /** What passwords and debits are written into. */
  readonly journal: Journal;
  /** As for `openAccount`: a card goes by its own city. */
  readonly profile?: CityProfile | readonly CityProfile[];
  /** 0 by default. */
  readonly cardSlot?: number;
  /** For iType 2, 3 and 4; none by default. */
  readonly contactlessSlot?: number;
  /** 1 by default. */
  readonly psamSlot?: number;
  /** Asked for passwords; without it -31 is the answer where one is needed. */
  readonly askPassword?: AskSSCardPassword;
  /**
   * Passwords are typed on the reader's own keypad and never leave it; `askPassword` is not used then, and iReloadPIN
   * answers -13.
   */
  readonly pinPad?: boolean;
  /** Device number, the last field of iReadCardBas; empty by default. */
  readonly deviceNumber?: string;
  /** Unpredictable bytes; those of the machine by default. */
  readonly random?: (length: number) => Uint8Array;
};

/**
 * One function at a time; further calls wait for their turn. None of them throws what a card, reader or caller did
 * wrong.
 */
export type SSCard = {
  [name in SSCardFunction]: (...args: readonly (number | string)[]) => Promise<SSCardResult>;
} & {
  /** By its name, for a caller that has names: an unknown one answers -13. */
  call(name: string, args: readonly unknown[], options?: CallOptions): Promise<SSCardResult>;
  /** The caller has the last answer, and has noted it: what it said of a sale counts as told. */
  acknowledge(): Promise<void>;
  /** Ends the steps that were begun, and lets reader and card go. What was answered last counts as told. */
  close(options?: CallOptions): Promise<void>;
};

export type CallOptions = {
  /**
   * False: the caller has not got the answer before this one, or asked again before it came. What that answer said of
   * a sale is due still. True by default, unless the call waits for its turn.
   */
  readonly hasLastAnswer?: boolean;
};

/** @throws RangeError for a profile that is wrong */
export function openSSCard(wanted: OpenSSCardOptions): SSCard {
  checkOptions(wanted);
  const options: SSCardOptions = {
    openReader: wanted.openReader,
    journal: wanted.journal,
    cities: citiesOf(wanted.profile),
    cardSlot: wanted.cardSlot ?? 0,
    contactlessSlot: wanted.contactlessSlot,
    psamSlot: wanted.psamSlot ?? 1,
    askPassword: wanted.askPassword,
    pinPad: wanted.pinPad ?? false,
    deviceNumber: wanted.deviceNumber ?? "",
    random: wanted.random ?? randomBytesOf,
    told: toldSales(wanted.journal),
  };
  let begun: { readonly next: NextStep; readonly device: Device | undefined } | undefined;
  const inTurn = turnsOf();

  async function closeBegun(): Promise<void> {
    const was = begun;
    begun = undefined;
    await was?.next.giveUp?.();
    await was?.device?.close();
  }

  async function call(name: string, args: readonly unknown[], hasLastAnswer: boolean): Promise<SSCardResult> {
    try {
      await options.told.comeBack(hasLastAnswer);
      if (!isSSCardFunction(name)) throw new SSCardFailure(CODE.unsupported);
      const { argumentCount, buffer } = SSCARD_FUNCTIONS[name];
      if (args.length !== argumentCount) {
        throw new SSCardFailure(CODE.parameter, `${name} 应有 ${argumentCount} 个输入参数`);
      }
      const { out, told = [] } = await (isLaterStep(name) ? goOn(name, args) : begin(name, args));
      const result = succeeded(out, buffer);
      options.told.leave(told);
      return result;
    } catch (error) {
      await closeBegun();
      const failure = failureOf(error);
      options.told.leave(failure.told);
      return failed(failure);
    }
  }

  async function begin(name: SSCardFunction, args: readonly unknown[]): Promise<StepOutput> {
    await closeBegun();
    const { run } = SSCARD_FUNCTIONS[name];
    if (run === undefined) throw new SSCardFailure(CODE.notConnected);
    const iType = checkInterface(args[0]);
    let device: Device | undefined;
    const open = async (): Promise<Device> => {
      device = await openDevice(options, iType);
      return device;
    };
    let output: StepOutput | undefined;
    try {
      output = await run(open, ...args.slice(1));
    } finally {
      if (output?.next === undefined) await device?.close();
    }
    const { next } = output;
    if (next !== undefined) begun = { next, device };
    return output;
  }

  /** Only the step that is due goes on; everything that was begun is over when it is another one. */
  async function goOn(name: SSCardFunction, args: readonly unknown[]): Promise<StepOutput> {
    if (begun === undefined || begun.next.name !== name) throw new SSCardFailure(CODE.notConnected);
    const { next, device } = begun;
    const output = await next.work(...args);
    if (output.next === undefined) await closeBegun();
    else begun = { next: output.next, device };
    return output;
  }

  const functions = Object.fromEntries(
    Object.keys(SSCARD_FUNCTIONS).map((name) => [
      name,
      (...args: readonly unknown[]) => inTurn({}, (hasLastAnswer) => call(name, args, hasLastAnswer)),
    ]),
  ) as { [name in SSCardFunction]: SSCard[name] };
  return {
    ...functions,
    call: (name, args, how = {}) => inTurn(how, (hasLastAnswer) => call(name, args, hasLastAnswer)),
    acknowledge: () => inTurn({}, (hasLastAnswer) => options.told.comeBack(hasLastAnswer)),
    close: (how = {}) =>
      inTurn(how, async (hasLastAnswer) => {
        await closeBegun();
        await options.told.comeBack(hasLastAnswer);
      }),
  };
}

/** One after the other; a call that waits asked before the answer to the one before was there. */
function turnsOf() {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return <T>(how: CallOptions, work: (hasLastAnswer: boolean) => Promise<T>): Promise<T> => {
    const { hasLastAnswer = waiting === 0 } = how;
    waiting++;
    const done = () => work(hasLastAnswer).finally(() => waiting--);
    const turn = last.then(done, done);
    last = turn.catch(() => undefined);
    return turn;
  };
}

const MEMBERS = [
  "openReader",
  "journal",
  "profile",
  "cardSlot",
  "contactlessSlot",
  "psamSlot",
  "askPassword",
  "pinPad",
  "deviceNumber",
  "random",
] as const satisfies readonly (keyof OpenSSCardOptions)[];
const SLOT_MAX = 15;
const DEVICE_NUMBER_MAX = 40;

function checkOptions(options: OpenSSCardOptions): void {
  checkMembers("options", options, MEMBERS);
  const { askPassword, pinPad = false, random, deviceNumber } = options;
  const { cardSlot = 0, psamSlot = 1, contactlessSlot = 0 } = options;
  checkFunction("openReader", options.openReader);
  checkThing("journal", options.journal, "openJournal gives", ["claim", "find"]);
  for (const [name, slot] of Object.entries({ cardSlot, psamSlot, contactlessSlot })) {
    if (!Number.isInteger(slot) || slot < 0 || slot > SLOT_MAX)
      throw new RangeError(`${name} is 0 to ${SLOT_MAX}, not ${shown(slot)}`);
  }
  if (askPassword !== undefined) checkFunction("askPassword", askPassword);
  checkFlag("pinPad", pinPad);
  if (random !== undefined) checkFunction("random", random);
  if (deviceNumber === undefined) return;
  // A separator in it would shift whatever the caller reads behind it.
  if (
    typeof deviceNumber !== "string" ||
    !/^[^|$^\p{C}]*$/u.test(deviceNumber) ||
    deviceNumber.length > DEVICE_NUMBER_MAX
  ) {
    throw new RangeError(
      `deviceNumber is at most ${DEVICE_NUMBER_MAX} characters, without separators, not ${shown(deviceNumber)}`,
    );
  }
}

function isLaterStep(name: string): boolean {
  return /_Step[23]$/.test(name);
}
