/** iReadCard and its key server's steps: data items, records and files by their addresses. */

import { hexText } from "@duka/protocol/layout";
import { proveTerminal, takeChallenge } from "../card/authentication.js";
import { selectDirectory, selectFile } from "../card/card-directories.js";
import { codingOf } from "../card/card-files.js";
import { readAllRecords, readItem, readNumbered, readWhole } from "../card/card-records.js";
import { itemText } from "../card/item-text.js";
import { checkAuthType, parseCardInfo, parseKey } from "./arguments.js";
import { type Device, type OpenDevice, readCardOf } from "./device.js";
import { must } from "./failure-code.js";
import { readConditions, visitFiles } from "./file-access.js";
import { type FileAddress, parseFileAddresses } from "./file-address.js";
import {
  algorithmCode,
  challengeFields,
  checkedField,
  fields,
  keyAddress,
  resultFor,
  type StepOutput,
} from "./hsm-step.js";
import { recordFields } from "./record-fields.js";
import { CODE, SSCardFailure } from "./result.js";

export async function readCard(
  open: OpenDevice,
  iAuthType: unknown,
  pCardInfo: unknown,
  pFileAddr: unknown,
): Promise<StepOutput> {
  const byKey = checkAuthType(iAuthType);
  const addresses = parseFileAddresses(pFileAddr);
  const claim = parseCardInfo(pCardInfo);
  const device = await open();
  const card = await readCardOf(device, claim);
  const visit = visitFiles(device, card);
  let out = "";
  for (const address of addresses) {
    await visit.go(address.file, readConditions(address.file, card, byKey));
    out += await valuesText(device, address);
  }
  return { out };
}

export async function readCardStep1(
  open: OpenDevice,
  pCardInfo: unknown,
  pFileAddr: unknown,
): Promise<StepOutput> {
  const address = onlyOne(parseFileAddresses(pFileAddr));
  const claim = parseCardInfo(pCardInfo);
  const device = await open();
  const card = await readCardOf(device, claim);
  const { password, key } = readConditions(address.file, card, true);
  if (key === undefined) throw new SSCardFailure(CODE.hsmNotNeeded);
  const { file } = address;
  // The password counts in every directory; the key only where it was proved, and the challenges only for the next
  // command.
  if (password) await visitFiles(device, card).go(file, { password, key: undefined });
  must(await selectDirectory(device.session, file.directory));
  const challenge = must(await takeChallenge(device.session));
  const work = async (pKey: unknown): Promise<StepOutput> => {
    const [forTerminal] = parseKey(pKey, 16);
    must(await proveTerminal(device.session, key, resultFor(challenge, forTerminal!), challenge.source));
    must(await selectFile(device.session, file.fileId));
    return { out: await valuesText(device, address) };
  };
  const out = fields(algorithmCode(card.algorithm), keyAddress(key), ...challengeFields(challenge));
  return { out, next: { name: "iReadCard_HSM_Step2", work } };
}

/** The key server's functions go to one file at a time. */
export function onlyOne(addresses: readonly FileAddress[]): FileAddress {
  const [address] = addresses;
  if (address === undefined || addresses.length > 1) {
    throw new SSCardFailure(CODE.parameter, "加密机方式每次只能操作一个文件");
  }
  return address;
}

/** "DF01EF0A|CHN|$"; of a cyclic file the fields of a record are joined by "^". */
async function valuesText(device: Device, { name, file, items, record }: FileAddress): Promise<string> {
  const { session } = device;
  const values: string[] = [];
  if (file.kind === "tagged") {
    for (const { tag, occurrence } of items) {
      const value = must(await readItem(session, tag, occurrence));
      values.push(checkedField(itemText(value, codingOf(file, tag, value.length))));
    }
  } else if (file.kind === "transparent") {
    values.push(hexText(must(await readWhole(session))));
  } else {
    const records =
      record === undefined
        ? must(await readAllRecords(session))
        : [must(await readNumbered(session, record))];
    for (const one of records) values.push(recordFields(name, one).map(checkedField).join("^"));
  }
  return `${name}|${values.map((value) => `${value}|`).join("")}$`;
}
