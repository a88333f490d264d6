import { join } from "node:path";
import test from "ava";
import { pythonClient } from "../../support/programs/python-client.js";
import { serve } from "../../support/programs/serve.js";
import { folderOf } from "../../support/values/folder.js";

// The program itself is run with the interoperability tests, on a machine that has Python.
test("the conversation of the README's Python client, held from here: every request is answered as it expects", async (t) => {
  const { requests } = pythonClient();
  t.deepEqual(
    requests.map(({ method }) => method),
    ["balance", "debit", "ldt33"],
  );
  const served = serve(["--reader", "sim:", "--journal", join(folderOf(t), "j.db")]);
  const results: { readonly [name: string]: unknown }[] = [];
  for (const [index, request] of requests.entries()) {
    served.say(JSON.stringify({ id: index + 1, ...request }));
    const { id, result } = await served.next();
    t.is(id, index + 1);
    results.push(result ?? {});
  }
  t.is(results[0]?.balanceFen, 50000);
  t.is(results[1]?.outcome, "committed");
  t.regex(String(results[1]?.receiptText), /12\.50/);
  t.regex(String(results[2]?.pOutInfo), /^330100\|/);
  t.is(await served.end(), 0);
});
