/**
 * 61xx to a command that moves money: it is done (ISO/IEC 7816-3, 12.2.3; PBOC 2.0 part 2). Whatever GET RESPONSE then
 * brings is GET RESPONSE's own answer and no refusal of that command. 6Cxx: nothing was done, and such a command is not
 * sent again.
 */
import { openAccount } from "@duka/driver/account/account";
import { creditForMedicalLoad, debitForMedicalPurchase } from "@duka/protocol/commands/medical-account";
import { creditForLoad, debitForPurchase } from "@duka/protocol/commands/pboc-purse";
import type { AnyCommand } from "@duka/protocol/layout/command";
import test from "ava";
import { answerInstead, type Instead, word } from "../support/card/answer-instead.js";
import { openShop, reinsert, type Shop } from "../support/shop/shop.js";

const GET_RESPONSE = 0xc0;
const OPENING_FEN = 120_000;
const AMOUNT_FEN = 100;
const PROTOCOLS = ["T=0", "T=1"] as const;

type Kind = "purse" | "medical";

const COMMANDS: readonly [AnyCommand, does: "debit" | "credit", Kind][] = [
  [debitForPurchase, "debit", "purse"],
  [debitForMedicalPurchase, "debit", "medical"],
  [creditForLoad, "credit", "purse"],
  [creditForMedicalLoad, "credit", "medical"],
];

/** Status words that the command's own declaration takes for a refusal, and some that it does not know. */
function wordsOf({ refusals }: AnyCommand): number[] {
  return [...Object.keys(refusals).map(Number), 0x6d00, 0x6282, 0x9404];
}

/**
 * The card does the command and says 61xx; what waits is not given. `before` GET RESPONSE is told another length, or
 * not.
 */
function fetchRefused(ins: number, sw: number, before: readonly number[]): Instead {
  let answers: number[] | undefined;
  return async (command, ask) => {
    if (command[1] === GET_RESPONSE && answers !== undefined) return word(answers.shift() ?? 0x6f00);
    const answer = await ask();
    if (command[1] !== ins) return answer;
    answers = [...before, sw];
    return answer[answer.length - 2] === 0x61 ? answer : word(0x6100 | (answer.length - 2));
  };
}

async function onCard({ account }: Shop, kind: Kind): Promise<number> {
  const info = await account.balance(kind);
  return "balanceFen" in info ? info.balanceFen : -1;
}

for (const protocol of PROTOCOLS) {
  for (const [command, does, kind] of COMMANDS) {
    const title = `${command.name} over ${protocol}`;
    for (const [how, before] of [
      ["61xx", []],
      ["61xx and 6Cxx to GET RESPONSE", [0x6c08]],
    ] as const) {
      test(`${title}: no status word after ${how} is its refusal; undecided, and the card tells`, async (t) => {
        const shop = await openShop({ protocol, insured: { openingBalanceFen: OPENING_FEN } });
        let instead: Instead | undefined;
        const account = openAccount({
          reader: answerInstead(shop.reader, () => instead),
          journal: shop.journal,
          centre: shop.insurance!.centre,
        });
        let expectedFen = await onCard(shop, kind);
        for (const sw of wordsOf(command)) {
          const ref = `R-${sw.toString(16)}`;
          const request = { ref, amountFen: AMOUNT_FEN, kind };
          const ask = () => (does === "debit" ? account.debit(request) : account.credit(request));
          instead = fetchRefused(command.ins, sw, before);
          const first = await ask();
          t.is(first.outcome, "undecided", `${ref}: ${first.reason}`);
          if ("receipt" in first) t.is(first.receipt, null);
          instead = undefined;
          reinsert(shop.world);
          const then = await ask();
          t.is(then.outcome, does === "debit" ? "committed" : "credited", `${ref}: ${then.reason}`);
          expectedFen += does === "debit" ? -AMOUNT_FEN : AMOUNT_FEN;
        }
        t.is(await onCard(shop, kind), expectedFen, "each was done once");
        await shop.close();
      });
    }

    test(`${title}: 6Cxx is no refusal and has it sent no second time`, async (t) => {
      const shop = await openShop({ protocol, insured: { openingBalanceFen: OPENING_FEN } });
      let instead: Instead | undefined;
      const account = openAccount({
        reader: answerInstead(shop.reader, () => instead),
        journal: shop.journal,
        centre: shop.insurance!.centre,
      });
      const beforeFen = await onCard(shop, kind);
      let sent = 0;
      instead = async (apdu, ask) => {
        if (apdu[1] !== command.ins) return ask();
        sent++;
        return word(sent === 1 ? 0x6c08 : 0x6985);
      };
      const request = { ref: "R-1", amountFen: AMOUNT_FEN, kind };
      const ask = () => (does === "debit" ? account.debit(request) : account.credit(request));
      t.is((await ask()).outcome, "undecided");
      t.is(sent, 1);
      instead = undefined;
      reinsert(shop.world);
      t.is((await ask()).outcome, does === "debit" ? "committed" : "not-credited");
      t.is(await onCard(shop, kind), does === "debit" ? beforeFen - AMOUNT_FEN : beforeFen);
      await shop.close();
    });
  }
}
