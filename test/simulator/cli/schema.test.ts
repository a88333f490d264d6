import { runDukaSim } from "@duka/simulator/cli/duka-sim";
import { profileSchema } from "@duka/simulator/profiles/profile";
import { faultsSchema } from "@duka/simulator/world";
import test from "ava";
import { TypedInput } from "../../support/programs/terminal.js";

async function run(words: readonly string[]) {
  let out = "";
  let told = "";
  const code = await runDukaSim(words, {
    env: {},
    input: new TypedInput(false),
    out: (text) => {
      out += text;
    },
    outBytes: () => undefined,
    tell: (text) => {
      told += text;
    },
    onInterrupt: () => () => undefined,
    exit: () => undefined,
  });
  return { code, out, told };
}

const jsonOf = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test("duka-sim schema prints the JSON Schema of faults and of profiles, and names both where another is wanted", async (t) => {
  t.deepEqual(JSON.parse((await run(["schema", "faults"])).out), jsonOf(faultsSchema()));
  t.deepEqual(JSON.parse((await run(["schema", "profile"])).out), jsonOf(profileSchema));
  const wrong = await run(["schema", "cards"]);
  t.is(wrong.code, 2);
  t.regex(wrong.told, /no schema "cards": faults, profile/);
});
