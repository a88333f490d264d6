/** Whatever is passed to what the packages export: taken for what it is, or refused clearly. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import * as driver from "@duka/driver";
import type { Receipt } from "@duka/driver/receipt/receipt";
import * as sscard from "@duka/driver/sscard";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { openTestTill, stillClock } from "../support/card/till.js";
import { openInsurance } from "../support/shop/insurance.js";
import { BAD_VALUES, faultOfRefusal } from "../support/values/bad-values.js";
import { folderOf } from "../support/values/folder.js";
import { type Sweep, sweep } from "../support/values/sweep.js";

const OPTIONAL = ["undefined"];
const EMPTY = ["an empty object", "an object without a prototype", "a date"];
const FUNCTION = ["a function"];
const TEXTS = BAD_VALUES.filter(([, value]) => typeof value === "string").map(([what]) => what);
/** Of a person, or a word of one. */
const NAMES = [
  ...["digits", "a fraction as text", "a separator", "a lone surrogate", "a direction mark"],
  ...["a formula", "__proto__", "constructor"],
];
const RECEIPT: Receipt = {
  ref: "S-1",
  kind: "purse",
  amountFen: 100,
  balanceBeforeFen: 1000,
  balanceAfterFen: 900,
  cardNumber: "330186**********4236",
  cardSequence: 1,
  terminalId: "330100000021",
  terminalSequence: 1,
  mac2: "verified",
  tac: "A5717B4F",
  date: "20261121",
  time: "140559",
  simulated: true,
};

const FOLDER = mkdtempSync(join(tmpdir(), "duka-sweep-"));
const LIST = join(FOLDER, "list");
test.after.always(() => rmSync(FOLDER, { recursive: true, force: true }));

const till = await openTestTill();
const { centre } = await openInsurance(stillClock(), findProfile("hangzhou"));
const { journal } = till;
const reader = {
  clock: stillClock(),
  simulated: true,
  meter: { reading: () => ({ ms: 0, limitMs: 0 }), since: () => ({ ms: 0, limitMs: 0 }) },
  slot: () => till.card.transport,
};

/** Made of what functions of this package have answered: nothing comes from outside. */
const OWN_ANSWERS = [
  "ClockError",
  "EquipmentError",
  "JournalError",
  "PrinterError",
  "ReaderError",
  "UpdateError",
  "outcomeJson",
  "dayCsv",
];

