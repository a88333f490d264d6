/** Makers' dialects over LD/T 33. */
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { answerOf, callOf, shownResult } from "@duka/driver/bridge/dialect/dialect-call";
import { dialectOf, type SocketDialect } from "@duka/driver/bridge/dialect/dialect-table";
import { ARGUMENTS } from "@duka/driver/bridge/dialect/function-arguments";
import { SSCARD_FUNCTIONS, type SSCardFunction } from "@duka/driver/sscard/function-table";
import test, { type ExecutionContext } from "ava";
import { WebSocket } from "ws";
import { HIS, startBridge, TILL } from "../../support/programs/bridge.js";
import { closed } from "../../support/programs/closed.js";
import { duka } from "../../support/programs/terminal.js";
import { folderOf } from "../../support/values/folder.js";
import { freePort } from "../../support/values/free-port.js";

test("every national function has the names of its arguments, as many as it takes", (t) => {
  for (const [name, { argumentCount }] of Object.entries(SSCARD_FUNCTIONS)) {
    t.is(ARGUMENTS[name as SSCardFunction].length, argumentCount, name);
  }
});

const CALLS: readonly (readonly [
  dialect: string,
  message: object,
  name: string | undefined,
  args: unknown[],
])[] = [
  ["function", { function: "iReadCardBas", iType: 3 }, "iReadCardBas", [3]],
  ["function", { function: "iReadCardBas", iType: "3" }, "iReadCardBas", [3]],
  ["function", { function: "iReadCardBas" }, "iReadCardBas", [""]],
  ["function", { function: "iReadCardBas_HSM_Step2", pKey: "AB" }, "iReadCardBas_HSM_Step2", ["AB|"]],
  ["function", { function: "iReadCardBas_HSM_Step2", pKey: "AB|" }, "iReadCardBas_HSM_Step2", ["AB|"]],
  ["function", { function: "iUnblockPIN_HSM_Step2", pkey: "AB" }, "iUnblockPIN_HSM_Step2", ["AB|"]],
  [
    "function",
    { function: "iReadCard", iType: 1, iAuthType: "2", pCardInfo: "a|b|", pFileAddr: "SSSEEF05|$" },
    "iReadCard",
    [1, 2, "a|b|", "SSSEEF05|$"],
  ],
  ["function", { function: "iReadICCardNum", iType: 1 }, undefined, []],
  ["function", { function: "iReadIdentityCard" }, undefined, []],
  ["function", { function: "constructor" }, undefined, []],
  ["function", { function: 5 }, undefined, []],
  ["function", {}, undefined, []],
  ["func", { func: "iReadCardBas", in: ["3"] }, "iReadCardBas", [3]],
  [
    "func",
    { func: "iDoDebit", in: ["1", "a|b|", "1.00|1.00|20261128120000|"] },
    "iDoDebit",
    [1, "a|b|", "1.00|1.00|20261128120000|"],
  ],
  ["func", { func: "iReadCardBas", in: ["3", "4"] }, "iReadCardBas", [3, "4"]],
  ["func", { func: "iReadCardBas", in: "3" }, "iReadCardBas", []],
  ["func", { func: "dc_cpuapduInt", in: ["1", "7", "0084000008"] }, undefined, []],
];
for (const [dialect, message, name, args] of CALLS) {
  test(`${dialect}: ${JSON.stringify(message)}`, (t) => {
    const call = callOf(
      dialectOf(dialect) as SocketDialect,
      message as { readonly [member: string]: unknown },
    );
    t.is(call.name, name as SSCardFunction | undefined);
    t.deepEqual(call.args, args);
  });
}

test("codes are texts, as pages compare them", (t) => {
  const bas = { code: 0, pOutInfo: "330100|…|" };
  const none = { code: -2201, pOutInfo: "无 PSAM 卡" };
  const [named, listed] = [dialectOf("function"), dialectOf("func")];
  t.deepEqual(answerOf(named, "iReadCardBas", bas), {
    functionName: "iReadCardBas",
    success: "1",
    pOutInfo: bas.pOutInfo,
  });
  t.deepEqual(answerOf(named, "iReadCardBas", none), {
    functionName: "iReadCardBas",
    success: "-2201",
    pOutInfo: none.pOutInfo,
  });
  t.deepEqual(answerOf(listed, "iReadCardBas", bas), { result: "0", out: [bas.pOutInfo] });
  t.deepEqual(answerOf(listed, "iReadCardBas", none), { result: "-2201", out: [none.pOutInfo] });
});

