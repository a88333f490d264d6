/** A reader behind PC/SC, by its functions: what a program may rely on whatever card is in. */
import { strict as assert } from "node:assert";
import { parseHex as bytes, formatHex as hex } from "@duka/protocol/layout";
import type { Transport } from "@duka/protocol/transport";
import { parseAtr } from "@duka/protocol/wire/atr";

const DEADLINE_MS = 10_000;
const SELECT_MF = "00 A4 00 00 02 3F 00";
/** SW1 (ISO/IEC 7816-4, 5.6). */
const SW1 = /^[69][0-9A-F]$/;

export type PcscCase = {
  readonly name: string;
  readonly clause: string;
  readonly rule: string;
  /** @param slot closed; closed again afterwards by who runs the case */
  run(slot: Transport): Promise<void>;
};

async function select(slot: Transport): Promise<string> {
  const answer = hex(await slot.exchange(bytes(SELECT_MF), DEADLINE_MS));
  assert.match(answer.split(" ").at(-2) ?? "no SW1", SW1, "the answer ends in SW1 SW2");
  return answer;
}

export const PCSC_CASES: readonly PcscCase[] = [
  {
    name: "pcsc_connect",
    clause: "PC/SC SCardConnect; PC/SC SCardStatus",
    rule: "connecting gives the card's ATR, which is well-formed but for its TCK, which some readers keep",
    async run(slot) {
      const atr = await slot.open(DEADLINE_MS);
      assert.ok(atr.length >= 2 && atr.length <= 33, `an ATR of ${atr.length} characters`);
      assert.ok(atr[0] === 0x3b || atr[0] === 0x3f, `TS ${hex(atr.subarray(0, 1))}`);
    },
  },
  {
    name: "pcsc_atr",
    clause: "PC/SC SCardStatus; ISO/IEC 7816-3, 8.2.1, 8.2.5",
    rule: "the ATR that is told is whole, and its TCK is right",
    async run(slot) {
      parseAtr(await slot.open(DEADLINE_MS));
    },
  },
  {
    name: "pcsc_transmit",
    clause: "PC/SC SCardTransmit",
    rule: "a command is answered, and its answer ends in SW1 SW2",
    async run(slot) {
      await slot.open(DEADLINE_MS);
      await select(slot);
    },
  },
  {
    name: "pcsc_reconnect",
    clause: "PC/SC SCardReconnect; PC/SC SCardDisconnect",
    rule: "after a reset the card answers the same ATR and the same answer",
    async run(slot) {
      const first = [hex(await slot.open(DEADLINE_MS)), await select(slot)];
      await slot.close();
      assert.deepEqual([hex(await slot.open(DEADLINE_MS)), await select(slot)], first);
    },
  },
];
