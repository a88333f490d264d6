/** sscard.conf and the token: what is wrong in them is said, and nothing is asked of anyone then. */
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { realClock } from "@duka/driver/base/real-clock";
import test from "ava";
import { folderOf } from "../support/values/folder.js";
import { freePort } from "../support/values/free-port.js";
import { CALLERS, callerOf, pathFor } from "./harness/callers.js";
import { configured, writeConfig } from "./harness/configured.js";

const BAD: readonly (readonly [lines: readonly string[], line: number])[] = [
  [["address = 192.0.2.1:4090"], 1],
  [["address = 127.0.0.1:0"], 1],
  [["address = 127.0.0.1:65536"], 1],
  [["address = 127.0.0.1:40x"], 1],
  [["# said", "", "adress = 127.0.0.1:4090"], 3],
  [["start"], 1],
  [["start ="], 1],
  [["answer-wait-ms = 0"], 1],
  [["answer-wait-ms = 900001"], 1],
  [["start-wait-ms = -1"], 1],
  [["name = 一号窗口"], 1],
  [[`name = ${"x".repeat(41)}`], 1],
  [[`token-file = ${"x".repeat(4096)}`], 1],
  [[`# ${"x".repeat(20_000)}`], 0],
  [["# a zero\0", "name = x"], 0],
];

for (const kind of CALLERS) {
  test(`${kind}: a line of sscard.conf that is wrong is named`, async (t) => {
    const folder = folderOf(t);
    const config = writeConfig(folder, []);
    const caller = callerOf(t, kind, config);
    for (const [lines, line] of BAD) {
      writeConfig(folder, lines);
      const { code, text } = await caller.call("iReadCardBas", 1);
      t.is(code, -11, lines.join("; ").slice(0, 80));
      t.true(text!.endsWith(`sscard.conf 有误，行号 ${line}`), `${lines.join("; ").slice(0, 80)}: ${text}`);
    }
    rmSync(config);
    t.regex((await caller.call("iReadCardBas", 1)).text!, /无法读取 DUKA_SSCARD_CONFIG/);
    mkdirSync(config);
    t.is((await caller.call("iReadCardBas", 1)).code, -11, "a folder");
  });

  test(`${kind}: nothing listens and nothing is to be started, or what is started never listens: -11 in time`, async (t) => {
    const folder = folderOf(t);
    const tokenFile = join(folder, "token");
    const lines = [`address = 127.0.0.1:${await freePort()}`, `token-file = ${pathFor(kind, tokenFile)}`];
    const config = writeConfig(folder, lines);
    const caller = callerOf(t, kind, config);
    t.regex((await caller.call("iReadCardBas", 1)).text!, /无令牌文件/);
    writeFileSync(tokenFile, `${"A".repeat(43)}\r\n`, { mode: 0o600 });
    const { code, text } = await caller.call("iReadCardBas", 1);
    t.deepEqual([code, /读卡服务未运行/.test(text!)], [-11, true], text!);
    for (const start of ["/bin/true", "/no/such/program"]) {
      writeConfig(folder, [...lines, `start = ${start}`, "start-wait-ms = 500"]);
      const began = realClock.nowMs();
      const all = await caller.threads(4, "iReadCardBas", 1);
      t.true(
        all.every((one) => one.code === -11 && /未能启动/.test(one.text!)),
        all[0]!.text!,
      );
      t.true(realClock.nowMs() - began < 15_000);
    }
    for (const token of ["", "\n", "two words", `${"A".repeat(43)}\nmore`, "A".repeat(5000)]) {
      writeFileSync(tokenFile, token);
      t.regex((await caller.call("iReadCardBas", 1)).text!, /无令牌文件/, token.slice(0, 60));
    }
  });

  test(`${kind}: a token that the service does not know is said`, async (t) => {
    const { config, bridge } = await configured(t, kind);
    const caller = callerOf(t, kind, config);
    t.is((await caller.call("iReadCardBas", 1)).code, 0);
    const [{ id }] = JSON.parse((await bridge.dukaPair("--list", "--json")).out).paired;
    await bridge.dukaPair("--remove", id);
    const { code, text } = await caller.call("iReadCardBas", 1);
    t.deepEqual([code, /服务拒绝令牌/.test(text!)], [-11, true], text!);
  });
}

test("on Linux a token that others may read, and a configuration that others may write, are refused", async (t) => {
  const { config } = await configured(t, "C");
  const caller = callerOf(t, "C", config);
  chmodSync(config, 0o622);
  t.regex((await caller.call("iReadCardBas", 1)).text!, /sscard\.conf 须仅本用户可写/);
  chmodSync(config, 0o644);
  t.is((await caller.call("iReadCardBas", 1)).code, 0);
  const folder = folderOf(t);
  const token = join(folder, "token");
  writeFileSync(token, "A".repeat(43));
  chmodSync(token, 0o640);
  renameSync(writeConfig(folder, [`token-file = ${token}`]), config);
  t.regex((await caller.call("iReadCardBas", 1)).text!, /令牌文件须仅本用户可读写/);
});
