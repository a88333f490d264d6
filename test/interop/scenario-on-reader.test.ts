/** A scenario file on a reader as it is really reached, by a serial port and by PC/SC: it ends as in a world. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test, { type ExecutionContext } from "ava";
import { run } from "./harness/child.js";
import { DUKA_SIM, startReader } from "./harness/reader-process.js";
import { setUpRig } from "./harness/rig.js";

const RUN_MS = 60_000;
const SCENARIOS = fileURLToPath(new URL("../../../simulator/scenarios/", import.meta.url));
const TORN = join(SCENARIOS, "torn-memory.yaml");
const SALE = `title: A ref that is asked for again is paid once
steps:
  - sell: { ref: S-1, amountFen: 1250 }
    expect: { outcome: committed, answer: { balanceAfterFen: 48750 } }
  - sell: { ref: S-1, amountFen: 1250 }
    expect: { outcome: committed, answer: { balanceAfterFen: 48750 } }
money: { changesFen: [-1250] }
`;

async function plays(
  t: ExecutionContext,
  address: string,
  environment: Record<string, string> = {},
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "duka-played-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const sale = join(folder, "sale.yaml");
  writeFileSync(sale, SALE);
  const words = [process.execPath, DUKA_SIM, "run", sale, TORN, "--reader", address];
  const skipping = await run([...words, "--allow-skipped"], RUN_MS, environment);
  t.is(skipping.code, 0, skipping.output);
  t.regex(skipping.stdout, /^ok +.*sale\.yaml: /m);
  t.regex(skipping.stdout, /^skipped .*torn-memory\.yaml: /m);
  t.regex(skipping.stdout, /^1 scenarios run, 0 failed, 1 skipped, 0 cannot be read$/m);
}

test.serial(
  "a scenario is played over serial:, and what hardware cannot do is skipped by name",
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "duka-played-"));
    t.teardown(() => rmSync(folder, { recursive: true, force: true }));
    const reader = await startReader(join(folder, "reader"));
    t.teardown(() => reader.stop());
    await plays(t, `serial:${reader.link}`);
  },
);

test.serial("a scenario is played over pcsc:, through stock pcscd and libccid", async (t) => {
  const rig = await setUpRig(["--profile", "hangzhou"], { log: false });
  t.teardown(() => rig.clear());
  await plays(t, "pcsc:Duka", rig.pcscd.environment);
});
