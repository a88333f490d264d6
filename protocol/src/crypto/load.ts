/**
 * What stands under the MACs and the TAC of a load (PBOC 2.0 part 2, load transaction): written once, for card and
 * centre. The keys are made in `keys.ts`, the codes in `mac.ts`.
 */
import { decimal, macData, number } from "./mac-data.js";

/** `terminalId` is 12 decimal digits. */
export type LoadRequest = {
  /** Balance before the load. */
  readonly balanceFen: number;
  readonly amountFen: number;
  /** 01 deposit, 02 purse. */
  readonly transactionType: number;
  readonly terminalId: string;
};

/** `terminalId` 12, `date` 8 (YYYYMMDD) and `time` 6 (HHMMSS) decimal digits. */
export type Load = {
  readonly amountFen: number;
  readonly transactionType: number;
  readonly terminalId: string;
  readonly date: string;
  readonly time: string;
};

/** What only the card knows after the load. */
export type LoadOutcome = {
  /** Balance after the load. */
  readonly balanceFen: number;
  /** Online sequence as INITIALIZE FOR LOAD answered it, before it grew. */
  readonly sequence: number;
};

/** MAC1, by which the card proves itself to the centre: balance, amount, type, terminal number. */
export function loadMac1Data(request: LoadRequest): Uint8Array {
  const data = macData(15);
  number(data, "balanceFen", 4, request.balanceFen);
  number(data, "amountFen", 4, request.amountFen);
  number(data, "transactionType", 1, request.transactionType);
  decimal(data, "terminalId", 12, request.terminalId);
  return data.bytes;
}

/** MAC2, by which the centre proves itself to the card: amount, type, terminal number, date, time. */
export function loadMac2Data(load: Load): Uint8Array {
  const data = macData(18);
  putLoad(data, load);
  return data.bytes;
}

/** TAC, by which the centre sees that this card was loaded: new balance, sequence, and MAC2's data. */
export function loadTacData(load: Load & LoadOutcome): Uint8Array {
  const data = macData(24);
  number(data, "balanceFen", 4, load.balanceFen);
  number(data, "sequence", 2, load.sequence);
  putLoad(data, load);
  return data.bytes;
}

function putLoad(data: ReturnType<typeof macData>, load: Load): void {
  number(data, "amountFen", 4, load.amountFen);
  number(data, "transactionType", 1, load.transactionType);
  decimal(data, "terminalId", 12, load.terminalId);
  decimal(data, "date", 8, load.date);
  decimal(data, "time", 6, load.time);
}
