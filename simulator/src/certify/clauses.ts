/** The clauses that the suite has cases for, committed: a case of another one, or a clause without a case, fails. */

export type Clause = { readonly clause: string; readonly what: string };

/** "CCID 6.1.1; ISO/IEC 7816-3, 6.2, 8.1" of a case: each clause with its standard. */
export function clausesOf(text: string): readonly string[] {
  return text.split("; ").flatMap((part) => {
    const [, standard, numbers] = /^(CCID|ISO\/IEC 7816-3),? (.*)$/.exec(part) ?? [];
    return standard === undefined
      ? [part]
      : (numbers ?? "").split(", ").map((number) => `${standard} ${number}`);
  });
}

export const CLAUSES: readonly Clause[] = [
  { clause: "CCID 6.1", what: "messages that a reader knows" },
  { clause: "CCID 6.1.1", what: "PC_to_RDR_IccPowerOn" },
  { clause: "CCID 6.1.2", what: "PC_to_RDR_IccPowerOff" },
  { clause: "CCID 6.1.3", what: "PC_to_RDR_GetSlotStatus" },
  { clause: "CCID 6.1.4", what: "PC_to_RDR_XfrBlock" },
  { clause: "CCID 6.1.5", what: "PC_to_RDR_GetParameters" },
  { clause: "CCID 6.1.6", what: "PC_to_RDR_ResetParameters" },
  { clause: "CCID 6.1.7", what: "PC_to_RDR_SetParameters" },
  { clause: "CCID 6.1.9", what: "PC_to_RDR_IccClock" },
  { clause: "CCID 6.1.11", what: "PC_to_RDR_Secure" },
  { clause: "CCID 6.1.12", what: "PC_to_RDR_Mechanical" },
  { clause: "CCID 6.1.13", what: "PC_to_RDR_Abort" },
  { clause: "CCID 6.2.2", what: "RDR_to_PC_SlotStatus" },
  { clause: "CCID 6.2.3", what: "RDR_to_PC_Parameters" },
  { clause: "CCID 6.2.6", what: "bStatus and bError" },
  { clause: "CCID table 6.2-2", what: "values of bError" },
  { clause: "CCID 6.3.1", what: "movements of a card" },
  { clause: "ISO/IEC 7816-3 6.2", what: "activation and reset" },
  { clause: "ISO/IEC 7816-3 6.2.2", what: "cold reset, and when the answer begins" },
  { clause: "ISO/IEC 7816-3 6.2.3", what: "warm reset" },
  { clause: "ISO/IEC 7816-3 6.3.1", what: "specific and negotiable mode" },
  { clause: "ISO/IEC 7816-3 6.4", what: "deactivation" },
  { clause: "ISO/IEC 7816-3 7.3", what: "parity, error signal" },
  { clause: "ISO/IEC 7816-3 8.1", what: "TS and coding convention" },
  { clause: "ISO/IEC 7816-3 8.2.1", what: "length of an answer to reset" },
  { clause: "ISO/IEC 7816-3 8.2.3", what: "interface bytes" },
  { clause: "ISO/IEC 7816-3 8.2.4", what: "historical bytes" },
  { clause: "ISO/IEC 7816-3 8.2.5", what: "TCK" },
  { clause: "ISO/IEC 7816-3 8.3", what: "values of the interface bytes" },
  { clause: "ISO/IEC 7816-3 9.2", what: "PPS: request and response" },
  { clause: "ISO/IEC 7816-3 9.3", what: "PPS: what was agreed on" },
  { clause: "ISO/IEC 7816-3 10.2", what: "T=0: waiting time" },
  { clause: "ISO/IEC 7816-3 10.3.2", what: "T=0: the command header" },
  { clause: "ISO/IEC 7816-3 10.3.3", what: "T=0: procedure bytes" },
  { clause: "ISO/IEC 7816-3 11.3.2", what: "T=1: NAD, PCB and LEN of a block" },
  { clause: "ISO/IEC 7816-3 11.3.4", what: "T=1: the error detection code" },
  { clause: "ISO/IEC 7816-3 11.4.2", what: "T=1: sizes of the information field" },
  { clause: "ISO/IEC 7816-3 11.4.3", what: "T=1: waiting times, and more time" },
  { clause: "ISO/IEC 7816-3 11.6", what: "T=1: sequence of blocks, chaining" },
  { clause: "ISO/IEC 7816-3 11.6.3", what: "T=1: errors" },
  { clause: "ISO/IEC 7816-3 12.2.1", what: "case 1" },
  { clause: "ISO/IEC 7816-3 12.2.2", what: "case 2" },
  { clause: "ISO/IEC 7816-3 12.2.3", what: "case 3" },
  { clause: "ISO/IEC 7816-3 12.2.4", what: "case 4" },
  { clause: "serial frame 03 06 … LRC", what: "the frame around CCID on a serial line" },
  { clause: "Duka: a repeat is recognised by length, bSeq and CRC-32", what: "a frame sent again" },
  { clause: "PC/SC SCardConnect", what: "a connection to the card" },
  { clause: "PC/SC SCardDisconnect", what: "its end" },
  { clause: "PC/SC SCardReconnect", what: "a reset" },
  { clause: "PC/SC SCardStatus", what: "the ATR that is told" },
  { clause: "PC/SC SCardTransmit", what: "a command and its answer" },
];
