/**
 * What the centre keeps: records by kind and key. Where they lie is the business of `store-memory.ts` and
 * `store-sqlite.ts`.
 */
import type {
  Annual,
  Application,
  Card,
  CardEffect,
  Holder,
  IdDocument,
  LoadRecord,
  RegisterEvent,
  Sale,
  Unload,
} from "@duka/protocol/centre";

/** The register's own entry: with the ID document in full, which nothing answers. */
export type HolderRecord = Omit<Holder, "document"> & { readonly document: IdDocument };

/** Keys join their parts by "|"; a reference, which may hold one, stands last. All are ASCII. */
export type Records = {
  /** holder */
  readonly holder: HolderRecord;
  /** card number */
  readonly card: Card;
  /** holder|card number */
  readonly cardOfHolder: { readonly cardNumber: string };
  readonly cardOfFactor: { readonly cardNumber: string };
  /** card number; of cards that are refused */
  readonly refusedCard: { readonly cardNumber: string };
  /** holder; of cards that were applied for and are not issued yet */
  readonly application: Application;
  /** holder|year */
  readonly annual: Annual;
  /** window|number|reference */
  readonly effect: CardEffect;
  /** card number|effect; of effects that are due */
  readonly dueEffect: { readonly effect: string };
  /** holder|number */
  readonly event: RegisterEvent;
  /** institution|reference */
  readonly sale: Sale;
  /** institution|reference; of a sale that a card has paid */
  readonly tacOfSale: {
    readonly tac: string;
    /** As the till named the card: by another number than the register's where its purse was locked. */
    readonly cardNumber?: string;
  };
  /** institution|reference of a bill that was paid in cash; by whom it was reimbursed */
  readonly reimbursed: { readonly window: string; readonly ref: string };
  /** institution|day|reference */
  readonly saleOfDay: { readonly ref: string };
  /** card number|type|sequence: a debit of a card settles one sale */
  readonly debit: { readonly sale: string };
  /** institution|reference */
  readonly cancellation: { readonly sale: string; readonly undone: boolean };
  /** what|institution|reference of a request that was reversed before it arrived */
  readonly reversed: { readonly by: string };
  /** holder|institution|reference; of sales that are pre-settled and no more */
  readonly preSettled: { readonly institutionId: string; readonly ref: string; readonly untilMs: number };
  /** institution|reference */
  readonly load: LoadRecord;
  /** institution|reference */
  readonly unload: Unload;
  /** card number; of a load or unload whose end is not known */
  readonly openLoad: { readonly load: string };
  /** terminal number */
  readonly terminal: { readonly sequence: number };
  /** name of a counter */
  readonly counter: { readonly value: number };
  /** scope|reference; `content` is a digest of the request */
  readonly answer: { readonly content: string; readonly response: unknown };
};

export type Kind = keyof Records;

export type Store = {
  get<K extends Kind>(kind: K, key: string): Records[K] | undefined;
  put<K extends Kind>(kind: K, key: string, record: Records[K]): void;
  remove(kind: Kind, key: string): void;
  /** Records whose key begins with `prefix` and comes after `after`, in the order of keys, at most `limit`. */
  list<K extends Kind>(kind: K, prefix: string, limit: number, after?: string): readonly Records[K][];
  /** All changes of `work` or, when it throws, none; durable when it returns. */
  transaction<T>(work: () => T): T;
  close(): void;
};

/** The file of a store cannot be used; it was left as it is. */
export class StoreError extends Error {
  override readonly name = "StoreError";
}
