/**
 * What a cashier or clerk may be told: in Chinese no English sentence, in neither language the bytes of a command.
 * Walked over everything there is: outcomes by reasons, errors by codes and remedies, acts of a service point.
 */
import { join } from "node:path";
import { EquipmentError } from "@duka/driver/base/equipment-error";
import { type ErrorCode, READER_ERRORS } from "@duka/driver/base/error-codes";
import { ReaderError } from "@duka/driver/base/errors";
import { REASONS, type ReasonCode } from "@duka/driver/base/reason-code";
import { REMEDIES } from "@duka/driver/base/remedies";
import { DUE, STATES } from "@duka/driver/cli/run/window/act-words";
import { explain } from "@duka/driver/explain/explain";
import { explainError } from "@duka/driver/explain/explain-error";
import { creditLines, outcomeLines, recoveredLines } from "@duka/driver/explain/outcome-words";
import { errorText, refusalText } from "@duka/driver/explain/refusal-words";
import { JournalError } from "@duka/driver/journal/journal";
import { ClockError } from "@duka/driver/journal/till-clock";
import { inUse } from "@duka/driver/link/holder";
import { portError } from "@duka/driver/link/serial-port-failure";
import { RETURN_CODES } from "@duka/driver/pcsc/return-codes";
import { CentreError } from "@duka/protocol/centre/centre-error";
import test, { type ExecutionContext } from "ava";
import { duka } from "../../support/programs/terminal.js";
import { folderOf } from "../../support/values/folder.js";

/** What Chinese sentences of this field have in Latin letters; names of commands, options and programs besides. */
const LATIN = new RegExp(
  [
    String.raw`sudo usermod -aG dialout|Arch Linux|uucp|sudo (?:systemctl|apt-get) [a-z -]+|npm install [a-z@/-]+|journal\.clockIsRight\(\)`,
    String.raw`(?:duka balance )?--kind medical|--[a-z-]+|\$[A-Z]+|[a-z]+:\/\/[0-9.:]+|\/[a-zA-Z0-9./_-]+|duka-[a-z]+(?: [a-z-]+)?|duka(?: [a-z-]+){0,2}`,
    String.raw`\b(?:PSAM|MAC[12]?|TAC|ATR|USB|PC\/SC|pcscd?|Duka|Debian|Ubuntu|DUKA_READER|clockIsRight|cardChecks|COM[0-9]|sim|serial|tcp|S-1)\b`,
  ].join("|"),
  "g",
);
const BYTES = /\b[0-9A-F]{2}(?: [0-9A-F]{2}){3}\b/;

function isForCashier(t: ExecutionContext, zh: string, en = ""): void {
  const rest = zh.replace(LATIN, "");
  t.regex(zh, /[\u4e00-\u9fff]/, zh);
  t.notRegex(rest, /[A-Za-z]{2,}/, `${zh} (${rest})`);
  t.notRegex(zh + en, BYTES, zh + en);
}

/** As it stands in a journal: the step, the command bytes, the card's words. */
const RAW = "selecting the purse: 00 A4 04 00 was answered with 6130 (6A82)";
const CODES = Object.keys(REASONS) as ReasonCode[];

test("every outcome of a sale and of a load, for every reason: Chinese is Chinese, and no command bytes", (t) => {
  for (const reasonCode of CODES) {
    for (const outcome of [
      "committed",
      "refused",
      "undecided",
      "deferred",
      "manual",
      "inProgress",
    ] as const) {
      const told = { ref: "S-1", outcome, reason: RAW, reasonCode };
      isForCashier(t, outcomeLines(told, "zh"), outcomeLines(told, "en"));
      isForCashier(t, recoveredLines(told, "zh"), recoveredLines(told, "en"));
    }
    for (const outcome of [
      "credited",
      "refused",
      "not-credited",
      "undecided",
      "manual",
      "inProgress",
    ] as const) {
      const told = { ref: "S-1", outcome, reason: RAW, reasonCode };
      isForCashier(t, creditLines(told, "zh"), creditLines(told, "en"));
    }
    const no = { code: reasonCode, reason: RAW, triesLeft: 3 };
    isForCashier(t, refusalText("duka balance", no, "zh"), refusalText("duka balance", no, "en"));
  }
});

