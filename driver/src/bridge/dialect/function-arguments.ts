/** The arguments of the national functions by their names (LD/T 33-2015), besides pOutInfo. */
import type { SSCardFunction } from "../../sscard/function-table.js";

const TYPE = ["iType"];
const CARD = ["iType", "pCardInfo"];
const KEY = ["pKey"];

export const ARGUMENTS: { readonly [name in SSCardFunction]: readonly string[] } = {
  iReadCardBas: TYPE,
  iReadCardBas_HSM_Step1: TYPE,
  iReadCardBas_HSM_Step2: KEY,
  iReadCard: ["iType", "iAuthType", "pCardInfo", "pFileAddr"],
  iReadCard_HSM_Step1: ["iType", "pCardInfo", "pFileAddr"],
  iReadCard_HSM_Step2: KEY,
  iWriteCard: ["iType", "pCardInfo", "pFileAddr", "pWriteData"],
  iWriteCard_HSM_Step1: ["iType", "pCardInfo", "pFileAddr"],
  iWriteCard_HSM_Step2: ["pKey", "pWriteData"],
  iVerifyPIN: TYPE,
  iChangePIN: TYPE,
  iReloadPIN: CARD,
  iReloadPIN_HSM_Step1: CARD,
  iReloadPIN_HSM_Step2: KEY,
  iReloadPIN_HSM_Step3: KEY,
  iUnblockPIN: CARD,
  iUnblockPIN_HSM_Step1: CARD,
  iUnblockPIN_HSM_Step2: KEY,
  iUnblockPIN_HSM_Step3: KEY,
  iUnlockPIN: CARD,
  iUnlockPIN_HSM_Step1: CARD,
  iUnlockPIN_HSM_Step2: KEY,
  iUnlockPIN_HSM_Step3: KEY,
  iDoDebit: ["iType", "pCardInfo", "pPayInfo"],
  iDoDebit_HSM_Step1: ["iType", "pCardInfo", "pPayInfo"],
  iDoDebit_HSM_Step2: KEY,
  iReadDebitRecord: TYPE,
};
