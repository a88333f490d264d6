/** Every command that is declared, for traces, documentation and the test that walks them all. */

import type { AnyCommand } from "../layout/command.js";
import { matches } from "../layout/command.js";
import * as authentication from "./authentication.js";
import * as iso7816 from "./iso7816.js";
import * as locking from "./locking.js";
import * as medicalAccount from "./medical-account.js";
import * as passwordReset from "./password-reset.js";
import * as passwordVariants from "./password-variants.js";
import * as pbocComposite from "./pboc-composite.js";
import * as pbocDeposit from "./pboc-deposit.js";
import * as pbocPurse from "./pboc-purse.js";
import * as protectedFiles from "./protected-files.js";
import * as psam from "./psam.js";
import * as psamKeys from "./psam-keys.js";
import * as records from "./records.js";

export const allCommands: readonly AnyCommand[] = [
  iso7816.selectByFileId,
  iso7816.selectElementaryFile,
  iso7816.selectByName,
  records.selectNextByName,
  iso7816.getChallenge,
  iso7816.getResponse,
  iso7816.readBinary,
  iso7816.updateBinary,
  iso7816.readRecord,
  records.updateRecord,
  records.appendRecord,
  iso7816.verify,
  passwordVariants.verifyByReference,
  authentication.externalAuthenticate,
  authentication.internalAuthenticate,
  protectedFiles.readBinaryWithMac,
  protectedFiles.updateBinaryWithMac,
  protectedFiles.updateRecordWithMac,
  protectedFiles.appendRecordWithMac,
  pbocPurse.changePin,
  passwordReset.reloadPin,
  passwordReset.unblockPin,
  passwordReset.resetPin,
  passwordVariants.olderUnblockPin,
  locking.applicationBlock,
  locking.applicationUnblock,
  locking.cardBlock,
  pbocPurse.getBalance,
  pbocPurse.initializeForPurchase,
  pbocPurse.debitForPurchase,
  pbocPurse.initializeForLoad,
  pbocPurse.creditForLoad,
  pbocPurse.getTransactionProve,
  pbocDeposit.initializeForUnload,
  pbocDeposit.debitForUnload,
  pbocDeposit.initializeForCashWithdraw,
  pbocDeposit.initializeForUpdate,
  pbocDeposit.updateOverdrawLimit,
  pbocComposite.initializeForCappPurchase,
  pbocComposite.updateCappDataCache,
  medicalAccount.getMedicalBalance,
  medicalAccount.getAnnualSelfPay,
  medicalAccount.getAnnualPool,
  medicalAccount.updateStartingDay,
  medicalAccount.getStartingDay,
  medicalAccount.getMedicalProof,
  medicalAccount.initializeForMedicalLoad,
  medicalAccount.creditForMedicalLoad,
  medicalAccount.initializeForMedicalPurchase,
  medicalAccount.debitForMedicalPurchase,
  psam.initSamForPurchase,
  psam.creditSamForPurchase,
  psamKeys.initSamForMedicalPurchase,
  psamKeys.initializeEnvironment,
  psamKeys.deliverProcessKey,
  psamKeys.deliverKey,
  psamKeys.cipherData,
];

/** The declaration that these bytes, or their header, follow. */
export function declarationOf(apdu: Uint8Array): AnyCommand | undefined {
  return allCommands.find((command) => matches(command, apdu));
}
