/** The interface of a card in words, as in an address (`protocol=1&ta1=96`) or on a command line. */
import { rangeError } from "@duka/protocol/data/bilingual";
import { type CardInterface, checkInterface } from "./card-interface.js";

export const INTERFACE_KEYS = ["protocol", "ta1", "ifsc", "edc"] as const;

export type InterfaceWords = { readonly [key in (typeof INTERFACE_KEYS)[number]]?: string | undefined };

const PROTOCOLS: { readonly [word: string]: CardInterface["protocol"] } = {
  "0": "T=0",
  "1": "T=1",
  "0,1": "T=0,T=1",
};
const EDCS: { readonly [word: string]: CardInterface["edc"] } = { lrc: "LRC", crc: "CRC" };

/** @throws RangeError naming the word that is wrong and what is possible */
export function parseInterface({ protocol, ta1, ifsc, edc }: InterfaceWords): CardInterface {
  const of: CardInterface = {
    ...(protocol === undefined ? {} : { protocol: chosen("protocol", PROTOCOLS, protocol) }),
    ...(ta1 === undefined ? {} : { ta1: number("ta1", /^[0-9A-Fa-f]{2}$/, ta1, 16) }),
    ...(ifsc === undefined ? {} : { ifsc: number("ifsc", /^[0-9]{1,3}$/, ifsc, 10) }),
    ...(edc === undefined ? {} : { edc: chosen("edc", EDCS, edc) }),
  };
  checkInterface(of);
  return of;
}

function chosen<T>(key: string, choices: { readonly [word: string]: T | undefined }, word: string): T {
  const choice = Object.hasOwn(choices, word) ? choices[word] : undefined;
  if (choice === undefined) {
    throw rangeError(
      `${key}=${word} is not known; known are ${Object.keys(choices).join(" and ")}`,
      `${key}=${word} 有误，可以是 ${Object.keys(choices).join("、")}`,
    );
  }
  return choice;
}

function number(key: string, form: RegExp, word: string, base: 10 | 16): number {
  if (form.test(word)) return Number.parseInt(word, base);
  const [en, zh] = base === 16 ? ["two hexadecimal digits", "两位十六进制数字"] : ["1 to 254", "1 至 254"];
  throw rangeError(`${key}=${word}: write ${en}`, `${key}=${word}：应为 ${zh}`);
}
