/** The token of a program that is no web page, kept for it in a file. */
import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { startBridge } from "../../support/programs/bridge.js";
import { folderOf } from "../../support/values/folder.js";

test("duka pair --program --save keeps the token in a file of this user alone, and prints the file's name alone", async (t) => {
  const bridge = await startBridge(t);
  const file = join(folderOf(t), "new", "sscard.token");
  t.like(await bridge.dukaPair("--program", "HIS", "--save", file), {
    code: 0,
    out: `${file}
`,
    told: "",
  });
  t.is(statSync(file).mode & 0o777, 0o600);
  const token = readFileSync(file, "utf8").trim();
  t.is((await bridge.ask("/v1/balance", { token, body: {} })).status, 200);
  // One that all could read is replaced, rights included.
  writeFileSync(file, "old");
  chmodSync(file, 0o666);
  t.is((await bridge.dukaPair("--program", "HIS", "--save", file)).code, 0);
  t.is(statSync(file).mode & 0o777, 0o600);
  t.not(readFileSync(file, "utf8").trim(), token);
});

test("--save without a program keeps nothing", async (t) => {
  const bridge = await startBridge(t);
  t.like(await bridge.dukaPair("--save", join(folderOf(t), "token")), { code: 2 });
});
