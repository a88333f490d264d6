/**
 * Keys of the PSAM beyond the PBOC purchase: a temporary key is made from a master key by factors, then used for
 * encryption and MACs. Known from working terminals of social-security cards and from the PBOC PSAM specification.
 */
import { command } from "../layout/command.js";
import { amountFen, bytes, digits, fixed, rest, secret, u8, u16, u32 } from "../layout/field.js";
import { parseHex } from "../layout/hexadecimal.js";
import { REFUSED_FORM } from "../layout/refusals.js";

/** P1 of CIPHER DATA. */
export const CIPHER_ENCRYPT = 0x00;
export const CIPHER_MAC = 0x01;
/** The first block of the data is the initial value. */
export const CIPHER_MAC_WITH_IV = 0x05;

const refusals = {
  ...REFUSED_FORM,
  0x6901: "the module does not accept this now",
  0x6982: "the security status does not allow this",
  0x6983: "the key is locked",
  0x6985: "the conditions of use are not satisfied",
  0x6a80: "the data is wrong",
  0x6a88: "the module has no such key",
  0x9403: "the module has no such key",
} as const;

/**
 * Has a PSAM with keys for two ciphers choose between its environments by the region of the card; the application is
 * selected again afterwards.
 */
export const initializeEnvironment = command({
  name: "INITIALIZE ENVIRONMENT",
  clause: "社会保障（个人）卡规范 part 9, 9.3",
  cla: 0xbf,
  ins: 0xec,
  /** First byte of the card identification code. */
  request: { p1: fixed(0x00), p2: fixed(0x00), region: bytes(1) },
  response: {},
  refusals: {
    0x6700: "the data has a wrong length",
    0x6985: "the conditions of use are not satisfied",
    0x6a80: "the data is wrong",
    0x6a86: "P1 or P2 is wrong",
    0x6d00: "the module does not know this command",
    0x6e00: "the module does not know this class of commands",
  },
  examples: [
    {
      origin: "computed",
      request: { region: parseHex("33") },
      apdu: "BF EC 00 00 01 33",
      answer: "9000",
      response: {},
    },
  ],
});

/**
 * Makes the process key of one command. P1 says the use of the key: high three bits levels of diversification, low five
 * bits its kind; P2 its number. `factors`: card 8, then city 8 and province 8 where the levels ask for them, process
 * factor 8, or 16 with a cipher of 16-byte blocks.
 */
export const deliverProcessKey = command({
  name: "DELIVER PROCESS KEY",
  clause: "社会保障（个人）卡规范 part 9, 9.7",
  cla: 0xbf,
  ins: 0xde,
  request: { keyUse: u8, keyId: u8, factors: rest },
  response: {},
  refusals,
  examples: [
    {
      origin: "computed",
      request: {
        keyUse: 0x48,
        keyId: 0x09,
        factors: parseHex("8603001122334455 3333303130307378 1122334455667788"),
      },
      apdu: "BF DE 48 09 18 8603001122334455 3333303130307378 1122334455667788",
      answer: "9000",
      response: {},
    },
  ],
});

/** The same without a challenge: the key of a card. */
export const deliverKey = command({
  name: "DELIVERY KEY",
  clause: "PBOC PSAM specification, DELIVERY KEY",
  cla: 0x80,
  ins: 0x1a,
  request: { keyUse: u8, keyId: u8, factors: rest },
  response: {},
  refusals,
  examples: [
    {
      origin: "computed",
      request: { keyUse: 0x44, keyId: 0x00, factors: parseHex("8603001122334455 3333303130307378") },
      apdu: "80 1A 44 00 10 8603001122334455 3333303130307378",
      answer: "9000",
      response: {},
    },
  ],
});

/**
 * Encrypts whole blocks, or makes a MAC of four bytes over blocks that are padded already, with the temporary key. The
 * data may be a password on its way to the card.
 */
export const cipherData = command({
  name: "CIPHER DATA",
  clause: "PBOC PSAM specification, CIPHER DATA",
  cla: 0x80,
  ins: 0xfa,
  request: { p1: u8, p2: fixed(0x00), data: secret(rest) },
  response: { result: rest },
  refusals,
  examples: [
    {
      // Process key 0FCAC06ED6393213: the result of an internal authentication.
      origin: "computed",
      request: { p1: CIPHER_ENCRYPT, data: parseHex("A1A2A3A4A5A6A7A8") },
      apdu: "80 FA 00 00 08 A1A2A3A4A5A6A7A8 00",
      answer: "AED9B522B7428028 9000",
      response: { result: parseHex("AED9B522B7428028") },
    },
    {
      // The MAC of PIN UNBLOCK, initial value zero.
      origin: "computed",
      request: { p1: CIPHER_MAC_WITH_IV, data: parseHex("0000000000000000 8424000004 800000") },
      apdu: "80 FA 05 00 10 0000000000000000 8424000004 800000 00",
      answer: "C6593FA6 9000",
      response: { result: parseHex("C6593FA6") },
    },
  ],
});

/** MAC1 of a medical purchase (type 32). `factors`: card 8, then city 8 where the levels ask for it. */
export const initSamForMedicalPurchase = command({
  name: "INIT SAM FOR MEDICAL PURCHASE",
  clause: "social-security PSAM (from a working terminal)",
  cla: 0x80,
  ins: 0x70,
  request: {
    p1: fixed(0x01),
    p2: fixed(0x00),
    random: bytes(4),
    cardSequence: u16,
    amount1Fen: amountFen,
    amount2Fen: amountFen,
    amount3Fen: amountFen,
    transactionType: u8,
    date: digits(8),
    time: digits(6),
    keyVersion: u8,
    algorithm: u8,
    factors: rest,
  },
  response: { terminalSequence: u32, mac1: bytes(4) },
  refusals: { ...refusals, 0x9402: "the module has used up its transaction counter" },
  examples: [
    {
      origin: "computed",
      request: {
        random: parseHex("11223344"),
        cardSequence: 0,
        amount1Fen: 0x1000,
        amount2Fen: 0x0200,
        amount3Fen: 0x0300,
        transactionType: 0x32,
        date: "20120229",
        time: "135100",
        keyVersion: 1,
        algorithm: 0,
        factors: parseHex("8603001122334455 3333303130307378"),
      },
      apdu: "80 70 01 00 2C 11223344 0000 00001000 00000200 00000300 32 20120229135100 01 00 8603001122334455 3333303130307378 08",
      answer: "00000001 0E4D2D0F 9000",
      response: { terminalSequence: 1, mac1: parseHex("0E4D2D0F") },
    },
  ],
});
