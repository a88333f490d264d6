/** A finished transaction of the medical account, on its way into log, annual totals and proof. */
import type { MedicalAmounts } from "@duka/protocol/crypto";

/** `type` 31 or 32; the MAC and TAC are kept for GET TRANSACTION PROVE. */
export type FinishedMedical = MedicalAmounts & {
  readonly type: number;
  /** The sequence that INITIALIZE answered. */
  readonly sequence: number;
  readonly terminalId: string;
  readonly date: string;
  readonly time: string;
  readonly mac: Uint8Array;
  readonly tac: Uint8Array;
};
