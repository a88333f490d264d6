/**
 * The purchase secure access module (PSAM, 消费安全存取模块): the terminal's card. It holds the purchase master keys,
 * makes MAC1 for a card and checks the card's MAC2. Its terminal sequence is counted up durably before a MAC1 leaves
 * it, so that no sequence is ever used twice, however often power is cut.
 */

import { parseHex } from "@duka/protocol/layout";
import { readBcd } from "@duka/protocol/wire/bcd";
import { readU32 } from "@duka/protocol/wire/bytes";
import type { Attempts } from "../access/attempts.js";
import { attempts } from "../access/attempts.js";
import type { KeyEntry } from "../access/key-store.js";
import { KEY_LENGTH, storeKeys } from "../access/key-store.js";
import { challengeCommand } from "../access/pin-commands.js";
import { purseSuite, socialSuite } from "../chip/card-suite.js";
import { createChallenges } from "../chip/challenges.js";
import type { Chip } from "../chip/chip.js";
import { createChip } from "../chip/chip.js";
import type { ChipRandom } from "../chip/chip-random.js";
import { commandPair } from "../chip/command-pair.js";
import { fileCommands } from "../files/file-commands.js";
import type { Directory } from "../files/file-tree.js";
import { createFileTree, MASTER_FILE_ID } from "../files/file-tree.js";
import type { Access, TransparentFile } from "../files/files.js";
import { transparentFile } from "../files/files.js";
import { answerToReset } from "../files/identity.js";
import { bytesCell } from "../memory/cells.js";
import { type Factory, Nvm } from "../memory/nvm.js";
import type { Profile, SocialRules } from "../profiles/profile.js";
import type { OpenSamPurchase } from "./psam-commands.js";
import { psamCommands } from "./psam-commands.js";
import { environmentCommand } from "./psam-environment.js";
import { samKeyCommands, temporaryKey } from "./psam-keys.js";

/** The purchase application of the module, DF01 where the city gives its name and no identifier. */
const PSAM_DIRECTORY_ID = 0xdf01;
const PSAM_APPLICATION = parseHex("D15600000590");
/** "sx1.sh." and "sx2.sh.", each with 社会保障 in GBK; the second is met on modules with keys for SSF33. */
const ENVIRONMENT_NAMES = {
  sx1: parseHex("7378312E73682EC9E7BBE1B1A3D5CF"),
  sx2: parseHex("7378322E73682EC9E7BBE1B1A3D5CF"),
} as const;
const IDENTIFIER_DIGITS = 4;
const TERMINAL_ID_LENGTH = 6;
const SEQUENCE_LENGTH = 4;
const FACTOR_LENGTH = 8;

/** What lies in the module, keys apart: for who looks at it, never for a command. */
type PsamInside = {
  readonly master: Directory;
  readonly mac2Attempts: Attempts;
  /** 12 digits. */
  terminalId(): string;
  /** Terminal sequence of the next purchase. */
  nextSequence(): number;
  keyIndex(): number;
};

export type Psam = Chip & { readonly inside: PsamInside };

export type PsamOptions = {
  readonly profile: Profile;
  /** Master keys of the purse; the version chooses among them. */
  readonly masterKeys: readonly KeyEntry[];
  /** Master keys of the social-security system, where the profile has one. */
  readonly social?: SamSocialKeys | undefined;
  readonly random: (memory: Nvm) => ChipRandom;
  /** A saved memory; a new module is personalised without. @throws RangeError when it is not this module's */
  readonly image?: Uint8Array | undefined;
  /** Of modules with this profile and these keys: a new one is personalised as the first one was. */
  readonly factory?: Factory;
};

/** Master keys as the issuer puts them into a module. */
export type SamSocialKeys = {
  readonly rules: SocialRules;
  readonly masters: readonly { readonly use: number; readonly id: number; readonly key: Uint8Array }[];
  readonly purchase: readonly KeyEntry[];
};

