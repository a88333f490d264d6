/** What listens at the port may be anything: the caller gets a code in time, and its buffer stays whole. */

import { writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { realClock } from "@duka/driver/base/real-clock";
import test, { type ExecutionContext } from "ava";
import { folderOf } from "../support/values/folder.js";
import { type CallerKind, callerOf, pathFor } from "./harness/callers.js";
import { writeConfig } from "./harness/configured.js";

const KINDS = ["C", "Windows, 64 bits"] as const;
const json = (body: string, head = "HTTP/1.1 200 OK") =>
  `${head}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const hexOf = (length: number, byte = "41") => byte.repeat(length);

/** @param act is given the socket once the request has come */
async function service(
  t: ExecutionContext,
  kind: CallerKind,
  act: () => (socket: Socket) => void,
): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("data", () => act()(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const folder = folderOf(t);
  const tokenFile = join(folder, "sscard.token");
  writeFileSync(tokenFile, "A".repeat(43), { mode: 0o600 });
  return writeConfig(folder, [
    `address = 127.0.0.1:${(server.address() as AddressInfo).port}`,
    `token-file = ${pathFor(kind, tokenFile)}`,
    "answer-wait-ms = 1500",
  ]);
}

const ANSWERS: readonly (readonly [what: string, answer: string | Buffer, code: number, text: RegExp])[] = [
  ["an answer", json('{"code":0,"pOutInfo":"4142"}'), 0, /^AB$/],
  ["a member more", json('{"x":{"y":["]\\"",1]},"code":-2,"pOutInfo":""}'), -2, /^$/],
  ["as long as it may be", json(`{"code":0,"pOutInfo":"${hexOf(2047)}"}`), 0, /^A{2047}$/],
  ["longer than the buffer", json(`{"code":0,"pOutInfo":"${hexOf(2048)}"}`), -42, /输出超过缓冲区/],
  [
    "an error's text that is longer, in two bytes",
    json(`{"code":-4,"pOutInfo":"${hexOf(2000, "D5C5")}"}`),
    -4,
    /^张{1023}$/,
  ],
  [
    "an error's text that is longer, in four bytes",
    json(`{"code":-4,"pOutInfo":"41${hexOf(2000, "8139EE39")}"}`),
    -4,
    /^A.{511}$/u,
  ],
  ["nothing", "", -11, /连接中断/],
  ["no HTTP", "hello\r\n\r\n", -11, /连接中断/],
  ["without a length", 'HTTP/1.1 200 OK\r\n\r\n{"code":0,"pOutInfo":""}', -11, /连接中断/],
  [
    "two lengths",
    'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 24\r\n\r\n{"code":0,"pOutInfo":""}',
    -11,
    /连接中断/,
  ],
  ["a length below none", "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n", -11, /连接中断/],
  ["a length beyond all", "HTTP/1.1 200 OK\r\ncontent-length: 4294967296\r\n\r\n", -11, /连接中断/],
  [
    "in chunks",
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-length: 2\r\n\r\n{}",
    -11,
    /连接中断/,
  ],
  ["headers without end", `HTTP/1.1 200 OK\r\n${"x: y\r\n".repeat(20_000)}`, -11, /连接中断/],
  ["half of it", json('{"code":0,"pOutInfo":"4142"}').slice(0, -4), -11, /连接中断/],
  ["more than it says", `${json('{"code":0,"pOutInfo":"4142"}')}}}`, -11, /连接中断/],
  ["no code", json('{"pOutInfo":"4142"}'), -11, /连接中断/],
  ["a code above 0", json('{"code":7,"pOutInfo":""}'), -11, /连接中断/],
  ["a code twice", json('{"code":0,"code":-2,"pOutInfo":""}'), -11, /连接中断/],
  ["a code beyond 32 bits", json('{"code":-99999999999,"pOutInfo":""}'), -11, /连接中断/],
  ["half a byte", json('{"code":0,"pOutInfo":"414"}'), -11, /连接中断/],
  ["no hexadecimal", json('{"code":0,"pOutInfo":"4g"}'), -11, /连接中断/],
  ["a zero inside", json('{"code":0,"pOutInfo":"410042"}'), -11, /连接中断/],
  ["escaped", json('{"code":0,"pOutInfo":"\\u0034\\u0031"}'), -11, /连接中断/],
  ["nested without end", json(`${"[".repeat(60_000)}`), -11, /连接中断/],
  [
    "random bytes",
    Buffer.from(Array.from({ length: 70_000 }, (_, at) => (at * 7919) & 0xff)),
    -11,
    /连接中断/,
  ],
  ["busy", json("{}", "HTTP/1.1 503 Service Unavailable"), -11, /服务忙/],
  ["too often", json("{}", "HTTP/1.1 429 Too Many Requests"), -11, /服务忙/],
  ["a token that is none", json("{}", "HTTP/1.1 401 Unauthorized"), -11, /令牌/],
  ["an older service", json("{}", "HTTP/1.1 404 Not Found"), -11, /服务版本/],
  ["a fault of its own", json("{}", "HTTP/1.1 500 Internal Server Error"), -11, /连接中断/],
  ["elsewhere", json("", "HTTP/1.1 302 Found\r\nlocation: http://192.0.2.1/"), -11, /连接中断/],
];

for (const kind of KINDS) {
  test(`${kind}: answers that are none are -11; what does not fit is never cut but for an error's text`, async (t) => {
    let now: string | Buffer = "";
    const config = await service(t, kind, () => (socket) => socket.end(now));
    const caller = callerOf(t, kind, config);
    for (const [what, answer, code, text] of ANSWERS) {
      now = answer;
      const called = await caller.call("iReadDebitRecord", 1);
      t.is(called.code, code, `${what}: ${called.text?.slice(0, 80)}`);
      t.regex(called.text!, text, what);
    }
    now = json("{}", "HTTP/1.1 500 Internal Server Error");
    const debit = await caller.call("iDoDebit", 1, "1|1|", "1.00|1.00|20261121140559|");
    t.deepEqual([debit.code, /交易结果未知/.test(debit.text!)], [-11, true]);
    t.is(await caller.end(), 0);
  });

  test(`${kind}: one that is silent, or sends a byte now and then, is waited for no longer than was set`, async (t) => {
    let act: (socket: Socket) => void = () => undefined;
    const config = await service(t, kind, () => act);
    const caller = callerOf(t, kind, config);
    const silent = realClock.nowMs();
    t.is((await caller.call("iReadCardBas", 1)).code, -11);
    act = (socket) => {
      let cancel: () => void = () => undefined;
      const dribble = (): void => {
        socket.write("x");
        cancel = realClock.after(100, dribble);
      };
      socket.once("close", () => cancel());
      dribble();
    };
    t.is((await caller.call("iReadCardBas", 1)).code, -11);
    const tookMs = realClock.nowMs() - silent;
    t.true(tookMs > 2900 && tookMs < 20_000, `${tookMs} ms`);
    t.is(await caller.end(), 0);
  });
}
