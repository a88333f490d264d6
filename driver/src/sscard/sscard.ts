/**
 * The national card functions of LD/T 33-2015 (SSCardDriver), with their argument and result strings, separators and
 * error codes. They stand on the typed functions of this package and keep nothing between two calls, but for the steps
 * of a key server's function.
 */
import { rule } from "@duka/protocol/data/bilingual";
import { flag, members } from "@duka/protocol/data/values";
import { z } from "zod";
import { func, type OptionsOf, readLater, readOptions, slotIndex, thing } from "../base/option-values.js";
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
import { type ToldSale, toldSales } from "./told-sales.js";

export type { AskSSCardPassword, PasswordPrompt, SSCardReader } from "./device.js";
export type { SSCardFunction } from "./function-table.js";
export { gb18030Bytes, type SSCardResult } from "./result.js";

const DEVICE_NUMBER_MAX = 40;
/** A separator in it would shift whatever the caller reads behind it. */
const DEVICE_NUMBER = {
  error: rule(
    `must be at most ${DEVICE_NUMBER_MAX} characters, without separators`,
    `必须不超过 ${DEVICE_NUMBER_MAX} 个字符，不含分隔符`,
  ),
};

const sscardOptions = members({
  /** Every function opens the reader anew and closes it: `() => openReader("serial:COM3")`. */
  openReader: func<() => Promise<SSCardReader>>(),
  /** What passwords and debits are written into. */
  journal: thing<Journal>("openJournal gives", "claim", "find"),
  /** As for `openAccount`: a card goes by its own city. */
  profile: readLater<CityProfile | readonly CityProfile[]>().optional(),
  /** 0 by default. */
  cardSlot: slotIndex.default(0),
  /** For iType 2, 3 and 4; none by default. */
  contactlessSlot: slotIndex.optional(),
  /** 1 by default. */
  psamSlot: slotIndex.default(1),
  /** Asked for passwords; without it -31 is the answer where one is needed. */
  askPassword: func<AskSSCardPassword>().optional(),
  /**
   * Passwords are typed on the reader's own keypad and never leave it; `askPassword` is not used then, and iReloadPIN
   * answers -13.
   */
  pinPad: flag.default(false),
  /** For every call, unless its own `passwordUnblocked` says otherwise. False by default. */
  passwordUnblocked: flag.default(false),
  /** Device number, the last field of iReadCardBas; empty by default. */
  deviceNumber: z
    .string(DEVICE_NUMBER)
    .max(DEVICE_NUMBER_MAX, DEVICE_NUMBER)
    .regex(/^[^|$^\p{C}]*$/u, DEVICE_NUMBER)
    .default(""),
  /** Unpredictable bytes; those of the machine by default. */
  random: func<(length: number) => Uint8Array>().default(() => randomBytesOf),
});

export type OpenSSCardOptions = OptionsOf<typeof sscardOptions>;

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
  acknowledge(options?: CallOptions): Promise<void>;
  /** Ends the steps that were begun, and lets reader and card go. What was answered last counts as told. */
  close(options?: CallOptions): Promise<void>;
};

export type CallOptions = {
  /** Who calls, where several use one device: an answer counts as told when its own caller comes back. */
  readonly caller?: string;
  /**
   * False: the caller has not got the answer before this one, or asked again before it came. What that answer said of
   * a sale is due still. True by default, unless the call waits for its turn.
   */
  readonly hasLastAnswer?: boolean;
  /**
   * True: the holder says that a password which is remembered as locked was unblocked elsewhere, so that it is asked
   * for.
   */
  readonly passwordUnblocked?: boolean;
  /** True once the caller cannot get this answer any more: what it says of a sale stays due. */
  readonly isGone?: () => boolean;
};

/** @throws RangeError for a profile that is wrong */
export function openSSCard(given: OpenSSCardOptions): SSCard {
  const wanted = readOptions(sscardOptions, given);
  const options: SSCardOptions = {
    openReader: wanted.openReader,
    journal: wanted.journal,
    cities: citiesOf(wanted.profile),
    cardSlot: wanted.cardSlot,
    contactlessSlot: wanted.contactlessSlot,
    psamSlot: wanted.psamSlot,
    askPassword: wanted.askPassword,
    pinPad: wanted.pinPad,
    passwordUnblocked: wanted.passwordUnblocked,
    deviceNumber: wanted.deviceNumber,
    random: wanted.random,
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

  async function call(
    name: string,
    args: readonly unknown[],
    hasLastAnswer: boolean,
    { caller = "", passwordUnblocked = options.passwordUnblocked, isGone = () => false }: CallOptions = {},
  ): Promise<SSCardResult> {
    const leave = (told: readonly ToldSale[]): void => options.told.leave(caller, isGone() ? [] : told);
    try {
      await options.told.comeBack(caller, hasLastAnswer);
      if (!isSSCardFunction(name)) throw new SSCardFailure(CODE.unsupported);
      const { argumentCount, buffer } = SSCARD_FUNCTIONS[name];
      if (args.length !== argumentCount) {
        throw new SSCardFailure(CODE.parameter, `${name} 应有 ${argumentCount} 个输入参数`);
      }
      const { out, told = [] } = await (isLaterStep(name)
        ? goOn(name, args)
        : begin(name, args, { ...options, passwordUnblocked }));
      const result = succeeded(out, buffer);
      leave(told);
      return result;
    } catch (error) {
      await closeBegun();
      const failure = failureOf(error);
      leave(failure.told);
      return failed(failure);
    }
  }

  async function begin(
    name: SSCardFunction,
    args: readonly unknown[],
    options: SSCardOptions,
  ): Promise<StepOutput> {
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
    call: (name, args, how = {}) => inTurn(how, (hasLastAnswer) => call(name, args, hasLastAnswer, how)),
    acknowledge: (how = {}) =>
      inTurn(how, (hasLastAnswer) => options.told.comeBack(how.caller ?? "", hasLastAnswer)),
    close: (how = {}) =>
      inTurn(how, async (hasLastAnswer) => {
        await closeBegun();
        await options.told.comeBack(how.caller ?? "", hasLastAnswer);
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

function isLaterStep(name: string): boolean {
  return /_Step[23]$/.test(name);
}
