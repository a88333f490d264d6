/** What a card remembers of its last transaction, for GET TRANSACTION PROVE. */
import { bytes, compileLayout, u8, u16 } from "@duka/protocol/layout";

/** Type 0: there was none. `mac` is MAC2. */
export const lastTransaction = compileLayout("last transaction", {
  type: u8,
  sequence: u16,
  mac: bytes(4),
  tac: bytes(4),
});
