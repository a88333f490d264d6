import { profileSchema } from "@duka/simulator/profiles/profile-schema";
import { faultsSchema } from "@duka/simulator/world";
import { scenarioSchema } from "@duka/simulator/world/script/scenario-shape";
import test from "ava";
import { runTool } from "../../support/programs/tools.js";

const run = (words: readonly string[]) => runTool("duka-sim", words);

const jsonOf = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test("duka-sim schema prints the JSON Schema of faults, scenarios and profiles, and names them where another is wanted", async (t) => {
  t.deepEqual(JSON.parse((await run(["schema", "faults"])).out), jsonOf(faultsSchema()));
  t.deepEqual(JSON.parse((await run(["schema", "scenario"])).out), jsonOf(scenarioSchema()));
  t.deepEqual(JSON.parse((await run(["schema", "profile"])).out), jsonOf(profileSchema));
  const { openapi, paths } = JSON.parse((await run(["schema", "control"])).out);
  t.is(openapi, "3.1.0");
  t.true(Object.keys(paths).includes("/v1/arm"));
  const wrong = await run(["schema", "cards"]);
  t.is(wrong.code, 2);
  t.regex(wrong.told, /no schema "cards": faults, scenario, profile, control/);
});
