/** iReadDebitRecord: the purchases in the card's medical log, the newest first. */
import { TYPE_MEDICAL_PURCHASE } from "@duka/protocol/crypto";
import { cardFile } from "../card/card-files.js";
import { readAllRecords } from "../card/card-records.js";
import { yuanText } from "../receipt/yuan.js";
import { type OpenDevice, readCardOf } from "./device.js";
import { must } from "./failure-code.js";
import { readConditions, visitFiles } from "./file-access.js";
import type { StepOutput } from "./hsm-step.js";
import { readMedicalLogEntry } from "./record-fields.js";

const LOG = cardFile("DF04EF08")!;

/** Sequence in four hexadecimal digits, terminal, time, and the last two amounts in yuan; each followed by "^". */
export async function readDebitRecord(open: OpenDevice): Promise<StepOutput> {
  const device = await open();
  const card = await readCardOf(device);
  await visitFiles(device, card).go(LOG, readConditions(LOG, card, false));
  let out = "";
  for (const record of must(await readAllRecords(device.session))) {
    const entry = readMedicalLogEntry(record);
    if (entry === undefined || entry.settlementType !== TYPE_MEDICAL_PURCHASE) continue;
    const sequence = entry.sequence.toString(16).toUpperCase().padStart(4, "0");
    const amounts = [entry.amount2Fen, entry.amount3Fen].map(yuanText);
    const values = [sequence, entry.terminalId, entry.date + entry.time, ...amounts];
    out += `${values.map((value) => `${value}^`).join("")}|`;
  }
  return { out };
}
