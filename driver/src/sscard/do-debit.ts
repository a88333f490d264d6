/**
 * iDoDebit and its key server's steps: the medical purchase of `account.debit`, journal and recovery included. The
 * standard has no sale number, so the ref is made of card and payment: the same call never debits twice, and asked
 * again it tells what became of it. A call with another time is another sale, unless the one before was never told.
 */

import { purchaseKeyAddresses } from "@duka/protocol/commands";
import { TYPE_MEDICAL_PURCHASE } from "@duka/protocol/crypto";
import { hexText, parseHex } from "@duka/protocol/layout";
import { writeU32 } from "@duka/protocol/wire/bytes";
import { type Account, openAccount } from "../account/account.js";
import type { PurchaseTerminal, TerminalPurchase } from "../account/mac1.js";
import { type Outcome, outcomeOf } from "../account/outcome.js";
import type { IssuingData } from "../card/issuing-data.js";
import type { CityProfile } from "../password/city-profile.js";
import { type CardClaim, fieldsOf, type PayInfo, parseCardInfo, parsePayInfo } from "./arguments.js";
import { callerTerminal } from "./caller-terminal.js";
import { cityOf, type Device, type OpenDevice, readCardOf, terminalIdOf } from "./device.js";
import { type EarlierSales, earlierSales } from "./earlier-sale.js";
import { askFor } from "./holder-password.js";
import { addressText, algorithmCode, fields, keyAddress, type StepOutput } from "./hsm-step.js";
import { sha256Of } from "./node-crypto.js";
import { codeOfOutcome } from "./outcome-code.js";
import { CODE, SSCardFailure } from "./result.js";
import type { ToldSale } from "./told-sales.js";

const TYPE = TYPE_MEDICAL_PURCHASE.toString(16).toUpperCase();
/** By which a TAC is checked. */
const TAC_KEY = "DTK";
const KEY_MAX = 128;

type Payment = {
  readonly ref: string;
  readonly pay: PayInfo;
  readonly card: IssuingData;
  readonly device: Device;
  readonly earlier: EarlierSales;
};

/** What the card has paid, and what is told with it. */
type Paid = { readonly outcome: Outcome; readonly told: readonly ToldSale[] };

export async function doDebit(open: OpenDevice, pCardInfo: unknown, pPayInfo: unknown): Promise<StepOutput> {
  const payment = await present(open, pCardInfo, pPayInfo);
  const { outcome, told } = await pay(accountOf(payment), payment);
  return { out: committedText(payment, outcome), told };
}

/** Carries the purchase out up to MAC1, which the next step brings. */
export async function doDebitStep1(
  open: OpenDevice,
  pCardInfo: unknown,
  pPayInfo: unknown,
): Promise<StepOutput> {
  const payment = await present(open, pCardInfo, pPayInfo);
  const server = callerTerminal(await terminalIdOf(payment.device));
  const paying = pay(accountOf(payment, server.terminal), payment);
  // Told to the one who waits for it; until then it is no unhandled rejection.
  paying.catch(() => undefined);
  const asked = await Promise.race([server.asked, paying.then(() => undefined)]);
  if (asked === undefined) throw new SSCardFailure(CODE.hsmNotNeeded, "该交易已有结果，请用 iDoDebit 查询");
  return {
    out: purchaseText(payment, asked, server.terminal.terminalId),
    next: {
      name: "iDoDebit_HSM_Step2",
      async work(pKey) {
        server.give(parseMac1(pKey, payment.pay));
        const { outcome, told } = await paying;
        return { out: fields(server.mac2()) + committedText(payment, outcome), told };
      },
      async giveUp() {
        server.giveUp();
        await paying.catch(() => undefined);
      },
    },
  };
}

/** "LDT33-" and 40 hexadecimal digits. */
function refOf({ cardId, cardNumber }: CardClaim, pPayInfo: string): string {
  return `LDT33-${sha256Of(`${cardId}|${cardNumber}|${pPayInfo}`).slice(0, 40)}`;
}

async function present(open: OpenDevice, pCardInfo: unknown, pPayInfo: unknown): Promise<Payment> {
  const claim = parseCardInfo(pCardInfo);
  const pay = parsePayInfo(pPayInfo);
  if (pay.accountAndPoolFen === 0) throw new SSCardFailure(CODE.illegalData, "账户与统筹支付为零，无需扣款");
  const { totalFen, accountAndPoolFen, date, time } = pay;
  const ref = refOf(claim, `${totalFen}|${accountAndPoolFen}|${date}${time}|`);
  const device = await open();
  return { ref, pay, device, card: await readCardOf(device, claim), earlier: earlierSales(device, ref, pay) };
}

