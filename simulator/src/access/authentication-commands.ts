/** EXTERNAL and INTERNAL AUTHENTICATE in both forms: PBOC's with 8 bytes, the social-security card's with 16. */
import { externalAuthenticate, internalAuthenticate } from "@duka/protocol/commands";
import {
  SW_AUTHENTICATION_METHOD_BLOCKED,
  SW_FUNCTION_NOT_SUPPORTED,
  SW_OK,
  SW_REFERENCE_DATA_INVALID,
  SW_REFERENCE_DATA_NOT_FOUND,
  SW_WRONG_LENGTH,
} from "@duka/protocol/wire/status-word";
import type { Challenges } from "../chip/challenges.js";
import type { CommandBinding } from "../chip/dispatch.js";
import { on } from "../chip/dispatch.js";
import type { Nvm } from "../memory/nvm.js";
import type { CurrentApplication } from "./application.js";
import { isSame } from "./attempts.js";
import type { Security } from "./security.js";

const HALF = 8;

type Authentication = {
  readonly memory: Nvm;
  readonly security: Security;
  readonly challenges: Challenges;
  readonly current: CurrentApplication;
  /** Which of two challenges in a row is the process factor. */
  readonly factor: "last" | "first";
  /** How often a key answers INTERNAL AUTHENTICATE; null: always. */
  readonly internalLimit: number | null;
};

export function authenticationCommands(parts: Authentication): CommandBinding[] {
  const { memory, security, challenges, current, factor, internalLimit } = parts;
  return [
    on(externalAuthenticate, ({ keyId, data }) => {
      const application = current();
      const key = application?.keys.byId(keyId);
      if (application === undefined || key === undefined || key.isInternal)
        return SW_REFERENCE_DATA_NOT_FOUND;
      const { suite } = application;
      if (suite === undefined) return SW_FUNCTION_NOT_SUPPORTED;
      if (data.length !== HALF && data.length !== 2 * HALF) return SW_WRONG_LENGTH;
      if (key.attempts.left() === 0) return SW_AUTHENTICATION_METHOD_BLOCKED;
      const challenge = factor === "last" ? challenges.last() : challenges.first();
      const isLong = data.length === 2 * HALF;
      if (challenge === undefined || (isLong && challenge.length !== HALF)) return SW_REFERENCE_DATA_INVALID;
      key.attempts.spend();
      const expected = isLong
        ? suite.authenticate(suite.processKey(key.key(), challenge), data.subarray(HALF))
        : suite.authenticate(key.key(), wholeBlock(challenge));
      if (!isSame(expected, data.subarray(0, HALF))) return 0x63c0 | key.attempts.left();
      memory.transaction(() => key.attempts.restore());
      security.grant(key.name, application.directory);
      return SW_OK;
    }),
    on(internalAuthenticate, ({ keyId, data }) => {
      const application = current();
      const key = application?.keys.byId(keyId);
      if (application === undefined || key === undefined || !key.isInternal)
        return SW_REFERENCE_DATA_NOT_FOUND;
      const { suite } = application;
      if (suite === undefined) return SW_FUNCTION_NOT_SUPPORTED;
      if (data.length !== HALF && data.length !== 2 * HALF) return SW_WRONG_LENGTH;
      if (internalLimit !== null) {
        if (key.uses.get() >= internalLimit) return SW_AUTHENTICATION_METHOD_BLOCKED;
        memory.transaction(() => key.uses.set(key.uses.get() + 1));
      }
      if (data.length === HALF) return { result: suite.authenticate(key.key(), data) };
      const processKey = suite.processKey(key.key(), data.subarray(0, HALF));
      return { result: suite.authenticate(processKey, data.subarray(HALF)) };
    }),
  ];
}

/** A challenge of four bytes is followed by zeros. */
function wholeBlock(challenge: Uint8Array): Uint8Array {
  const block = new Uint8Array(HALF);
  block.set(challenge);
  return block;
}
