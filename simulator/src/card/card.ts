/**
 * The card-holder's card: master file with the payment environment, one PBOC purse application, the social-security
 * environment where the profile has one, and one PIN for all. Its keys come diversified.
 */
import { keyRulesOf } from "@duka/protocol/city";
import { parseHex } from "@duka/protocol/layout";
import type { Application } from "../access/application.js";
import { authenticationCommands } from "../access/authentication-commands.js";
import { lockCommands, lockGate, lockWord } from "../access/lock-commands.js";
import { passwordCommands } from "../access/password-commands.js";
import type { Pin } from "../access/pin.js";
import { createPin } from "../access/pin.js";
import { challengeCommand, pinCommands } from "../access/pin-commands.js";
import { protectedFileCommands } from "../access/protected-file-commands.js";
import { createSecurity } from "../access/security.js";
import { purseSuite } from "../chip/card-suite.js";
import { createChallenges } from "../chip/challenges.js";
import type { Chip } from "../chip/chip.js";
import { createChip } from "../chip/chip.js";
import type { ChipRandom } from "../chip/chip-random.js";
import { commandPair } from "../chip/command-pair.js";
import { tlv } from "../files/fci.js";
import { fileCommands } from "../files/file-commands.js";
import type { Directory } from "../files/file-tree.js";
import { createFileTree, MASTER_FILE_ID } from "../files/file-tree.js";
import { linearFile } from "../files/files.js";
import { answerToReset, serialNumberOf } from "../files/identity.js";
import type { NumberCell } from "../memory/cells.js";
import { numberCell } from "../memory/cells.js";
import { type Factory, Nvm } from "../memory/nvm.js";
import { type Profile, purseRules, socialRules } from "../profiles/profile.js";
import { proveCommand } from "../purse/prove-command.js";
import type { CardKeys, Purse } from "../purse/purse.js";
import { createPurse } from "../purse/purse.js";
import type { PurseRingKeys } from "../purse/purse-application.js";
import { purseApplication, purseFiles } from "../purse/purse-application.js";
import { purseCommands } from "../purse/purse-commands.js";
import type { OpenTransaction } from "../purse/transaction.js";
import type { MedicalAccount } from "../social/medical-account.js";
import type { SocialCard } from "../social/social-card.js";
import { socialCard } from "../social/social-card.js";
import type { SocialCardKeys } from "../social/social-keys.js";

/** "1PAY.SYS.DDF01". */
const PAYMENT_ENVIRONMENT = parseHex("315041592E5359532E4444463031");
const DIRECTORY_FILE_SFI = 1;

export type CardOptions = {
  readonly profile: Profile;
  readonly keys: CardKeys;
  /** Keys of the purse beside those of its transactions. */
  readonly purseRing?: PurseRingKeys;
  /** Where the profile has a social-security half. */
  readonly socialKeys?: SocialCardKeys | undefined;
  /** Gets the memory in which it counts power sessions. */
  readonly random: (memory: Nvm) => ChipRandom;
  /** A saved memory; a new card is personalised without. @throws RangeError when it is not this card's */
  readonly image?: Uint8Array | undefined;
  /** Of cards with this profile and these keys: a new one is personalised as the first one was. */
  readonly factory?: Factory;
};

/** What lies in the chip, past every access condition: for who looks at the card, never for a command. */
type CardInside = {
  readonly master: Directory;
  readonly pin: Pin;
  readonly purse: Purse;
  /** Undefined without a social-security half, or without its cipher. */
  readonly medical: MedicalAccount | undefined;
  /** 0 while the card is not locked for ever. */
  readonly cardLock: NumberCell;
  readonly applications: readonly Application[];
};

export type Card = Chip & { readonly inside: CardInside };

