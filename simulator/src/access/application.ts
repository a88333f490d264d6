/**
 * An application of the card as its operating system sees it: directory, keys, ciphers, lock, form of secure messaging.
 */
import type { CipherSuite } from "@duka/protocol/crypto";
import type { Directory } from "../files/file-tree.js";
import type { ApplicationLock } from "./application-lock.js";
import type { KeyRing } from "./key-ring.js";

/**
 * `pboc`: the key as it is, the challenge as initial value. `social-security`: the challenge makes a process key, the
 * initial value is zero.
 */
type MessagingStyle = "pboc" | "social-security";

export type Application = {
  readonly directory: Directory;
  readonly keys: KeyRing;
  /** Undefined: its algorithm is one that this simulator does not know (SSF33); commands with keys answer 6A81. */
  readonly suite: CipherSuite | undefined;
  readonly messaging: MessagingStyle;
  readonly lock: ApplicationLock;
  /** Key of APPLICATION BLOCK and UNBLOCK. */
  readonly lockKey: string;
  /** Key of CARD BLOCK; empty where that is not accepted. */
  readonly cardLockKey: string;
  /** How the password is set anew here. */
  readonly passwordKeys?: PasswordKeys;
};

type PasswordKeys = {
  /** Enciphers and protects what RESET and UNBLOCK bring. */
  readonly resetKey: string;
  /** Must have authenticated itself before; empty for none. */
  readonly authorityKey: string;
  /** Of RELOAD PIN; empty where that is not accepted. */
  readonly reloadKey: string;
};

/** The application that is selected now. */
export type CurrentApplication = () => Application | undefined;
