/** Calls that a caller gave an id, so that it can give them up. */

import { checkParams } from "../serve/requests.js";
import { BridgeRefusal } from "./bridge-refusal.js";

type PendingCalls = {
  /** @returns how to forget it @throws BridgeRefusal id-in-use */
  add(caller: string, id: string | number, abort: AbortController): () => void;
  /** @returns false when there is no such call */
  cancel(caller: string, id: string | number): boolean;
};

export function createPendingCalls(): PendingCalls {
  const calls = new Map<string, AbortController>();
  const keyOf = (caller: string, id: string | number) => JSON.stringify([caller, id]);
  return {
    add(caller, id, abort) {
      const key = keyOf(caller, id);
      if (calls.has(key)) throw new BridgeRefusal("id-in-use");
      calls.set(key, abort);
      return () => calls.delete(key);
    },
    cancel(caller, id) {
      const found = calls.get(keyOf(caller, id));
      found?.abort();
      return found !== undefined;
    },
  };
}

/** The id that is to be cancelled. @throws RangeError */
export function checkCancel(params: unknown): string | number {
  return checkParams("cancel", params).request;
}
