/** Readers that do with blocks of T=1 and with PPS what is the host's or the card's. */
import { MESSAGE_HEADER_LENGTH, PC_TO_RDR_XFR_BLOCK, RDR_TO_PC_DATA_BLOCK } from "@duka/protocol/wire/ccid";
import { PPSS } from "@duka/protocol/wire/pps";
import { KIND_I, kindOf, PCB_I_MORE, PCB_I_SEQUENCE, S_IFS, S_RESPONSE, S_WTX } from "@duka/protocol/wire/t1";
import { frameOf } from "../defective-link.js";
import { asked, changed, dataOf, type NamedDefect, told, withData } from "./named-defect.js";

/** NAD 0, and as long as LEN says with an LRC: no command of T=0 that a case sends looks like it. */
function isBlock(data: Uint8Array): boolean {
  return data.length >= 4 && data[0] === 0 && data.length === data[2]! + 4;
}

function isSound(data: Uint8Array): boolean {
  return isBlock(data) && data.reduce((sum, one) => sum ^ one, 0) === 0;
}

function isPps(data: Uint8Array): boolean {
  return data[0] === PPSS && data.length >= 3 && data.reduce((sum, one) => sum ^ one, 0) === 0;
}

/** Its last byte makes it whole. */
function mend(data: Uint8Array): void {
  data[data.length - 1] = data.subarray(0, -1).reduce((sum, one) => sum ^ one, 0);
}

/** The host's block on its way to the card. */
function ofHost(
  name: string,
  what: string,
  foundBy: string,
  change: (block: Uint8Array) => void,
): NamedDefect {
  return asked(name, what, foundBy, PC_TO_RDR_XFR_BLOCK, (message) => {
    const data = message.subarray(MESSAGE_HEADER_LENGTH);
    if (isBlock(data)) change(data);
  });
}

/** The card's block on its way to the host. */
function ofCard(
  name: string,
  what: string,
  foundBy: string,
  change: (block: Uint8Array) => void,
): NamedDefect {
  return told(
    name,
    what,
    foundBy,
    RDR_TO_PC_DATA_BLOCK,
    changed((message) => {
      const data = message.subarray(MESSAGE_HEADER_LENGTH);
      if (isSound(data)) change(data);
    }),
  );
}

export const BLOCK_DEFECTS: readonly NamedDefect[] = [
  ofHost("t1-sequence-lost", "every I-block goes to the card with N(S) 0", "t1_sequence", (block) => {
    if (!isSound(block) || kindOf(block[1]!) !== KIND_I || block[1]! & PCB_I_MORE) return;
    block[1]! &= ~PCB_I_SEQUENCE;
    mend(block);
  }),
  ofHost("t1-chain-cut", "a chained block is sent as the last one", "t1_chaining", (block) => {
    if (!isSound(block) || kindOf(block[1]!) !== KIND_I || !(block[1]! & PCB_I_MORE)) return;
    block[1]! &= ~PCB_I_MORE;
    mend(block);
  }),
  ofHost("t1-edc-mended", "a wrong LRC of the host is put right", "t1_wrong_edc", mend),
  ofCard("t1-answer-garbled", "the LRC of the card's blocks is not passed on", "t1_block", (block) => {
    block[block.length - 1]! ^= 0x01;
  }),
  ofCard("t1-ifs-refused", "the card's S(IFS response) is told as another size", "t1_ifs", (block) => {
    if (block[1] !== (S_IFS | S_RESPONSE)) return;
    block[3] = 0x20;
    mend(block);
  }),
  ofCard(
    "t1-wtx-hidden",
    "a card that asks for time is told as one that answers so",
    "t1_waiting_time_extension",
    (block) => {
      if (block[1] !== S_WTX) return;
      block[1] |= S_RESPONSE;
      mend(block);
    },
  ),
  asked(
    "pps-speed-dropped",
    "a PPS request goes to the card with the default speed",
    "pps_exchange",
    PC_TO_RDR_XFR_BLOCK,
    (message) => {
      const data = message.subarray(MESSAGE_HEADER_LENGTH);
      if (!isPps(data) || data.length !== 4) return;
      data[2] = 0x11;
      mend(data);
    },
  ),
  told(
    "pps-taken-for-granted",
    "a card that keeps its speed is told as one that takes the new one",
    "pps_default_speed",
    RDR_TO_PC_DATA_BLOCK,
    (message, line) => {
      const isDefault = isPps(dataOf(message)) && dataOf(message).length === 3;
      line.toHost(frameOf(isDefault ? withData(message, Uint8Array.of(PPSS, 0x10, 0x13, 0xfc)) : message));
    },
  ),
];
