/** `--profile FILE`: one file is a city's rules for the till and its card for the simulator. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cities } from "@duka/protocol/cities";
import { CARD_MEMBERS, cityMembers } from "@duka/protocol/city";
import { profileSchema } from "@duka/simulator/profiles/profile-schema";
import test, { type ExecutionContext } from "ava";
import { commandLines } from "../../support/programs/command-lines.js";
import { serve } from "../../support/programs/serve.js";
import { duka } from "../../support/programs/terminal.js";
import { folderOf } from "../../support/values/folder.js";

const lines = commandLines();
test.after.always(() => lines.close());

type File = { [member: string]: unknown };

/** What `duka-sim card profile` writes, for a city whose passwords begin otherwise than Hangzhou's. */
async function writtenProfile(t: ExecutionContext, from = "hangzhou") {
  const folder = folderOf(t);
  const path = join(folder, "my-city.json");
  const { stdout } = await lines.run("card", "profile", from, "--name", "my-city");
  const file = JSON.parse(stdout) as File & { password: File };
  const changed = { ...file, password: { ...file.password, initial: "135790" } };
  writeFileSync(path, JSON.stringify(changed));
  const words = (city: string) => [
    "--reader",
    `sim:${path}?state=${join(folder, "card.json")}`,
    "--journal",
    join(folder, "journal.db"),
    ...(city === "" ? [] : ["--profile", city]),
  ];
  return { folder, path, file: changed, words };
}

async function triesLeft(folder: string): Promise<number> {
  const shown = await lines.run("card", "show", "--json", join(folder, "card.json"));
  return (JSON.parse(shown.stdout) as { password: { triesLeft: number } }).password.triesLeft;
}

test("the file of duka-sim card profile is taken by duka --profile, and by sim: without it: the initial password of that city pays", async (t) => {
  const { folder, path, words } = await writtenProfile(t);
  for (const [ref, city] of [
    ["S-1", path],
    ["S-2", ""],
  ] as const) {
    const paid = await duka(["debit", ...words(city), "--json", "--amount", "12.50", "--ref", ref]);
    t.is(paid.code, 0, paid.told);
    t.like(JSON.parse(paid.out), { outcome: "committed", amountFen: 1250 });
  }
  t.is(await triesLeft(folder), 6);
});

for (const { name } of cities) {
  test(`--profile ${name} --reader sim: simulates a card of that city, not one of the default's`, async (t) => {
    const ofTheCity = await duka(["card", "--json", "--reader", `sim:${name}`]);
    const shown = await duka(["card", "--json", "--reader", "sim:", "--profile", name]);
    t.is(shown.code, 0, shown.told);
    t.deepEqual(JSON.parse(shown.out), JSON.parse(ofTheCity.out));
  });
}

test("a simulated card whose city is said in the address stays of that city, whatever the till's own is", async (t) => {
  const words = ["--reader", "sim:hangzhou", "--journal", join(folderOf(t), "journal.db")];
  const refused = await duka([
    "debit",
    ...words,
    "--profile",
    "medical-sm4",
    "--amount",
    "1.00",
    "--ref",
    "S-1",
  ]);
  t.is(refused.code, 1, refused.told);
  t.regex(refused.out + refused.told, /of a city that this till does not know/);
});

test("duka serve takes the same file", async (t) => {
  const { path, words } = await writtenProfile(t);
  const served = serve(words(path));
  served.say('{"id":1,"method":"debit","params":{"ref":"S-1","amountFen":1250}}');
  t.like(await served.next(), { id: 1, result: { outcome: "committed", amountFen: 1250 } });
  await served.end();
});

test("a city's own file needs nothing of a card", async (t) => {
  const { folder, file, words } = await writtenProfile(t);
  const city = join(folder, "city-only.json");
  const own = Object.entries(file).filter(([name]) => !(CARD_MEMBERS as readonly string[]).includes(name));
  writeFileSync(city, JSON.stringify(Object.fromEntries(own)));
  const paid = await duka(["debit", ...words(city), "--json", "--amount", "1.00", "--ref", "S-1"]);
  t.is(paid.code, 0, paid.told);
});

