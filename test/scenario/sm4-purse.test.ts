/**
 * A purse of SM4 through reader and driver. It goes by the rules of the card's social-security half, `sm4Reduction`;
 * they are computed here once more, apart from ours.
 */
import { createCipheriv } from "node:crypto";
import type { Profile } from "@duka/simulator/profiles/profile";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { cityOf } from "../support/card/sscard-rig.js";
import { openShop } from "../support/shop/shop.js";

const BASE = findProfile("medical-sm4");
type Rules = "xor" | "left";
const profileOf = (sm4Reduction: Rules): Profile => ({
  ...BASE,
  password: { ...BASE.password, initial: "123456" },
  purse: { ...BASE.purse, openingBalanceFen: { deposit: 0, purse: 5000 } },
  social: { ...BASE.social!, sm4Reduction },
});
const FACTOR = Buffer.from(BASE.card.applicationSerialNumber.slice(4), "hex");
const ZERO = Buffer.alloc(16);

function sm4(key: Buffer, blocks: Buffer): Buffer {
  return createCipheriv("sm4-ecb", key, null).setAutoPadding(false).update(blocks);
}

function keyFrom(key: Buffer, block: Buffer): Buffer {
  return sm4(key, Buffer.concat([block, Buffer.from(block.map((byte) => byte ^ 0xff))]));
}

function sessionFrom(key: Buffer, block: Buffer, rules: Rules): Buffer {
  return rules === "left" ? keyFrom(key, block) : sm4(key, Buffer.concat([block, ZERO.subarray(8)]));
}

function codeOf(key: Buffer, data: Buffer, rules: Rules): string {
  const padded = Buffer.concat([data, Buffer.of(0x80), Buffer.alloc(15 - (data.length % 16))]);
  const last = createCipheriv("sm4-cbc", key, ZERO).setAutoPadding(false).update(padded).subarray(-16);
  const words = [0, 4, 8, 12].map((at) => last.readUInt32BE(at));
  const code = rules === "left" ? words[0]! : words.reduce((one, other) => one ^ other) >>> 0;
  return code.toString(16).toUpperCase().padStart(8, "0");
}

for (const rules of ["xor", "left"] as const) {
  test(`a sale from a purse of SM4, ${rules}: PSAM and card prove themselves, MAC1 and TAC are those of the rule`, async (t) => {
    const profile = profileOf(rules);
    const shop = await openShop({ profile, account: { profile: cityOf(profile) } });
    const outcome = await shop.account.debit({ ref: "S-1", amountFen: 1250 });
    t.like(outcome, {
      outcome: "committed",
      mac2: "verified",
      balanceBeforeFen: 5000,
      balanceAfterFen: 3750,
    });

    const heard = (ins: number) =>
      shop.card.find(({ command }) => command[0] === 0x80 && command[1] === ins)!;
    const init = Buffer.from(heard(0x50).response);
    const debit = Buffer.from(heard(0x54).command);
    t.is(init[10], 0x03, "INITIALIZE names the cipher");
    const terminal = Buffer.from(BASE.psam.terminalId, "hex");
    const [terminalSequence, when] = [debit.subarray(5, 9), debit.subarray(9, 16)];
    const amount = Buffer.from("000004E206", "hex");
    const dpk = keyFrom(Buffer.from(BASE.keys.purchase[0]!.masterKey, "hex"), FACTOR);
    const session = sessionFrom(
      dpk,
      Buffer.concat([init.subarray(11, 15), init.subarray(4, 6), terminalSequence.subarray(2)]),
      rules,
    );
    const mac1 = codeOf(session, Buffer.concat([amount, terminal, when]), rules);
    t.is(debit.subarray(16, 20).toString("hex").toUpperCase(), mac1);
    const dtk = keyFrom(Buffer.from(BASE.keys.tacMasterKey, "hex"), FACTOR);
    const tac = codeOf(dtk, Buffer.concat([amount, terminal, terminalSequence, when]), rules);
    t.is(Buffer.from(heard(0x54).response).subarray(0, 4).toString("hex").toUpperCase(), tac);
    await shop.close();
  });
}
