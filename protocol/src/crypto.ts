/** Keys, MACs and TACs of cards and PSAMs: 3DES and the national ciphers SM3 and SM4. */
export { cardFactor, cityFactor, provinceFactor } from "./crypto/factors.js";
export { loadSessionKey, purchaseSessionKey } from "./crypto/keys.js";
export {
  type Load,
  type LoadOutcome,
  type LoadRequest,
  loadMac1Data,
  loadMac2Data,
  loadTacData,
} from "./crypto/load.js";
export { tacKey } from "./crypto/mac.js";
export type { MacData } from "./crypto/mac-data.js";
export {
  type MedicalAmounts,
  type MedicalPurchase,
  medicalMac1Data,
  medicalMac2Data,
  medicalTacData,
  TYPE_MEDICAL_LOAD,
  TYPE_MEDICAL_PURCHASE,
} from "./crypto/medical.js";
export { type NationalCrypto, sm3 } from "./crypto/national.js";
export {
  type OverdraftUpdate,
  overdraftMac1Data,
  overdraftMac2Data,
  overdraftTacData,
} from "./crypto/overdraft.js";
export { type Purchase, purchaseMac1Data, purchaseMac2Data, purchaseTacData } from "./crypto/purchase.js";
export { commandMac, encipherField, reloadPinMac } from "./crypto/secure-messaging.js";
export { type CipherSuite, cipherSuite, type SuiteOptions } from "./crypto/suite.js";
