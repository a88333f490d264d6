/** What a point of sale embeds. */
export {
  type Account,
  type AccountOptions,
  type BalanceInfo,
  type CardInfo,
  openAccount,
} from "./account/account.js";
export type { AccountEvent } from "./account/account-event.js";
export type { CallLimits } from "./account/call-limits.js";
export type { LogInfo, LogRecord, RecoveredInfo } from "./account/card-inquiry.js";
export type { PasswordChanged } from "./account/change-password.js";
export type { CreditOutcome } from "./account/credit-outcome.js";
export type { LoadRequest, ReverseRequest } from "./account/credit-request.js";
export type { DebitRequest } from "./account/debit-request.js";
export { EquipmentError } from "./account/equipment-error.js";
export { type Outcome, outcomeJson } from "./account/outcome.js";
export { isRefusal, type Refusal } from "./account/refusal.js";
export type { OldCard, ServiceDone, ServiceRequest } from "./account/window-acts.js";
export { configuredReaders } from "./address.js";
export { type CardSession, openCardSession, type SessionOptions } from "./card-session.js";
export type { Limits } from "./deadline.js";
export { describeReader, type ReaderDescription } from "./describe-reader.js";
export { type ReaderNews, type WatchReadersOptions, watchReaders } from "./discovery/watch-readers.js";
export { type Delivery, type ErrorCode, type Layer, mayHaveActed, ReaderError } from "./errors.js";
export { explain } from "./explain/explain.js";
export type { Explanation } from "./explain/explanation.js";
export { type Journal, JournalError } from "./journal/journal.js";
export type { AccountKind, Sale } from "./journal/sale.js";
export { openJournal } from "./journal/sqlite-journal.js";
export type { LastingReader, ReaderEvent } from "./lasting-reader.js";
export { type ListReadersOptions, listReaders, type ReaderFound } from "./list-readers.js";
export { type OpenReaderOptions, openReader } from "./open-reader.js";
export type {
  OwnEscapes,
  PanelParts,
  PersonaChoice,
  ReaderMemory,
  ReaderStatistics,
  SelfTest,
  SlotTest,
} from "./own-escapes.js";
export type { AskPassword, PasswordQuestion } from "./password/ask-password.js";
export { type CityProfile, checkCityProfile, cityProfile } from "./password/city-profile.js";
export { Password } from "./password/password.js";
export { PROMPTS, type PromptName, type PromptOptions } from "./prompt.js";
export type { Persona, Reader, ReaderIdentity } from "./reader.js";
export { realClock } from "./real-clock.js";
export type { Receipt } from "./receipt/receipt.js";
export { type ReceiptEncoding, type ReceiptPrint, receiptBytes } from "./receipt/receipt-bytes.js";
export type { ReceiptDetail, ReceiptItem } from "./receipt/receipt-detail.js";
export {
  type ReceiptColumns,
  type ReceiptLanguage,
  receiptLines,
  receiptText,
} from "./receipt/receipt-text.js";
export { fenOfYuan, yuanText } from "./receipt/yuan.js";
export type { Centre } from "./settlement/centre.js";
export { dayCsv } from "./settlement/day-csv.js";
export { type DayExport, exportDay } from "./settlement/day-export.js";
export { type HttpCentreOptions, openHttpCentre } from "./settlement/http-centre.js";
export {
  openSettlement,
  type Settlement,
  type SettlementOptions,
  type Uploaded,
  type Waiting,
} from "./settlement/settlement.js";
