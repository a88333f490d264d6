/**
 * The PBOC purse as an application of the card: its directory, files, and the keys beside those of its transactions.
 */

import { logRecord } from "@duka/protocol/commands";
import { parseHex } from "@duka/protocol/layout";
import type { Application } from "../access/application.js";
import { applicationLock } from "../access/application-lock.js";
import { keyRing } from "../access/key-ring.js";
import type { KeySource } from "../access/key-store.js";
import { purseSuite } from "../chip/card-suite.js";
import { statedAlgorithm, tlv } from "../files/fci.js";
import type { Directory } from "../files/file-tree.js";
import type { RecordFile, TransparentFile } from "../files/files.js";
import { cyclicFile, linearFile, transparentFile } from "../files/files.js";
import {
  APPLICATION_DATA_LENGTH,
  applicationData,
  HOLDER_DATA_LENGTH,
  holderData,
} from "../files/identity.js";
import type { Nvm } from "../memory/nvm.js";
import type { Profile } from "../profiles/profile.js";

/** The PBOC purse application as most cities name it. */
export const PURSE_APPLICATION = parseHex("A00000000386980701");
const PURSE_DIRECTORY_ID = 0x3f01;
/** Short identifier of the records of composite purchases, as in public EDEP card layouts. */
const COMPOSITE_SFI = 0x17;
const KEY_ATTEMPTS = 3;
/** Name of the maintenance key. */
const MAINTENANCE = "DAMK";

/** Keys of the purse beside those of its transactions. */
export type PurseRingKeys = {
  readonly internal: KeySource;
  readonly maintenance: KeySource;
  readonly unblockPin: KeySource;
  readonly reloadPin: KeySource;
};

type PurseFiles = {
  readonly directory: Directory;
  /** EF 15. */
  readonly data: TransparentFile;
  readonly log: RecordFile;
  personalise(): void;
};

export function purseFiles(memory: Nvm, profile: Profile): PurseFiles {
  const { card, purse, publicFile, logFile } = profile;
  const kept = { update: "never", protectKey: MAINTENANCE } as const;
  const dataHeader = { fileId: publicFile, sfi: publicFile, read: "free", ...kept } as const;
  const data = transparentFile(memory, dataHeader, APPLICATION_DATA_LENGTH);
  const holderHeader = { fileId: 0x0016, sfi: 0x16, read: card.holderAccess, ...kept } as const;
  const holder = transparentFile(memory, holderHeader, HOLDER_DATA_LENGTH);
  const logHeader = { fileId: logFile, sfi: logFile, read: card.logAccess, update: "never" } as const;
  const log = cyclicFile(memory, logHeader, logRecord.size, purse.logRecords);
  const records = purse.compositeRecords.map(parseHex);
  const compositeHeader = { fileId: 0x0017, sfi: COMPOSITE_SFI, read: "free", ...kept } as const;
  const lengths = records.map((record) => record.length);
  const composite = linearFile(memory, compositeHeader, lengths);
  return {
    directory: {
      fileId: PURSE_DIRECTORY_ID,
      name: parseHex(profile.application),
      // 9F0C is the issuer's data (JR/T 0025); a card of another cipher says that there, and the rest stays in EF 15.
      proprietary: () =>
        purse.algorithm === "3DES"
          ? tlv([0x9f, 0x0c], data.bytes(0, APPLICATION_DATA_LENGTH))
          : statedAlgorithm(purse.algorithm),
      files: [data, holder, log, composite],
      directories: [],
    },
    data,
    log,
    personalise() {
      data.write(0, applicationData(card));
      holder.write(0, holderData(card));
      for (const record of records) composite.append(record);
    },
  };
}

/** Without keys the application has none of the commands' that need them: they answer 6A88. */
export function purseApplication(
  memory: Nvm,
  directory: Directory,
  profile: Profile,
  keys?: PurseRingKeys,
): Application {
  const entry = (name: string, id: number, key: KeySource, isInternal = false) => ({
    name,
    id,
    isInternal,
    key,
  });
  const entries =
    keys === undefined
      ? []
      : [
          entry("internal", 0x00, keys.internal, true),
          entry(MAINTENANCE, 0x01, keys.maintenance),
          entry("DPUK", -1, keys.unblockPin),
          entry("DRPK", -1, keys.reloadPin),
        ];
  return {
    directory,
    keys: keyRing(memory, "purse", entries, KEY_ATTEMPTS),
    suite: purseSuite(profile),
    messaging: "pboc",
    lock: applicationLock(memory, "purse"),
    lockKey: MAINTENANCE,
    cardLockKey: MAINTENANCE,
    passwordKeys: { resetKey: "DPUK", authorityKey: "", reloadKey: "DRPK" },
  };
}