test("a card that holds markup is not shown to pages that show it unescaped", (t) => {
  t.is(shownResult({ code: 0, pOutInfo: "330100|<img src=x onerror=alert(1)>|" }).code, -23);
  t.deepEqual(shownResult({ code: 0, pOutInfo: "张三|" }), { code: 0, pOutInfo: "张三|" });
});

/** One message, one answer. */
async function asking(t: ExecutionContext, url: string, origin: string) {
  const socket = new WebSocket(url, { origin });
  t.teardown(() => socket.terminate());
  await once(socket, "open");
  return async (message: object | string): Promise<unknown> => {
    socket.send(typeof message === "string" ? message : JSON.stringify(message));
    return JSON.parse(String((await once(socket, "message"))[0]));
  };
}

test("a dialect of a file, with numbers for functions, on its own port; its schema is printed", async (t) => {
  const file = join(folderOf(t), "mine.json");
  const port = await freePort();
  const mine = {
    ...{ name: "mine", port, functionMember: "type", done: "ok", arguments: { by: "list", member: "args" } },
    functions: { 4: { function: "iReadCardBas", arguments: [1] } },
    answer: { state: "code", data: "text" },
  };
  writeFileSync(file, JSON.stringify(mine));
  await startBridge(t, { dialect: [file] });
  const ask = await asking(t, `ws://127.0.0.1:${port}`, HIS);
  const answered = (await ask({ type: 4 })) as { state: string; data: string };
  t.is(answered.state, "ok");
  t.regex(answered.data, /^330100\|/);
  t.like(await ask({ type: 5 }), { state: "-13" });
  t.like(await ask("{"), { state: "-14" });
  t.like(await ask({ type: 4, args: [{}] }), { state: "-14" });
  const schema = JSON.parse((await duka(["serve", "--dialect-schema"])).out);
  t.like(schema, {
    anyOf: [
      { type: "object", properties: { functionMember: { type: "string" } } },
      { type: "object", properties: { routes: { type: "object" } } },
    ],
  });
});

test("a file that is no dialect is refused by its member; so is a name that there is not", (t) => {
  const file = join(folderOf(t), "bad.json");
  writeFileSync(file, JSON.stringify({ name: "x", port: 99999 }));
  t.throws(() => dialectOf(file), { instanceOf: RangeError, message: /bad\.json: it\.port/ });
  t.throws(() => dialectOf("fun"), { message: /there is no dialect fun/ });
  t.is(dialectOf("func=9001").port, 9001);
  t.throws(() => dialectOf("func=99999"), { message: /port/ });
});

test("only listed pages are served; the bridge's page names others, null never, no program", async (t) => {
  const port = await freePort();
  const bridge = await startBridge(t, { dialect: [`function=${port}`], origin: [HIS] });
  const url = `ws://127.0.0.1:${port}`;
  for (const origin of [TILL, "null", "https://evil.example"]) {
    await t.throwsAsync(asking(t, url, origin), { message: /403/ }, origin);
  }
  const program = new WebSocket(url);
  t.is((await closed(program))[0], 1008);
  const strangers = (await bridge.ask("/about")).body.strangers as string[];
  t.deepEqual([...strangers].sort(), ["https://evil.example", TILL, "null"].sort());
  t.like(await (await asking(t, url, HIS))({ function: "iVerifyPIN", iType: 1 }), {
    functionName: "iVerifyPIN",
    success: "1",
  });
});

test("steps go on for the page that began them, on a connection of its own, and for no other page", async (t) => {
  const port = await freePort();
  await startBridge(t, { dialect: [`func=${port}`] });
  const url = `ws://127.0.0.1:${port}`;
  const first = await asking(t, url, HIS);
  t.like(await first({ func: "iReadCardBas_HSM_Step1", in: ["1"] }), { result: "0" });
  const other = (await asking(t, url, TILL))({ func: "iReadCardBas_HSM_Step2", in: ["||"] });
  const second = await asking(t, url, HIS);
  const gone = (await second({ func: "iReadCardBas_HSM_Step2", in: ["00|00|"] })) as { result: string };
  t.not(gone.result, "-12", "its own step was due; what it brought was wrong");
  t.like(await other, { result: "-12" });
});
