/**
 * The ciphers of a card as one thing: what tag 86 of its FCI names. 3DES is as PBOC 2.0 has it. SM4 goes by what the
 * card standard says of a cipher of 16-byte blocks (社会保障（个人）卡规范 part 4, 8.2.4, 8.4, 9; part 9, 7.2.1): a level of
 * diversification takes a factor and its complement, a MAC is CBC over blocks of 16 bytes.
 */
import { BLOCK, des, desCbcLast, desDecrypt, tripleDes, tripleDesDecrypt } from "./des.js";
import { diversify, sessionKey } from "./keys.js";
import { mac, tac } from "./mac.js";
import { SM4_BLOCK, sm4, sm4CbcLast, sm4Decrypt } from "./national.js";
import { pad80, pad80IfNeeded } from "./padding.js";

const MAC_LENGTH = 4;

export type CipherSuite = {
  readonly name: "3DES" | "SM4";
  readonly blockLength: number;
  /** One level of key diversification (密钥分散), 16 bytes. */
  diversify(key16: Uint8Array, factor8: Uint8Array): Uint8Array;
  /** Key of one transaction from the block of what changes every time. */
  sessionKey(key16: Uint8Array, block8: Uint8Array): Uint8Array;
  /** MAC under a session key, four bytes. */
  mac(sessionKey: Uint8Array, data: Uint8Array): Uint8Array;
  /** Transaction certificate under DTK, four bytes. */
  tac(key16: Uint8Array, data: Uint8Array): Uint8Array;
  /** Key of one authentication or protected command, from a challenge. */
  processKey(key16: Uint8Array, challenge8: Uint8Array): Uint8Array;
  /** 8 bytes: the source under the process key. */
  authenticate(processKey: Uint8Array, source8: Uint8Array): Uint8Array;
  /** MAC under a process key or a whole key of 16 bytes, four bytes. `iv` is filled up with zeros. */
  macOf(key: Uint8Array, data: Uint8Array, iv?: Uint8Array): Uint8Array;
  /** The same over whole blocks that are padded already. */
  macOfBlocks(key: Uint8Array, blocks: Uint8Array, iv?: Uint8Array): Uint8Array;
  /** Length byte, data, padding, enciphered block by block. */
  encipher(key: Uint8Array, data: Uint8Array): Uint8Array;
  /** The data of an enciphered field; undefined when it has no such form. */
  decipher(key: Uint8Array, field: Uint8Array): Uint8Array | undefined;
  /** Whole blocks, enciphered as they are. */
  encipherBlocks(key: Uint8Array, blocks: Uint8Array): Uint8Array;
};

/** What cards do differently. */
export type SuiteOptions = {
  readonly algorithm: "3DES" | "SM4";
  /** 3DES only: bytes of the process key; 8 (part 4, 8.4), or 16, half of them from the challenge's complement. */
  readonly processKeyLength: 8 | 16;
  /**
   * SM4 only. "xor" is the standard's: keys of one use from the challenge filled up with 00 (part 4, 8.4), 16 bytes
   * become 8 or 4 by exclusive or of their halves or words (9.3.2, 8.2.4.2). "left" is the rule of 3DES with the other
   * cipher: keys from the challenge and its complement, 16 bytes become their first 8 or 4.
   */
  readonly reduction: "left" | "xor";
};

export function cipherSuite(options: SuiteOptions): CipherSuite {
  return options.algorithm === "SM4" ? sm4Suite(options.reduction) : tripleDesSuite(options.processKeyLength);
}

