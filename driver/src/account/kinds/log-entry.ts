/** A record of the card's transaction log (交易明细), of whichever account. */
export type LogEntry = {
  readonly sequence: number;
  readonly amountFen: number;
  /** The three of a medical purchase. */
  readonly amountsFen?: readonly number[];
  /** Of purse and deposit: at the time of the transaction. */
  readonly overdraftLimitFen?: number;
  readonly transactionType: number;
  readonly terminalId: string;
  readonly date: string;
  readonly time: string;
};
