/**
 * A bench with a keypad: the simulated reader with its firmware, a card of the transfer chip, and an operator, under
 * virtual time.
 */

import { PC_TO_RDR_SECURE, PC_TO_RDR_SET_PARAMETERS, PC_TO_RDR_XFR_BLOCK } from "@duka/protocol/wire/ccid";
import { simulate } from "@duka/simulator";
import { type Answer, type CcidHost, createCcidHost, openReader } from "@duka/simulator/certify/ccid-host";
import { POWER_ON, SLOT_STATUS } from "@duka/simulator/certify/words";
import { createTransferChip } from "@duka/simulator/chip/transfer-chip";
import { bytes, hex } from "../support/values/hex.js";

export type SecureBench = {
  readonly host: CcidHost;
  /** PC_to_RDR_Secure with this payload. */
  enter(payload: string): Promise<Answer>;
  /** Types keys as soon as the reader looks at its keypad. */
  type(keys: string): void;
  removeCard(): void;
  /** What the card keeps of the last command with data. */
  kept(): Promise<string>;
  /** Commands that the card has executed, this question included. */
  executed(): Promise<string>;
  /** What the display says. */
  lines(): readonly string[];
  violations(): readonly string[];
  close(): Promise<void>;
};

/** @param protocol of the card, which is active and has its parameters set */
export async function openSecureBench(
  firmware: string,
  protocol: "T=0" | "T=1",
  seed = 1,
): Promise<SecureBench> {
  const world = simulate({
    firmware,
    protocol,
    seed,
    inSlots: () => [createTransferChip()],
    onCrash: (error) => {
      throw error;
    },
  });
  const host = createCcidHost(world.link, world.clock, firmware.endsWith("-pinpad") ? 1 : 0);
  await openReader(host);
  await host.ask(SLOT_STATUS);
  await host.ask(POWER_ON);
  let sequence = 0;
  if (protocol === "T=1") {
    const data = bytes("11 10 00 45 00 FE 00");
    await host.ask({ type: PC_TO_RDR_SET_PARAMETERS, parameters: [1, 0, 0], data });
  }
  const ask = async (apdu: string): Promise<string> => {
    const command = protocol === "T=0" ? apdu : block(sequence, apdu);
    const { data } = await host.ask({ type: PC_TO_RDR_XFR_BLOCK, data: bytes(command) });
    sequence ^= 0x40;
    return hex(protocol === "T=0" ? data : data.subarray(3, -1));
  };
  return {
    host,
    async enter(payload) {
      const answer = await host.ask(secure(payload));
      // With T=1 this was a block of the host's count, unless the reader has answered by itself.
      if (answer.data.length > 2) sequence ^= 0x40;
      return answer;
    },
    type: (keys) => world.reader.keypad.press(keys),
    removeCard: () => void world.reader.slot(0).remove(),
    kept: () => ask("80 18 00 00 08"),
    executed: () => ask("80 1A 00 00 04"),
    lines: () => world.reader.panel.lines,
    violations: () => world.reader.slot(0).violations(),
    close: () => world.close(),
  };
}

/** An I-block around an APDU. */
function block(sequence: number, apdu: string): string {
  const command = bytes(apdu);
  const all = [0, sequence, command.length, ...command];
  return hex(
    Uint8Array.of(
      ...all,
      all.reduce((sum, byte) => sum ^ byte),
    ),
  );
}

export function secure(payload: string) {
  return { type: PC_TO_RDR_SECURE, data: bytes(payload) };
}

/** The card's own bytes in an answer: of a block its information field. */
export function responseOf(answer: Answer, protocol: "T=0" | "T=1"): string {
  return hex(protocol === "T=0" ? answer.data : answer.data.subarray(3, -1));
}
