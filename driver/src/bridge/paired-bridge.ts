/** The bridge of a port: who reaches it is let in by a token, for which pages are paired. */
import type { Bridge } from "./bridge.js";
import { createPairing, type Pairing } from "./pairing.js";
import type { TokenFile } from "./token-file.js";

export type PairedBridge = Bridge & { readonly pairing: Pairing; readonly tokens: TokenFile };

export function withPairing(bridge: Bridge, tokens: TokenFile): PairedBridge {
  const pairing = createPairing(bridge.clock, tokens, bridge.revision.bump);
  return {
    ...bridge,
    pairing,
    tokens,
    async close() {
      pairing.close();
      await bridge.close();
    },
  };
}
