/** What `duka serve --stdio` does for each method: nothing but calls of the driver's own functions. */
import { type Account, openAccount } from "../account/account.js";
import type { AccountOptions } from "../account/account-options.js";
import { creditJson } from "../account/credit-outcome.js";
import { openServicePoint } from "../account/window/window-till.js";
import { debitWithoutReader } from "../account/without-reader.js";
import { isEquipmentFailure } from "../base/equipment-error.js";
import { ReaderError } from "../base/errors.js";
import { realClock } from "../base/real-clock.js";
import { openSettlement } from "../centre/settlement.js";
import { explain } from "../explain/explain.js";
import type { Journal } from "../journal/journal.js";
import { citiesOf } from "../password/city-of-card.js";
import type { Reader } from "../reader/reader.js";
import { listReaders } from "../readers/list-readers.js";
import { inGb18030Hex } from "../sscard/gb18030-call.js";
import { openSSCard, type SSCardReader } from "../sscard/sscard.js";
import { debitRequest } from "./debit-params.js";
import { journalMethods } from "./journal-methods.js";
import {
  answerResult,
  cardResult,
  eventLine,
  outcomeResult,
  recoveredLine,
  recoveredResult,
} from "./replies.js";
import { checkParams, type MethodName, methodNamesOf, type Params } from "./requests.js";
import type { ServeContext, ServeMethods } from "./server.js";
import { type AtReader, cardMethods, deskMethods } from "./window-methods.js";

export type ServeTill = {
  readonly version: string;
  readonly journal: Journal;
  /** The address is that of a simulated reader. */
  readonly simulated: boolean;
  /** Addresses of which it knows: its own reader before the others of the configuration. */
  readonly configured: readonly string[];
  /** @throws ReaderError */
  openReader(): Promise<Reader>;
  /** Besides reader, journal and what the conversation gives. */
  readonly account: Partial<AccountOptions>;
  /** The method `transmit` is there. */
  readonly allowApdu?: boolean;
  /** Every step of a call is told. */
  readonly tellEvents?: boolean;
  send(line: string): void;
};

/** Those of its own, and those of the journal, need no card. Every other one waits for its turn. */
const AT_ONCE: readonly MethodName[] = ["hello", "explain", "readers", "cancel"];
/** -11: what held the reader has to be opened anew. */
const LDT33_NO_READER = -11;

