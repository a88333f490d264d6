import { join } from "node:path";
import { serveSchema } from "@duka/driver/serve/serve-schema";
import test, { type ExecutionContext } from "ava";
import { writeChangedCard } from "../../support/programs/changed-card.js";
import { serve } from "../../support/programs/serve.js";
import { duka } from "../../support/programs/terminal.js";
import { folderOf } from "../../support/values/folder.js";

/** A till with a simulated card that outlives the conversation; `changed`: its holder has chosen 654321. */
function tillOf(t: ExecutionContext, changed = false) {
  const folder = folderOf(t);
  const state = join(folder, "card.json");
  const words = ["--reader", `sim:hangzhou?state=${state}`, "--journal", join(folder, "j.db")];
  if (changed) writeChangedCard(state);
  return { folder, words };
}

const countOf = (list: unknown) => (Array.isArray(list) ? list.length : -1);
const line = (id: number | string, method: string, params: object = {}) =>
  JSON.stringify({ id, method, params });

test("card, balance, debit and the same ref again; a sale is known afterwards", async (t) => {
  const { words } = tillOf(t);
  const served = serve(words);
  served.say(line(1, "hello"));
  t.like((await served.next()).result, { program: "duka" });
  served.say(line("c", "card"));
  const card = await served.next();
  t.is(card.id, "c");
  t.like(card.result, { cardNumber: "330186**********4236", validUntil: "20331231" });
  served.say(line(2, "balance"));
  t.like((await served.next()).result, { balanceFen: 50000, simulated: true });
  served.say(line(3, "debit", { ref: "S-1", amountFen: 1250 }));
  const first = (await served.next()).result;
  t.like(first, { outcome: "committed", balanceAfterFen: 48750, mac2: "verified" });
  t.regex(String(first?.receiptText), /RECEIPT/);
  served.say(line(4, "debit", { ref: "S-1", amountFen: 1250 }));
  t.deepEqual((await served.next()).result, first);
  served.say(line(5, "sale", { ref: "S-1" }));
  t.like((await served.next()).result, { known: true, outcome: "committed" });
  served.say(line(6, "sale", { ref: "S-2" }));
  t.deepEqual((await served.next()).result, { known: false });
  served.say(line(7, "sales", { limit: 5 }));
  t.is(countOf((await served.next()).result?.sales), 1);
  served.say(line(8, "log"));
  t.is(countOf((await served.next()).result?.records), 1);
  served.say(line(9, "debit", { ref: "S-1", amountFen: 1251 }));
  t.like((await served.next()).error, { kind: "usage", code: "RangeError" });
  t.is(await served.end(), 0);
});

test("the medical account, and the national card functions with their steps, on the same reader", async (t) => {
  const { words } = tillOf(t);
  const served = serve(words);
  served.say(line(1, "debit", { ref: "M-1", amountFen: 500, kind: "medical", medical: { selfPayFen: 100 } }));
  t.like((await served.next()).result, { outcome: "committed" });
  served.say(line(2, "ldt33", { function: "iReadCardBas", arguments: [1] }));
  const bas = (await served.next()).result;
  t.is(bas?.code, 0);
  t.regex(String(bas?.pOutInfo), /^330100\|330102199001011234\|A12345674\|/);
  served.say(line(3, "ldt33", { function: "iReadCardBas_HSM_Step1", arguments: [1] }));
  t.is((await served.next()).result?.code, 0);
  served.say(line(4, "balance", { kind: "medical" }));
  t.like((await served.next()).result, { balanceFen: 119500 });
  served.say(line(5, "ldt33", { function: "iReadCardBas_HSM_Step2", arguments: ["||"] }));
  t.is((await served.next()).result?.code, -12, "another use of the card has ended the steps");
  served.say(line(6, "ldt33", { function: "iFly", arguments: [] }));
  t.is((await served.next()).result?.code, -13);
  t.is(await served.end(), 0);
});

test("--pin-pad holds for the national card functions too", async (t) => {
  const { words } = tillOf(t);
  const served = serve([...words, "--pin-pad"]);
  served.say(line(1, "ldt33", { function: "iReadCardBas", arguments: [1] }));
  const [, , cardNumber, cardId] = String((await served.next()).result?.pOutInfo).split("|");
  served.say(line(2, "ldt33", { function: "iReloadPIN", arguments: [1, `${cardId}|${cardNumber}|`] }));
  t.like((await served.next()).result, { code: -13 });
  t.is(await served.end(), 0);
});