test("every profile of the simulator is a city of the till, of the same name and rules", async (t) => {
  for (const city of cities) {
    const { stdout } = await lines.run("card", "profile", city.name, "--name", "same");
    const file = JSON.parse(stdout) as File;
    const shared = Object.keys(file).filter((name) => !(CARD_MEMBERS as readonly string[]).includes(name));
    t.deepEqual({ ...Object.fromEntries(shared.map((name) => [name, file[name]])), name: city.name }, city);
  }
  const members = Object.keys(profileSchema.properties as object);
  t.deepEqual(
    members.filter((name) => !Object.hasOwn(cityMembers(), name)).sort(),
    [...CARD_MEMBERS].sort(),
    "what a till passes over is what only a card has",
  );
});

test("sim: with a shipped card goes by that card's city: no try of Hangzhou's password is spent", async (t) => {
  const folder = folderOf(t);
  const words = ["--reader", `sim:medical-sm4?state=${join(folder, "card.json")}`];
  const journal = ["--journal", join(folder, "journal.db")];
  const sale = ["--kind", "medical", "--amount", "8.00", "--ref", "S-1"];
  const paid = await duka(["debit", ...words, ...journal, "--json", ...sale]);
  t.is(paid.code, 0, paid.told);
  t.like(JSON.parse(paid.out), { outcome: "committed", balanceAfterFen: 80_00 });
  t.is(await triesLeft(folder), 8);
});

/** A till of two cities, and the cards of both. */
function twoCities(t: ExecutionContext, city: string) {
  const folder = folderOf(t);
  const reader = ["--reader", `sim:${city}?state=${join(folder, "card.json")}`];
  return { folder, words: [...reader, "--journal", join(folder, "journal.db")] };
}

const GIVEN: readonly [how: string, words: (folder: string) => readonly string[]][] = [
  ["--profile twice", () => ["--profile", "hangzhou", "--profile", "medical-sm4"]],
  ["a folder of files", (folder) => ["--profile", folder]],
  ["a name and a folder", (folder) => ["--profile", "medical-3des", "--profile", folder]],
];

for (const [how, given] of GIVEN) {
  test(`several cities, by ${how}: the card pays by the password of its own, with duka and duka serve`, async (t) => {
    const { folder, words } = twoCities(t, "medical-sm4");
    const cards = join(folder, "cities");
    mkdirSync(cards);
    for (const from of ["hangzhou", "medical-sm4"]) {
      const { stdout } = await lines.run("card", "profile", from, "--name", `my-${from}`);
      writeFileSync(join(cards, `${from}.json`), stdout);
    }
    writeFileSync(join(cards, "README.txt"), "not a profile");
    const till = [...words, ...given(cards)];
    const sale = ["--kind", "medical", "--amount", "8.00", "--ref", "S-1"];
    const paid = await duka(["debit", ...till, "--json", ...sale]);
    t.is(paid.code, 0, paid.told);
    const served = serve(till);
    served.say('{"id":1,"method":"debit","params":{"ref":"S-2","amountFen":800,"kind":"medical"}}');
    t.like(await served.next(), { id: 1, result: { outcome: "committed", balanceAfterFen: 72_00 } });
    await served.end();
    t.is(await triesLeft(folder), 8);
  });
}

test("a card of a city that was not given is refused by its region, no try is lost: duka, duka serve and its ldt33", async (t) => {
  const { folder, words } = twoCities(t, "medical-sm4");
  const till = [...words, "--profile", "hangzhou", "--profile", "medical-3des"];
  const refused = await duka(["debit", ...till, "--json", "--amount", "8.00", "--ref", "S-1"]);
  t.is(refused.code, 1);
  t.regex(refused.out, /region 510100.*known: hangzhou, medical-3des/);
  const served = serve(till);
  served.say('{"id":1,"method":"ldt33","params":{"function":"iVerifyPIN","arguments":[1]}}');
  const { result } = (await served.next()) as { result: { code: number; pOutInfo: string } };
  t.is(result.code, -1);
  t.regex(result.pOutInfo, /510100.*未验证密码/);
  await served.end();
  t.is(await triesLeft(folder), 8);
});