const SWEEPS: { readonly [name: string]: Sweep } = {
  isRefusal: { call: driver.isRefusal, good: [{}], places: { "0": "any" } },
  mayHaveActed: { call: driver.mayHaveActed, good: [new Error("m")], places: { "0": "any" } },
  explain: {
    call: driver.explain,
    good: ["6985"],
    names: /explained/,
    places: {
      "0": TEXTS,
    },
  },
  configuredReaders: {
    call: driver.configuredReaders,
    good: [{}],
    names: /env/,
    places: {
      "0": BAD_VALUES.filter(([, value]) => typeof value === "object" && value !== null).map(
        ([what]) => what,
      ),
      "0.DUKA_READER": [...OPTIONAL, ...TEXTS],
      "0.DUKA_READERS": [...OPTIONAL, ...TEXTS],
    },
  },
  watchReaders: {
    call: driver.watchReaders,
    good: [() => undefined, { signal: AbortSignal.abort(), find: async () => [] }],
    names: /listener|options|signal|clock|configured|address/,
    places: {
      "0": FUNCTION,
      "1": [],
      "1.signal": [],
      "1.clock": OPTIONAL,
      "1.configured": [...OPTIONAL, "an empty list"],
    },
  },
  fenOfYuan: { call: driver.fenOfYuan, good: ["12.50"], names: /yuan|amount/, places: { "0": ["digits"] } },
  yuanText: {
    call: driver.yuanText,
    good: [1250],
    names: /fen/,
    places: { "0": ["0", "-0", "-1", "1", "2 ** 32"] },
  },
  cityProfile: { call: driver.cityProfile, good: ["hangzhou"], names: /profile/, places: { "0": [] } },
  checkCityProfile: {
    call: driver.checkCityProfile,
    good: [driver.cityProfile("hangzhou")],
    names: /profile/,
    places: {
      "0": [],
      "0.name": ["constructor"],
      "0.region": [],
      "0.algorithm": [],
      "0.password": [],
      "0.password.initial": [],
      "0.password.lengthMax": "any",
    },
  },
  openAccount: {
    call: driver.openAccount,
    good: [{ reader, journal }],
    places: {
      "0": [],
      "0.reader": [],
      "0.journal": [],
      "0.profile": OPTIONAL,
      "0.cardSlot": [...OPTIONAL, "0", "-0", "1"],
      "0.psamSlot": [...OPTIONAL, "0", "-0", "1"],
      "0.language": OPTIONAL,
      "0.askPassword": [...OPTIONAL, ...FUNCTION],
      "0.passwordRegister": [...OPTIONAL, ...FUNCTION],
      "0.confirmTac": [...OPTIONAL, ...FUNCTION],
      "0.centre": OPTIONAL,
      "0.institution": "any",
      "0.onEvent": [...OPTIONAL, ...FUNCTION],
      "0.onRecovered": [...OPTIONAL, ...FUNCTION],
      "0.onCreditRecovered": [...OPTIONAL, ...FUNCTION],
      "0.random": [...OPTIONAL, ...FUNCTION],
    },
  },
  openSettlement: {
    call: driver.openSettlement,
    good: [{ journal, centre, clock: stillClock(), region: "330100" }],
    places: {
      "0": [],
      "0.journal": [],
      "0.centre": [],
      "0.clock": [],
      "0.region": [],
      "0.onDelivered": [...OPTIONAL, ...FUNCTION],
    },
  },
  openHttpCentre: {
    call: driver.openHttpCentre,
    good: [{ url: "http://127.0.0.1:1", institutionId: "H1", clock: stillClock() }],
    places: {
      "0": [],
      "0.url": [],
      "0.institutionId": ["digits"],
      "0.clock": [],
      "0.simulated": [...OPTIONAL, "true"],
      "0.authorization": "any",
      "0.insecure": [...OPTIONAL, "true"],
      "0.tls": [...OPTIONAL, "empty object"],
    },
  },
  openReader: { call: driver.openReader, good: ["sim:", {}], names: /address|options/, places: { "0": [] } },
  describeReader: {
    call: driver.describeReader,
    good: ["sim:", {}],
    names: /address|options|deadlineMs/,
    places: { "0": [] },
  },
  updateReader: {
    call: driver.updateReader,
    good: ["tcp://127.0.0.1:1", { manifest: "m.json", trust: "k.pem" }],
    names: /address|options|manifest|trust/,
    places: { "0": [], "1": [], "1.manifest": TEXTS, "1.trust": TEXTS },
  },
  listReaders: {
    call: driver.listReaders,
    good: [{ ports: [], pcsc: [] }],
    names: /options|configured|address/,
    places: { "0.configured": [...OPTIONAL, "an empty list"] },
  },
  openJournal: {
    call: driver.openJournal,
    good: [":memory:", stillClock()],
    names: /journal|clock/,
    places: { "1": [] },
  },
  openCardSession: {
    call: driver.openCardSession,
    good: [till.psam.transport, stillClock(), {}],
    names: /transport|clock|options/,
    places: { "0": [], "1": [], "2": [...OPTIONAL, ...EMPTY] },
  },
  closeCase: {
    call: (request: Parameters<typeof driver.closeCase>[1]) => driver.closeCase(journal, request),
    good: [{ ref: "S-1", as: "not-paid", by: "Li" }],
    places: {
      "0": [],
      "0.ref": [],
      "0.as": [],
      "0.by": NAMES,
      "0.note": [...OPTIONAL, ...NAMES, "a space"],
      "0.simulated": [...OPTIONAL, "true"],
    },
  },
  openBlacklist: { call: driver.openBlacklist, good: ["list"], names: /path/, places: { "0": TEXTS } },
  updateBlacklist: {
    // Any text is a file that would be made.
    call: (given: Parameters<typeof driver.updateBlacklist>[0], path: unknown) =>
      driver.updateBlacklist(given, typeof path === "string" ? LIST : (path as string)),
    good: [centre, "list"],
    names: /centre|path/,
    places: { "0": [], "1": TEXTS },
  },
  openServicePoint: {
    call: driver.openServicePoint,
    good: [{ reader, journal }],
    places: { "0": [], "0.reader": [], "0.journal": [], "0.centre": OPTIONAL },
  },
  openRegisterDesk: {
    call: driver.openRegisterDesk,
    good: [{ centre, journal }],
    names: /options|centre|journal/,
    places: { "0": [], "0.centre": [], "0.journal": [] },
  },
  reconcileDay: {
    call: driver.reconcileDay,
    good: [journal, centre, "2026-11-21"],
    names: /day|journal|centre/,
    places: { "0": [], "1": [], "2": [] },
  },
  exportDay: {
    call: driver.exportDay,
    good: [journal, "2026-11-21"],
    names: /day|journal|simulated/,
    places: { "0": [], "1": [], "2": [...OPTIONAL, "true"] },
  },
  receiptText: {
    call: driver.receiptText,
    good: [RECEIPT, "zh", 40],
    names: /receipt|language|columns/,
    places: { "0": [], "1": OPTIONAL, "2": OPTIONAL },
  },
  receiptLines: {
    call: driver.receiptLines,
    good: [RECEIPT, "zh", 40],
    names: /receipt|language|columns/,
    places: { "0": [], "1": OPTIONAL, "2": OPTIONAL },
  },
  receiptBytes: {
    call: driver.receiptBytes,
    good: [RECEIPT, {}],
    names: /receipt|print|language|columns|encoding/,
    places: {
      "0": [],
      "1": [...OPTIONAL, ...EMPTY],
      "1.language": OPTIONAL,
      "1.columns": OPTIONAL,
      "1.encoding": OPTIONAL,
    },
  },
  receiptEscPos: {
    call: driver.receiptEscPos,
    good: [RECEIPT, {}],
    names: /receipt|print|language|columns|encoding/,
    places: {
      "0": [],
      "1": [...OPTIONAL, ...EMPTY],
      "1.language": OPTIONAL,
      "1.columns": OPTIONAL,
      "1.encoding": OPTIONAL,
    },
  },
  receiptSvg: {
    call: driver.receiptSvg,
    good: [RECEIPT, {}],
    names: /receipt|print|language|columns/,
    places: { "0": [], "1": [...OPTIONAL, ...EMPTY], "1.language": OPTIONAL, "1.columns": OPTIONAL },
  },
  sendToPrinter: {
    call: driver.sendToPrinter,
    good: [new Uint8Array(1), devNull, { deadlineMs: 1000 }],
    names: /bytes|limits|deadlineMs|signal/,
    // Any text but an address is a file that would be made: those are told apart in their own test.
    places: {
      "0": ["bytes"],
      "2": [...OPTIONAL, ...EMPTY],
      "2.deadlineMs": [...OPTIONAL, "null", "1", "1.5"],
      "2.signal": OPTIONAL,
    },
  },
  "Password.fromDigits": {
    call: driver.Password.fromDigits,
    good: ["123456"],
    names: /password/,
    places: { "0": ["digits"] },
  },
  "Password.fromAscii": {
    call: driver.Password.fromAscii,
    good: [new Uint8Array(6).fill(0x31)],
    names: /password/,
    places: { "0": [] },
  },
};

