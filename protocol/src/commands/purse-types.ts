/** Which account and which transaction the commands of purse and deposit mean (PBOC 2.0 part 2). */

/** P2: the electronic deposit (电子存折). */
export const ACCOUNT_DEPOSIT = 0x01;
/** P2: the electronic purse (电子钱包). */
export const ACCOUNT_PURSE = 0x02;

/** Transaction types, as in MACs, TACs, the log and GET TRANSACTION PROVE. */
export const TYPE_DEPOSIT_LOAD = 0x01;
export const TYPE_PURSE_LOAD = 0x02;
export const TYPE_DEPOSIT_PURCHASE = 0x05;
export const TYPE_PURSE_PURCHASE = 0x06;
export const TYPE_OVERDRAFT_UPDATE = 0x07;
