/**
 * PBOC's keys and codes once more, over node:crypto and straight from the rules, so that what the chips compute is
 * checked by code that shares nothing with them. Everything is hexadecimal text without spaces.
 */
import { createCipheriv } from "node:crypto";

function tripleDesBlock(key16: string, block: string): string {
  const cipher = createCipheriv("des-ede", Buffer.from(key16, "hex"), null).setAutoPadding(false);
  return cipher.update(block, "hex", "hex").toUpperCase();
}

/** Node's OpenSSL has no single DES: three times the same key is it. */
function desBlock(key8: string, block: string): string {
  const cipher = createCipheriv("des-ede3", Buffer.from(key8 + key8 + key8, "hex"), null).setAutoPadding(
    false,
  );
  return cipher.update(block, "hex", "hex").toUpperCase();
}

function exclusiveOr(one: string, other: string): string {
  const sum = BigInt(`0x${one}`) ^ BigInt(`0x${other}`);
  return sum.toString(16).toUpperCase().padStart(one.length, "0");
}

export function diversified(masterKey: string, factor: string): string {
  return (
    tripleDesBlock(masterKey, factor) + tripleDesBlock(masterKey, exclusiveOr(factor, "FFFFFFFFFFFFFFFF"))
  );
}

export function macOf(sessionKey: string, data: string): string {
  let padded = `${data}80`;
  while (padded.length % 16 !== 0) padded += "00";
  let chained = "0000000000000000";
  for (let at = 0; at < padded.length; at += 16) {
    chained = desBlock(sessionKey, exclusiveOr(chained, padded.slice(at, at + 16)));
  }
  return chained.slice(0, 8);
}

/** @param terminalSequence 8 digits */
export function purchaseKey(
  cardKey: string,
  random: string,
  sequence: string,
  terminalSequence: string,
): string {
  return tripleDesBlock(cardKey, random + sequence + terminalSequence.slice(4));
}

export function loadKey(cardKey: string, random: string, sequence: string): string {
  return tripleDesBlock(cardKey, `${random}${sequence}8000`);
}

export function tacOf(tacKey16: string, data: string): string {
  return macOf(exclusiveOr(tacKey16.slice(0, 16), tacKey16.slice(16)), data);
}