export function createPsam(options: PsamOptions): Psam {
  const { profile, masterKeys, random: makeRandom, image, social } = options;
  const memory = new Nvm();
  const random = makeRandom(memory);
  const { psam } = profile;
  const { master, application, terminalId, sequence, keyIndex } = psamFiles(memory, profile);
  const tree = createFileTree(master);
  const keys = storeKeys(memory, "master DPK", masterKeys);
  const mac2Attempts = attempts(memory, "MAC2 attempts", psam.mac2Attempts);
  const opened = commandPair<OpenSamPurchase>();
  const isSelected = (): boolean => tree.currentDirectory() === application;
  const socialKeys = socialMasters(memory, social);
  const temporary = temporaryKey(isSelected);
  const challenges = createChallenges(random);

  const inside: PsamInside = {
    master,
    mac2Attempts,
    terminalId: () => readBcd(terminalId.bytes(0, TERMINAL_ID_LENGTH), 0, TERMINAL_ID_LENGTH),
    nextSequence: () => readU32(sequence.bytes(0, SEQUENCE_LENGTH), 0),
    keyIndex: () => keyIndex.bytes(0, 1)[0]!,
  };
  memory.expect("its terminal number is not one of digits", () => inside.terminalId() !== "");
  memory.start(
    image,
    () => {
      terminalId.write(0, parseHex(psam.terminalId));
      sequence.write(0, u32(psam.firstTerminalSequence));
      keyIndex.write(0, Uint8Array.of(psam.keyIndex));
      keys.personalise();
      socialKeys?.personalise();
      mac2Attempts.restore();
    },
    options.factory,
  );

  const chip = createChip({
    atr: answerToReset(profile.card.chipMaker, psam.operatingSystem, psam.serialNumber),
    memory,
    electrical: profile.card.electrical,
    volatiles: [random, tree, opened, challenges, temporary],
    commands: [
      ...fileCommands({ memory, tree, isAllowed: (access: Access) => access === "free" }),
      challengeCommand(challenges),
      ...(socialKeys === undefined ? [] : samKeyCommands({ ...socialKeys, isSelected }, temporary)),
      ...(socialKeys === undefined || psam.knowsEnvironment === false ? [] : [environmentCommand(tree)]),
      ...psamCommands(
        {
          ...inside,
          memory,
          keys: keys.keys,
          suite: purseSuite(profile),
          levels: profile.keys.regionFactor === null ? 1 : 2,
          setNextSequence: (next) => sequence.write(0, u32(next)),
          medical: socialKeys?.medical,
          isSelected,
        },
        opened,
      ),
    ],
  });
  return { ...chip, inside };
}

function socialMasters(memory: Nvm, social: SamSocialKeys | undefined) {
  if (social === undefined) return undefined;
  const { rules, masters } = social;
  const cells = masters.map(({ use, id }) => bytesCell(memory, `master ${use} ${id}`, KEY_LENGTH));
  const purchase = storeKeys(memory, "medical master DPK", social.purchase);
  const suite = socialSuite(rules);
  return {
    suite,
    keys: masters.map(({ use, id }, at) => ({ use, id, key: () => cells[at]!.get() })),
    factorBytes: suite?.name === "SM4" ? rules.keyRules.sm4FactorBytes : FACTOR_LENGTH,
    medical: { keys: purchase.keys, suite, levels: rules.purchaseLevels },
    personalise() {
      for (const [at, { key }] of masters.entries()) cells[at]!.set(key);
      purchase.personalise();
    },
  };
}

function psamFiles(memory: Nvm, { psam: { environmentName }, psamApplication }: Profile) {
  const free = { read: "free", update: "never" } as const;
  const transparent = (fileId: number, sfi: number, size: number): TransparentFile =>
    transparentFile(memory, { fileId, sfi, ...free }, size);
  const terminalId = transparent(0x0016, 0x16, TERMINAL_ID_LENGTH);
  const keyIndex = transparent(0x001c, 0x1c, 1);
  const sequence = transparent(0x0019, 0x19, SEQUENCE_LENGTH);
  const isIdentifier = psamApplication.length === IDENTIFIER_DIGITS;
  const application: Directory = {
    fileId: isIdentifier ? Number.parseInt(psamApplication, 16) : PSAM_DIRECTORY_ID,
    name: isIdentifier ? PSAM_APPLICATION : parseHex(psamApplication),
    proprietary: () => new Uint8Array(0),
    files: [sequence],
    directories: [],
  };
  const master: Directory = {
    fileId: MASTER_FILE_ID,
    ...(environmentName === "none" ? {} : { name: ENVIRONMENT_NAMES[environmentName] }),
    proprietary: () => new Uint8Array(0),
    files: [terminalId, keyIndex],
    directories: [application],
  };
  return { master, application, terminalId, keyIndex, sequence };
}

function u32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}