function tripleDesSuite(processKeyLength: 8 | 16): CipherSuite {
  const isDouble = (key: Uint8Array): boolean => key.length === 2 * BLOCK;
  const encipherBlocks = (key: Uint8Array, blocks: Uint8Array): Uint8Array =>
    isDouble(key) ? tripleDes(key, blocks) : des(key, blocks);
  const macOfBlocks = (key: Uint8Array, blocks: Uint8Array, iv?: Uint8Array): Uint8Array => {
    const left = key.subarray(0, BLOCK);
    const last = desCbcLast(left, blocks, filled(iv, BLOCK));
    const code = isDouble(key) ? des(left, desDecrypt(key.subarray(BLOCK), last)) : last;
    return code.slice(0, MAC_LENGTH);
  };
  return {
    name: "3DES",
    blockLength: BLOCK,
    diversify,
    sessionKey,
    mac,
    tac,
    processKey: (key16, challenge8) =>
      processKeyLength === 8 ? sessionKey(key16, challenge8) : diversify(key16, challenge8),
    authenticate: (key, source8) => encipherBlocks(key, source8),
    macOf: (key, data, iv) => macOfBlocks(key, pad80(data), iv),
    macOfBlocks,
    encipher: (key, data) => encipherBlocks(key, pad80IfNeeded(withLength(data))),
    decipher: (key, field) =>
      field.length === 0 || field.length % BLOCK !== 0
        ? undefined
        : content(isDouble(key) ? tripleDesDecrypt(key, field) : desDecrypt(key, field)),
    encipherBlocks,
  };
}

function sm4Suite(reduction: "left" | "xor"): CipherSuite {
  const diversifyFrom = (key16: Uint8Array, block8: Uint8Array): Uint8Array => {
    const both = filled(block8, SM4_BLOCK);
    both.set(
      block8.map((byte) => byte ^ 0xff),
      BLOCK,
    );
    return sm4(key16, both);
  };
  const keyOfOneUse =
    reduction === "left"
      ? diversifyFrom
      : (key16: Uint8Array, block: Uint8Array) => sm4(key16, filled(block, SM4_BLOCK));
  const reduced = (block16: Uint8Array, length: number): Uint8Array =>
    reduction === "left" ? block16.slice(0, length) : folded(block16, length);
  const macOfBlocks = (key: Uint8Array, blocks: Uint8Array, iv?: Uint8Array): Uint8Array =>
    reduced(sm4CbcLast(key, blocks, filled(iv, SM4_BLOCK)), MAC_LENGTH);
  const macOf = (key: Uint8Array, data: Uint8Array, iv?: Uint8Array): Uint8Array =>
    macOfBlocks(key, pad80(data, SM4_BLOCK), iv);
  return {
    name: "SM4",
    blockLength: SM4_BLOCK,
    diversify: diversifyFrom,
    sessionKey: keyOfOneUse,
    mac: macOf,
    tac: macOf,
    processKey: keyOfOneUse,
    authenticate: (key, source8) => reduced(sm4(key, filled(source8, SM4_BLOCK)), BLOCK),
    macOf,
    macOfBlocks,
    encipher: (key, data) => sm4(key, pad80IfNeeded(withLength(data), SM4_BLOCK)),
    decipher: (key, field) =>
      field.length === 0 || field.length % SM4_BLOCK !== 0 ? undefined : content(sm4Decrypt(key, field)),
    encipherBlocks: sm4,
  };
}

/** Its parts of `length` bytes, joined by exclusive or. */
function folded(block: Uint8Array, length: number): Uint8Array {
  return block.slice(0, length).map((_, at) => {
    let byte = 0;
    for (let from = at; from < block.length; from += length) byte ^= block[from]!;
    return byte;
  });
}

function filled(bytes: Uint8Array | undefined, length: number): Uint8Array {
  const block = new Uint8Array(length);
  if (bytes !== undefined) block.set(bytes);
  return block;
}

/** @throws RangeError when the data has more than 255 bytes */
function withLength(data: Uint8Array): Uint8Array {
  if (data.length > 255)
    throw new RangeError(`an enciphered field has at most 255 bytes, got ${data.length}`);
  const field = new Uint8Array(1 + data.length);
  field[0] = data.length;
  field.set(data, 1);
  return field;
}

/** Takes length byte and padding away. */
function content(plain: Uint8Array): Uint8Array | undefined {
  const end = 1 + plain[0]!;
  if (end > plain.length) return undefined;
  const isPadded = plain.subarray(end).every((byte, at) => byte === (at === 0 ? 0x80 : 0));
  return isPadded ? plain.slice(1, end) : undefined;
}
