/**
 * What the key server (加密机) of a social-security system answers for one card: computed here from the master keys of its
 * profile.
 */

import { levelsOfKey, socialSecurityKey } from "@duka/protocol/commands/social-security-keys";
import { cityFactor, provinceFactor } from "@duka/protocol/crypto/factors";
import { cipherSuite } from "@duka/protocol/crypto/suite";
import { parseHex } from "@duka/protocol/layout/hexadecimal";
import type { Profile } from "@duka/simulator/profiles/profile";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex").toUpperCase();

export function keyServer({ social, card, region, keyRules }: Profile) {
  const rules = social!;
  const suite = cipherSuite({
    algorithm: rules.algorithm as "3DES" | "SM4",
    processKeyLength: rules.processKeyLength as 8 | 16,
    reduction: rules.sm4Reduction as "left" | "xor",
  });
  const factors = [
    parseHex(card.applicationSerialNumber.slice(-16)),
    cityFactor(region, keyRules?.cityFactorDigits),
    provinceFactor(region),
  ];
  const cardKey = (name: string): Uint8Array => {
    const master = parseHex(rules.masterKeys[name as keyof typeof rules.masterKeys]);
    const levels = factors.slice(0, levelsOfKey(socialSecurityKey(name))).reverse();
    return levels.reduce((key, factor) => suite.diversify(key, factor), master);
  };
  const purchaseKey = (version: number): Uint8Array => {
    const master = parseHex(rules.purchase.find((one) => one.version === version)!.masterKey);
    const levels = factors.slice(0, rules.purchaseLevels).reverse();
    return levels.reduce((key, factor) => suite.diversify(key, factor), master);
  };
  return {
    /**
     * MAC1 for what iDoDebit_HSM_Step1 answered, MAC2 that the genuine card gives, and the TAC.
     * @param firstFen the first of the card's three amounts, which the output does not have
     */
    purchase(step1: string, terminalSequence: string, firstFen = 0) {
      const [, address, random, cardSequence, amounts, type, terminalId, time] = step1.split("|") as string[];
      const version = ["017F", "0199", "019C"].indexOf(address!) + 1;
      const block = parseHex(random! + cardSequence! + terminalSequence.slice(4));
      const session = suite.sessionKey(purchaseKey(version), block);
      const all = `${firstFen.toString(16).toUpperCase().padStart(8, "0")}${amounts}`;
      return {
        mac1: hex(suite.mac(session, parseHex(all + type! + terminalId! + time!))),
        mac2: hex(suite.mac(session, parseHex(all))),
        tac: hex(suite.tac(cardKey("DTK"), parseHex(all + type! + terminalId! + terminalSequence + time!))),
      };
    },
    /** Result and source, 32 hexadecimal digits. */
    authenticate(name: string, process: string, source: string): string {
      const key = suite.processKey(cardKey(name), parseHex(process));
      return hex(suite.authenticate(key, parseHex(source))) + source;
    },
    /** The whole command: header with Lc as the function gave it, then cipher and MAC. */
    passwordCommand(process: string, header: string, newPassword: string): string {
      const key = suite.processKey(cardKey("STKSSSE"), parseHex(process));
      const field = newPassword === "" ? "" : hex(suite.encipher(key, parseHex(newPassword)));
      return header + field + hex(suite.macOf(key, parseHex(header + field)));
    },
  };
}