/** It pays in the same visit in which the card was compared with pCardInfo: no other card can come between. */
function accountOf({ device, earlier }: Payment, terminal?: PurchaseTerminal): Account {
  const { options, reader, visit } = device;
  return openAccount({
    reader,
    journal: options.journal,
    profile: options.cities,
    openVisit: visit,
    language: "zh",
    pinPad: options.pinPad,
    passwordUnblocked: options.passwordUnblocked,
    askPassword: (question) => askFor(device, "current", question),
    onEarlier: earlier.onEarlier,
    ...(terminal === undefined ? {} : { terminal }),
  });
}

/** @returns this sale, or the earlier one that is told first @throws SSCardFailure unless the card has paid */
async function pay(account: Account, { ref, pay, device, earlier }: Payment): Promise<Paid> {
  const { totalFen, accountAndPoolFen, date, time } = pay;
  const outcome = await account.debit({
    ref,
    kind: "medical",
    amountFen: accountAndPoolFen,
    medical: { selfPayFen: totalFen - accountAndPoolFen, poolFen: 0 },
    when: { date, time },
  });
  const found = earlier.found();
  if (found instanceof SSCardFailure) throw found;
  if (found !== undefined) return { outcome: outcomeOf(found.sale), told: [found.told] };
  const failure = codeOfOutcome(outcome);
  const told = failure === undefined || outcome.outcome === "manual" ? await toldOf(device, ref) : [];
  if (failure !== undefined) throw new SSCardFailure(failure.code, failure.said, failure.cause, told);
  return { outcome, told };
}

async function toldOf({ options, reader }: Device, ref: string): Promise<ToldSale[]> {
  const sales = await options.journal.find(ref);
  return sales
    .filter(({ simulated }) => simulated === reader.simulated)
    .map(({ id }) => ({ id, telling: "none" }));
}

/**
 * What the centre needs to check the TAC: of an earlier sale that is told, its own time, so that the caller sees which
 * one it is.
 */
function committedText({ card, pay, device }: Payment, outcome: Outcome): string {
  const { date = pay.date, time = pay.time } = outcome.receipt ?? {};
  return fields(
    algorithmCode(card.algorithm),
    keyAddress(TAC_KEY),
    amountsText(cityOf(device, card), pay),
    TYPE,
    outcome.terminalId ?? "",
    u32Text(outcome.terminalSequence ?? 0),
    date + time,
    outcome.tac ?? "",
  );
}

/** What the key server needs to make MAC1. */
function purchaseText(
  { card, pay, device }: Payment,
  { initialized }: TerminalPurchase,
  terminalId: string,
): string {
  const { keyVersion, random, offlineSequence } = initialized;
  const address = purchaseKeyAddresses[keyVersion - 1]?.[0];
  if (address === undefined)
    throw new SSCardFailure(CODE.unsupported, `加密机无版本 ${keyVersion} 的消费密钥`);
  return fields(
    algorithmCode(card.algorithm),
    addressText(address),
    hexText(random),
    offlineSequence.toString(16).toUpperCase().padStart(4, "0"),
    amountsText(cityOf(device, card), pay),
    TYPE,
    terminalId,
    pay.date + pay.time,
  );
}

/** The last two amounts of the card's three, joined. */
function amountsText({ medical }: CityProfile, { totalFen, accountAndPoolFen }: PayInfo): string {
  const values = {
    account: accountAndPoolFen,
    "self-payment": totalFen - accountAndPoolFen,
    pool: 0,
    "account-and-pool": accountAndPoolFen,
    total: totalFen,
    zero: 0,
  };
  const [, second = "total", third = "account-and-pool"] = medical?.amounts ?? [];
  return u32Text(values[second]) + u32Text(values[third]);
}

function u32Text(value: number): string {
  const bytes = new Uint8Array(4);
  writeU32(bytes, 0, value);
  return hexText(bytes);
}

/** "termSeq|time|MAC1|" */
function parseMac1(pKey: unknown, { date, time }: PayInfo): { terminalSequence: number; mac1: Uint8Array } {
  const [sequence, when, mac1] = fieldsOf("pKey", pKey, KEY_MAX, 3);
  if (!/^[0-9A-F]{8}$/i.test(sequence!) || !/^[0-9A-F]{8}$/i.test(mac1!)) {
    throw new SSCardFailure(CODE.length, "pKey 应为终端交易序号、时间和 MAC1");
  }
  if (when !== date + time) throw new SSCardFailure(CODE.mismatch, "pKey 的时间与交易时间不符");
  return {
    terminalSequence: Number.parseInt(sequence!, 16),
    mac1: parseHex(mac1!),
  };
}
