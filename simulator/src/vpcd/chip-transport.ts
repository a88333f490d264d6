/**
 * A chip as a `Transport`: whole command APDUs in, responses out, without reader, line or time. For tests of what lies
 * above a reader, and for programs that want a card and nothing else.
 */
import { live } from "@duka/protocol/data/live";
import type { Cancel, CardEvent, Transport } from "@duka/protocol/transport";
import type { CardChip } from "../chip/chip.js";
import { contained } from "../chip/chip.js";
import { type ApduRunner, createApduRunner } from "../line/t1-apdu.js";

/** What breaks a conversation with a chip, in the words of the driver's errors. */
export type ChipFault = {
  readonly code: "card-absent" | "card-removed" | "card-mute";
  readonly delivery: "not-sent" | "unknown";
};

/** Stands in for the driver's ReaderError where no other error is asked for. */
export class ChipTransportError extends Error {
  override readonly name = "ChipTransportError";
  readonly code: ChipFault["code"];
  readonly delivery: ChipFault["delivery"];
  readonly layer = "apdu";

  constructor({ code, delivery }: ChipFault, slot: string) {
    super(`${slot}: ${WORDS[code]}`);
    this.code = code;
    this.delivery = delivery;
  }
}

const WORDS: { readonly [code in ChipFault["code"]]: string } = {
  "card-absent": "there is no card",
  "card-removed": "the card is gone, or was never opened",
  "card-mute": "the card does not answer",
};

export type ChipTransportOptions = {
  /** For messages. */
  readonly name: string;
  readonly chip?: CardChip | undefined;
  /** The error to throw, such as the driver's ReaderError. */
  readonly broken?: (fault: ChipFault) => Error;
  /** What stands between transport and chip, for faults; it may throw. */
  readonly intercept?: (command: Uint8Array, execute: () => Uint8Array) => Uint8Array;
};

export type ChipSocket = {
  readonly transport: Transport;
  readonly chip: CardChip | undefined;
  /** Puts a chip in, in place of the one that is there; undefined takes it out. */
  place(chip: CardChip | undefined): void;
};

export function chipSocket(options: ChipTransportOptions): ChipSocket {
  const { name, broken = (fault) => new ChipTransportError(fault, name) } = options;
  const { intercept = (_command, execute) => execute() } = options;
  const listeners = new Set<(event: CardEvent) => void>();
  let chip = options.chip;
  let runner: ApduRunner | undefined;

  function tell(event: CardEvent): void {
    for (const listener of [...listeners]) listener(event);
  }

  return live<ChipSocket, "chip">(
    {
      place(next) {
        if (next === chip) return;
        chip?.powerOff();
        runner = undefined;
        const former = chip;
        chip = next;
        if (former !== undefined) tell("removed");
        if (next !== undefined) tell("inserted");
      },
      transport: {
        name,
        async open() {
          if (chip === undefined) throw broken({ code: "card-absent", delivery: "not-sent" });
          chip.powerOff();
          const atr = chip.reset();
          if (atr.length === 0) throw broken({ code: "card-mute", delivery: "not-sent" });
          runner = createApduRunner(contained(chip));
          return atr;
        },
        async exchange(command) {
          if (runner === undefined) throw broken({ code: "card-removed", delivery: "not-sent" });
          const answer = runner.run(command, intercept);
          if (answer === undefined) throw broken({ code: "card-mute", delivery: "unknown" });
          return answer;
        },
        async close() {
          runner = undefined;
          chip?.powerOff();
        },
        line: () => undefined,
        onCard(listener): Cancel {
          listeners.add(listener);
          return () => {
            listeners.delete(listener);
          };
        },
      },
    },
    { chip: () => chip },
  );
}
