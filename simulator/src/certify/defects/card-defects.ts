/** Cards that break ISO/IEC 7816-3, where a case asks for any working card. */
import { parseHex } from "@duka/protocol/layout";
import type { NamedDefect } from "./named-defect.js";

export const CARD_DEFECTS: readonly NamedDefect[] = [
  {
    name: "card-mute",
    what: "the card answers no reset",
    foundBy: "any_power_on",
    card: { atr: parseHex("") },
  },
  {
    name: "card-wrong-tck",
    what: "TCK of the card is wrong",
    foundBy: "any_power_on",
    card: { atr: parseHex("3B 80 01 80") },
  },
  {
    name: "card-wrong-ts",
    what: "TS of the card is 3A",
    foundBy: "any_power_on",
    card: { atr: parseHex("3A 00") },
  },
  {
    name: "card-late",
    what: "the card's answer to reset comes late",
    foundBy: "any_power_on",
    card: { atrDelayCycles: 200_000 },
  },
  {
    name: "card-silent",
    what: "the card answers no command",
    foundBy: "any_exchange",
    card: { silentAfter: 0 },
  },
  {
    name: "card-breaks-off",
    what: "the card's answer has no SW2",
    foundBy: "any_exchange",
    card: { silentAfter: 2 },
  },
  {
    name: "card-wrong-procedure-byte",
    what: "the card's procedure byte is 55",
    foundBy: "any_exchange",
    card: { procedureByte: 0x55 },
  },
  {
    name: "card-slow",
    what: "the card computes for three seconds",
    foundBy: "any_exchange",
    card: { computeMs: 3000 },
  },
];
