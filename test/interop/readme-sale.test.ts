/** The README's sale where stock software carries it, with only the address changed; over tcp: it is in test/driver. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test, { type ExecutionContext } from "ava";
import { readmeSale } from "../support/shop/readme-sale.js";
import { run } from "./harness/child.js";
import { startReader } from "./harness/reader-process.js";
import { setUpRig } from "./harness/rig.js";

const SALE_MS = 60_000;
const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const SOLD = /单号 Ref +S-1\n[\s\S]*消费金额 Amount +12\.50 元\n余额 Balance after +487\.50\n/;

async function sells(
  t: ExecutionContext,
  address: string,
  environment: Record<string, string> = {},
): Promise<void> {
  const { words } = readmeSale(address);
  const ran = await run(["env", "-C", ROOT, process.execPath, ...words], SALE_MS, environment);
  t.is(ran.code, 0, ran.output);
  t.regex(ran.stdout, SOLD);
}

test.serial("over serial:, a pseudo-terminal", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "duka-readme-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const reader = await startReader(join(folder, "reader"));
  t.teardown(() => reader.stop());
  await sells(t, `serial:${reader.link}`);
});

test.serial("over pcsc:, through stock pcscd and libccid", async (t) => {
  const rig = await setUpRig(["--profile", "hangzhou"], { log: false });
  t.teardown(() => rig.clear());
  await sells(t, "pcsc:Duka", rig.pcscd.environment);
});
