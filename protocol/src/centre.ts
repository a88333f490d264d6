/** What is asked of an insurance centre: its operations as declarations, their errors, the OpenAPI document. */

export {
  type CallCentre,
  type CentreRequest,
  type CentreResponse,
  centreGroups,
  centreOperations,
  declarationOf,
  isOperation,
  type OperationName,
  pathOf,
} from "./centre/centre.js";
export {
  CARD_REFUSALS,
  type CentreDelivery,
  CentreError,
  type CentreErrorFacts,
  COMMON_REFUSALS,
  REFUSAL_STATUS,
  type Refusal,
  refusal,
} from "./centre/centre-error.js";
export { type CentreFaults, centreFaults, NO_FAULTS } from "./centre/faults.js";
export {
  algorithm,
  amountFen,
  cardNumber,
  count,
  date,
  digits,
  done,
  hex,
  holderId,
  instantMs,
  institutionId,
  positiveFen,
  reference,
  region,
  sumFen,
  terminalId,
  time,
  u8,
  u16,
  u24,
  u32,
  words,
} from "./centre/fields.js";
export { inquiryOperations } from "./centre/inquiry.js";
export { type CardDebit, cardDebit, keyOperations, purchaseType } from "./centre/key-server.js";
export { lifecycleOperations } from "./centre/lifecycle.js";
export { openApiDocument } from "./centre/openapi.js";
export {
  type CheckedOf,
  faultsOf,
  type Handlers,
  type OperationDeclaration,
  operations,
  type RequestOf,
  type ResponseOf,
} from "./centre/operation.js";
export { purseKeyOperations } from "./centre/purse-keys.js";
export {
  type Annual,
  type Application,
  annual,
  application,
  type Card,
  type CardEffect,
  type CardIdentity,
  type CardState,
  card,
  cardEffect,
  cardIdentity,
  cardState,
  type EffectKind,
  type Holder,
  holder,
  holderState,
  passwordState,
  type RegisterEvent,
  registerEvent,
} from "./centre/register.js";
export {
  type LoadRecord,
  loadRecord,
  RECONCILED_MAX,
  type Sale,
  type Split,
  sale,
  saleState,
  settlementOperations,
  split,
  VISIT_KINDS,
  type VisitKind,
  visitKind,
} from "./centre/settlement.js";
export { type Unload, unloadOperations, unloadRecord, unloadState } from "./centre/unload.js";
export { atWindow, type IdDocument, idDocument, type Vouching, vouching } from "./centre/vouching.js";
