/**
 * The functions by their names in the standard: how many arguments they take besides pOutInfo, its length, and what
 * they do.
 */
import { changePinOf, verifyPin } from "./change-pin.js";
import type { OpenDevice } from "./device.js";
import { doDebit, doDebitStep1 } from "./do-debit.js";
import type { StepOutput } from "./hsm-step.js";
import { readCard, readCardStep1 } from "./read-card.js";
import { readCardBas, readCardBasStep1 } from "./read-card-bas.js";
import { readDebitRecord } from "./read-debit-record.js";
import { passwordStep1, reloadPin, unblockPin } from "./reload-pin.js";
import { BUFFER, BUFFER_LARGE, BUFFER_RECORDS, BUFFER_SMALL } from "./result.js";
import { writeCard, writeCardStep1 } from "./write-card.js";

type TableRow = {
  readonly argumentCount: number;
  /** Bytes of pOutInfo. */
  readonly buffer: number;
  /**
   * Gets the arguments after iType and opens reader and card once they are checked; absent in a step that goes on with
   * what the one before left.
   */
  readonly run?: (open: OpenDevice, ...args: readonly unknown[]) => Promise<StepOutput>;
};

const unblock = (name: "iUnblockPIN" | "iUnlockPIN") =>
  ({
    [name]: { argumentCount: 2, buffer: BUFFER, run: unblockPin },
    [`${name}_HSM_Step1`]: {
      argumentCount: 2,
      buffer: BUFFER,
      run: (open: OpenDevice, pCardInfo: unknown) => passwordStep1(open, name, pCardInfo),
    },
    [`${name}_HSM_Step2`]: { argumentCount: 1, buffer: BUFFER },
    [`${name}_HSM_Step3`]: { argumentCount: 1, buffer: BUFFER },
  }) as {
    [suffix in "" | "_HSM_Step1" | "_HSM_Step2" | "_HSM_Step3" as `${typeof name}${suffix}`]: TableRow;
  };

const TABLE = {
  iReadCardBas: { argumentCount: 1, buffer: BUFFER, run: readCardBas },
  iReadCardBas_HSM_Step1: { argumentCount: 1, buffer: BUFFER, run: readCardBasStep1 },
  iReadCardBas_HSM_Step2: { argumentCount: 1, buffer: BUFFER },
  iReadCard: { argumentCount: 4, buffer: BUFFER_LARGE, run: readCard },
  iReadCard_HSM_Step1: { argumentCount: 3, buffer: BUFFER, run: readCardStep1 },
  iReadCard_HSM_Step2: { argumentCount: 1, buffer: BUFFER_LARGE },
  iWriteCard: { argumentCount: 4, buffer: BUFFER, run: writeCard },
  iWriteCard_HSM_Step1: { argumentCount: 3, buffer: BUFFER, run: writeCardStep1 },
  iWriteCard_HSM_Step2: { argumentCount: 2, buffer: BUFFER },
  iVerifyPIN: { argumentCount: 1, buffer: BUFFER, run: verifyPin },
  iChangePIN: { argumentCount: 1, buffer: BUFFER, run: changePinOf },
  iReloadPIN: { argumentCount: 2, buffer: BUFFER, run: reloadPin },
  iReloadPIN_HSM_Step1: {
    argumentCount: 2,
    buffer: BUFFER,
    run: (open: OpenDevice, pCardInfo: unknown) => passwordStep1(open, "iReloadPIN", pCardInfo),
  },
  iReloadPIN_HSM_Step2: { argumentCount: 1, buffer: BUFFER },
  iReloadPIN_HSM_Step3: { argumentCount: 1, buffer: BUFFER },
  // The standard's appendix spells it both ways.
  ...unblock("iUnblockPIN"),
  ...unblock("iUnlockPIN"),
  iDoDebit: { argumentCount: 3, buffer: BUFFER_SMALL, run: doDebit },
  iDoDebit_HSM_Step1: { argumentCount: 3, buffer: BUFFER_SMALL, run: doDebitStep1 },
  iDoDebit_HSM_Step2: { argumentCount: 1, buffer: BUFFER },
  iReadDebitRecord: { argumentCount: 1, buffer: BUFFER_RECORDS, run: readDebitRecord },
};

export type SSCardFunction = keyof typeof TABLE;

export const SSCARD_FUNCTIONS: { readonly [name in SSCardFunction]: TableRow } = TABLE;

export function isSSCardFunction(name: string): name is SSCardFunction {
  return Object.hasOwn(SSCARD_FUNCTIONS, name);
}
