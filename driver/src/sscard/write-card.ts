/** iWriteCard and its key server's steps. */
import { proveTerminal, takeChallenge } from "../card/authentication.js";
import { selectDirectory, selectFile } from "../card/card-directories.js";
import { type CardFile, codingOf, itemLength } from "../card/card-files.js";
import { appendCyclic, readItem, writeItem } from "../card/card-records.js";
import { itemBytes } from "../card/item-text.js";
import { isSocialRefusal } from "../card/social-refusal.js";
import { parseCardInfo, parseKey } from "./arguments.js";
import { type Device, type OpenDevice, readCardOf } from "./device.js";
import { must } from "./failure-code.js";
import { visitFiles } from "./file-access.js";
import { type FileAddress, type FileData, parseFileAddresses, parseWriteData } from "./file-address.js";
import {
  algorithmCode,
  challengeFields,
  fields,
  keyAddress,
  resultFor,
  type StepOutput,
} from "./hsm-step.js";
import { onlyOne } from "./read-card.js";
import { CODE, SSCardFailure } from "./result.js";

const SW_SECURITY = 0x6982;

export async function writeCard(
  open: OpenDevice,
  pCardInfo: unknown,
  pFileAddr: unknown,
  pWriteData: unknown,
): Promise<StepOutput> {
  const addresses = parseFileAddresses(pFileAddr);
  const data = parseWriteData(pWriteData, addresses);
  const keys = addresses.map(({ file }) => updateKeyOf(file));
  for (const [at, address] of addresses.entries()) checkValues(address, data[at]!);
  const claim = parseCardInfo(pCardInfo);
  const device = await open();
  const card = await readCardOf(device, claim);
  const visit = visitFiles(device, card);
  for (const [at, address] of addresses.entries()) {
    await visit.go(address.file, { password: false, key: keys[at] });
    await writeValues(device, address, data[at]!);
  }
  return { out: "" };
}

export async function writeCardStep1(
  open: OpenDevice,
  pCardInfo: unknown,
  pFileAddr: unknown,
): Promise<StepOutput> {
  const address = onlyOne(parseFileAddresses(pFileAddr));
  const key = updateKeyOf(address.file);
  const server = keyAddress(key);
  const claim = parseCardInfo(pCardInfo);
  const device = await open();
  const card = await readCardOf(device, claim);
  must(await selectDirectory(device.session, address.file.directory));
  const challenge = must(await takeChallenge(device.session));
  const work = async (pKey: unknown, pWriteData: unknown): Promise<StepOutput> => {
    const [forTerminal] = parseKey(pKey, 16);
    const [data] = parseWriteData(pWriteData, [address]);
    checkValues(address, data!);
    must(await proveTerminal(device.session, key, resultFor(challenge, forTerminal!), challenge.source));
    must(await selectFile(device.session, address.file.fileId));
    await writeValues(device, address, data!);
    return { out: "" };
  };
  const out = fields(algorithmCode(card.algorithm), server, ...challengeFields(challenge));
  return { out, next: { name: "iWriteCard_HSM_Step2", work } };
}

function updateKeyOf({ updateKey }: CardFile): string {
  if (updateKey === undefined) throw new SSCardFailure(-SW_SECURITY, "该文件不可写");
  return updateKey;
}

/** Before anything is written: the card would keep what came before the bad value. */
function checkValues({ file, items }: FileAddress, { values }: FileData): void {
  for (const { occurrence, text } of items) {
    if (occurrence !== 1) throw new SSCardFailure(CODE.parameter, `数据项 ${text} 不能写入`);
  }
  for (const [at, value] of values.entries()) {
    const tag = items[at]?.tag;
    const length = tag === undefined ? undefined : itemLength(file, tag);
    bytesOf(value, () =>
      itemBytes(recordText(value), tag === undefined ? "hex" : codingOf(file, tag, length), length),
    );
  }
}

async function writeValues(
  device: Device,
  { file, items }: FileAddress,
  { values }: FileData,
): Promise<void> {
  const { session } = device;
  for (const [at, value] of values.entries()) {
    const item = items[at];
    if (item === undefined) {
      must(
        await appendCyclic(
          session,
          bytesOf(value, () => itemBytes(recordText(value), "hex", undefined)),
        ),
      );
    } else {
      const length = await lengthOf(device, file, item.tag);
      const coding = codingOf(file, item.tag, length);
      must(
        await writeItem(
          session,
          item.tag,
          bytesOf(value, () => itemBytes(value, coding, length)),
        ),
      );
    }
  }
}

/** As the standard has it, else that of the item as it is now; undefined where it may be written but not read. */
async function lengthOf({ session }: Device, file: CardFile, tag: number): Promise<number | undefined> {
  const known = itemLength(file, tag);
  if (known !== undefined) return known;
  const before = await readItem(session, tag);
  if (!isSocialRefusal(before)) return before.length;
  if (before.statusWord === SW_SECURITY) return undefined;
  return must(before);
}

/** The fields of a record are joined by "^". */
function recordText(value: string): string {
  return value.replaceAll("^", "");
}

function bytesOf(value: string, make: () => Uint8Array): Uint8Array {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const code = /^[\dA-Fa-f]*$/.test(value) ? CODE.length : CODE.illegalCharacters;
    throw new SSCardFailure(code, "", error);
  }
}
