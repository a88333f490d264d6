/**
 * A chip whose own program may fail without taking the reader, or the process, along: such a command is answered with
 * 6F00 (ISO/IEC 7816-4, 5.6: no precise diagnosis) and told, and the next one is taken as if nothing had been.
 */
import { SW_NO_PRECISE_DIAGNOSIS } from "@duka/protocol/wire/status-word";
import type { CardChip } from "./chip.js";

/** @param what the chip was to do: never the data of a command, which may be a password */
export type FaultReport = (what: string, error: unknown) => void;

/** On stderr, with the place in the program; the process goes on. */
export const warnOfFault: FaultReport = (what, error) => {
  const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const detail = error instanceof Error ? (error.stack ?? "") : "";
  process.emitWarning(`a simulated card failed at ${what}: ${why}`, { type: "CardModelFault", detail });
};

/** Mute where it fails at a reset: without an ATR there is nothing to answer to. */
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
