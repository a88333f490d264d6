/** GET TRANSACTION PROVE: the selected application tells MAC and TAC of its last transaction once more. */
import { getTransactionProve } from "@duka/protocol/commands";
import { SW_CONDITIONS_NOT_SATISFIED, SW_INS_NOT_SUPPORTED } from "@duka/protocol/wire/status-word";
import type { CommandBinding } from "../chip/dispatch.js";
import { on } from "../chip/dispatch.js";
import { SW_NO_PROOF } from "../chip/purse-status-words.js";

export type Prover = {
  isSelected(): boolean;
  /** False where the application has a command of its own and not this one. */
  readonly isAskedByProve?: boolean;
  proof(type: number, sequence: number): { readonly mac: Uint8Array; readonly tac: Uint8Array } | undefined;
};

export function proveCommand(provers: readonly Prover[]): CommandBinding {
  return on(getTransactionProve, ({ p2: type, sequence }) => {
    const prover = provers.find((one) => one.isSelected());
    if (prover === undefined) return SW_CONDITIONS_NOT_SATISFIED;
    if (prover.isAskedByProve === false) return SW_INS_NOT_SUPPORTED;
    return prover.proof(type, sequence) ?? SW_NO_PROOF;
  });
}
