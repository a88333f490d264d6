/** The scenarios that ship, played as `duka-sim run` plays them; and what it says of one that fails. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readScenario } from "@duka/simulator/world/script/read-scenario";
import { runScenario } from "@duka/simulator/world/script/run-scenario";
import test from "ava";
import { runTool } from "../../../support/programs/tools.js";
import { folderOf } from "../../../support/values/folder.js";

const SHIPPED = fileURLToPath(new URL("../../../../../simulator/scenarios/", import.meta.url));
const files = readdirSync(SHIPPED).sort();
const play = (file: string, text: string | Uint8Array) =>
  runScenario(readScenario(typeof text === "string" ? Buffer.from(text) : text, file));

for (const file of files) {
  test.serial(`scenarios/${file}`, async (t) => {
    const { failures, steps } = await play(file, readFileSync(join(SHIPPED, file)));
    t.deepEqual(failures, []);
    t.true(steps.length > 0);
  });
}

test("at least 40 scenarios ship, and between them each outcome that one caller can be told", (t) => {
  t.true(files.length >= 40, `${files.length}`);
  const text = files.map((file) => readFileSync(join(SHIPPED, file), "utf8")).join("\n");
  for (const outcome of [
    "committed",
    "refused",
    "undecided",
    "deferred",
    "manual",
    "credited",
    "not-credited",
  ])
    t.regex(text, new RegExp(`outcome: ${outcome}[ ,]`));
  for (const visit of ["registration", "treatment", "admission", "discharge", "pharmacy"])
    t.regex(text, new RegExp(`visit: ${visit}`));
});

test("the README's scenario is played as it stands there", async (t) => {
  const text = readFileSync(new URL("../README.md", `file://${SHIPPED}`), "utf8");
  const [, sample] = /```yaml\n(title: [^`]+)```/.exec(text)!;
  t.deepEqual((await play("README.yaml", sample!)).failures, []);
  t.regex(text, new RegExp(`\\b${files.length} ship in`));
});

const SALE = "title: A sale\nsteps:\n  - sell: { ref: S-1, amountFen: 1250 }\n";

test("each expectation that does not hold is told with its line, and what became of the step", async (t) => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    [`${SALE}    expect: { outcome: refused }\n`, ["3: expected outcome refused, and it is committed"]],
    [
      `${SALE}    expect: { error: no-reader }\n`,
      ["3: expected it to fail with no-reader, and it is committed"],
    ],
    [`${SALE}    expect: { reason: paid-before }\n`, ["3: expected reason paid-before, and it is none"]],
    [`${SALE}    expect: { answer: { amountFen: 1 } }\n`, ["3: expected answer.amountFen 1, and it is 1250"]],
    [`${SALE}    expect: { answer: { none: 1 } }\n`, ["3: expected answer.none 1, and it is missing"]],
    [`${SALE}    expect: { wireMsMax: 1 }\n`, ["3: expected at most 1 ms on the wires, and it took"]],
    [`${SALE}money: { purseFen: 1 }\n`, ["4: expected money.purseFen 1, and it is 48750"]],
    [`${SALE}money: { changesFen: [] }\n`, ["4: expected money.changesFen to be a list of 0"]],
    [`${SALE}triesLeft: 1\n`, ["4: expected triesLeft 1, and it is 6"]],
    [
      `${SALE.replace("steps:", "faults: [{ kind: card-mute, at: ninth VERIFY }]\nsteps:")}`,
      ['2: the fault card-mute at "ninth VERIFY" never struck'],
    ],
    [SALE.replace("1250", "90000"), ["3: it was refused: insufficient-balance"]],
    [
      "title: No reader\nsteps:\n  - cable: out\n  - sell: { ref: S-1, amountFen: 1 }\n",
      ["4: expected it to be done, and it failed with no-reader"],
    ],
  ];
  for (const [text, told] of cases) {
    const { failures } = await play("a.yaml", text);
    t.is(failures.length, told.length, text);
    for (const [index, words] of told.entries()) {
      const { place, message } = failures[index]!;
      const line = `${place.line}: ${message.replace(/^step [0-9]+, \w+: /, "")}`;
      t.true(line.startsWith(words), `${line}\n${text}`);
    }
  }
});

test("the same scenario and seed give the same events, byte for byte", async (t) => {
  const file = "card-pulled-after-debit.yaml";
  const bytes = readFileSync(join(SHIPPED, file));
  const [one, other] = [await play(file, bytes), await play(file, bytes)];
  t.is(JSON.stringify(one.events), JSON.stringify(other.events));
});

test("duka-sim run: a line for each, JUnit XML for a build server, exit 1 where one failed and 2 where one is unread", async (t) => {
  const folder = folderOf(t);
  const at = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const good = at("good.yaml", SALE.replace("A sale", 'A <sale> & "more"'));
  const failing = at("failing.yaml", `${SALE}    expect: { outcome: refused }\n`);
  const broken = at("broken.yaml", "title: 7\n");
  const junit = join(folder, "out.xml");

  const passed = await runTool("duka-sim", ["run", good, "--seed", "7"]);
  t.is(passed.code, 0, passed.told);
  t.true(passed.out.endsWith("1 scenarios run, 0 failed, 0 cannot be read\n"));

  const failed = await runTool("duka-sim", ["run", good, failing, "--junit", junit]);
  t.is(failed.code, 1);
  t.true(
    failed.out.includes(`${failing}:3:5: step 1, sell: expected outcome refused, and it is committed`),
    failed.out,
  );
  const xml = readFileSync(junit, "utf8");
  t.regex(
    xml,
    /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites tests="2" failures="1" errors="0" skipped="0" time="/,
  );
  t.true(xml.includes('name="A &lt;sale&gt; &amp; &quot;more&quot;"'));
  t.regex(xml, /<failure message="[^"<]*expected outcome refused, and it is committed" type="expectation">/);

  const unread = await runTool("duka-sim", ["run", broken, join(folder, "none.yaml"), good, "--json"]);
  t.is(unread.code, 2);
  const told = JSON.parse(unread.out) as { unread: { line: number; column: number }[]; scenarios: unknown[] };
  t.like(told.unread[0], { line: 1, column: 8, expected: "scenario.title must be a text" });
  t.like(told.unread[1], { line: 1, column: 1, expected: "must be a file that can be read (ENOENT)" });
  t.is(told.scenarios.length, 1);
});

test("a password that a scenario types stands in no result, no event and no report", async (t) => {
  const file = "changed-password-asked-once.yaml";
  const ran = await play(file, readFileSync(join(SHIPPED, file)));
  t.deepEqual(ran.failures, []);
  t.notRegex(JSON.stringify(ran), /246810|24 68 10/);
});

test("a device or a folder in place of a scenario is refused by its kind, before a byte of it is read", async (t) => {
  for (const [file, why] of [
    ["/dev/zero", /not a regular file|device/],
    ["/", /folder|EISDIR/],
  ] as const) {
    const { code, told } = await runTool("duka-sim", ["run", file]);
    t.is(code, 2, told);
    t.regex(told, why);
  }
});
