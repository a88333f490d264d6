/** `duka-sim`, and the processes that it begins, are one program in a few files; they say what their modules say. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import {
  FROM_MODULES,
  installedIn,
  LOADED_BESIDE,
  programOf,
  saysTheSame,
  startedFrom,
  toolOf,
} from "../../support/programs/one-program.js";
import { folderOf } from "../../support/values/folder.js";

const DUKA_SIM = toolOf("simulator", "duka-sim");
const SCENARIOS = fileURLToPath(new URL("../../../../simulator/scenarios/", import.meta.url));
const RUN = "purchase;hangzhou,T=0,purse;seed=7";
const CAMPAIGN = ["campaign", "--sales", "2", "--workers", "1", "--json"];

const LINES: readonly (readonly [what: string, words: readonly string[], said: RegExp])[] = [
  ["the help", ["--help"], /campaign/],
  ["its version", ["--version"], /^\d+\.\d+\.\d+$/m],
  ["a command that does not exist", ["sell"], /sell/],
  ["a scenario", ["run", "purse-sale.yaml", "--json"], /"committed"/],
  ["a file that is no scenario", ["run", "none.yaml"], /none\.yaml/],
  ["a run with its log", ["replay", RUN, "--log"], /DEBIT FOR PURCHASE/],
  ["a line that is no run", ["replay", "purchase"], /is no run/],
  [
    "a sweep, whose cuts are played in processes of their own",
    ["sweep", "purchase", "--every", "999", "--json"],
    /"runs"/,
  ],
  ["a reader that is not there", ["certify", "--reader", "tcp://127.0.0.1:1"], /ECONNREFUSED/],
  ["a city's card", ["card", "profile", "hangzhou"], /name/],
  ["a declared document", ["schema", "control"], /"openapi"/],
  ["the clearing centre's document", ["centre", "--openapi"], /"openapi"/],
  ["a page that needs nothing beside it", ["run", "purse-sale.yaml", "--html", "page.html"], /purse-sale/],
];

saysTheSame("duka-sim", "simulator", LINES, [join(SCENARIOS, "purse-sale.yaml")]);

test("a campaign's processes begin from the program; its results are those of its modules, of the same build", (t) => {
  // Not measured: modules that are measured are another build.
  const [asOne, modules] = ["", FROM_MODULES].map((options) => {
    const { status, stdout, stderr } = startedFrom(DUKA_SIM.started, CAMPAIGN, folderOf(t), options);
    t.is(status, 0, stderr);
    return JSON.parse(stdout) as { readonly hash: string; readonly build: string };
  });
  t.deepEqual(asOne, modules);
});

test("each module of ours is in the program once, and nothing of ours is loaded beside it", (t) => {
  const { text, texts, inputs } = programOf("simulator");
  t.deepEqual(text.match(LOADED_BESIDE) ?? [], []);
  for (const one of ["protocol/dist/", "driver/dist/", "simulator/dist/"])
    t.true(
      inputs.some((file) => file.startsWith(one)),
      one,
    );
  t.is(new Set(inputs).size, inputs.length);
  for (const name of ["ReaderError", "ControlRefusal", "VirtualClock"])
    t.is(text.match(new RegExp(`\\b${name}=class\\b|\\bclass ${name}\\b`, "g"))?.length, 1, name);
  // A process that loads the file of another would do its work, too.
  for (const [name, one] of texts)
    t.notRegex(one, /require\("\.\/(?:duka-sim|session-process|line-process|cut-process)\.js"\)/, name);
});

test("where the driver is not installed, the program serves cards and centre, and says so of a world", (t) => {
  const top = folderOf(t);
  const installed = installedIn(top, ["protocol", "firmware"], "simulator");
  const tool = join(installed, "@duka/simulator/bin/duka-sim.js");
  t.regex(startedFrom(tool, ["card", "profile", "hangzhou"], top).stdout, /hangzhou/i);
  const { status, stderr } = startedFrom(tool, ["replay", RUN], top);
  t.is(status, 1);
  t.regex(stderr, /@duka\/driver, which is not installed: npm install @duka\/driver/);
});
