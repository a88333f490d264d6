/**
 * The file tree of a social-security card: environment SSSE with EF05 and EF06, applications DF01 to DF05 and DF07, of
 * which DF04 is the medical one. Other files come from the profile.
 */

import { PART_6_READ, socialItems } from "@duka/protocol/commands";
import { parseHex } from "@duka/protocol/layout";
import { joined, statedAlgorithm, tlv } from "../files/fci.js";
import type { Directory } from "../files/file-tree.js";
import type { Access, ElementaryFile, FileHeader, RecordFile } from "../files/files.js";
import { cyclicFile, linearFile, transparentFile } from "../files/files.js";
import { profileAccess } from "../files/profile-access.js";
import type { Nvm } from "../memory/nvm.js";
import { onceFor } from "../profiles/once-for.js";
import type { SocialRules } from "../profiles/profile.js";
import { holderRecords, issuingRecords, taggedRecord } from "./social-records.js";

/** "sx1.sh." and 社会保障 in GBK. */
export const SOCIAL_ENVIRONMENT = parseHex("7378312E73682EC9E7BBE1B1A3D5CF");
const ENVIRONMENT_ID = 0xdf00;
const ENVIRONMENT_SFI = 0x1e;
const APPLICATION_START = "D156000005";
/** Identifier of a directory → last byte of its name. */
const APPLICATIONS = { DF01: "00", DF02: "01", DF03: "02", DF04: "03", DF07: "04", DF05: "05" } as const;
type SocialDirectory = keyof typeof APPLICATIONS;

/** At least (V2 table 9). */
const MEDICAL_LOG_RECORDS = 30;
const SPECIAL_SETTLEMENT_RECORDS = 8;
const OTHER_CYCLIC_RECORDS = 10;
const SPECIAL_SETTLEMENT_LENGTH = 3;
/** How the card is used. */
const TAG_USE = 0x8f;
const encoder = new TextEncoder();

export type SocialFiles = {
  readonly environment: Directory;
  readonly applications: { readonly [name in SocialDirectory]: Directory };
  readonly medicalLog: RecordFile;
  /** @param identificationMac four bytes, of the card identification code */
  personalise(identificationMac: Uint8Array): void;
};

const unsignedRecords = onceFor((social: SocialRules) => issuingRecords(social, new Uint8Array(4)));
const recordsOfHolder = onceFor(holderRecords);

/** A file and its first records. */
type Filled = { readonly file: ElementaryFile; readonly fill: () => void };

export function socialFiles(memory: Nvm, social: SocialRules): SocialFiles {
  const issuing = records(memory, header("SSSE", 0xef05, "free", "UKSSSE"), unsignedRecords(social));
  const holderAccess: Access = social.layout === "3.0" ? { key: "RKSSSE" } : "free";
  const holder = records(memory, header("SSSE", 0xef06, holderAccess, "UKSSSE"), recordsOfHolder(social));
  const medical = medicalFiles(memory, social);
  const others = social.files.map((wanted) => ({
    directory: wanted.directory,
    ...profileFile(memory, { ...wanted, read: readRight(social, wanted) }),
  }));

  const filesOf = (name: SocialDirectory | "SSSE"): readonly ElementaryFile[] => [
    ...(name === "DF04" ? medical.files : []),
    ...others.filter(({ directory }) => directory === name).map(({ file }) => file),
  ];
  const stated = social.statesAlgorithm ? statedAlgorithm(social.algorithm) : new Uint8Array(0);
  const application = (name: SocialDirectory): Directory => ({
    fileId: Number.parseInt(name, 16),
    name: parseHex(APPLICATION_START + APPLICATIONS[name]),
    proprietary: () => stated,
    files: filesOf(name),
    directories: [],
  });
  const applications = {
    DF01: application("DF01"),
    DF02: application("DF02"),
    DF03: application("DF03"),
    DF04: application("DF04"),
    DF05: application("DF05"),
    DF07: application("DF07"),
  };
  const environment: Directory = {
    fileId: ENVIRONMENT_ID,
    name: SOCIAL_ENVIRONMENT,
    proprietary: () => joined(tlv([0x88], Uint8Array.of(ENVIRONMENT_SFI)), stated),
    files: [issuing.file, holder.file, ...filesOf("SSSE")],
    directories: Object.values(applications),
  };
  return {
    environment,
    applications,
    medicalLog: medical.log,
    personalise(identificationMac) {
      for (const record of issuingRecords(social, identificationMac)) issuing.file.append(record);
      holder.fill();
      medical.fill();
      for (const { fill } of others) fill();
    },
  };
}

