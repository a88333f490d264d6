/**
 * DELIVER PROCESS KEY, DELIVERY KEY and CIPHER DATA of a PSAM: temporary keys, made from its master keys by factors.
 */
import {
  CIPHER_ENCRYPT,
  CIPHER_MAC,
  CIPHER_MAC_WITH_IV,
  cipherData,
  deliverKey,
  deliverProcessKey,
  levelsOfUse,
} from "@duka/protocol/commands";
import type { CipherSuite } from "@duka/protocol/crypto";
import { tacKey } from "@duka/protocol/crypto";
import {
  SW_CONDITIONS_NOT_SATISFIED,
  SW_FUNCTION_NOT_SUPPORTED,
  SW_INCORRECT_P1_P2,
  SW_OK,
  SW_REFERENCE_DATA_NOT_FOUND,
  SW_WRONG_DATA,
  SW_WRONG_LENGTH,
} from "@duka/protocol/wire/status-word";
import type { Volatile } from "../chip/chip.js";
import type { CommandBinding } from "../chip/dispatch.js";
import { on } from "../chip/dispatch.js";
import { derive } from "../social/social-keys.js";

const FACTOR_LENGTH = 8;
/** Low five bits of the use byte: key of transaction certificates. Its halves are joined before a MAC. */
const KIND_TAC = 0x04;

/** A master key under the use byte and identifier by which commands name it. */
type SamMasterKey = { readonly use: number; readonly id: number; key(): Uint8Array };

type SamKeys = {
  readonly keys: readonly SamMasterKey[];
  /** Undefined: the algorithm is not known to the simulator. */
  readonly suite: CipherSuite | undefined;
  /** Bytes of a process factor, and of the source of an authentication. */
  readonly factorBytes: number;
  isSelected(): boolean;
};

/** The key in RAM, until another one is delivered, the application is left or power goes. */
type TemporaryKey = Volatile & {
  set(key: Uint8Array, isTac: boolean): void;
  get(): { readonly key: Uint8Array; readonly isTac: boolean } | undefined;
};

export function temporaryKey(isSelected: () => boolean): TemporaryKey {
  let kept: { readonly key: Uint8Array; readonly isTac: boolean } | undefined;
  return {
    powerOn() {
      kept = undefined;
    },
    nextCommand() {
      if (kept !== undefined && !isSelected()) kept = undefined;
    },
    set(key, isTac) {
      kept = { key, isTac };
    },
    get: () => kept,
  };
}

export function samKeyCommands(sam: SamKeys, temporary: TemporaryKey): CommandBinding[] {
  const deliver = (use: number, id: number, factors: Uint8Array, hasChallenge: boolean): number => {
    if (!sam.isSelected()) return SW_CONDITIONS_NOT_SATISFIED;
    const levels = levelsOfUse(use);
    const master = sam.keys.find((key) => key.use === use && key.id === id);
    if (master === undefined) return SW_REFERENCE_DATA_NOT_FOUND;
    if (sam.suite === undefined) return SW_FUNCTION_NOT_SUPPORTED;
    if (factors.length % FACTOR_LENGTH > 0) return SW_WRONG_LENGTH;
    // The number of levels is wrong (P9 9.7).
    const challengeLength = hasChallenge ? sam.factorBytes : 0;
    if (factors.length !== levels * FACTOR_LENGTH + challengeLength) return SW_WRONG_DATA;
    const blocks = Array.from({ length: levels }, (_, at) =>
      factors.subarray(at * FACTOR_LENGTH, (at + 1) * FACTOR_LENGTH),
    );
    const cardKey = derive(sam.suite, master.key(), blocks);
    const challenge = factors.subarray(levels * FACTOR_LENGTH);
    const key = hasChallenge ? sam.suite.processKey(cardKey, challenge) : cardKey;
    temporary.set(key, (use & 0x1f) === KIND_TAC && sam.suite.name === "3DES");
    return SW_OK;
  };
  return [
    on(deliverProcessKey, ({ keyUse, keyId, factors }) => deliver(keyUse, keyId, factors, true)),
    on(deliverKey, ({ keyUse, keyId, factors }) => deliver(keyUse, keyId, factors, false)),
    on(cipherData, ({ p1, data }) => {
      if (!sam.isSelected()) return SW_CONDITIONS_NOT_SATISFIED;
      const { suite } = sam;
      const held = temporary.get();
      if (suite === undefined || held === undefined) return SW_CONDITIONS_NOT_SATISFIED;
      const key = held.isTac ? tacKey(held.key) : held.key;
      if (p1 === CIPHER_ENCRYPT) return encrypted(sam, suite, key, data);
      if (p1 !== CIPHER_MAC && p1 !== CIPHER_MAC_WITH_IV) return SW_INCORRECT_P1_P2;
      const ivLength = p1 === CIPHER_MAC_WITH_IV ? suite.blockLength : 0;
      return maced(suite, key, data.subarray(ivLength), data.subarray(0, ivLength));
    }),
  ];
}

/** Whole blocks; where a factor has 8 bytes, a source of 8 is an authentication with SM4 too. */
function encrypted(
  { factorBytes }: SamKeys,
  suite: CipherSuite,
  key: Uint8Array,
  data: Uint8Array,
): { result: Uint8Array } | number {
  if (data.length === FACTOR_LENGTH && factorBytes === FACTOR_LENGTH)
    return { result: suite.authenticate(key, data) };
  if (data.length === 0 || data.length % suite.blockLength !== 0) return SW_WRONG_LENGTH;
  return { result: suite.encipherBlocks(key, data) };
}

/** The data comes padded already. */
function maced(
  suite: CipherSuite,
  key: Uint8Array,
  padded: Uint8Array,
  iv: Uint8Array,
): { result: Uint8Array } | number {
  if (padded.length === 0 || padded.length % suite.blockLength !== 0) return SW_WRONG_LENGTH;
  return { result: suite.macOfBlocks(key, padded, iv) };
}
