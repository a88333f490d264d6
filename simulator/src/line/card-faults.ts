/**
 * Named faults of a card, as behaviours for `CardSocket.behave`. `ins` names the command that they strike.
 */
import type { T0Behaviour } from "./t0-behaviour.js";

const INS_AT = 1;

/** The card answers this status word to the command and has done nothing. */
export function refuses(ins: number, statusWord: number): T0Behaviour {
  return {
    intercept: (command, execute) => (command[INS_AT] === ins ? statusWordBytes(statusWord) : execute()),
  };
}

/** The card does the command and then answers this status word, as if it had not, or were not sure. */
export function doesButAnswers(ins: number, statusWord: number): T0Behaviour {
  return {
    intercept: (command, execute) => {
      const response = execute();
      return command[INS_AT] === ins ? statusWordBytes(statusWord) : response;
    },
  };
}

/** The card falls mute at the command and has done nothing. */
export function muteBefore(ins: number): T0Behaviour {
  return { intercept: (command, execute) => (command[INS_AT] === ins ? undefined : execute()) };
}

/** The card does the command and is mute afterwards. */
export function muteAfter(ins: number): T0Behaviour {
  return {
    intercept: (command, execute) => {
      const response = execute();
      return command[INS_AT] === ins ? undefined : response;
    },
  };
}

/** Every ACK and NULL is this byte instead. */
export function wrongProcedureByte(byte: number): T0Behaviour {
  return { procedureByte: () => byte };
}

function statusWordBytes(statusWord: number): Uint8Array {
  return new Uint8Array([statusWord >> 8, statusWord & 0xff]);
}
