/** `--profile FILE`: a card of one's own city, from its profile to every place where the card may go. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openChips } from "@duka/simulator/card/open-chips";
import { profileOf } from "@duka/simulator/profiles/profile-file";
import { findProfile } from "@duka/simulator/profiles/profiles";
import { openKeptCard } from "@duka/simulator/vpcd/kept-card";
import { openSimulated } from "@duka/simulator/world/open-simulated";
import test, { type ExecutionContext } from "ava";
import { commandLines } from "../../support/programs/command-lines.js";
import { folderOf } from "../../support/values/folder.js";
import { send } from "../card/chips.js";

const lines = commandLines();
test.after.always(() => lines.close());

/** Hangzhou's card with four tries, under a name of its own. */
const OWN = {
  $schema: "node_modules/@duka/simulator/profile.schema.json",
  ...findProfile("hangzhou"),
  name: "my-city",
  password: { ...findProfile("hangzhou").password, retryLimit: 4 },
};

function profileFile(t: ExecutionContext, content: unknown = OWN): { folder: string; path: string } {
  const folder = folderOf(t);
  const path = join(folder, "my-city.json");
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return { folder, path };
}

test("card new takes a profile file; the card file needs it no longer", async (t) => {
  const { folder, path } = profileFile(t);
  const card = join(folder, "card.json");
  const made = await lines.run("card", "new", "--profile", path, "--holder", "王小明", card);
  t.deepEqual(made, {
    code: 0,
    stdout: `${card}: my-city card 33018653000100174236 of 王小明\n`,
    stderr: "",
  });
  writeFileSync(path, "");
  const shown = JSON.parse((await lines.run("card", "show", "--json", card)).stdout);
  t.like(shown, { profile: "my-city", password: { triesLeft: 4, triesMax: 4 } });
  t.is((await lines.run("card", "log", card)).code, 0);
  const kept = openKeptCard({ state: card, seed: 1 });
  t.is(kept.profile, "my-city");
  kept.chip.reset();
  t.is(send(kept.chip, "00 20 00 00 03 111111"), "63C3");
  kept.close();
});

test("card profile prints one to begin with: it goes through a file unchanged but for its name", async (t) => {
  for (const name of ["hangzhou", "plain", "medical-3des", "medical-sm4"]) {
    const { code, stdout } = await lines.run("card", "profile", name);
    t.is(code, 0);
    const { path } = profileFile(t, stdout);
    t.deepEqual(profileOf(path), { ...findProfile(name), name: `my-${name}` });
    t.is(JSON.parse(stdout).$schema, "node_modules/@duka/simulator/profile.schema.json");
  }
  t.is(JSON.parse((await lines.run("card", "profile", "plain", "--name", "x")).stdout).name, "x");
  const wrong = await lines.run("card", "profile", "plain", "--name", "");
  t.is(wrong.code, 2);
  t.regex(wrong.stderr, /profile\.name must be 1 to 32 lower-case letters, digits and hyphens/);
});

test("sim:FILE is a reader with such a card; its state is refused under another profile", async (t) => {
  const { folder, path } = profileFile(t);
  const state = join(folder, "state.json");
  const world = await openSimulated(`${path}?state=${state}`);
  t.is(world.link.name, "sim:my-city");
  await world.close();
  await t.throwsAsync(openSimulated(`plain?state=${state}`), {
    message: /state file .*: .* it holds a "my-city" card, not a "plain" one/,
  });
});

test("duka-sim reader and centre know profile files too", async (t) => {
  const { path } = profileFile(t, { ...OWN, pin: 7 });
  for (const words of [
    ["reader", "--tcp", "127.0.0.1:0", "--profile", path],
    ["centre", "--port", "0", "--profile", path],
    ["card", "--tcp", "127.0.0.1:0", "--profile", path],
  ]) {
    const { code, stderr } = await lines.run(...words);
    t.is(code, 2, words.join(" "));
    t.is(stderr, `duka-sim: profile file ${path}: profile.pin must be an object\n`);
  }
});

const WRONG: readonly (readonly [content: unknown, message: RegExp])[] = [
  ["", /it is no JSON$/],
  ['{"name" "my-city"}', /it is no JSON at position 8/],
  ["[]", /profile must be an object/],
  [{ ...OWN, name: "hangzhou" }, /profile\.name "hangzhou" is one that comes with Duka: choose another/],
  [{ ...OWN, colour: 1 }, /profile has no member "colour"; known: name, title/],
  [{ ...OWN, $schema: 1 }, /profile\.\$schema must be a text/],
  [
    { ...OWN, keys: { ...OWN.keys, regionFactor: "1" } },
    /profile\.keys\.regionFactor must be 16 hexadecimal digits/,
  ],
];

test("a profile file that does not fit is named with the member and what it must be, never with its keys", (t) => {
  for (const [content, message] of WRONG) {
    const { path } = profileFile(t, content);
    const error = t.throws(() => profileOf(path), { instanceOf: RangeError });
    t.true(error.message.startsWith(`profile file ${path}: `), error.message);
    t.regex(error.message, message);
    t.notRegex(error.message, /[0-9A-F]{32}/);
  }
  const { path } = profileFile(t);
  writeFileSync(path, Uint8Array.of(0x22, 0xff, 0x22));
  t.throws(() => profileOf(path), { instanceOf: RangeError, message: /it is no UTF-8/ });
  t.throws(() => profileOf("nowhere/city.json"), {
    message: /cannot read the profile file nowhere\/city\.json: ENOENT/,
  });
});

test("a state with a profile of one's own that does not fit is refused at the member", (t) => {
  const chips = openChips({ ...findProfile("plain"), name: "mine" }, undefined, 1);
  const state = chips.serialize();
  t.is(openChips("mine", state, 1).profile.password.retryLimit, 3);
  // The members of a profile that was read stand in the order of their rules.
  const read = openChips(undefined, state, 1).serialize();
  t.deepEqual({ ...JSON.parse(read), checksum: "" }, { ...JSON.parse(state), checksum: "" });
  t.is(openChips(undefined, read, 1).serialize(), read);
  t.throws(() => openChips("mine", undefined, 1), { message: /there is no card profile "mine"/ });
});