/** The reader is opened when it is first needed, and anew after it was lost. */
export function serveMethods(till: ServeTill): ServeMethods & { close(): Promise<void> } {
  const { journal } = till;
  const { centre, institution = centre?.institutionId, pinPad = false } = till.account;
  const cities = citiesOf(till.account.profile);
  const books = {
    ...deskMethods(journal, centre),
    ...journalMethods({
      journal,
      simulated: till.simulated,
      centre,
      settlement:
        centre === undefined
          ? undefined
          : openSettlement({ journal, centre, clock: realClock, region: cities[0].region }),
    }),
  };
  const names = methodNamesOf(till.allowApdu);
  const inTurn = names.filter((name) => !AT_ONCE.includes(name) && !Object.hasOwn(books, name));
  let open: (AtReader & { readonly reader: Reader }) | undefined;
  let current: ServeContext | undefined;
  let currentRef: string | null = null;

  /** On the same reader, which stays open between two functions. */
  const sscard = openSSCard({
    openReader: async () => withoutClosing((await opened()).reader),
    journal,
    askPassword: async (question) => current?.askPassword(question),
    pinPad,
    profile: cities,
  });

  async function opened(): Promise<AtReader & { readonly reader: Reader }> {
    if (open !== undefined) return open;
    const reader = await till.openReader();
    const options: AccountOptions = {
      ...till.account,
      reader,
      journal,
      askPassword: async (question) => current?.askPassword(question),
      onEvent(event) {
        const line = eventLine(event, currentRef, till.tellEvents === true);
        if (line !== undefined) till.send(line);
      },
      onRecovered: (outcome) => till.send(recoveredLine(outcome)),
      onCreditRecovered: (outcome) => till.send(recoveredLine(outcome)),
    };
    open = { reader, account: openAccount(options), point: openServicePoint(options) };
    return open;
  }

  async function accountOrError(): Promise<Account | ReaderError> {
    try {
      return (await opened()).account;
    } catch (error) {
      if (error instanceof ReaderError) return error;
      throw error;
    }
  }

  async function close(): Promise<void> {
    const was = open;
    open = undefined;
    await was?.reader.close();
  }

  async function debit(params: Params<"debit">, { signal }: ServeContext): Promise<object> {
    const request = debitRequest(params, signal);
    const account = await accountOrError();
    if ("debit" in account) return outcomeResult(await account.debit(request));
    const { simulated } = till;
    const known = await debitWithoutReader({ journal, cities, institution, simulated }, request, account);
    if (known === undefined) throw account;
    return outcomeResult(known);
  }

  const account = async (): Promise<Account> => (await opened()).account;
  const methods: { [N in MethodName]: (params: Params<N>, context: ServeContext) => Promise<unknown> } = {
    ...books,
    ...cardMethods(opened),
    hello: async () => ({ program: "duka", version: till.version, methods: names }),
    explain: async ({ what, layer }) => explain(what, layer) ?? { known: false },
    readers: async () => ({ readers: await listReaders({ configured: till.configured }) }),
    card: async (limits, { signal }) => cardResult(await (await account()).card({ ...limits, signal })),
    balance: async ({ kind, ...limits }, { signal }) =>
      answerResult(await (await account()).balance(kind, { ...limits, signal })),
    debit,
    resettle: async ({ ref, ...limits }, { signal }) =>
      outcomeResult(await (await account()).resettle(ref, { ...limits, signal })),
    reimburse: async ({ deadlineMs, ...request }, { signal }) =>
      answerResult(await (await account()).reimburse(request, { deadlineMs, signal })),
    settleBill: async (params, { signal }) =>
      outcomeResult(await (await account()).settleBill({ ...params, signal })),
    credit: async ({ kind = "purse", ...rest }, { signal }) =>
      creditJson(await (await account()).credit({ ...rest, kind, signal })),
    reverse: async (params, { signal }) => creditJson(await (await account()).reverse({ ...params, signal })),
    log: async ({ kind, ...limits }, { signal }) =>
      answerResult(await (await account()).log(kind, { ...limits, signal })),
    recover: async (limits, { signal }) =>
      recoveredResult(await (await account()).recover({ ...limits, signal })),
    changePassword: async (limits, { signal }) =>
      answerResult(await (await account()).changePassword({ ...limits, signal })),
    resetPassword: async ({ deadlineMs, ...request }, { signal }) =>
      answerResult(await (await account()).resetPassword(request, { deadlineMs, signal })),
    unblockPassword: async ({ deadlineMs, ...request }, { signal }) =>
      answerResult(await (await account()).unblockPassword(request, { deadlineMs, signal })),
    verifyOldCard: async (limits, { signal }) =>
      answerResult(await (await account()).verifyOldCard({ ...limits, signal })),
    // The server itself answers it.
    cancel: async () => ({ cancelled: false }),
    async ldt33({ function: name, arguments: args, textEncoding, passwordUnblocked = false }, context) {
      const call = textEncoding === undefined ? sscard.call : inGb18030Hex(sscard);
      const result = await call(name, args, { ...context, passwordUnblocked });
      if (result.code === LDT33_NO_READER) await close();
      return result;
    },
    async transmit({ commands, ...limits }, { signal }) {
      const { transmitRaw } = await import("../card/raw-commands.js");
      return transmitRaw((await opened()).reader, commands, { ...limits, signal });
    },
  };

  const run = <N extends MethodName>(name: N, params: unknown, context: ServeContext): Promise<unknown> =>
    methods[name](checkParams(name, params), context);

  return {
    names,
    inTurn,
    async run(name, params, context) {
      if (context.hasLastAnswer) await sscard.acknowledge(context);
      if (!inTurn.includes(name)) return run(name, params, context);
      current = context;
      currentRef = refOf(params);
      try {
        // The steps of a key server's function are over when something else is done with the card.
        if (name !== "ldt33") await sscard.close(context);
        return await run(name, params, context);
      } catch (error) {
        // A reader that is lost is opened anew by the next request.
        if (isEquipmentFailure(error)) await close();
        throw error;
      } finally {
        current = undefined;
      }
    },
    async close() {
      // An input that ends is what is left of a program that was killed, too.
      await sscard.close({ hasLastAnswer: false });
      await close();
    },
  };
}

/** One that is not valid is refused by name. */
function refOf(params: unknown): string | null {
  const { ref } = (params ?? {}) as { readonly ref?: unknown };
  return typeof ref === "string" ? ref : null;
}

function withoutClosing(reader: Reader): SSCardReader {
  return {
    clock: reader.clock,
    simulated: reader.simulated,
    meter: reader.meter,
    slot: (index) => reader.slot(index),
    close: async () => undefined,
  };
}
