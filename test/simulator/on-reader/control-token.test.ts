/** A reader that more than its own user can reach asks for a token: who steers it has one. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { runTool, whileItRuns } from "../../support/programs/tools.js";
import { folderOf } from "../../support/values/folder.js";

const SALE = fileURLToPath(new URL("../../../../simulator/scenarios/purse-sale.yaml", import.meta.url));

test("a control API that asks for a token is steered with it, and with nothing else", async (t) => {
  const token = join(folderOf(t), "token");
  const reader = [
    "reader",
    "--tcp",
    "127.0.0.1:0",
    "--control",
    "127.0.0.1:0",
    "--control-token",
    token,
    "--json",
  ];
  await whileItRuns("duka-sim", reader, {}, async (ready) => {
    const { address, control } = JSON.parse(ready) as { readonly address: string; readonly control: string };
    const words = ["run", SALE, "--reader", address, "--control", control];
    const without = await runTool("duka-sim", words);
    t.is(without.code, 1, without.out);
    t.regex(without.told, /--control http.*: cards: .*token/);
    const steered = await runTool("duka-sim", [...words, "--control-token", token]);
    t.is(steered.code, 0, steered.out + steered.told);
  });
});
