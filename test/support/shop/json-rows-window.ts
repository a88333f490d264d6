/** The commands of a service point and of the medical account, in an order in which each has what it needs. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonRow } from "../programs/json-check.js";
import { PERSON, type ServiceWindow } from "./clerk-window.js";

const VOUCHED = ["--document", PERSON];
const BAD = ["--document", "12 34"];
const HOLDER = ["--holder", PERSON];
const STRANGER = ["--holder", "X"];
const SIM = ["--simulated"];
const DELEGATE = ["--delegate", "李四", "--relation", "son", "--delegate-document", "passport:E12345678"];
const HOSPITAL = ["--institution", "H510100001"];
const LIST = "holder,name,document,region,card,factor,algorithm,version,valid-until,opening-balance\n";
const WANTED = "510104199001010029,李四,passport:E12345678,510107,,,,,,\n";

const ref = (text: string) => ["--ref", text];

export function windowRows(at: ServiceWindow): readonly JsonRow[] {
  const [first, second, stranger] = [at.newCard(1), at.newCard(2), at.newCard(3)];
  const [good, bad] = [join(at.folder, "good.csv"), join(at.folder, "bad.csv")];
  writeFileSync(good, LIST + WANTED);
  writeFileSync(bad, `${LIST}5101,李四,12,,,,,,,\n`);
  const person = [...HOLDER, "--name", "张三", "--region", "510100", ...SIM];
  const employer = ["--employer", "丝绸厂", "--list", "L-1", "--region", "510100", "--enrol", ...SIM];
  const medical = ["--kind", "medical", ...first, ...HOSPITAL];
  const bill = ["--visit", "treatment", ...first, ...HOSPITAL];
  const cash = ["--at", "H-2", "--of", "B-1", "--visit", "discharge", "--total", "1200"];
  const onFirst = [...first, ...VOUCHED];
  const atStranger = [...stranger, ...VOUCHED];
  // Every command of it is refused in the end.
  const blocked = second;
  const cardNumber = "51018653000300000036";
  return [
    {
      command: "holder enrol",
      done: [...person, ...VOUCHED, ...ref("E-1")],
      wrong: [...person, ...BAD, ...ref("E-1")],
      refused: [...person, ...VOUCHED, ...ref("E-2")],
    },
    {
      command: "holder allot",
      done: [...HOLDER, "--amount", "200", ...SIM, ...ref("M-1")],
      wrong: [...HOLDER, "--amount", "1.234", ...SIM, ...ref("M-1")],
      refused: [...STRANGER, "--amount", "200", ...SIM, ...ref("M-2")],
    },
    {
      command: "holder designate",
      done: [...HOLDER, "--institutions", "", ...VOUCHED, ...SIM, ...ref("D-1")],
      wrong: [...HOLDER, "--institutions", "", ...BAD, ...SIM, ...ref("D-1")],
      refused: [...STRANGER, "--institutions", "", ...VOUCHED, ...SIM, ...ref("D-2")],
    },
    {
      command: "holder show",
      done: [...HOLDER, ...SIM],
      wrong: [...HOLDER, ...SIM, "--lang", "fr"],
      refused: [...STRANGER, ...SIM],
    },
    {
      command: "card apply",
      done: [...HOLDER, ...VOUCHED, ...DELEGATE, ...SIM, ...ref("AP-1")],
      wrong: [...HOLDER, ...BAD, ...DELEGATE, ...SIM, ...ref("AP-1")],
      refused: [...STRANGER, ...VOUCHED, ...DELEGATE, ...SIM, ...ref("AP-2")],
    },
    {
      command: "card applications",
      done: SIM,
      wrong: [...SIM, "--before", "yesterday"],
      refused: null,
      isBare: true,
    },
    {
      command: "card issue",
      done: [...first, ...HOLDER, ...VOUCHED, ...ref("I-1")],
      wrong: [...first, ...HOLDER, ...BAD, ...ref("I-1")],
      refused: [...first, ...HOLDER, ...VOUCHED, ...ref("I-2")],
    },
    {
      command: "card batch",
      done: [good, ...employer],
      wrong: [join(at.folder, "none.csv"), ...employer],
      refused: [bad, ...employer],
    },
    {
      command: "card activate",
      done: [...onFirst, ...ref("A-1")],
      wrong: [...first, ...BAD, ...ref("A-1")],
      refused: [...atStranger, ...ref("A-2")],
    },
    {
      command: "card activate-bank",
      done: [...onFirst, ...ref("B-1")],
      wrong: [...first, ...BAD, ...ref("B-1")],
      refused: [...atStranger, ...ref("B-2")],
    },
    {
      command: "debit",
      done: [...medical, "--amount", "12.50", ...ref("S-1")],
      wrong: [...medical, "--amount", "x", ...ref("S-1")],
      refused: [...medical, "--amount", "9999", ...ref("S-2")],
    },
    {
      command: "balance",
      done: medical,
      wrong: [...first, "--kind", "piggy-bank"],
      refused: ["--kind", "medical", ...stranger],
      isBare: true,
    },
    {
      command: "bill",
      done: [...bill, "--total", "35.50", "--self-cost", "3", ...ref("V-1")],
      wrong: [...bill, "--total", "35.50", "--expect", "1", ...ref("V-1")],
      refused: [...bill, "--total", "35.50", "--expect", "1,1,1", ...ref("V-2")],
    },
    {
      command: "reimburse",
      done: [...onFirst, ...cash, ...ref("R-1")],
      wrong: [...onFirst, ...cash, ...ref("R-1"), "--self-cost", "x"],
      refused: [...onFirst, ...cash, ...ref("R-2")],
    },
    {
      command: "password change",
      done: [...onFirst, ...ref("C-1"), "--password-stdin"],
      typed: ["000000\n", "258036\n", "258036\n"],
      wrong: [...first, "--password-stdin", ...ref("C-1")],
      refused: [...onFirst, ...ref("C-2"), "--password-stdin"],
      refusedTyped: ["111111\n", "369147\n", "369147\n"],
    },
    {
      command: "password reset",
      done: [...onFirst, ...ref("P-1")],
      wrong: [...first, ...BAD, ...ref("P-1")],
      refused: [...atStranger, ...ref("P-2")],
    },
    {
      command: "password unblock",
      done: [...onFirst, ...ref("U-1")],
      wrong: [...first, ...BAD, ...ref("U-1")],
      refused: [...atStranger, ...ref("U-2")],
    },
    {
      command: "card loss",
      done: [...HOLDER, ...VOUCHED, ...SIM, ...ref("L-1")],
      wrong: [...HOLDER, ...BAD, ...SIM, ...ref("L-1")],
      refused: [...STRANGER, ...VOUCHED, ...SIM, ...ref("L-2")],
    },
    {
      command: "card found",
      done: [...onFirst, ...ref("F-1")],
      wrong: [...first, ...BAD, ...ref("F-1")],
      refused: [...atStranger, ...ref("F-2")],
    },
    {
      command: "card replace",
      done: [...second, ...HOLDER, ...VOUCHED, ...ref("RE-1")],
      wrong: [...second, ...HOLDER, ...BAD, ...ref("RE-1")],
      refused: [...second, ...STRANGER, ...VOUCHED, ...ref("RE-2")],
    },
    {
      command: "card write-insurance",
      done: second,
      wrong: [...second, "--lang", "fr"],
      refused: stranger,
      isBare: true,
    },
    {
      command: "card block",
      done: ["--card", cardNumber, "--reason", "lent", ...SIM, ...ref("K-1")],
      wrong: ["--card", cardNumber, "--reason", "tired", ...SIM, ...ref("K-1")],
      refused: ["--card", "51018653000300000099", "--reason", "lent", ...SIM, ...ref("K-2")],
    },
    {
      command: "card finish",
      done: second,
      wrong: [...second, "--lang", "fr"],
      refused: stranger,
      isBare: true,
    },
    {
      command: "card return",
      done: ["--card", cardNumber, "--reason", "returned", ...VOUCHED, ...SIM, ...ref("T-1")],
      wrong: ["--card", cardNumber, "--reason", "tired", ...VOUCHED, ...SIM, ...ref("T-1")],
      refused: [...stranger, "--reason", "returned", ...VOUCHED, ...ref("T-2")],
      withoutReader: ["--reason", "returned", ...VOUCHED, ...ref("T-3"), "--reader", "tcp://127.0.0.1:1"],
    },
    {
      command: "card",
      done: stranger,
      wrong: [...stranger, "--lang", "fr"],
      refused: blocked,
      isBare: true,
    },
    {
      command: "card show",
      done: first,
      wrong: [...first, "--lang", "fr"],
      refused: blocked,
      isBare: true,
    },
    {
      command: "log",
      done: medical,
      wrong: [...first, "--kind", "piggy-bank"],
      refused: blocked,
      isBare: true,
    },
  ];
}