test("a changed password is asked for; it stands in no line that is written", async (t) => {
  const { words, folder } = tillOf(t, true);
  const served = serve([...words, "--trace", join(folder, "t.trace")]);
  served.say(line(1, "debit", { ref: "S-1", amountFen: 100 }));
  const asked = await served.next();
  t.like(asked, { id: 1, ask: "password" });
  t.like(asked.question, { what: "current", triesLeft: 5, ask: 1, because: "first", lengthMin: 6 });
  served.say('{"id":2,"password":"111111"}');
  t.like((await served.next()).error, { code: "not-asked" });
  served.say('{"id":1,"password":"65432"}');
  t.like((await served.next()).question, { because: "wrong-length" });
  served.say(' { "password" : "654321" , "id" : 1 } ');
  t.like((await served.next()).result, { outcome: "committed" });
  served.say(line(3, "debit", { ref: "S-2", amountFen: 100 }));
  await served.next();
  served.say('{"id":3,"password":null}');
  t.like((await served.next()).result, { outcome: "refused", reason: "password needed" });
  t.is(await served.end(), 0);
  t.notRegex(served.written(), /654321|111111|65432/);
});

test("a password is changed by typing the old one, and the new one twice", async (t) => {
  const { words } = tillOf(t);
  const served = serve(words);
  served.say(line(1, "changePassword"));
  for (const [what, typed] of [
    ["old", "123456"],
    ["new", "987654"],
    ["again", "987654"],
  ]) {
    t.like((await served.next()).question, { what });
    served.say(JSON.stringify({ id: 1, password: typed }));
  }
  t.like((await served.next()).result, { changed: true });
  t.is(await served.end(), 0);
  t.notRegex(served.written(), /987654|123456/);
});

test("a debit is given up while the password is asked for: nothing is debited, the ref is free", async (t) => {
  const { words } = tillOf(t, true);
  const served = serve(words);
  served.say(line(1, "debit", { ref: "S-1", amountFen: 100 }));
  t.is((await served.next()).ask, "password");
  served.say(line(2, "cancel", { request: 1 }));
  const replies = [await served.next(), await served.next()];
  t.deepEqual(replies.find(({ id }) => id === 2)?.result, { cancelled: true });
  t.truthy(replies.find(({ id }) => id === 1));
  served.say(line(3, "cancel", { request: 1 }));
  t.deepEqual((await served.next()).result, { cancelled: false });
  served.say(line(4, "sale", { ref: "S-1" }));
  t.like((await served.next()).result, { known: false });
  t.is(await served.end(), 0);
});

test("the input ends while a password is asked for: the request is answered, then the server ends", async (t) => {
  const { words } = tillOf(t, true);
  const served = serve(words);
  served.say(line(1, "debit", { ref: "S-1", amountFen: 100 }));
  t.is((await served.next()).ask, "password");
  const code = served.end();
  t.like((await served.next()).result, { outcome: "refused" });
  t.is(await code, 0);
});

test("no reader: an error with what to do; a deferred sale is recorded all the same", async (t) => {
  const served = serve(["--reader", "tcp://127.0.0.1:1", "--journal", join(folderOf(t), "j.db")]);
  served.say(line(1, "balance"));
  const { error } = await served.next();
  t.like(error, { kind: "reader", code: "no-reader" });
  t.regex(JSON.stringify(error?.remedy), /"zh":"[^"]*[\u4e00-\u9fff]/);
  served.say(line(2, "debit", { ref: "S-1", amountFen: 100, deferOnFailure: true }));
  t.like((await served.next()).result, { outcome: "deferred" });
  served.say(line(3, "ldt33", { function: "iVerifyPIN", arguments: [1] }));
  t.like((await served.next()).result, { code: -11 });
  served.say(line(4, "credit", { ref: "L-1", amountFen: 100 }));
  t.is((await served.next()).error?.kind, "reader");
  t.is(await served.end(), 0);
});

