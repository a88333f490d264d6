/**
 * The national ciphers SM4 (GB/T 32907) and SM3 (GB/T 32905). They come from node:crypto where its library has them,
 * and from the package sm-crypto where it lacks them (Electron, builds without the national algorithms). This is the
 * only file that knows the difference.
 */
import { createCipheriv, createDecipheriv, createHash, getCiphers, getHashes } from "node:crypto";
import { createRequire } from "node:module";
import type SmCrypto from "sm-crypto";

/** Bytes of a block of SM4, and of its key. */
export const SM4_BLOCK = 16;

/** Keys have 16 bytes; blocks are one or more times 16 bytes. */
export type NationalCrypto = {
  /** One block after the other (ECB). */
  sm4(key16: Uint8Array, blocks: Uint8Array): Uint8Array;
  sm4Decrypt(key16: Uint8Array, blocks: Uint8Array): Uint8Array;
  /** The last block of CBC. */
  sm4CbcLast(key16: Uint8Array, blocks: Uint8Array, iv16: Uint8Array): Uint8Array;
  /** 32 bytes. */
  sm3(data: Uint8Array): Uint8Array;
};

const ZERO_BLOCK = new Uint8Array(SM4_BLOCK);

/** Over node:crypto. Only where `hasNodeNational()`. */
export const nodeNational: NationalCrypto = {
  sm4(key16, blocks) {
    return new Uint8Array(createCipheriv("sm4-ecb", key16, null).setAutoPadding(false).update(blocks));
  },
  sm4Decrypt(key16, blocks) {
    return new Uint8Array(createDecipheriv("sm4-ecb", key16, null).setAutoPadding(false).update(blocks));
  },
  sm4CbcLast(key16, blocks, iv16) {
    const cipher = createCipheriv("sm4-cbc", key16, iv16).setAutoPadding(false);
    return new Uint8Array(cipher.update(blocks)).slice(blocks.length - SM4_BLOCK);
  },
  sm3: (data) => new Uint8Array(createHash("sm3").update(data).digest()),
};

/**
 * Over the package sm-crypto, which is loaded by this and not before: most runtimes never need it. Not by `import()`: a
 * module that awaits while it loads cannot be required by CommonJS.
 */
export function loadLibraryNational(): NationalCrypto {
  const library: typeof SmCrypto = createRequire(import.meta.url)("sm-crypto");
  const blockwise = { padding: "none", output: "array" } as const;
  return {
    sm4: (key16, blocks) =>
      Uint8Array.from(library.sm4.encrypt(Array.from(blocks), Array.from(key16), blockwise)),
    sm4Decrypt: (key16, blocks) =>
      Uint8Array.from(library.sm4.decrypt(Array.from(blocks), Array.from(key16), blockwise)),
    sm4CbcLast(key16, blocks, iv16) {
      const options = { ...blockwise, mode: "cbc", iv: Array.from(iv16) } as const;
      const chained = library.sm4.encrypt(Array.from(blocks), Array.from(key16), options);
      return Uint8Array.from(chained.slice(blocks.length - SM4_BLOCK));
    },
    sm3: (data) =>
      Uint8Array.from(library.sm3(Array.from(data)).match(/../g) ?? [], (pair) => Number(`0x${pair}`)),
  };
}

/** Does the runtime's own crypto know both? */
export function hasNodeNational(): boolean {
  return getCiphers().includes("sm4-ecb") && getCiphers().includes("sm4-cbc") && getHashes().includes("sm3");
}

const national = hasNodeNational() ? nodeNational : loadLibraryNational();

/** Encrypts blocks of 16 bytes one by one (ECB). @throws RangeError on a wrong length */
export function sm4(key16: Uint8Array, blocks: Uint8Array): Uint8Array {
  check(key16, blocks);
  return national.sm4(key16, blocks);
}

/** The inverse of `sm4`. @throws RangeError on a wrong length */
export function sm4Decrypt(key16: Uint8Array, blocks: Uint8Array): Uint8Array {
  check(key16, blocks);
  return national.sm4Decrypt(key16, blocks);
}

/** The last block of SM4 in CBC mode. @throws RangeError on a wrong length */
export function sm4CbcLast(key16: Uint8Array, blocks: Uint8Array, iv16: Uint8Array = ZERO_BLOCK): Uint8Array {
  check(key16, blocks);
  if (iv16.length !== SM4_BLOCK) throw new RangeError(`an initial value has 16 bytes, got ${iv16.length}`);
  return national.sm4CbcLast(key16, blocks, iv16);
}

/** 32 bytes. */
export function sm3(data: Uint8Array): Uint8Array {
  return national.sm3(data);
}

function check(key16: Uint8Array, blocks: Uint8Array): void {
  if (key16.length !== SM4_BLOCK) throw new RangeError(`the key must have 16 bytes, got ${key16.length}`);
  if (blocks.length === 0 || blocks.length % SM4_BLOCK !== 0) {
    throw new RangeError(`the data must be one or more blocks of 16 bytes, got ${blocks.length} bytes`);
  }
}
