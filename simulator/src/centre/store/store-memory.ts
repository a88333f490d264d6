/** A store that dies with its process: for virtual time, and for tests. */
import type { Kind, Records, Store } from "./store.js";

export function memoryStore(): Store {
  const tables = new Map<string, Map<string, unknown>>();
  /** How to take back the changes of the transaction that runs; undefined outside of one. */
  let undo: (() => void)[] | undefined;

  const tableOf = (kind: Kind): Map<string, unknown> => {
    const known = tables.get(kind) ?? new Map<string, unknown>();
    tables.set(kind, known);
    return known;
  };
  const change = (kind: Kind, key: string, work: (table: Map<string, unknown>) => void): void => {
    const table = tableOf(kind);
    const before = table.get(key);
    undo?.push(() => (before === undefined ? table.delete(key) : table.set(key, before)));
    work(table);
  };

  return {
    get: <K extends Kind>(kind: K, key: string) => tableOf(kind).get(key) as Records[K] | undefined,
    put: (kind, key, record) => change(kind, key, (table) => table.set(key, record)),
    remove: (kind, key) => change(kind, key, (table) => table.delete(key)),
    list<K extends Kind>(kind: K, prefix: string, limit: number, after = "") {
      const keys = [...tableOf(kind).keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
      return keys.slice(0, limit).map((key) => tableOf(kind).get(key) as Records[K]);
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
