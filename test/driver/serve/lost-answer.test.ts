/** iDoDebit through `duka serve`, whose program may time out, send again, or die: when has it had the answer? */
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { type Served, serve } from "../../support/programs/serve.js";
import { folderOf } from "../../support/values/folder.js";

const line = (id: number, method: string, params: object = {}) => JSON.stringify({ id, method, params });
const ldt33 = (id: number, name: string, ...args: readonly unknown[]) =>
  line(id, "ldt33", { function: name, arguments: [1, ...args] });

type Answer = { readonly code: number; readonly pOutInfo: string };
const answerOf = async (served: Served) => (await served.next()).result as unknown as Answer;

function wordsOf(t: ExecutionContext): string[] {
  const folder = folderOf(t);
  return ["--reader", `sim:hangzhou?state=${join(folder, "card.json")}`, "--journal", join(folder, "j.db")];
}

async function cardInfoOf(served: Served): Promise<string> {
  served.say(ldt33(1, "iReadCardBas"));
  const [, , number, id] = (await answerOf(served)).pOutInfo.split("|");
  return `${id}|${number}|`;
}

const PAY = ["20.00|12.34|20261121140559|", "20.00|12.34|20261121140655|", "20.00|12.34|20261121140720|"];

test("a request that was sent before the answer of the one before came is told that sale; one sent after it is a sale", async (t) => {
  const served = serve(wordsOf(t));
  const card = await cardInfoOf(served);
  served.say([ldt33(2, "iDoDebit", card, PAY[0]), ldt33(3, "iDoDebit", card, PAY[1])].join("\n"));
  const first = await answerOf(served);
  t.is(first.code, 0, first.pOutInfo);
  t.deepEqual(await answerOf(served), first);
  served.say(ldt33(4, "iDoDebit", card, PAY[2]));
  t.regex((await answerOf(served)).pOutInfo, /\|20261121140720\|/);
  served.say(line(5, "balance", { kind: "medical" }));
  t.like((await served.next()).result, { balanceFen: 120_000 - 2468 });
  t.is(await served.end(), 0);
});

for (const [end, says, told] of [
  ["ends as it does when it is killed", [], true],
  ["has said hello since", [line(9, "hello")], false],
  ["has read a card since", [ldt33(9, "iReadCardBas")], false],
] as const) {
  test(`the program ${end}: the next one is told ${told ? "the sale that it paid" : "of a new sale"}`, async (t) => {
    const words = wordsOf(t);
    const one = serve(words);
    const card = await cardInfoOf(one);
    one.say(ldt33(2, "iDoDebit", card, PAY[0]));
    const first = await answerOf(one);
    for (const more of says) {
      one.say(more);
      await one.next();
    }
    await one.end();
    const next = serve(words);
    next.say(ldt33(2, "iDoDebit", card, PAY[1]));
    const second = await answerOf(next);
    t.is(second.code, 0, second.pOutInfo);
    t.is(second.pOutInfo === first.pOutInfo, told);
    await next.end();
  });
}
