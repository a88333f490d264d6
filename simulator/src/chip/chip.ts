/**
 * A chip without its electrical side: power, reset, whole command APDUs. Card and PSAM are both chips; what they can do
 * is the list of commands they are made with.
 */

import { SW_NO_PRECISE_DIAGNOSIS } from "@duka/protocol/wire/status-word";
import type { Nvm } from "../memory/nvm.js";
import { PowerCut } from "../memory/nvm.js";
import type { CommandBinding } from "./dispatch.js";
import { dispatch, respond } from "./dispatch.js";

export type CardChip = {
  /**
   * Power came on, or RST: volatile state is gone, torn writes are recovered. Answers the ATR (direct convention
   * bytes); empty when power was cut again meanwhile.
   */
  reset(): Uint8Array;
  /** T=0 gives a header only: does this command bring data into the card? Unknown commands do not. */
  takesData(header: Uint8Array): boolean;
  /**
   * One whole command APDU (T=0 style: header and data, or header and Le). Answers data and SW1 SW2; Le 00 means
   * everything there is. Empty when the chip has no power, or lost it while working. Never throws on any bytes: should
   * the chip's own program fail, it is 6F00.
   */
  execute(apdu: Uint8Array): Uint8Array;
  /** Power is gone: nothing volatile survives. */
  powerOff(): void;
  /** Which supplies it works with; any when absent. */
  readonly electrical?: Electrical;
};

/** What contacts and air may do with a chip (ISO/IEC 7816-3, 5.1.3). */
export type Electrical = {
  /** Has an antenna as well (ISO/IEC 14443). */
  readonly contactless: boolean;
  /** A: 5 V, B: 3 V, C: 1.8 V. */
  readonly voltageClasses: readonly ("A" | "B" | "C")[];
};

/** A chip whose memory can be looked at, saved and torn. */
export type Chip = CardChip & { readonly memory: Nvm; readonly electrical: Electrical };

const FIVE_VOLTS: Electrical = { contactless: false, voltageClasses: ["A"] };

/** State of one power session, that is lost with the power. */
export type Volatile = {
  powerOn(): void;
  /** Called before every command. */
  nextCommand?(): void;
};

type ChipParts = {
  readonly atr: Uint8Array;
  readonly memory: Nvm;
  /** Contacts and 5 V when absent. */
  readonly electrical?: Electrical;
  readonly commands: readonly CommandBinding[];
  /** Asked before every command: 0, or the status word that refuses it, as of a locked card. */
  gate?(apdu: Uint8Array): number;
  /** In the order in which they start. */
  readonly volatiles: readonly Volatile[];
  /** Told when the chip's own program fails; a warning on stderr without. */
  readonly onFault?: FaultReport;
};

/** The memory must have been started; the chip is without power until `reset`. */
export function createChip(parts: ChipParts): Chip {
  const { atr, memory, electrical, commands, volatiles, gate } = parts;
  const find = dispatch(commands);
  let powered = false;

  /** A power cut within `work` leaves a silent chip. */
  const whilePowered = (work: () => Uint8Array): Uint8Array => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
      powered = false;
      return new Uint8Array(0);
    }
  };

  const chip: Chip = {
    memory,
    electrical: electrical ?? FIVE_VOLTS,
    reset: () =>
      whilePowered(() => {
        powered = true;
        memory.recover();
        for (const state of volatiles) state.powerOn();
        return atr.slice();
      }),
    takesData: (header) => find.takesData(header),
    execute: (apdu) =>
      whilePowered(() => {
        if (!powered) return new Uint8Array(0);
        for (const state of volatiles) state.nextCommand?.();
        const refusal = gate?.(apdu) ?? 0;
        if (refusal !== 0) return respond(refusal);
        const binding = find.binding(apdu);
        return typeof binding === "number" ? respond(binding) : binding.run(apdu);
      }),
    powerOff() {
      powered = false;
    },
  };
  return contained(chip, parts.onFault ?? warnOfFault);
}

/** @param what the chip was to do: never the data of a command, which may be a password */
type FaultReport = (what: string, error: unknown) => void;

/** On stderr, with the place in the program; the process goes on. */
const warnOfFault: FaultReport = (what, error) => {
  const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const detail = error instanceof Error ? (error.stack ?? "") : "";
  process.emitWarning(`a simulated card failed at ${what}: ${why}`, { type: "CardModelFault", detail });
};

/**
 * A chip whose own program may fail without taking the reader, or the process, along: such a command is answered with
 * 6F00 (ISO/IEC 7816-4, 5.6: no precise diagnosis) and told, and the next one is taken as if nothing had been. It is
 * mute where it fails at a reset: without an ATR there is nothing to answer to.
 */
export function contained<C extends CardChip>(chip: C, report: FaultReport = warnOfFault): C {
  return {
    ...chip,
    reset() {
      try {
        return chip.reset();
      } catch (error) {
        report("its reset", error);
        return new Uint8Array(0);
      }
    },
    takesData(header) {
      try {
        return chip.takesData(header);
      } catch (error) {
        report(`the header ${headerText(header)}`, error);
        return false;
      }
    },
    execute(apdu) {
      try {
        return chip.execute(apdu);
      } catch (error) {
        report(`the command ${headerText(apdu)}, and answered 6F00`, error);
        return Uint8Array.of(SW_NO_PRECISE_DIAGNOSIS >> 8, SW_NO_PRECISE_DIAGNOSIS & 0xff);
      }
    },
    powerOff() {
      try {
        chip.powerOff();
      } catch (error) {
        report("power off", error);
      }
    },
  };
}

/** CLA INS P1 P2. */
function headerText(apdu: Uint8Array): string {
  const hex = Array.from(apdu.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0").toUpperCase());
  return hex.join(" ");
}
