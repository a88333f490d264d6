/**
 * The purchase secure access module (PSAM, 消费安全存取模块): the terminal's card. It holds the purchase master keys,
 * makes MAC1 for a card and checks the card's MAC2. Its terminal sequence is counted up durably before a MAC1 leaves it,
 * so that no sequence is ever used twice, however often power is cut.
 */

import { parseHex } from "@duka/protocol/commands/hexadecimal";
import { readBcd } from "@duka/protocol/wire/bcd";
import { readU32 } from "@duka/protocol/wire/bytes";
import type { Profile } from "../profiles/profile.js";
import { attempts } from "./attempts.js";
import type { Chip } from "./chip.js";
import { createChip } from "./chip.js";
import type { ChipRandom } from "./chip-random.js";
import { fileCommands } from "./file-commands.js";
import type { Directory } from "./file-tree.js";
import { createFileTree, MASTER_FILE_ID } from "./file-tree.js";
import type { Access, TransparentFile } from "./files.js";
import { transparentFile } from "./files.js";
import { answerToReset } from "./identity.js";
import type { KeyEntry } from "./key-store.js";
import { storeKeys } from "./key-store.js";
import { Nvm } from "./nvm.js";
import { challengeCommand } from "./pin-commands.js";
import type { OpenSamPurchase } from "./psam-commands.js";
import { psamCommands } from "./psam-commands.js";
import { sequel } from "./sequel.js";

/** The purchase application of the module, DF01. */
const PSAM_DIRECTORY_ID = 0xdf01;
const PSAM_APPLICATION = parseHex("D15600000590");
const TERMINAL_ID_LENGTH = 6;
const SEQUENCE_LENGTH = 4;

export type PsamOptions = {
  readonly profile: Profile;
  /** Master keys; the version chooses among them. */
  readonly masterKeys: readonly KeyEntry[];
  readonly random: (memory: Nvm) => ChipRandom;
  /** A saved memory; a new module is personalised without. @throws RangeError when it is not this module's */
  readonly image?: Uint8Array | undefined;
};

export function createPsam({ profile, masterKeys, random: makeRandom, image }: PsamOptions): Chip {
  const memory = new Nvm();
  const random = makeRandom(memory);
  const { psam } = profile;
  const { master, application, terminalId, sequence, keyIndex } = psamFiles(memory);
  const tree = createFileTree(master);
  const keys = storeKeys(memory, "master DPK", masterKeys);
  const mac2Attempts = attempts(memory, "MAC2 attempts", psam.mac2Attempts);
  const opened = sequel<OpenSamPurchase>();

  memory.start(image, () => {
    terminalId.write(0, parseHex(psam.terminalId));
    sequence.write(0, u32(psam.firstTerminalSequence));
    keyIndex.write(0, Uint8Array.of(psam.keyIndex));
    keys.personalise();
    mac2Attempts.restore();
  });

  return createChip({
    atr: answerToReset(profile.card.chipMaker, psam.operatingSystem, psam.serialNumber),
    memory,
    volatiles: [random, tree, opened],
    commands: [
      ...fileCommands(memory, tree, (access: Access) => access === "free"),
      challengeCommand(random),
      ...psamCommands(
        {
          memory,
          keys: keys.keys,
          levels: profile.keys.regionFactor === null ? 1 : 2,
          mac2Attempts,
          terminalId: () => readBcd(terminalId.bytes(0, TERMINAL_ID_LENGTH), 0, TERMINAL_ID_LENGTH),
          nextSequence: () => readU32(sequence.bytes(0, SEQUENCE_LENGTH), 0),
          setNextSequence: (next) => sequence.write(0, u32(next)),
          isSelected: () => tree.currentDirectory() === application,
        },
        opened,
      ),
    ],
  });
}

function psamFiles(memory: Nvm) {
  const free = { read: "free", update: "never" } as const;
  const transparent = (fileId: number, sfi: number, size: number): TransparentFile =>
    transparentFile(memory, { fileId, sfi, ...free }, size);
  const terminalId = transparent(0x0016, 0x16, TERMINAL_ID_LENGTH);
  const keyIndex = transparent(0x001c, 0x1c, 1);
  const sequence = transparent(0x0019, 0x19, SEQUENCE_LENGTH);
  const application: Directory = {
    fileId: PSAM_DIRECTORY_ID,
    name: PSAM_APPLICATION,
    proprietary: () => new Uint8Array(0),
    files: [sequence],
    directories: [],
  };
  const master: Directory = {
    fileId: MASTER_FILE_ID,
    proprietary: () => new Uint8Array(0),
    files: [terminalId, keyIndex],
    directories: [application],
  };
  return { master, application, terminalId, keyIndex, sequence };
}

function u32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}
