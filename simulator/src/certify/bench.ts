/**
 * What a conformance case is run on: a reader on a link, just opened, and controls that put cards of known behaviour
 * into its slot 0. The simulated reader is one; a real reader with a card emulator in its slot is another.
 */
import type { Clock } from "@duka/protocol/transport";
import type { CardInterface } from "../line/card-interface.js";
import type { CcidHost } from "./ccid-host.js";

/** A card that carries bytes (the transfer chip), with what is unusual about it. */
export type CaseCard = {
  /** Sent after reset, well-formed or not; the transfer chip's own when absent. Empty: mute. */
  readonly atr?: Uint8Array;
  /** Protocols and speeds that it offers, in the place of the transfer chip's own. */
  readonly offers?: CardInterface;
  /** "default-speed": it answers PPS without PPS1. */
  readonly pps?: "default-speed";
  /** Clock cycles from RST high to the first character of the answer to reset. */
  readonly atrDelayCycles?: number;
  readonly inverseConvention?: boolean;
  /** A procedure byte before each data byte. */
  readonly oneByOne?: boolean;
  /** The card computes so long on each command, and sends NULL meanwhile; with T=1 it asks for time. */
  readonly computeMs?: number;
  /** Sent instead of every procedure byte. */
  readonly procedureByte?: number;
  /** The card falls silent after so many characters in answer to the reader's last one. */
  readonly silentAfter?: number;
  /** The character after so many of the same has wrong parity; -1 spoils the first of the answer to reset. */
  readonly spoiltAt?: number;
};

export type CardControls = {
  /** Puts a card into slot 0, which is empty. */
  insert(behaviour?: CaseCard): void;
  remove(): void;
  /** Another card, faster than anybody looks. */
  swap(): void;
  /** Rules of ISO/IEC 7816-3 that the reader broke towards the card, in words; empty where nobody watches. */
  violations(): readonly string[];
};

export type Bench = {
  readonly host: CcidHost;
  readonly clock: Clock;
  readonly card: CardControls;
};

/** Slot 0 is empty and the reader has been opened by its host. */
export type OpenBench = () => Promise<Bench & { close(): Promise<void> }>;

/** A case that the card in the slot says nothing of: it is named as one that did not run. */
export class NotApplicable extends Error {}

/**
 * What a case needs in the slot: nothing, any working card, or one of known behaviour, which only an emulator is.
 */
export type Tier = "no card" | "any card" | "scripted card";

export type ConformanceCase = {
  /** Of the Osmocom CCID suite where that has the case. */
  readonly name: string;
  /** Where the rule is written: section of CCID 1.1 or clause of ISO/IEC 7816-3. */
  readonly clause: string;
  readonly rule: string;
  /** "scripted card" where left out. */
  readonly tier?: Tier;
  /** The slot has to be empty. */
  readonly wantsEmpty?: true;
  run(bench: Bench): Promise<void>;
};
