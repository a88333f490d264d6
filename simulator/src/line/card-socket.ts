/**
 * One card socket of the reader: contacts, I/O line, and the card that is in it or not. Cards may come, go
 * and be swapped at any instant, also from within a hook.
 */
import { live } from "@duka/protocol/data/live";
import type { Cancel } from "@duka/protocol/transport";
import type { CardChip } from "../chip/chip.js";
import { contained } from "../chip/chip.js";
import type { PinWire, UartWire } from "../espruino/wiring.js";
import type { SimulationClock } from "../time/clock.js";
import type { CardBehaviour } from "./card-behaviour.js";
import { type CardEnd, type CharacterHook, createCardLine } from "./card-line.js";
import { type Contacts, createContacts } from "./contacts.js";
import { createIsoCard } from "./iso-card.js";

/** So many complaints are kept; a reader that breaks rules breaks them often. */
const VIOLATIONS_MAX = 100;

export type CardSocket = {
  /** What the reader's board is soldered to. */
  readonly wires: {
    readonly uart: UartWire;
    readonly tx: PinWire;
    readonly vcc: Contacts["vcc"];
    readonly rst: PinWire;
    readonly clk: PinWire;
    readonly present: PinWire;
  };
  /** The chip in the socket. */
  readonly chip: CardChip | undefined;
  /** @throws Error when there is a card already */
  insert(chip: CardChip): void;
  /** Pulls the card out, whatever it is doing, and answers it; undefined when there was none. */
  remove(): CardChip | undefined;
  /** Out with one card, in with the other, faster than anyone polls. Answers the former one. */
  swap(chip: CardChip): CardChip | undefined;
  /** How the card in this socket behaves from now on, the next one too. `{}` is the plain card. */
  behave(behaviour: CardBehaviour): void;
  /** Adds a fault of the line or a listener; answers how to take it out again. */
  onCharacter(hook: CharacterHook): Cancel;
  /** Rules of ISO/IEC 7816-3 that the reader broke, in its own order, at most 100. */
  violations(): readonly string[];
  /** The reader's power fails: all its outputs fall at once. */
  readerOff(): void;
};

export function createCardSocket(clock: SimulationClock): CardSocket {
  const violations: string[] = [];
  const complain = (what: string) => {
    if (violations.length < VIOLATIONS_MAX) violations.push(`${clock.nowMs().toFixed(3)} ms ${what}`);
  };
  const contacts = createContacts(clock, complain);
  const line = createCardLine(clock, complain);
  let chip: CardChip | undefined;
  let behaviour: CardBehaviour = {};

  function connect(to: CardChip | undefined): CardChip | undefined {
    const former = chip;
    chip = to;
    if (to === undefined) {
      line.connect(undefined);
      contacts.occupy(undefined);
      return former;
    }
    // Somebody else's model may throw: the reader lives on.
    const card = createIsoCard(contained(to), {
      clock,
      send: line.send,
      silence: line.silence,
      clockHz: contacts.clockHz,
      supply: contacts.supply,
      behaviour: () => behaviour,
    });
    line.connect(
      live<CardEnd, "inverseConvention">(
        {
          times: card.times,
          etuMs: card.etuMs,
          receive: card.receive,
        },
        { inverseConvention: () => behaviour.inverseConvention ?? false },
      ),
    );
    contacts.occupy(card);
    return former;
  }

  return live<CardSocket, "chip">(
    {
      wires: {
        uart: line.uart,
        tx: line.tx,
        vcc: contacts.vcc,
        rst: contacts.rst,
        clk: contacts.clk,
        present: contacts.present,
      },
      insert(to) {
        if (chip !== undefined)
          throw new Error("card socket: there is a card in it already; remove it first");
        connect(to);
      },
      remove: () => connect(undefined),
      swap(to) {
        const former = connect(undefined);
        connect(to);
        return former;
      },
      behave(to) {
        behaviour = to;
      },
      onCharacter: line.onCharacter,
      violations: () => violations,
      readerOff() {
        line.readerOff();
        contacts.readerOff();
      },
    },
    { chip: () => chip },
  );
}
