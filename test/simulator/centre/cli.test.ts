import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { commandLines } from "../../support/programs/command-lines.js";
import { folderOf } from "../../support/values/folder.js";
import { DOCUMENT, HOLDER, WINDOW } from "./counter.js";

const PROGRAM = fileURLToPath(new URL("../bin/duka-sim.js", import.meta.resolve("@duka/simulator")));

function start(...args: string[]) {
  const child = spawn(process.execPath, [...process.execArgv, PROGRAM, "centre", ...args]);
  const said = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.stderr += text;
  });
  const exit = once(child, "close").then(([code]) => code as number | null);
  return { child, said, exit };
}

/** Where it listens. */
async function ready(program: ReturnType<typeof start>): Promise<string> {
  for (;;) {
    const [, url] = /ready at (http:\S+),/.exec(program.said.stderr) ?? [];
    if (url !== undefined) return url;
    if (program.child.exitCode !== null) throw new Error(`ended, having said ${program.said.stderr}`);
    await once(program.child.stderr, "data");
  }
}

function ask(url: string, path: string, body: object): Promise<Response> {
  return fetch(url + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

const PERSON = { ...WINDOW, ref: "e", holderId: HOLDER, name: "张三", document: DOCUMENT, region: "330100" };

const lines = commandLines();
test.after.always(() => lines.close());

test("--openapi prints the document on stdout and ends", async (t) => {
  const { code, stdout } = await lines.run("centre", "--openapi");
  t.is(code, 0);
  t.is((JSON.parse(stdout) as { openapi: string }).openapi, "3.1.0");
});

test("--refuse: numbers, numbers with a code and ranges stand on the blacklist", async (t) => {
  const code = "330100D1560000050001742300000000";
  const words = ["A12345674", `A12345675:${code}`, "B00000000-B00000999"];
  const program = start("--port", "0", ...words.flatMap((word) => ["--refuse", word]));
  const answer = await ask(await ready(program), "/register/blacklist", { limit: 10 });
  t.like(await answer.json(), {
    count: 2,
    cards: [
      { cardNumber: "A12345674", cardId: null, state: "lost" },
      { cardNumber: "A12345675", cardId: code, state: "lost" },
    ],
    ranges: [{ from: "B00000000", until: "B00000999" }],
  });
  program.child.kill("SIGINT");
  t.is(await program.exit, 0);
});

test("the centre is served until Ctrl-C, and its file holds what was told", async (t) => {
  const file = join(folderOf(t), "centre.db");
  for (const status of [200, 409]) {
    const program = start("--port", "0", "--store", file);
    const answer = await ask(await ready(program), "/life/enrolHolder", { ...PERSON, ref: `e ${status}` });
    t.is(answer.status, status);
    program.child.kill("SIGINT");
    t.is(await program.exit, 0);
    t.is(program.said.stdout, "");
  }
});

test("faults may be there from the beginning", async (t) => {
  const program = start("--port", "0", "--fault", "lose=1", "--fault", "slow=1");
  const url = await ready(program);
  await t.throwsAsync(ask(url, "/life/enrolHolder", PERSON));
  t.is((await ask(url, "/life/enrolHolder", PERSON)).status, 200);
  program.child.kill("SIGTERM");
  t.is(await program.exit, 0);
});

test("--enrol puts the profile's card into the register, active; started again on the same file it changes nothing", async (t) => {
  const file = join(folderOf(t), "centre.db");
  const words = ["--port", "0", "--profile", "hangzhou", "--enrol", "--store", file, "--fault", "lose=1"];
  for (const beginning of ["new", "again"]) {
    const program = start(...words);
    const url = await ready(program);
    const number = { cardNumber: "33018653000100174236" };
    await t.throwsAsync(ask(url, "/register/findCard", number), undefined, "faults are for whoever asks");
    const answer = await ask(url, "/register/findCard", number);
    const found: unknown = await answer.json();
    t.like(
      found,
      { card: { state: "active", balanceFen: 50_000 }, holder: { accountFen: 10_000 } },
      beginning,
    );
    program.child.kill("SIGINT");
    t.is(await program.exit, 0);
  }
});

const WRONG: readonly (readonly [string[], number, RegExp])[] = [
  [["--port", "70000"], 2, /--port must be a number from 0 to 65535/],
  [["--port", "x"], 2, /--port/],
  [["--account", "bank"], 2, /--account must be card or centre/],
  [["--fault", "angry"], 2, /--fault "angry" is not known/],
  [["--refuse", "a1"], 2, /--refuse "a1" is none of NUMBER/],
  [["--refuse", "A1:33"], 2, /--refuse "A1:33" is none of/],
  [["--refuse", "A2-A1"], 2, /--refuse "A2-A1" is none of/],
  [["--refuse", "A1-A10"], 2, /of one length/],
  [["--fault", "slow=99999999"], 2, /faults of the centre: slowMs/],
  [["--seed", "-1"], 2, /seed/],
  [["--profile", "atlantis"], 2, /atlantis/],
  [["--enrol"], 2, /--enrol needs --profile/],
  [["--store", "/"], 1, /is a folder/],
  [["--colour"], 2, /unknown option/],
];

for (const [args, code, message] of WRONG) {
  test(`duka-sim centre ${args.join(" ")}: exit ${code}, and stderr says why`, async (t) => {
    const ended = await lines.run("centre", ...args);
    t.is(ended.code, code);
    t.regex(ended.stderr, message);
    t.is(ended.stdout, "");
  });
}