test("an empty folder, or two files of one city, are refused by name before the reader is opened", async (t) => {
  const { folder, words } = twoCities(t, "hangzhou");
  const cards = join(folder, "cities");
  mkdirSync(cards);
  const empty = await duka(["balance", ...words, "--profile", cards]);
  t.is(empty.code, 2);
  t.true(empty.told.includes(`profile folder ${cards}: it has no file that ends in .json`), empty.told);
  const { stdout } = await lines.run("card", "profile", "hangzhou", "--name", "mine");
  writeFileSync(join(cards, "mine.json"), stdout);
  const twice = await duka(["balance", ...words, "--profile", "hangzhou", "--profile", cards]);
  t.is(twice.code, 2);
  t.regex(twice.told, /"hangzhou" and "mine" are both of region 330100/);
});

const WRONG: readonly (readonly [what: string, change: (file: File) => unknown, told: RegExp])[] = [
  ["no JSON", () => undefined, /it is no JSON/],
  ["a list", () => [], /profile must be an object/],
  ["a shipped name", (file) => ({ ...file, name: "plain" }), /profile\.name "plain" is one that comes with/],
  ["a region of five digits", (file) => ({ ...file, region: "33010" }), /profile\.region must be 6 decimal/],
  ["no password", ({ password, ...file }) => file, /profile\.password must be an object/],
  ["a mistyped member", (file) => ({ ...file, pasword: {} }), /profile has no member "pasword"; known: name/],
  ["a wrong title", (file) => ({ ...file, title: "My city" }), /profile\.title must be an object/],
  [
    "an amount that is none",
    (file) => ({ ...file, medical: { ...(file.medical as File), amounts: ["account", "pool", "tax"] } }),
    /profile\.medical\.amounts\[2\] must be one of account, self-payment/,
  ],
];

for (const [what, change, told] of WRONG) {
  test(`a profile file with ${what} is refused by duka and duka serve, by file and member, never with its keys`, async (t) => {
    const { path, file, words } = await writtenProfile(t);
    const wrong = change(file);
    writeFileSync(path, wrong === undefined ? "{ no" : JSON.stringify(wrong));
    for (const command of [["balance"], ["serve", "--stdio"]]) {
      const ran = await duka([...command, ...words(path)]);
      t.is(ran.code, 2);
      t.true(ran.told.includes(`profile file ${path}: `), ran.told);
      t.regex(ran.told, told);
      t.notRegex(ran.told, /[0-9A-F]{32}/);
      t.is(ran.out, "");
    }
  });
}

test("a profile file that cannot be read, is a folder, a device without end or too large: refused by name, at once", async (t) => {
  const { folder, words } = await writtenProfile(t);
  const place = join(folder, "folder.json");
  mkdirSync(place);
  const large = join(folder, "large.json");
  writeFileSync(large, " ".repeat(1024 * 1024 + 1));
  for (const [path, told] of [
    [join(folder, "nowhere.json"), /ENOENT/],
    [place, /it is not a regular file: it is a (folder|device)/],
    ["/dev/zero", /it is not a regular file: it is a (folder|device)/],
    [large, /it has more than 1 MiB/],
  ] as const) {
    const ran = await duka(["balance", ...words(path)]);
    t.is(ran.code, 2, ran.told);
    t.true(ran.told.includes(`cannot read the profile file ${path}: `), ran.told);
    t.regex(ran.told, told);
  }
});

test("duka --help names the profiles that there are", async (t) => {
  const { out } = await duka(["balance", "--help"]);
  for (const { name } of cities) t.true(out.includes(name), name);
  t.true(out.replace(/\s+/g, " ").includes("a JSON file, or a folder of them"));
});
