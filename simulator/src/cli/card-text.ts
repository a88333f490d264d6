/** Cards and their transactions for a person to read. */
import { onOneLine } from "@duka/protocol/data/plain-text";
import type { AccountContents, CardContents } from "./card-contents.js";
import type { FileContents } from "./card-files.js";
import { locksText, triesText } from "./card-locks.js";
import type { CardRecords, RecordContents } from "./card-records.js";
import type { PsamContents } from "./psam-contents.js";

const LABEL_WIDTH = 14;

export function cardText(contents: CardContents): string {
  const { application, holder, password, deposit, purse, social, medical } = contents;
  const lines = [
    line("profile", contents.profile),
    line("ATR", contents.atr),
    line("interface", interfaceText(contents.electrical)),
    line("serial number", application.serialNumber),
    line("issuer", `${application.issuer}, application version ${application.version}`),
    line("valid", `${dateText(application.validFrom)} to ${dateText(application.validUntil)}`),
    line("holder", `${holder.name}, ID document ${holder.idNumber || "not recorded"}`),
    line("password", `hidden; ${password.triesLeft} of ${password.triesMax} tries left`),
    line("deposit (ED)", accountText(deposit)),
    line("purse (EP)", accountText(purse)),
  ];
  if (medical !== null) lines.push(line("medical", accountText({ ...medical, overdraftLimitFen: 0 })));
  if (social !== null) {
    lines.push(
      line("card number", social.cardNumber),
      line("social number", social.socialSecurityNumber),
      line("identification", social.identification),
      line("layout", `${social.layout}, class ${social.cardClass}, issued by ${social.issuer}`),
      line("issued", `${dateText(social.issueDate)}, valid until ${dateText(social.validUntil)}`),
      line(
        "born",
        `${dateText(social.birthday)} in ${social.birthplace}, sex ${social.sex}, nation ${social.nation}`,
      ),
    );
  }
  lines.push(
    line("locks", locksText(contents.locks)),
    line("key tries", triesText(contents.locks)),
    line("keys", "hidden"),
  );
  const files = contents.files.map(fileText);
  return [...lines, "", "files", ...files, "", ...psamLines(contents.psam), ""].join("\n");
}

function psamLines({ atr, terminalId, nextSequence, keyIndex, mac2, files }: PsamContents): string[] {
  return [
    "PSAM of the terminal",
    line("ATR", atr),
    line("terminal", `${terminalId}, next sequence ${nextSequence}, key index ${keyIndex}`),
    line("wrong MAC2", `${mac2.left} of ${mac2.max} tries left`),
    line("keys", "hidden"),
    "",
    "files",
    ...files.map(fileText),
  ];
}

function interfaceText({ contactless, voltageClasses }: CardContents["electrical"]): string {
  const classes = `contacts, class ${voltageClasses.join(" ")}`;
  return contactless ? `${classes}; contactless too` : classes;
}

export function recordsText({ purse, medical }: CardRecords): string {
  const parts = ["purse and deposit", ...listText(purse)];
  if (medical !== null) parts.push("", "medical account", ...listText(medical));
  return [...parts, ""].join("\n");
}

function listText(records: readonly RecordContents[]): string[] {
  return records.length === 0 ? ["  no transactions"] : records.map(recordText);
}

function recordText({
  number,
  sequence,
  type,
  typeName,
  amountsFen,
  terminalId,
  date,
  time,
}: RecordContents) {
  const what = typeName === "" ? `type ${type.toString(16).padStart(2, "0")}` : typeName;
  const amounts = amountsFen.map(yuan).join(" + ");
  const when = `${dateText(date)} ${time.replace(/^(..)(..)(..)$/, "$1:$2:$3")}`;
  return `  ${String(number).padStart(2)}  ${when}  ${amounts}  ${what}, sequence ${sequence}, terminal ${terminalId}`;
}

function accountText({
  balanceFen,
  overdraftLimitFen,
  onlineSequence,
  offlineSequence,
}: AccountContents): string {
  const overdraft = overdraftLimitFen === 0 ? "" : `, overdraft limit ${yuan(overdraftLimitFen)}`;
  return `${yuan(balanceFen)} yuan${overdraft}, online sequence ${onlineSequence}, offline sequence ${offlineSequence}`;
}

function fileText({ path, sfi, kind, read, update, contents }: FileContents): string {
  const bytes = contents.reduce((sum, hex) => sum + hex.length / 2, 0);
  const size = kind === "transparent" ? `${bytes} bytes` : `${contents.length} records, ${bytes} bytes`;
  const short = sfi === 0 ? "" : `, SFI ${sfi.toString(16).toUpperCase().padStart(2, "0")}`;
  return `  ${path.padEnd(19)}  ${kind}${short}, ${size}; read: ${read}; update: ${update}`;
}

function line(label: string, value: string): string {
  return `${label.padEnd(LABEL_WIDTH)}  ${onOneLine(value)}`;
}

function yuan(fen: number): string {
  return `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, "0")}`;
}

function dateText(digits: string): string {
  return digits.replace(/^(....)(..)(..)$/, "$1-$2-$3");
}