/** Functions of what was opened. */
const OPENED: { readonly [name: string]: Sweep } = {
  openSSCard: {
    call: sscard.openSSCard,
    good: [{ openReader: async () => reader, journal }],
    places: {
      "0": [],
      "0.openReader": FUNCTION,
      "0.journal": [],
      "0.profile": OPTIONAL,
      "0.cardSlot": [...OPTIONAL, "0", "-0", "1"],
      "0.psamSlot": [...OPTIONAL, "0", "-0", "1"],
      "0.contactlessSlot": [...OPTIONAL, "0", "-0", "1"],
      "0.askPassword": [...OPTIONAL, ...FUNCTION],
      "0.pinPad": [...OPTIONAL, "true"],
      "0.random": [...OPTIONAL, ...FUNCTION],
      "0.deviceNumber": [
        ...OPTIONAL,
        "an empty text",
        "a space",
        "digits",
        "a fraction as text",
        "a formula",
        "__proto__",
        "constructor",
      ],
    },
  },
  gb18030Bytes: {
    call: sscard.gb18030Bytes,
    good: [{ code: 0, pOutInfo: "" }],
    names: /result|pOutInfo/,
    places: { "0": [] },
  },
};

for (const [name, one] of Object.entries({ ...SWEEPS, ...OPENED })) {
  test(`${name}: whatever is passed is taken for what it is, or refused clearly`, (t) => sweep(t, name, one));
}

test("every function that the package exports is swept", (t) => {
  const swept = [...Object.keys(SWEEPS).map((name) => name.split(".")[0]), ...OWN_ANSWERS];
  for (const [name, value] of Object.entries(driver)) {
    if (typeof value === "function") t.true(swept.includes(name), `no sweep of ${name}`);
  }
  for (const [name, value] of Object.entries(sscard)) {
    if (typeof value === "function") t.true(Object.hasOwn(OPENED, name), `no sweep of ${name}`);
  }
});

test("a journal's name is one that a file can have", async (t) => {
  const folder = folderOf(t);
  for (const [what, value] of BAD_VALUES) {
    const isText = typeof value === "string" && value !== "";
    const file = isText ? join(folder, value) : value;
    try {
      await (await driver.openJournal(file as string, stillClock())).close();
      t.true(isText, what);
    } catch (error) {
      t.is(faultOfRefusal(error, /journal/), undefined, what);
    }
  }
  t.true(readdirSync(folder).length > 0);
});
