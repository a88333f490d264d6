/** What a point of sale embeds. */
export {
  type Account,
  type BalanceInfo,
  type CardInfo,
  openAccount,
} from "./account/account.js";
export type { AccountEvent } from "./account/account-event.js";
export type { AccountOptions } from "./account/account-options.js";
export type { SettleBillRequest } from "./account/bill-request.js";
export type { CallLimits } from "./account/call-limits.js";
export type { CardLogRecord, LogInfo, RecoveredInfo } from "./account/card-inquiry.js";
export type { PasswordChanged } from "./account/change-password.js";
export { type CloseCaseRequest, type ClosedCase, closeCase } from "./account/close-case.js";
export type { CreditOutcome } from "./account/credit-outcome.js";
export type { LoadRequest, ReverseRequest } from "./account/credit-request.js";
export type { DebitRequest } from "./account/debit-request.js";
export { type Outcome, outcomeJson } from "./account/outcome.js";
export type { Reimbursed, ReimburseRequest } from "./account/reimburse.js";
export type { AccountBalance, BasicData, Registered } from "./account/window/basic-data.js";
export type { CardActDone, IssueRequest, Returned, ReturnReason } from "./account/window/card-acts.js";
export type { StillDue } from "./account/window/finish-due.js";
export { type DeskOptions, openRegisterDesk, type RegisterDesk } from "./account/window/register-desk.js";
export { openServicePoint, type ServicePoint } from "./account/window/window-till.js";
export type { OldCard, ServiceDone, ServiceRequest } from "./account/window-acts.js";
export type { Limits } from "./base/deadline.js";
export { EquipmentError } from "./base/equipment-error.js";
export { type Delivery, type ErrorCode, type Layer, mayHaveActed, ReaderError } from "./base/errors.js";
export type { Bilingual, CauseAndRemedy, Explanation } from "./base/explanation.js";
export { Password } from "./base/password.js";
export { realClock } from "./base/real-clock.js";
export type { Reason } from "./base/reason.js";
export { REASONS, type ReasonCode } from "./base/reason-code.js";
export type { Blacklist, BlacklistData, ListedCard, ListedRange } from "./card/blacklist.js";
export { type CardSession, openCardSession, type SessionOptions } from "./card/card-session.js";
export { isRefusal, type Refusal } from "./card/refusal.js";
export { openBlacklist, updateBlacklist } from "./centre/blacklist-file.js";
export type { Centre } from "./centre/centre.js";
export type { CentreTls } from "./centre/centre-line.js";
export { dayCsv } from "./centre/day-csv.js";
export { type DayExport, exportDay } from "./centre/day-export.js";
export { type HttpCentreOptions, openHttpCentre } from "./centre/http-centre.js";
export { type DayDifference, type Reconciliation, reconcileDay } from "./centre/reconcile-day.js";
export {
  openSettlement,
  type Settlement,
  type SettlementOptions,
  type Uploaded,
} from "./centre/settlement.js";
export type { Waiting } from "./centre/waiting.js";
export { explain } from "./explain/explain.js";
export type { Database } from "./journal/database.js";
export { type Journal, JournalError } from "./journal/journal.js";
export type { ReceiptDetail, ReceiptItem } from "./journal/receipt-detail.js";
export type { AccountKind, Sale } from "./journal/sale.js";
export { openJournal } from "./journal/sqlite-journal.js";
export { ClockError } from "./journal/till-clock.js";
export { configuredReaders } from "./link/address.js";
export type { AskPassword, PasswordQuestion } from "./password/ask-password.js";
export { type CityProfile, checkCityProfile, cityProfile } from "./password/city-profile.js";
export type { Around, SlotAnswer, SlotCall, SlotInside } from "./reader/around.js";
export type {
  DukaEscapes,
  PanelParts,
  PersonaChoice,
  ReaderMemory,
  ReaderStatistics,
  SelfTest,
  SlotTest,
} from "./reader/duka-escapes.js";
export { PROMPTS, type PromptName, type PromptOptions } from "./reader/prompt.js";
export type { Persona, Reader, ReaderIdentity } from "./reader/reader.js";
export type { ReaderEvent, ReconnectingReader } from "./reader/reconnecting-reader.js";
export { describeReader, type ReaderDescription } from "./readers/describe-reader.js";
export { type ListReadersOptions, listReaders, type ReaderFound } from "./readers/list-readers.js";
export { type OpenReaderOptions, openReader } from "./readers/open-reader.js";
export { type ReaderNews, type WatchReadersOptions, watchReaders } from "./readers/watch-readers.js";
export { PrinterError } from "./receipt/printer-error.js";
export type { Receipt } from "./receipt/receipt.js";
export { type ReceiptEncoding, type ReceiptPrint, receiptBytes } from "./receipt/receipt-bytes.js";
export {
  type ReceiptColumns,
  type ReceiptLanguage,
  receiptLines,
  receiptText,
} from "./receipt/receipt-text.js";
export {
  type PrinterEncoding,
  type RenderedPrint,
  receiptEscPos,
  receiptSvg,
} from "./receipt/rendered-receipt.js";
export { sendToPrinter } from "./receipt/send-to-printer.js";
export { fenOfYuan, yuanText } from "./receipt/yuan.js";
export { UpdateError } from "./update/update-error.js";
export { type UpdatedReader, type UpdateReaderOptions, updateReader } from "./update/update-reader.js";