test("every error, by its codes and by its remedies: Chinese is Chinese, and no command bytes", (t) => {
  const isTold = (error: unknown) => isForCashier(t, errorText(error, "zh"), errorText(error, "en"));
  const readerError = (code: ErrorCode, remedy = READER_ERRORS[code].remedy) =>
    new ReaderError({ message: RAW, code, layer: "link", delivery: "not-sent", remedy });
  for (const code of Object.keys(READER_ERRORS) as ErrorCode[]) isTold(readerError(code));
  for (const remedy of Object.values(REMEDIES)) {
    isTold(readerError("no-reader", remedy));
    isTold(new EquipmentError(RAW, remedy));
  }
  for (const { code, remedy } of RETURN_CODES) isTold(readerError(code, remedy));
  for (const accessCode of ["EACCES", "ENOENT", undefined, "EIO"])
    for (const ports of [[], ["/dev/ttyS0"]])
      for (const noPort of [undefined, "file", "folder", "device"] as const)
        for (const behind of ["reader", "printer"] as const)
          isTold(portError({ path: "/dev/nope", error: new Error("m"), accessCode, noPort, ports, behind }));
  isTold(inUse("serial:/dev/nope", undefined));
  isTold(inUse("serial:/dev/nope", { pid: 1, name: "duka", isOwn: true }));
  isTold(inUse("serial:/dev/nope", { pid: 1, name: "duka", isOwn: false }));
  isTold(new JournalError("/1", { en: "is damaged", zh: "已损坏" }));
  isTold(new ClockError(0, "the last entry"));
  for (const delivery of ["answered", "unknown", "not-sent"] as const)
    isTold(new CentreError({ message: "m", code: "wrong-state", status: 409, delivery }));
});

test("what a clerk of a service point reads of states and of what is due", (t) => {
  for (const { zh } of [...Object.values(STATES), ...Object.values(DUE)]) isForCashier(t, zh);
});

test("the remedy of an error is one, in both languages, wherever it is told", (t) => {
  for (const { name, code, remedy } of RETURN_CODES) {
    const error = new ReaderError({ message: "m", code, layer: "link", delivery: "not-sent", remedy });
    t.deepEqual(explainError(error).remedy, remedy);
    t.deepEqual(explain(name)?.remedy, remedy, name);
    for (const language of ["en", "zh"] as const)
      t.true(errorText(error, language).includes(remedy[language]));
  }
});

const ZH = ["--lang", "zh"];

for (const [what, words, said] of [
  ["a missing serial port", ["balance", "--reader", "serial:/dev/nope"], /请连接读卡器，或指定其他串口/],
  ["a reader that does not answer", ["card", "--reader", "tcp://127.0.0.1:1"], /请检查主机和端口/],
  ["too little money", ["debit", "--reader", "sim:", "--amount", "9999", "--ref", "S-1"], /未扣款：余额不足/],
  [
    "a card of another city",
    ["balance", "--reader", "sim:hangzhou", "--profile", "medical-sm4"],
    /请加入该城市的配置/,
  ],
  [
    "a centre that is down",
    [
      ...["credit", "--reader", "sim:", "--amount", "1", "--ref", "S-1"],
      ...["--centre", "http://127.0.0.1:9", "--institution", "H1"],
    ],
    /中心/,
  ],
] as const) {
  test(`typed with --lang zh: ${what} is told in Chinese alone`, async (t) => {
    const journal = ["--journal", join(folderOf(t), "j.db")];
    const { told, code } = await duka([...words, ...journal, ...ZH]);
    t.not(code, 0);
    t.regex(told, said);
    isForCashier(t, told.replace(/已新建日志：.*/, ""));
  });
}
