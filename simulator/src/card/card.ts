/**
 * The card-holder's card: master file with the payment environment, one PBOC purse application, one PIN for all. What
 * kind of card it is comes from a profile; its keys come diversified.
 */
import { parseHex } from "@duka/protocol/commands/hexadecimal";
import { logRecord } from "@duka/protocol/commands/purse-log";
import type { Profile } from "../profiles/profile.js";
import type { Chip } from "./chip.js";
import { createChip } from "./chip.js";
import type { ChipRandom } from "./chip-random.js";
import { tlv } from "./fci.js";
import { fileCommands } from "./file-commands.js";
import type { Directory } from "./file-tree.js";
import { createFileTree, MASTER_FILE_ID } from "./file-tree.js";
import type { Access } from "./files.js";
import { cyclicFile, linearFile, transparentFile } from "./files.js";
import {
  APPLICATION_DATA_LENGTH,
  answerToReset,
  applicationData,
  HOLDER_DATA_LENGTH,
  holderData,
} from "./identity.js";
import { Nvm } from "./nvm.js";
import { createPin } from "./pin.js";
import { challengeCommand, pinCommands } from "./pin-commands.js";
import type { CardKeys } from "./purse.js";
import { createPurse } from "./purse.js";
import { purseCommands } from "./purse-commands.js";
import { sequel } from "./sequel.js";
import type { OpenTransaction } from "./transaction.js";

/** "1PAY.SYS.DDF01". */
const PAYMENT_ENVIRONMENT = parseHex("315041592E5359532E4444463031");
/** The PBOC purse application. */
export const PURSE_APPLICATION = parseHex("A00000000386980701");
const PURSE_DIRECTORY_ID = 0x3f01;
const DIRECTORY_FILE_SFI = 1;

export type CardOptions = {
  readonly profile: Profile;
  readonly keys: CardKeys;
  /** Gets the memory in which it counts power sessions. */
  readonly random: (memory: Nvm) => ChipRandom;
  /** A saved memory; a new card is personalised without. @throws RangeError when it is not this card's */
  readonly image?: Uint8Array | undefined;
};

export function createCard({ profile, keys, random: makeRandom, image }: CardOptions): Chip {
  const memory = new Nvm();
  const random = makeRandom(memory);
  const pin = createPin(memory, profile.pin.limit);
  const { files, master, application, personaliseFiles } = cardFiles(memory, profile);
  const tree = createFileTree(master);
  const isSelected = (): boolean => tree.currentDirectory() === application;
  const purse = createPurse({ memory, pin, random, log: files.log, isSelected }, profile.purse, keys);
  const opened = sequel<OpenTransaction>();

  memory.start(image, () => {
    pin.personalise(bcdPin(profile.pin.initial));
    personaliseFiles();
    purse.personalise(profile.purse.openingBalanceFen);
  });

  const isAllowed = (access: Access): boolean => access === "free" || (access === "pin" && pin.isVerified());
  return createChip({
    atr: answerToReset(
      profile.card.chipMaker,
      profile.card.operatingSystem,
      profile.card.applicationSerialNumber,
    ),
    memory,
    volatiles: [random, tree, pin, opened],
    commands: [
      ...fileCommands(memory, tree, isAllowed),
      ...pinCommands(pin, profile.pin.answersEmptyVerify),
      challengeCommand(random),
      ...purseCommands(purse, opened),
    ],
  });
}

function cardFiles(memory: Nvm, profile: Profile) {
  const { card, purse } = profile;
  const free = { read: "free", update: "never" } as const;
  const directoryEntry = tlv([0x70], tlv([0x61], tlv([0x4f], PURSE_APPLICATION)));
  const index = linearFile(memory, { fileId: 0x0001, sfi: DIRECTORY_FILE_SFI, ...free }, [
    directoryEntry.length,
  ]);
  const data = transparentFile(memory, { fileId: 0x0015, sfi: 0x15, ...free }, APPLICATION_DATA_LENGTH);
  const holderHeader = { fileId: 0x0016, sfi: 0x16, read: card.holderAccess, update: "never" } as const;
  const holder = transparentFile(memory, holderHeader, HOLDER_DATA_LENGTH);
  const logHeader = { fileId: 0x0018, sfi: 0x18, read: card.logAccess, update: "never" } as const;
  const log = cyclicFile(memory, logHeader, logRecord.size, purse.logRecords);

  const application: Directory = {
    fileId: PURSE_DIRECTORY_ID,
    name: PURSE_APPLICATION,
    proprietary: () => tlv([0x9f, 0x0c], data.bytes(0, APPLICATION_DATA_LENGTH)),
    files: [data, holder, log],
    directories: [],
  };
  const master: Directory = {
    fileId: MASTER_FILE_ID,
    name: PAYMENT_ENVIRONMENT,
    proprietary: () => tlv([0x88], Uint8Array.of(DIRECTORY_FILE_SFI)),
    files: [index],
    directories: [application],
  };
  const personaliseFiles = (): void => {
    index.append(directoryEntry);
    data.write(0, applicationData(card));
    holder.write(0, holderData(card));
  };
  return { files: { log }, master, application, personaliseFiles };
}

/** Two digits per byte, an F after an odd number of them. */
function bcdPin(pin: string): Uint8Array {
  return parseHex(pin.length % 2 === 0 ? pin : `${pin}F`);
}
