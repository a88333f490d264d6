/** The insurance centre: every request in, its response or refusal out, in one transaction each. */

import type { Refusal } from "@duka/protocol/centre";
import { declarationOf, faultsOf, isOperation, type OperationName } from "@duka/protocol/centre";
import type { Context } from "./context.js";
import { onceOnly } from "./idempotency.js";
import { keyHandlers } from "./keys/key-handlers.js";
import type { KeyServerRules } from "./keys/key-server.js";
import { createKeyServer, DEFAULT_KEY_SERVER_RULES } from "./keys/key-server.js";
import type { MasterKeys } from "./keys/master-keys.js";
import { seededMasterKeys } from "./keys/master-keys.js";
import { purseKeyHandlers } from "./keys/purse-handlers.js";
import { CentreRefusal, refuse } from "./refusal.js";
import { applicationActs } from "./register/applications.js";
import { inquiries } from "./register/inquiries.js";
import { cardActs } from "./register/lifecycle-cards.js";
import { holderActs } from "./register/lifecycle-holders.js";
import { lossActs } from "./register/lifecycle-loss.js";
import { passwordActs } from "./register/lifecycle-passwords.js";
import type { CityRules } from "./rules.js";
import { DEFAULT_RULES } from "./rules.js";
import { loads } from "./settlement/loads.js";
import { reconciliation } from "./settlement/reconciliation.js";
import { reimbursements } from "./settlement/reimbursements.js";
import { reversals } from "./settlement/reversals.js";
import { sales } from "./settlement/sales.js";
import { unloads } from "./settlement/unloads.js";
import type { Store } from "./store/store.js";
import { StoreError } from "./store/store.js";
import { memoryStore } from "./store/store-memory.js";

export type CentreAnswer =
  | { readonly ok: true; readonly status: 200; readonly body: unknown }
  | { readonly ok: false; readonly status: number; readonly body: Refusal };

export type Centre = {
  readonly rules: CityRules;
  /** Carries out one request, whatever it holds. Never throws; a refusal has changed nothing. */
  answer(operation: string, request: unknown): CentreAnswer;
  close(): void;
};

export type CentreOptions = {
  /** Of which the centre needs the date only. */
  readonly clock: { wallMs(): number };
  /** What the master keys come from, where `masterKeys` are not given. */
  readonly seed?: number;
  readonly masterKeys?: MasterKeys;
  readonly keyServerRules?: KeyServerRules;
  readonly rules?: CityRules;
  /** In memory by default. */
  readonly store?: Store;
};

const DEFAULT_SEED = 1;

export function createCentre(options: CentreOptions): Centre {
  const store = options.store ?? memoryStore();
  const rules = options.rules ?? DEFAULT_RULES;
  const masterKeys = options.masterKeys ?? seededMasterKeys(options.seed ?? DEFAULT_SEED);
  const keys = createKeyServer(masterKeys, options.keyServerRules ?? DEFAULT_KEY_SERVER_RULES);
  const handlers = handlersOf({ store, keys, rules, nowMs: () => Math.floor(options.clock.wallMs()) });

  const carryOut = (operation: OperationName, body: unknown): unknown => {
    const { request, response, repeatable } = declarationOf(operation);
    const checked = request.safeParse(body);
    if (!checked.success) refuse("bad-request", faultsOf(checked.error));
    const handler = handlers[operation] as (request: unknown) => unknown;
    return store.transaction(() => {
      const work = (): unknown => response.parse(handler(checked.data));
      return repeatable ? onceOnly(store, operation, checked.data, work) : work();
    });
  };

  return {
    rules,
    answer(operation, body) {
      try {
        if (!isOperation(operation)) refuse("unknown-operation", "the centre has no operation of this name");
        return { ok: true, status: 200, body: carryOut(operation, body) };
      } catch (error) {
        return refusalOf(error);
      }
    },
    close: () => store.close(),
  };
}

function handlersOf(context: Context) {
  return {
    ...keyHandlers(context),
    ...purseKeyHandlers(context),
    ...holderActs(context),
    ...applicationActs(context),
    ...cardActs(context),
    ...passwordActs(context),
    ...lossActs(context),
    ...inquiries(context),
    ...sales(context),
    ...reversals(context),
    ...reimbursements(context),
    ...loads(context),
    ...unloads(context),
    ...reconciliation(context),
  } satisfies { readonly [N in OperationName]: unknown };
}

/** What went wrong within the centre is told as such, without its words: they may hold what the request held. */
function refusalOf(error: unknown): CentreAnswer {
  if (error instanceof CentreRefusal) {
    return { ok: false, status: error.status, body: { code: error.code, message: error.message } };
  }
  if (error instanceof StoreError) {
    return { ok: false, status: 503, body: { code: "store-unusable", message: error.message } };
  }
  const what = error instanceof Error ? error.name : "unknown";
  return { ok: false, status: 500, body: { code: "internal", message: `the centre has failed (${what})` } };
}
