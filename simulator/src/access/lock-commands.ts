/** APPLICATION BLOCK, APPLICATION UNBLOCK and CARD BLOCK (JR/T 0025), and what a locked card still answers. */
import {
  applicationBlock,
  applicationUnblock,
  BLOCK_FOREVER,
  BLOCK_TEMPORARILY,
  cardBlock,
} from "@duka/protocol/commands";
import { INS } from "@duka/protocol/wire/apdu";
import {
  SW_CONDITIONS_NOT_SATISFIED,
  SW_FUNCTION_NOT_SUPPORTED,
  SW_INCORRECT_P1_P2,
  SW_OK,
  SW_REFERENCE_DATA_NOT_FOUND,
} from "@duka/protocol/wire/status-word";
import type { Challenges } from "../chip/challenges.js";
import type { CommandBinding } from "../chip/dispatch.js";
import { on } from "../chip/dispatch.js";
import type { NumberCell } from "../memory/cells.js";
import type { Nvm } from "../memory/nvm.js";
import type { Application, CurrentApplication } from "./application.js";
import { LOCKED_FOR_A_TIME, LOCKED_FOR_EVER, UNLOCKED } from "./application-lock.js";
import { checkMac } from "./command-mac.js";

/** The selected application is locked, but may be unlocked: SELECT warns of it. */
const SW_SELECTED_BLOCKED = 0x6283;
const SW_LOCKED_FOR_EVER = 0x9303;

/** Instructions that a locked application still takes. */
const INS_SELECT = 0xa4;
const INS_CHALLENGE = 0x84;
const INS_UNBLOCK = 0x18;

type Locks = {
  readonly memory: Nvm;
  /** Not 0: the card is locked for ever. */
  readonly cardLock: NumberCell;
  readonly challenges: Challenges;
  readonly current: CurrentApplication;
  /** Does the card know APPLICATION UNBLOCK? */
  readonly knowsUnblock: boolean;
};

/** For `ChipParts.gate`. */
export function lockGate({
  cardLock,
  current,
}: Pick<Locks, "cardLock" | "current">): (apdu: Uint8Array) => number {
  return (apdu) => {
    if (cardLock.get() !== UNLOCKED) return SW_FUNCTION_NOT_SUPPORTED;
    const lock = current()?.lock.state() ?? UNLOCKED;
    if (lock === UNLOCKED || apdu[INS] === INS_SELECT) return 0;
    if (lock === LOCKED_FOR_EVER) return SW_LOCKED_FOR_EVER;
    return apdu[INS] === INS_CHALLENGE || apdu[INS] === INS_UNBLOCK ? 0 : SW_CONDITIONS_NOT_SATISFIED;
  };
}

export function lockCommands(locks: Locks): CommandBinding[] {
  const { memory, cardLock, challenges, current } = locks;
  const check = (application: Application | undefined, keyName: string, apdu: Uint8Array): number =>
    checkMac({ memory, application, keyName, challenge: challenges.last() }, apdu);
  return [
    on(applicationBlock, ({ p2 }, apdu) => {
      if (p2 !== BLOCK_TEMPORARILY && p2 !== BLOCK_FOREVER) return SW_INCORRECT_P1_P2;
      const application = current();
      const sw = check(application, application?.lockKey ?? "", apdu);
      if (sw !== SW_OK) return sw;
      const state = p2 === BLOCK_FOREVER ? LOCKED_FOR_EVER : LOCKED_FOR_A_TIME;
      memory.transaction(() => application!.lock.set(state));
      return SW_OK;
    }),
    ...(locks.knowsUnblock ? [unblock(locks)] : []),
    on(cardBlock, (_, apdu) => {
      const application = current();
      const sw = check(application, application?.cardLockKey ?? "", apdu);
      if (sw === SW_OK) memory.transaction(() => cardLock.set(LOCKED_FOR_EVER));
      return sw;
    }),
  ];
}

function unblock({ memory, challenges, current }: Locks): CommandBinding {
  return on(applicationUnblock, (_, apdu) => {
    const application = current();
    if (application === undefined) return SW_REFERENCE_DATA_NOT_FOUND;
    const { lock, lockKey } = application;
    if (lock.state() !== LOCKED_FOR_A_TIME) return SW_CONDITIONS_NOT_SATISFIED;
    const attempts = lock.unlockAttempts;
    const sw = checkMac(
      { memory, application, keyName: lockKey, challenge: challenges.last(), attempts },
      apdu,
    );
    if (sw === SW_OK) memory.transaction(() => lock.set(UNLOCKED));
    return sw;
  });
}

/** What SELECT of this application says of its lock: 0 for nothing. */
export function lockWord(application: Application | undefined): number {
  const state = application?.lock.state() ?? UNLOCKED;
  return state === UNLOCKED ? 0 : state === LOCKED_FOR_EVER ? SW_LOCKED_FOR_EVER : SW_SELECTED_BLOCKED;
}
