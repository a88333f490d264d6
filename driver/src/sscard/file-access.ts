/** Going to a file of the card as its conditions want it: directory selected, password or key proved. */
import { proveTerminalByPsam } from "../card/authentication.js";
import { type CardDirectory, selectDirectory, selectFile } from "../card/card-directories.js";
import { type CardFile, readConditionOf } from "../card/card-files.js";
import { type IssuingData, protectsHolder } from "../card/issuing-data.js";
import type { Device } from "./device.js";
import { must } from "./failure-code.js";
import { verifyHolder } from "./holder-password.js";
import { mustHaveHolderKey } from "./read-card-bas.js";

/** What a reader of the file has to show: the password, a key, both or nothing. */
type Conditions = { readonly password: boolean; readonly key: string | undefined };

/** @param byKey the caller chose the key where password or key will do */
export function readConditions(file: CardFile, card: IssuingData, byKey: boolean): Conditions {
  const read = readConditionOf(file, card.session.city?.readRights);
  switch (read.by) {
    case "free":
      return { password: false, key: undefined };
    case "holder-on-3.0":
      return { password: false, key: protectsHolder(card) ? read.key : undefined };
    case "key":
      return { password: false, key: read.key };
    case "password":
      return { password: true, key: undefined };
    case "password-or-key":
      return byKey ? { password: false, key: read.key } : { password: true, key: undefined };
    case "password-and-key":
      return { password: true, key: read.key };
  }
}

/** One card on its way through its files: no one is asked twice, and nothing proved twice that still counts. */
type FileVisit = {
  /** Selects the file. @throws SSCardFailure */
  go(file: CardFile, conditions: Conditions): Promise<void>;
};

/** @param proved keys that the key server has proved already in the selected directory */
export function visitFiles(device: Device, card: IssuingData, proved?: readonly string[]): FileVisit {
  let isVerified = false;
  let directory: CardDirectory = "SSSE";
  let keys = new Set(proved);
  const enter = async (wanted: CardDirectory): Promise<void> => {
    if (wanted === directory) return;
    must(await selectDirectory(device.session, wanted));
    // Leaving a directory leaves behind what was proved to it.
    keys = new Set();
    directory = wanted;
  };
  return {
    async go(file, { password, key }) {
      if (password && !isVerified) {
        await enter("SSSE");
        await verifyHolder(device, card);
        isVerified = true;
      }
      await enter(file.directory);
      if (key !== undefined && !keys.has(key)) {
        const psam = await device.psam();
        const no = await proveTerminalByPsam(card, psam, key);
        if (key === "RKSSSE") mustHaveHolderKey(no);
        else must(no);
        keys.add(key);
      }
      must(await selectFile(device.session, file.fileId));
    },
  };
}
