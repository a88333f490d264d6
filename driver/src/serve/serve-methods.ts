/** What `duka serve --stdio` does for each method: nothing but calls of the driver's own functions. */
import { type Account, type AccountOptions, openAccount } from "../account/account.js";
import type { DebitRequest } from "../account/debit-request.js";
import { isEquipmentFailure } from "../account/equipment-error.js";
import { outcomeOf } from "../account/outcome.js";
import { debitWithoutReader } from "../account/without-reader.js";
import { ReaderError } from "../errors.js";
import { explain } from "../explain/explain.js";
import type { Journal } from "../journal/journal.js";
import { listReaders } from "../list-readers.js";
import type { Reader } from "../reader.js";
import { openSSCard, type SSCardReader } from "../sscard.js";
import { answerResult, cardResult, outcomeResult, recoveredLine } from "./replies.js";
import { checkParams, type MethodName, methodNames, type Params } from "./requests.js";
import type { ServeContext, ServeMethods } from "./server.js";

export type ServeTill = {
  readonly version: string;
  readonly journal: Journal;
  /** The address is that of a simulated reader. */
  readonly simulated: boolean;
  /** @throws ReaderError */
  openReader(): Promise<Reader>;
  /** Besides reader, journal and what the conversation gives. */
  readonly account: Partial<AccountOptions>;
  send(line: string): void;
};

/** Those that need no card. Every other one waits for its turn. */
const AT_ONCE: readonly MethodName[] = [
  "hello",
  "explain",
  "readers",
  "cancel",
  "sale",
  "sales",
  "paidInCash",
];
const IN_TURN = methodNames.filter((name) => !AT_ONCE.includes(name));
/** -11: what held the reader has to be opened anew. */
const LDT33_NO_READER = -11;

/** The reader is opened when it is first needed, and anew after it was lost. */
export function serveMethods(till: ServeTill): ServeMethods & { close(): Promise<void> } {
  const { journal } = till;
  let open: { readonly reader: Reader; readonly account: Account } | undefined;
  let current: ServeContext | undefined;

  /** On the same reader, which stays open between two functions. */
  const sscard = openSSCard({
    openReader: async () => withoutClosing((await opened()).reader),
    journal,
    askPassword: async (question) => current?.askPassword(question),
    ...(till.account.profile === undefined ? {} : { profile: till.account.profile }),
  });

  async function opened(): Promise<{ readonly reader: Reader; readonly account: Account }> {
    if (open !== undefined) return open;
    const reader = await till.openReader();
    const account = openAccount({
      ...till.account,
      reader,
      journal,
      askPassword: async (question) => current?.askPassword(question),
      onRecovered: (outcome) => till.send(recoveredLine(outcome)),
      onCreditRecovered: (outcome) => till.send(recoveredLine(outcome)),
    });
    open = { reader, account };
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
    const { ref, amountFen, account: kind = "purse", deferOnFailure = false, medical } = params;
    const request: DebitRequest = {
      ref,
      amountFen,
      kind,
      deferOnEquipmentFailure: deferOnFailure,
      signal,
      ...(medical === undefined
        ? {}
        : { medical: { selfPayFen: medical.selfPayFen ?? 0, poolFen: medical.poolFen ?? 0 } }),
    };
    const account = await accountOrError();
    if ("debit" in account) return outcomeResult(await account.debit(request));
    const known = await debitWithoutReader(journal, request, till.simulated, account);
    if (known === undefined) throw account;
    return outcomeResult(known);
  }

  async function sale(ref: string): Promise<object> {
    const found = await journal.find(ref);
    const known = found.find(({ simulated }) => simulated === till.simulated) ?? found[0];
    return known === undefined ? { known: false } : { known: true, ...outcomeResult(outcomeOf(known)) };
  }

  const methods: { [N in MethodName]: (params: Params<N>, context: ServeContext) => Promise<unknown> } = {
    hello: async () => ({ program: "duka", version: till.version, methods: methodNames }),
    explain: async ({ what }) => explain(what) ?? { known: false },
    readers: async () => ({ readers: await listReaders() }),
    card: async () => cardResult(await (await opened()).account.card()),
    balance: async ({ account }) => answerResult(await (await opened()).account.balance(account)),
    debit,
    resettle: async ({ ref }, { signal }) =>
      outcomeResult(await (await opened()).account.resettle(ref, { signal })),
    credit: async ({ ref, amountFen, account: kind = "purse" }, { signal }) =>
      (await opened()).account.credit({ ref, amountFen, kind, signal }),
    reverse: async ({ ref, of }, { signal }) => (await opened()).account.reverse({ ref, of, signal }),
    log: async ({ account }) => answerResult(await (await opened()).account.log(account)),
    recover: async () => answerResult(await (await opened()).account.recover()),
    changePassword: async (_params, { signal }) =>
      answerResult(await (await opened()).account.changePassword({ signal })),
    resetPassword: async (params) => answerResult(await (await opened()).account.resetPassword(params)),
    unblockPassword: async (params) => answerResult(await (await opened()).account.unblockPassword(params)),
    // The server itself answers it.
    cancel: async () => ({ cancelled: false }),
    sale: async ({ ref }) => sale(ref),
    sales: async ({ undecided = false, released = false, limit = 100 }) => ({
      sales: (await journal.list({ undecided, released, limit })).map((one) => outcomeResult(outcomeOf(one))),
    }),
    paidInCash: async ({ ref }) => outcomeResult(outcomeOf(await journal.flagPaidInCash(ref))),
    async ldt33({ function: name, arguments: args }) {
      const result = await sscard.call(name, args);
      if (result.code === LDT33_NO_READER) await close();
      return result;
    },
  };

  const run = <N extends MethodName>(name: N, params: unknown, context: ServeContext): Promise<unknown> =>
    methods[name](checkParams(name, params), context);

  return {
    inTurn: IN_TURN,
    async run(name, params, context) {
      if (!IN_TURN.includes(name)) return run(name, params, context);
      current = context;
      try {
        // The steps of a key server's function are over when something else is done with the card.
        if (name !== "ldt33") await sscard.close();
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
      await sscard.close();
      await close();
    },
  };
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
