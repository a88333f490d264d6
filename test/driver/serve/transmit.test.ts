/** `transmit` is there with `--allow-apdu` alone, by every way in. */
import { join } from "node:path";
import test from "ava";
import { startBridge, TILL } from "../../support/programs/bridge.js";
import { startNativeHost } from "../../support/programs/native-host.js";
import { serve } from "../../support/programs/serve.js";
import { duka } from "../../support/programs/terminal.js";
import { folderOf } from "../../support/values/folder.js";

/** The payment system environment by its name, 1PAY.SYS.DDF01. */
const SELECT = "00A404000E315041592E5359532E4444463031";
const CALL = { commands: [SELECT, "0084000008", "00A40000021001", "0084000008"] };

test("by standard input: the card's answers in order, its power gone afterwards; without the flag there is no such method", async (t) => {
  const journal = join(folderOf(t), "j.db");
  const allowed = serve(["--reader", "sim:", "--journal", journal, "--allow-apdu"]);
  allowed.say(JSON.stringify({ id: 1, method: "transmit", params: CALL }));
  const { result } = await allowed.next();
  const { atr, answers } = result as {
    atr: string;
    answers: { command: string; data: string; statusWord: string }[];
  };
  t.regex(atr, /^3B/);
  // The third names no file of this card: nothing is sent behind it.
  t.deepEqual(
    answers.map(({ statusWord }) => statusWord),
    ["9000", "9000", "6A82"],
  );
  t.like(answers[0], { command: SELECT, data: "6F15840E315041592E5359532E4444463031A503880101" });
  t.regex(answers[1]!.data, /^[0-9A-F]{16}$/);
  allowed.say(JSON.stringify({ id: 2, method: "hello" }));
  t.true(((await allowed.next()).result as { methods: string[] }).methods.includes("transmit"));
  allowed.say(JSON.stringify({ id: 3, method: "balance" }));
  t.like((await allowed.next()).result, { balanceFen: 50_000 });
  t.is(await allowed.end(), 0);

  const plain = serve(["--reader", "sim:", "--journal", journal]);
  plain.say(JSON.stringify({ id: 1, method: "transmit", params: CALL }));
  t.is((await plain.next()).error?.code, "unknown-method");
  plain.say(JSON.stringify({ id: 2, method: "hello" }));
  t.false(((await plain.next()).result as { methods: string[] }).methods.includes("transmit"));
  t.is(await plain.end(), 0);
});

test("one forbidden command among good ones: none of them is sent, and no try of a password is lost", async (t) => {
  const served = serve(["--reader", "sim:", "--journal", join(folderOf(t), "j.db"), "--allow-apdu"]);
  for (const [id, command] of [
    "0020000003111111",
    "805001020B010000006400330100000021",
    "0420000008",
    "10A40000023F00",
  ].entries()) {
    served.say(JSON.stringify({ id, method: "transmit", params: { commands: [SELECT, command] } }));
    const { error } = await served.next();
    t.like(error, { kind: "usage", code: "RangeError" }, command);
    t.notRegex(error?.message ?? "", /111111/);
  }
  for (const commands of [[], ["00A"], ["zz"], "00A40000", new Array(65).fill("00840000")]) {
    served.say(JSON.stringify({ id: 9, method: "transmit", params: { commands } }));
    t.is((await served.next()).error?.kind, "usage", JSON.stringify(commands).slice(0, 40));
  }
  served.say(JSON.stringify({ id: 10, method: "debit", params: { ref: "S-1", amountFen: 100 } }));
  t.like((await served.next()).result, { outcome: "committed" });
  t.is(await served.end(), 0);
});

test("by the bridge and by the extension too, and in the OpenAPI document and the schema", async (t) => {
  const bridge = await startBridge(t, { allowApdu: true });
  const page = { origin: TILL, token: await bridge.pair(TILL) };
  t.is((await bridge.ask("/v1/transmit", { ...page, body: CALL })).status, 200);
  const document = await bridge.ask("/openapi.json");
  t.true("/v1/transmit" in (document.body.paths as object));
  const plain = await startBridge(t);
  const other = { origin: TILL, token: await plain.pair(TILL) };
  t.is((await plain.ask("/v1/transmit", { ...other, body: CALL })).status, 404);

  t.true("result" in (await startNativeHost(t, { allowApdu: true }).ask(1, "transmit", CALL)));
  t.like(await startNativeHost(t).ask(1, "transmit", CALL), { error: { code: "unknown-method" } });

  const results = async (words: readonly string[]) =>
    JSON.parse((await duka(["serve", "--schema", ...words])).out).$defs.results;
  t.true("transmit" in (await results(["--allow-apdu"])));
  t.false("transmit" in (await results([])));
});
