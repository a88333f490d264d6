/** A store that dies with its process: for virtual time, and for tests. */
import { SortedKeys } from "./sorted-keys.js";
import type { Kind, Records, Store } from "./store.js";

type Table = { readonly records: Map<string, unknown>; readonly keys: SortedKeys };

/** Of a store: all its records, which no one changes, so that several stores may begin with them. */
export type StoreContents = readonly (readonly [kind: Kind, key: string, record: unknown])[];

/** @param beginning what it holds at first */
export function memoryStore(beginning: StoreContents = []): Store & { contents(): StoreContents } {
  const tables = new Map<Kind, Table>();
  /** How to take back the changes of the transaction that runs; undefined outside of one. */
  let undo: (() => void)[] | undefined;

  const tableOf = (kind: Kind): Table => {
    const known = tables.get(kind) ?? { records: new Map<string, unknown>(), keys: new SortedKeys() };
    tables.set(kind, known);
    return known;
  };
  /** @param record undefined for none */
  const set = ({ records, keys }: Table, key: string, record: unknown): void => {
    if (record === undefined) {
      records.delete(key);
      keys.remove(key);
    } else {
      if (!records.has(key)) keys.add(key);
      records.set(key, record);
    }
  };
  const change = (kind: Kind, key: string, record: unknown): void => {
    const table = tableOf(kind);
    const before = table.records.get(key);
    undo?.push(() => set(table, key, before));
    set(table, key, record);
  };

  for (const [kind, key, record] of beginning) set(tableOf(kind), key, record);

  return {
    contents: () =>
      [...tables].flatMap(([kind, { records }]) =>
        [...records].map(([key, record]) => [kind, key, record] as const),
      ),
    get: <K extends Kind>(kind: K, key: string) => tableOf(kind).records.get(key) as Records[K] | undefined,
    put: change,
    remove: (kind, key) => change(kind, key, undefined),
    list<K extends Kind>(kind: K, prefix: string, limit: number, after = "") {
      const { records, keys } = tableOf(kind);
      return keys.list(prefix, after, limit).map((key) => records.get(key) as Records[K]);
    },
    transaction(work) {
      if (undo !== undefined) throw new Error("the centre's store: one transaction at a time");
      const changes: (() => void)[] = [];
      undo = changes;
      try {
        return work();
      } catch (error) {
        undo = undefined;
        for (const takeBack of changes.reverse()) takeBack();
        throw error;
      } finally {
        undo = undefined;
      }
    },
    close: () => tables.clear(),
  };
}