export function createCard(options: CardOptions): Card {
  const { profile, keys, random: makeRandom, image } = options;
  const memory = new Nvm();
  const random = makeRandom(memory);
  const pin = createPin(memory, profile.password.retryLimit);
  const challenges = createChallenges(random);
  const cardLock = numberCell(memory, "card lock", 1);
  const index = directoryFile(memory, parseHex(profile.application));
  const files = purseFiles(memory, profile);
  const social = socialPart(memory, options, random, {
    isVerified: () => pin.isVerified(),
    isGranted: (keyName) => security.isGranted(keyName),
  });
  const master = masterFile(index.file, [
    files.directory,
    ...(social === undefined ? [] : [social.environment]),
  ]);
  const tree = createFileTree(master);
  social?.place(tree);
  const isSelected = (): boolean => tree.currentDirectory() === files.directory;
  const purse = createPurse(
    { memory, pin, random, suite: purseSuite(profile), log: files.log, isSelected },
    purseRules(profile),
    keys,
  );
  const application = purseApplication(memory, files.directory, profile, options.purseRing);
  const applications = new Map<Directory, Application>(
    [application, ...(social?.applications ?? [])].map((one) => [one.directory, one]),
  );
  const security = createSecurity(pin, tree);
  const opened = commandPair<OpenTransaction>();

  memory.start(
    image,
    () => {
      pin.personalise(profile.pin.unset === true ? new Uint8Array(0) : bcdPin(profile.password.initial));
      index.personalise();
      files.personalise();
      purse.personalise(profile.purse.openingBalanceFen);
      for (const { keys, lock } of applications.values()) {
        keys.personalise();
        lock.personalise();
      }
      social?.personalise();
    },
    options.factory,
  );

  const current = (): Application | undefined => applications.get(tree.currentDirectory());
  const parts = { memory, tree, pin, security, challenges, current, cardLock };
  const factor = keyRulesOf(profile).authenticationFactor;
  const { chipMaker, operatingSystem, electrical } = profile.card;
  const chip = createChip({
    // The serial number is the card's own: several cards of one profile differ in it.
    atr: answerToReset(chipMaker, operatingSystem, serialNumberOf(files.data)),
    memory,
    electrical,
    gate: lockGate(parts),
    volatiles: [random, tree, pin, security, challenges, opened, ...(social?.volatiles ?? [])],
    commands: [
      ...fileCommands({
        memory,
        tree,
        isAllowed: security.isAllowed,
        lockWord: (found) => lockWord(applications.get(found as Directory)),
      }),
      ...protectedFileCommands(parts),
      ...pinCommands(pin, profile.password, profile.pin.reference),
      ...passwordCommands(parts),
      challengeCommand(challenges),
      ...authenticationCommands({ ...parts, factor, internalLimit: profile.card.internalAuthentications }),
      ...lockCommands({ ...parts, knowsUnblock: profile.purse.knows.applicationUnblock }),
      proveCommand([purse, ...(social?.provers ?? [])]),
      ...purseCommands(purse, opened, tree),
      ...(social?.commands ?? []),
    ],
  });
  return {
    ...chip,
    inside: {
      master,
      pin,
      purse,
      medical: social?.account,
      cardLock,
      applications: [...applications.values()],
    },
  };
}

function socialPart(
  memory: Nvm,
  { profile, socialKeys }: CardOptions,
  random: ChipRandom,
  proved: { isVerified(): boolean; isGranted(keyName: string): boolean },
): SocialCard | undefined {
  const social = socialRules(profile);
  if (social === undefined || socialKeys === undefined) return undefined;
  return socialCard({ memory, random, ...proved, profile, social, keys: socialKeys });
}

/** EF 0001 of the master file: which applications there are. */
function directoryFile(memory: Nvm, application: Uint8Array) {
  const entry = tlv([0x70], tlv([0x61], tlv([0x4f], application)));
  const access = { read: "free", update: "never" } as const;
  const file = linearFile(memory, { fileId: 0x0001, sfi: DIRECTORY_FILE_SFI, ...access }, [entry.length]);
  return { file, personalise: () => file.append(entry) };
}

function masterFile(index: Directory["files"][number], directories: readonly Directory[]): Directory {
  return {
    fileId: MASTER_FILE_ID,
    name: PAYMENT_ENVIRONMENT,
    proprietary: () => tlv([0x88], Uint8Array.of(DIRECTORY_FILE_SFI)),
    files: [index],
    directories,
  };
}

/** Two digits per byte, an F after an odd number of them. */
function bcdPin(pin: string): Uint8Array {
  return parseHex(pin.length % 2 === 0 ? pin : `${pin}F`);
}
