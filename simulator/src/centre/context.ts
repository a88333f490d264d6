/** What every handler of the centre works with. */

import type { KeyServer } from "./keys/key-server.js";
import type { CityRules } from "./rules.js";
import type { Store } from "./store/store.js";

export type Context = {
  readonly store: Store;
  readonly keys: KeyServer;
  readonly rules: CityRules;
  /** Milliseconds since 1970 by the centre's clock. */
  readonly nowMs: () => number;
};
