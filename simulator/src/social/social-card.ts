/** The social-security half of a card: environment, applications, keys and the medical account. */
import type { CipherSuite } from "@duka/protocol/crypto";
import type { Application } from "../access/application.js";
import { applicationLock } from "../access/application-lock.js";
import { keyRing } from "../access/key-ring.js";
import { socialSuite } from "../chip/card-suite.js";
import type { Volatile } from "../chip/chip.js";
import type { ChipRandom } from "../chip/chip-random.js";
import { commandPair } from "../chip/command-pair.js";
import type { CommandBinding } from "../chip/dispatch.js";
import type { Directory, FileTree } from "../files/file-tree.js";
import type { Nvm } from "../memory/nvm.js";
import type { Profile, SocialRules } from "../profiles/profile.js";
import type { Prover } from "../purse/prove-command.js";
import type { MedicalAccount } from "./medical-account.js";
import { createMedicalAccount } from "./medical-account.js";
import type { OpenMedical } from "./medical-commands.js";
import { medicalCommands } from "./medical-commands.js";
import type { SocialFiles } from "./social-files.js";
import { socialFiles } from "./social-files.js";
import type { SocialCardKeys } from "./social-keys.js";
import { identificationStart } from "./social-records.js";

type SocialParts = {
  readonly memory: Nvm;
  readonly random: ChipRandom;
  readonly profile: Profile;
  readonly social: SocialRules;
  readonly keys: SocialCardKeys;
  isVerified(): boolean;
  /** A key of this name was authenticated, and its directory not left since. */
  isGranted(keyName: string): boolean;
};

export type SocialCard = {
  readonly environment: Directory;
  readonly applications: readonly Application[];
  readonly volatiles: readonly Volatile[];
  readonly commands: readonly CommandBinding[];
  readonly provers: readonly Prover[];
  /** Undefined where the card lacks its cipher. */
  readonly account: MedicalAccount | undefined;
  /** Tells it the tree that it stands in; before the first command. */
  place(tree: FileTree): void;
  personalise(): void;
};

export function socialCard(parts: SocialParts): SocialCard {
  const { memory, social, keys } = parts;
  const suite = socialSuite(social);
  const files = socialFiles(memory, social);
  let tree: FileTree | undefined;
  const isSelected = (): boolean => tree?.currentDirectory() === files.applications.DF04;
  const opened = commandPair<OpenMedical>();
  // Without its cipher (SSF33) a card cannot do a transaction: the commands are then unknown to it.
  const account = suite === undefined ? undefined : medicalAccount(parts, files, suite, isSelected);
  const applications = socialApplications(memory, social, files, suite, keys);
  return {
    environment: files.environment,
    applications,
    account,
    volatiles: [opened],
    commands: account === undefined ? [] : medicalCommands(account, opened),
    provers: account === undefined ? [] : [account],
    place(placed) {
      tree = placed;
    },
    personalise() {
      const irk = applications[0]?.keys.named("IRK")?.key();
      const mac = irk === undefined ? undefined : suite?.macOf(irk, identificationStart(social));
      files.personalise(mac ?? new Uint8Array(4));
      account?.personalise();
    },
  };
}

function medicalAccount(
  parts: SocialParts,
  files: SocialFiles,
  suite: CipherSuite,
  isSelected: () => boolean,
) {
  const { memory, random, isVerified, isGranted, profile, social, keys } = parts;
  const { macAttempts, blockedStatusWord } = profile.purse;
  const surroundings = {
    memory,
    random,
    suite,
    log: files.medicalLog,
    macAttempts,
    blockedStatusWord,
    isVerified,
    isSelected,
    isStartingDayOpen: () => isGranted("DSK"),
  };
  return createMedicalAccount(surroundings, social.medical, keys);
}

/** The environment comes first: it holds IRK. */
function socialApplications(
  memory: Nvm,
  social: SocialRules,
  files: SocialFiles,
  suite: CipherSuite | undefined,
  { rings }: SocialCardKeys,
): Application[] {
  const application = (
    directory: Directory,
    place: string,
    keys: SocialCardKeys["rings"]["SSSE"],
  ): Application => ({
    directory,
    keys: keyRing(memory, place, keys, social.keyAttempts),
    suite,
    messaging: "social-security",
    lock: applicationLock(memory, place),
    lockKey: `LK${place}`,
    cardLockKey: "",
  });
  const { DF01, DF02, DF03, DF04, DF05, DF07 } = files.applications;
  return [
    {
      ...application(files.environment, "SSSE", rings.SSSE),
      lockKey: "BK",
      cardLockKey: "BK",
      passwordKeys: { resetKey: "STKSSSE", authorityKey: "PUK", reloadKey: "" },
    },
    application(DF01, "DF01", rings.DF01),
    application(DF02, "DF02", []),
    application(DF03, "DF03", rings.DF03),
    application(DF04, "DF04", rings.DF04),
    application(DF05, "DF05", []),
    application(DF07, "DF07", []),
  ];
}