const BAD: readonly [what: string, said: string | Uint8Array, code: string][] = [
  ["no JSON", "debit", "no-json"],
  ["a list", "[]", "no-id"],
  ["null", "null", "no-id"],
  ["no id", '{"method":"card"}', "no-id"],
  ["an id that is no id", '{"id":1.5,"method":"card"}', "no-id"],
  ["an unknown method", '{"id":1,"method":"fly"}', "unknown-method"],
  ["a method of the object itself", '{"id":1,"method":"constructor"}', "unknown-method"],
  ["an unknown member", '{"id":1,"method":"card","jsonrpc":"2.0"}', "unknown-member"],
  ["a missing ref", '{"id":1,"method":"debit","params":{"amountFen":1}}', "RangeError"],
  [
    "a ref with a control character",
    '{"id":1,"method":"debit","params":{"ref":"a\\u0007","amountFen":1}}',
    "RangeError",
  ],
  ["an amount that is text", '{"id":1,"method":"debit","params":{"ref":"a","amountFen":"1"}}', "RangeError"],
  ["an amount of nothing", '{"id":1,"method":"debit","params":{"ref":"a","amountFen":0}}', "RangeError"],
  ["an amount of half a fen", '{"id":1,"method":"debit","params":{"ref":"a","amountFen":0.5}}', "RangeError"],
  [
    "an amount too large",
    '{"id":1,"method":"debit","params":{"ref":"a","amountFen":4294967296}}',
    "RangeError",
  ],
  ["a member too many", '{"id":1,"method":"debit","params":{"ref":"a","amountFen":1,"x":1}}', "RangeError"],
  ["parameters that are a list", '{"id":1,"method":"debit","params":[1]}', "RangeError"],
  ["a password within a request", '{"id":1,"method":"debit","password":"123456"}', "bad-password"],
  ["a password deep inside", '{"id":1,"method":"explain","params":{"password":"123456"}}', "password-inside"],
  ["a password of letters", '{"id":1,"password":"abcdef"}', "bad-password"],
  ["a password that is a number", '{"id":1,"password":123456}', "bad-password"],
  ["a password nobody asked for", '{"id":1,"password":"123456"}', "not-asked"],
  ["bytes that are no UTF-8", Uint8Array.of(0xff, 0xfe, 0x0a), "no-utf8"],
  ["a line of 10 MB", "x".repeat(10 * 1024 * 1024), "too-long"],
  [
    "a ref of 10 MB",
    `{"id":1,"method":"debit","params":{"ref":"${"a".repeat(10 * 1024 * 1024)}","amountFen":1}}`,
    "too-long",
  ],
];

test("whatever is said: one clear error each, the server goes on, nothing is debited", async (t) => {
  const { words } = tillOf(t);
  const served = serve(words);
  for (const [what, said, code] of BAD) {
    served.say(said);
    const { error } = await served.next();
    t.is(error?.code, code, what);
    t.true((error?.message.length ?? 0) > 8 && (error?.message.length ?? 999) < 600, what);
    t.notRegex(JSON.stringify(error), /123456|abcdef/);
  }
  served.say(line(1, "sales", { released: true }));
  t.deepEqual((await served.next()).result, { sales: [] });
  served.say(line(2, "balance"));
  t.like((await served.next()).result, { balanceFen: 50000 });
  t.is(await served.end(), 0);
});

test("lines cut anywhere, several at once, empty ones, and the last one without its end", async (t) => {
  const { words } = tillOf(t);
  const served = serve(words);
  const bytes = new TextEncoder().encode(
    `${line(1, "explain", { what: "6985" })}\r\n\n  \n${line(2, "hello")}\n${line(3, "hello")}`,
  );
  for (let at = 0; at < bytes.length; at += 7) served.say(bytes.slice(at, at + 7));
  t.like((await served.next()).result, { code: "6985" });
  t.is((await served.next()).id, 2);
  t.is(await served.end(), 0);
  t.is((await served.next()).id, 3);
});

test("more than 64 requests at the same time, and an id that is in use, are refused at once", async (t) => {
  const { words } = tillOf(t, true);
  const served = serve(words);
  served.say(line(0, "debit", { ref: "S-1", amountFen: 1 }));
  t.is((await served.next()).ask, "password");
  for (let id = 1; id < 64; id++) served.say(line(id, "card"));
  served.say(line(64, "card"));
  t.like((await served.next()).error, { kind: "busy", code: "too-many" });
  served.say(line(5, "card"));
  t.like((await served.next()).error, { code: "id-in-use" });
  served.say('{"id":0,"password":null}');
  for (let answers = 0; answers < 64; answers++) t.truthy((await served.next()).result);
  t.is(await served.end(), 0);
});

test("--schema prints the JSON Schema of every method; usage without --stdio", async (t) => {
  const { code, out } = await duka(["serve", "--schema"]);
  t.is(code, 0);
  t.deepEqual(JSON.parse(out), JSON.parse(JSON.stringify(serveSchema())));
  t.regex(out, /"const": "debit"/);
  t.regex(out, /draft\/2020-12/);
  t.is((await duka(["serve"])).code, 2);
  t.is((await duka(["serve", "--stdio", "--password-stdin", "--reader", "sim:"])).code, 2);
});
