/** A sweep finds what it is for: builds with one mistake fail, the build as it is does not. */
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import test from "ava";
import { DEFECTS } from "./defects.js";

const HOOK = new URL("./plant-defect.js", import.meta.url).href;
const DUKA_SIM = fileURLToPath(new URL("../bin/duka-sim.js", import.meta.resolve("@duka/simulator")));

/** A narrow sweep, or one run, of a build with this defect; of the build as it is for "". */
function look(by: readonly string[] | string, defect: string) {
  const words = typeof by === "string" ? ["replay", by] : ["sweep", ...by, "--until-failure"];
  // From its modules, one of which has the mistake; so are the processes that it begins.
  const options = ["--conditions=duka-modules", "--import", HOOK];
  const ran = spawnSync(process.execPath, [...options, DUKA_SIM, ...words, "--json"], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, DUKA_TEST_DEFECT: defect },
  });
  return { code: ran.status, said: ran.stdout + ran.stderr, ...readingOf(ran) };
}

function readingOf({ stdout }: SpawnSyncReturns<string>): { runs: number; broken: string } {
  const {
    runs = 1,
    failures,
    broken,
  } = JSON.parse(stdout || "{}") as {
    readonly runs?: number;
    readonly failures?: readonly { readonly broken: readonly string[] }[];
    readonly broken?: readonly string[];
  };
  return { runs, broken: (failures?.[0]?.broken ?? broken ?? [])[0] ?? "" };
}

const rows: string[] = [];

for (const { name, by } of DEFECTS) {
  test(`found by a sweep: ${name}`, (t) => {
    const sound = look(by, "");
    t.is(sound.code, 0, sound.said);
    const spoilt = look(by, name);
    t.is(spoilt.code, 1, spoilt.said);
    t.not(spoilt.broken, "", spoilt.said);
    const how = typeof by === "string" ? "replay of two faults" : `sweep ${by.map(quoted).join(" ")}`;
    rows.push(`| ${name} | ${how} | ${spoilt.runs} | ${spoilt.broken} |`);
  });
}

function quoted(word: string): string {
  return word.includes(" ") ? `'${word}'` : word;
}

test.after("the table of what was found", () => {
  const head = ["| defect | found by | runs | what did not hold |", "|---|---|---|---|"];
  process.stdout.write(`${[...head, ...rows].join("\n")}\n`);
});
