/** A sweep finds what it is for: builds with one mistake fail, the build as it is does not. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import test from "ava";
import { DEFECTS } from "./defects.js";

const HOOK = new URL("./plant-defect.js", import.meta.url).href;
const DUKA_SIM = fileURLToPath(new URL("../bin/duka-sim.js", import.meta.resolve("@duka/simulator")));
const RUN = "hangzhou,T=0,purse;seed=1";

function replay(scenario: string, cut: string, defect: string) {
  const line = [scenario, RUN, ...(cut === "" ? [] : [cut])].join(";");
  return spawnSync(process.execPath, ["--import", HOOK, DUKA_SIM, "replay", line], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, DUKA_TEST_DEFECT: defect },
  });
}

for (const { name, scenario = "purchase", cut } of DEFECTS) {
  test(`found by one run: ${name}`, (t) => {
    const sound = replay(scenario, cut, "");
    t.is(sound.status, 0, sound.stdout + sound.stderr);
    const spoilt = replay(scenario, cut, name);
    t.is(spoilt.status, 1, spoilt.stdout + spoilt.stderr);
    t.regex(spoilt.stdout, /^FAILED (lost|doubled|not on the disk|not proved|not settled)|: undecided$/m);
    const found = spoilt.stdout.split("\n").filter((line) => /^(FAILED|last)/.test(line));
    t.log(`1 run, ${cut === "" ? "without a fault" : cut}: ${found.join("; ")}`);
  });
}
