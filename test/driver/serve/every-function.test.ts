/**
 * Whatever a program that embeds the driver can do, a program in another language can: a method for each public
 * function, or why not.
 */
import * as driver from "@duka/driver";
import { createWireMeter } from "@duka/driver/reader/wire-meter";
import { METHODS, type MethodName, methodNames } from "@duka/driver/serve/requests";
import { serveSchema } from "@duka/driver/serve/serve-schema";
import { SSCARD_FUNCTIONS } from "@duka/driver/sscard/function-table";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { openTestTill, stillClock } from "../../support/card/till.js";
import { openInsurance } from "../../support/shop/insurance.js";
import { functionsOf } from "../../support/values/sweep.js";

type Served = MethodName | readonly ["not", because: string];

const STARTED = ["not", "the options of duka serve say it once, when it is started"] as const;
const ITS_OWN = ["not", "every language has it: it is made of what the answers say"] as const;
const INSIDE = ["not", "a step of the functions that have methods: alone it could lose a sale"] as const;

const EXPORTS: { readonly [name: string]: Served } = {
  openAccount: STARTED,
  openReader: STARTED,
  openJournal: STARTED,
  openHttpCentre: STARTED,
  openSettlement: STARTED,
  openServicePoint: STARTED,
  openRegisterDesk: STARTED,
  cityProfile: STARTED,
  checkCityProfile: STARTED,
  openCardSession: [
    "not",
    "a raw command would go around the journal; ldt33 reads and writes files, transmit of --allow-apdu reads",
  ],
  outcomeJson: ITS_OWN,
  isRefusal: ITS_OWN,
  mayHaveActed: ITS_OWN,
  fenOfYuan: ITS_OWN,
  yuanText: ITS_OWN,
  ReaderError: ITS_OWN,
  EquipmentError: ITS_OWN,
  JournalError: ITS_OWN,
  ClockError: ITS_OWN,
  Password: ["not", "a line of its own answers a question for one"],
  explain: "explain",
  listReaders: "readers",
  configuredReaders: "readers",
  describeReader: "readers",
  updateReader: ["not", "the reader leaves the till for it: duka update, while no one else has it open"],
  UpdateError: ITS_OWN,
  watchReaders: ["not", "a program that lives asks for the readers when it likes"],
  receiptText: "receipt",
  receiptLines: "receipt",
  receiptBytes: "receipt",
  receiptEscPos: "receipt",
  receiptSvg: "receipt",
  sendToPrinter: [
    "not",
    "bytes to a port or socket: every language has it, and a web page must not choose where",
  ],
  PrinterError: ITS_OWN,
  exportDay: "export",
  closeCase: "close",
  dayCsv: "export",
  reconcileDay: "reconcile",
  openBlacklist: "blacklist",
  updateBlacklist: "updateBlacklist",
};

const ACCOUNT: { readonly [name: string]: Served } = {
  debit: "debit",
  credit: "credit",
  reverse: "reverse",
  resettle: "resettle",
  changePassword: "changePassword",
  resetPassword: "resetPassword",
  unblockPassword: "unblockPassword",
  verifyOldCard: "verifyOldCard",
  settleBill: "settleBill",
  reimburse: "reimburse",
  activate: "activate",
  log: "log",
  recover: "recover",
  balance: "balance",
  card: "card",
};

const SERVICE_POINT: { readonly [name: string]: Served } = {
  basicData: "basicData",
  issue: "issueCard",
  activate: "activate",
  activateFinancial: "activateFinancial",
  changePassword: "changePasswordAtWindow",
  withdrawLoss: "withdrawLoss",
  replace: "replaceCard",
  returnCard: "returnCard",
  finish: "finishCard",
};

const DESK: { readonly [name: string]: Served } = {
  enrol: "enrolHolder",
  allot: "allot",
  designate: "designate",
  applyForCard: "applyForCard",
  issue: "issueListedCard",
  reportLoss: "reportLoss",
  reportLossByPhone: "reportLossByPhone",
  returnCard: "returnAbsentCard",
  block: "blockCard",
  holder: "findHolder",
  applications: "applications",
};

const JOURNAL: { readonly [name: string]: Served } = {
  find: "show",
  list: "sales",
  byId: "show",
  undecidedOf: "recover",
  flagPaidInCash: "paidInCash",
  closeRecord: "close",
  verify: "verifyJournal",
  clockIsRight: "clockIsRight",
  damaged: "verifyJournal",
  close: ["not", "the end of the input"],
  claim: INSIDE,
  withoutTac: INSIDE,
  addProof: INSIDE,
  toTell: INSIDE,
  told: INSIDE,
  resolve: INSIDE,
  markReversed: INSIDE,
  notOver: "waiting",
  "passwords.recall": INSIDE,
  "passwords.remember": INSIDE,
  "passwords.forget": INSIDE,
  "credits.find": "show",
  "credits.list": "credits",
  "credits.byId": "show",
  "credits.undecidedOf": "recover",
  "credits.claim": INSIDE,
  "credits.resolve": INSIDE,
  "settlement.waitingSales": "waiting",
  "settlement.waitingCredits": "waiting",
  "settlement.retryRefused": "settle",
  "settlement.saleDelivered": INSIDE,
  "settlement.creditDelivered": INSIDE,
  "days.sales": "export",
  "days.credits": "export",
  "days.salesOfCard": INSIDE,
  "days.creditsOfCard": INSIDE,
  "acts.list": "acts",
  "acts.record": INSIDE,
};

const SETTLEMENT: { readonly [name: string]: Served } = {
  upload: "settle",
  waiting: "waiting",
  start: ["not", "a program that lives calls settle when it likes"],
};

const NO_READER = {
  clock: stillClock(),
  simulated: true,
  meter: createWireMeter(),
  slot: () => {
    throw new Error("nothing is asked of a card here");
  },
};

test("every public function has a method, or a reason why not", async (t) => {
  const { account, journal } = await openTestTill();
  const { centre } = await openInsurance(stillClock(), findProfile("hangzhou"));
  const settlement = driver.openSettlement({ journal, centre, clock: stillClock(), region: "330100" });
  const point = driver.openServicePoint({ reader: NO_READER, journal });
  const desk = driver.openRegisterDesk({ centre, journal });
  const tables: readonly (readonly [api: object, served: { readonly [name: string]: Served }])[] = [
    [driver, EXPORTS],
    [account, ACCOUNT],
    [journal, JOURNAL],
    [settlement, SETTLEMENT],
    [point, SERVICE_POINT],
    [desk, DESK],
  ];
  for (const [api, served] of tables) {
    const clocks = (name: string) => !name.startsWith("realClock.");
    t.deepEqual(functionsOf(api).filter(clocks).sort(), Object.keys(served).sort());
    for (const method of Object.values(served)) {
      if (typeof method === "string") t.true(methodNames.includes(method), method);
      else t.true(method[1].length > 10);
    }
  }
});

test("every national card function goes through the method for them, all its arguments too", (t) => {
  const { params } = METHODS.ldt33;
  for (const [name, { argumentCount }] of Object.entries(SSCARD_FUNCTIONS)) {
    const asked = { function: name, arguments: new Array(argumentCount).fill("a|b|") };
    t.true(params.safeParse(asked).success, name);
  }
});

test("the schema has every method, told in words", (t) => {
  const { $defs } = serveSchema() as {
    $defs: { request: { anyOf: { description: string; properties: { method: { const: string } } }[] } };
  };
  t.deepEqual(
    $defs.request.anyOf.map(({ properties }) => properties.method.const),
    methodNames,
  );
  for (const { description } of $defs.request.anyOf) t.true(description.length > 8);
});
