/**
 * What stands under the MACs and the TAC of an update of the overdraft limit (PBOC 2.0 part 2, 修改透支限额). The session
 * key is made by `loadSessionKey` from DUK.
 */
import { decimal, macData, number } from "./mac-data.js";

const TYPE_OVERDRAFT_UPDATE = 0x07;

/** `terminalId` 12, `date` 8 (YYYYMMDD) and `time` 6 (HHMMSS) decimal digits. */
export type OverdraftUpdate = {
  readonly newLimitFen: number;
  readonly terminalId: string;
  readonly date: string;
  readonly time: string;
};

/** MAC1, of the card: balance, old limit, type, terminal number. */
export function overdraftMac1Data(request: {
  readonly balanceFen: number;
  readonly oldLimitFen: number;
  readonly terminalId: string;
}): Uint8Array {
  const data = macData(14);
  number(data, "balanceFen", 4, request.balanceFen);
  number(data, "oldLimitFen", 3, request.oldLimitFen);
  number(data, "transactionType", 1, TYPE_OVERDRAFT_UPDATE);
  decimal(data, "terminalId", 12, request.terminalId);
  return data.bytes;
}

/** MAC2, of the centre: new limit, type, terminal number, date, time. */
export function overdraftMac2Data(update: OverdraftUpdate): Uint8Array {
  const data = macData(17);
  putUpdate(data, update);
  return data.bytes;
}

/** TAC, of the card: balance, online sequence, and MAC2's data. */
export function overdraftTacData(
  update: OverdraftUpdate & { readonly balanceFen: number; readonly sequence: number },
): Uint8Array {
  const data = macData(23);
  number(data, "balanceFen", 4, update.balanceFen);
  number(data, "sequence", 2, update.sequence);
  putUpdate(data, update);
  return data.bytes;
}

function putUpdate(data: ReturnType<typeof macData>, update: OverdraftUpdate): void {
  number(data, "newLimitFen", 3, update.newLimitFen);
  number(data, "transactionType", 1, TYPE_OVERDRAFT_UPDATE);
  decimal(data, "terminalId", 12, update.terminalId);
  decimal(data, "date", 8, update.date);
  decimal(data, "time", 6, update.time);
}