/** Short identifiers are the low five bits of the file's. */
function header(place: string, fileId: number, read: Access, updateKey: string): FileHeader {
  return { place, fileId, sfi: fileId & 0x1f, read, update: { key: updateKey }, protectKey: updateKey };
}

function records(
  memory: Nvm,
  fileHeader: FileHeader,
  contents: readonly Uint8Array[],
): Filled & { file: RecordFile } {
  const lengths = contents.map((record) => record.length);
  const file = linearFile(memory, fileHeader, lengths);
  return {
    file,
    fill() {
      for (const record of contents) file.append(record);
    },
  };
}

/** By the edition that the city's cards go by. */
function readRight(
  { readRights }: Pick<SocialRules, "readRights">,
  { directory, fileId, read }: { readonly directory: string; readonly fileId: string; readonly read: string },
): string {
  return (readRights === "part-6" ? PART_6_READ[directory + fileId] : undefined) ?? read;
}

function medicalFiles(memory: Nvm, social: SocialRules) {
  const { logFile, logRecordLength = 28 } = social.medical;
  const authority: Access = { key: "RK1DF04" };
  const basicRead = readRight(social, { directory: "DF04", fileId: "EF05", read: "pin or RK1DF04" });
  const basic = records(
    memory,
    header("DF04", 0xef05, profileAccess(basicRead), "UK1DF04"),
    medicalRecords(social),
  );
  const offline = records(memory, header("DF04", 0xef06, { all: ["pin", authority] }, "UK2DF04"), [
    // "0": no settlement off line; their sum, and their number as characters (V2 8.5.2).
    taggedRecord(0x90, parseHex("30")),
    taggedRecord(0x92, parseHex("00000000")),
    taggedRecord(0x93, parseHex("3030")),
  ]);
  const closed = { read: "pin", update: "never" } as const;
  const logHeader = { place: "DF04", fileId: 0xef00 | logFile, sfi: logFile, ...closed };
  const log = cyclicFile(memory, logHeader, logRecordLength, MEDICAL_LOG_RECORDS);
  const special = cyclicFile(
    memory,
    header("DF04", 0xef15, { any: ["pin", authority] }, "UK2DF04"),
    SPECIAL_SETTLEMENT_LENGTH,
    SPECIAL_SETTLEMENT_RECORDS,
  );
  return {
    files: [basic.file, offline.file, log, special],
    log,
    fill() {
      basic.fill();
      offline.fill();
    },
  };
}

const medicalRecords = onceFor(({ medical: { use } }: SocialRules) =>
  unwritten("DF04EF05").map((record) =>
    record[0] === TAG_USE && use !== undefined ? taggedRecord(TAG_USE, encoder.encode(use)) : record,
  ),
);

/** Digits that were never written are F, characters 00 (V2 7). */
function unwritten(file: string): Uint8Array[] {
  return socialItems(file).map(({ tag, type, length }) =>
    taggedRecord(tag, new Uint8Array(length).fill(type === "cn" ? 0xff : 0x00)),
  );
}

const recordsOfProfile = onceFor((tagged: SocialRules["files"][number]["records"]) =>
  tagged.map(({ tag, value }) => taggedRecord(Number.parseInt(tag, 16), parseHex(value))),
);

function profileFile(memory: Nvm, wanted: SocialRules["files"][number]): Filled {
  const { directory, records: tagged, cyclicRecordLength, transparentBytes } = wanted;
  const fileId = Number.parseInt(wanted.fileId, 16);
  const update = profileAccess(wanted.update);
  const fileHeader: FileHeader = {
    place: directory,
    fileId,
    sfi: fileId & 0x1f,
    read: profileAccess(wanted.read),
    update,
    // Who may write it after proving a key may also do so with a MAC under that key.
    ...(typeof update === "object" && "key" in update ? { protectKey: update.key } : {}),
  };
  const filled = (): undefined => undefined;
  if (transparentBytes > 0)
    return { file: transparentFile(memory, fileHeader, transparentBytes), fill: filled };
  if (cyclicRecordLength > 0)
    return { file: cyclicFile(memory, fileHeader, cyclicRecordLength, OTHER_CYCLIC_RECORDS), fill: filled };
  return records(memory, fileHeader, recordsOfProfile(tagged));
}
