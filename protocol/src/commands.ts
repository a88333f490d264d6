/** The card commands as declarations: PBOC purse and deposit, social-security card, PSAM, ISO/IEC 7816-4. */
export { allCommands, declarationOf } from "./commands/all-commands.js";
export { externalAuthenticate, internalAuthenticate } from "./commands/authentication.js";
export { PART_6_READ } from "./commands/file-rights.js";
export {
  binaryOfSfi,
  getChallenge,
  getResponse,
  readBinary,
  readRecord,
  recordOfSfi,
  selectByFileId,
  selectByName,
  selectElementaryFile,
  updateBinary,
  verify,
} from "./commands/iso7816.js";
export {
  applicationBlock,
  applicationUnblock,
  BLOCK_FOREVER,
  BLOCK_TEMPORARILY,
  cardBlock,
} from "./commands/locking.js";
export {
  creditForMedicalLoad,
  debitForMedicalPurchase,
  getAnnualPool,
  getAnnualSelfPay,
  getMedicalBalance,
  getMedicalProof,
  getStartingDay,
  initializeForMedicalLoad,
  initializeForMedicalPurchase,
  updateStartingDay,
} from "./commands/medical-account.js";
export { MEDICAL_LOG_SFI, medicalLogRecord, shortMedicalLogRecord } from "./commands/medical-log.js";
export { reloadPin, resetPin, unblockPin } from "./commands/password-reset.js";
export {
  OLDER_RESET,
  OLDER_UNBLOCK,
  olderUnblockPin,
  verifyByReference,
} from "./commands/password-variants.js";
export {
  initializeForCappPurchase,
  TYPE_COMPOSITE_PURCHASE,
  updateCappDataCache,
} from "./commands/pboc-composite.js";
export {
  debitForUnload,
  initializeForCashWithdraw,
  initializeForUnload,
  initializeForUpdate,
  TYPE_CASH_WITHDRAWAL,
  TYPE_UNLOAD,
  updateOverdrawLimit,
} from "./commands/pboc-deposit.js";
export {
  changePin,
  creditForLoad,
  debitForPurchase,
  getBalance,
  getTransactionProve,
  initializeForLoad,
  initializeForPurchase,
} from "./commands/pboc-purse.js";
export {
  appendRecordWithMac,
  readBinaryWithMac,
  updateBinaryWithMac,
  updateRecordWithMac,
} from "./commands/protected-files.js";
export { creditSamForPurchase, initSamForPurchase } from "./commands/psam.js";
export {
  CIPHER_ENCRYPT,
  CIPHER_MAC,
  CIPHER_MAC_WITH_IV,
  cipherData,
  deliverKey,
  deliverProcessKey,
  initializeEnvironment,
  initSamForMedicalPurchase,
} from "./commands/psam-keys.js";
export { LOG_SFI, logRecord } from "./commands/purse-log.js";
export {
  ACCOUNT_DEPOSIT,
  ACCOUNT_PURSE,
  TYPE_DEPOSIT_LOAD,
  TYPE_DEPOSIT_PURCHASE,
  TYPE_OVERDRAFT_UPDATE,
  TYPE_PURSE_LOAD,
  TYPE_PURSE_PURCHASE,
} from "./commands/purse-types.js";
export { appendRecord, selectNextByName, taggedRecordOfSfi, updateRecord } from "./commands/records.js";
export {
  hasOlderForm,
  SOCIAL_ITEM_FILES,
  type SocialItem,
  type SocialItemType,
  socialItem,
  socialItems,
} from "./commands/social-items.js";
export {
  levelsOfKey,
  levelsOfUse,
  PSAM_USE_PURCHASE,
  purchaseKeyAddresses,
  type SocialSecurityKey,
  socialSecurityKey,
  socialSecurityKeys,
  useWithLevels,
} from "./commands/social-security-keys.js";
