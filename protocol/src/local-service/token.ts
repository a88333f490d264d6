/** Tokens by which callers are known. A service keeps hashes only: its file lets no one in. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

const TOKEN_BYTES = 32;
const TOKEN = /^[\w-]{43}$/;
const HASH = /^[0-9a-f]{64}$/;

/** 256 bits in base64url, 43 characters. */
export function createToken(random: (length: number) => Uint8Array = randomBytes): string {
  return Buffer.from(random(TOKEN_BYTES)).toString("base64url");
}

export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** SHA-256 in hexadecimal. The token has 256 bits of its own, so that no salt is needed. */
export function tokenHash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** Takes the same time wherever the two differ. False for what is no hash. */
export function sameHash(one: string, other: string): boolean {
  if (!HASH.test(one) || !HASH.test(other)) return false;
  return timingSafeEqual(Buffer.from(one, "hex"), Buffer.from(other, "hex"));
}
