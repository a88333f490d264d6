import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test, { type ExecutionContext } from "ava";
import { runTool } from "../../support/programs/tools.js";

const PROGRAM = fileURLToPath(new URL("../bin/duka-sim.js", import.meta.resolve("@duka/simulator")));

/** The firmware text asked for as a stock driver does, and the beginning of the answer. */
const OPEN = new Uint8Array([0x03, 0x06, 0x6b, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x6d]);
const ANSWER = [0x03, 0x06, 0x83];

function start(...args: string[]) {
  const child = spawn(process.execPath, [...process.execArgv, PROGRAM, ...args]);
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (text) => {
    said.stdout += text;
  });
  child.stderr.on("data", (text) => {
    said.stderr += text;
  });
  const exit = once(child, "close").then(([code]) => code as number | null);
  return { child, said, exit };
}

function temporaryFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), "duka-sim-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Waits until the program has said on stderr what matches. */
async function heard(program: ReturnType<typeof start>, what: RegExp): Promise<RegExpExecArray> {
  for (;;) {
    const match = what.exec(program.said.stderr);
    if (match !== null) return match;
    if (program.child.exitCode !== null) throw new Error(`ended, having said ${program.said.stderr}`);
    await once(program.child.stderr, "data");
  }
}

test("the reader is served until Ctrl-C; then the card is in its file and the lock is gone", async (t) => {
  const state = join(temporaryFolder(t), "card.json");
  const program = start("reader", "--tcp", "127.0.0.1:0", "--state", state);
  const [, port] = await heard(program, /ready at tcp:\/\/127\.0\.0\.1:(\d+)/);
  const socket = connect(Number(port), "127.0.0.1");
  socket.write(OPEN);
  const [answer] = (await once(socket, "data")) as [Uint8Array];
  t.deepEqual([...answer.subarray(0, 1)], ANSWER.slice(0, 1));
  t.true(existsSync(`${state}.lock`));

  const second = start("reader", "--tcp", "127.0.0.1:0", "--state", state);
  t.is(await second.exit, 1);
  t.regex(
    second.said.stderr,
    new RegExp(`the card is in another reader \\(process ${program.child.pid} holds`),
  );

  const third = start("reader", "--tcp", `127.0.0.1:${port}`);
  t.is(await third.exit, 1);
  t.regex(third.said.stderr, /the port is in use/);

  program.child.kill("SIGINT");
  t.is(await program.exit, 0);
  t.is(program.said.stdout, "");
  t.false(existsSync(`${state}.lock`));
  t.is(JSON.parse(readFileSync(state, "utf8")).profile, "hangzhou");
});

test("help goes to stdout with examples; wrong use is said on stderr with exit code 2", async (t) => {
  const cases: [string[], number, RegExp][] = [
    [["--help"], 0, /Usage: duka-sim/],
    [["reader", "--help"], 0, /Examples:\n {2}duka-sim reader --tcp 127\.0\.0\.1:4070/],
    [["--version"], 0, /^\d+\.\d+\.\d+\n$/],
    [[], 2, /Usage: duka-sim/],
    [["toaster"], 2, /unknown command/],
    [["reader"], 2, /--tcp/],
    [["reader", "--tcp", "4070"], 2, /"4070" is no TCP address/],
    [["reader", "--tcp", "127.0.0.1:0", "--profile", "atlantis"], 2, /"atlantis"; known: /],
    [["reader", "--tcp", "127.0.0.1:0", "--seed", "-1"], 2, /seed/],
    [["reader", "--tcp", "127.0.0.1:0", "--card", "atlantis"], 2, /"atlantis"; known: /],
    [["reader", "--tcp", "127.0.0.1:0", "--sam", "atlantis"], 2, /"atlantis"; known: /],
    [["reader", "--tcp", "127.0.0.1:0", "--sam", "plain", "--state", "x.json"], 2, /leave out --sam/],
    [["reader", "--tcp", "127.0.0.1:0", "--baud", "fast"], 2, /--baud must be/],
    [["reader", "--tcp", "127.0.0.1:0", "--noise", "2"], 2, /--noise must be/],
    [
      ["reader", "--tcp", "127.0.0.1:0", "--persona", "atm"],
      2,
      /persona must be one of pos, pinpad, sec1210/,
    ],
    [["reader", "--tcp", "127.0.0.1:0", "--control", "0.0.0.0:0"], 2, /needs a token, --control-token FILE/],
    [["reader", "--tcp", "127.0.0.1:0", "--control-origin", "https://his.example"], 2, /need --control HOST/],
    [["reader", "--tcp", "127.0.0.1:0", "--keys", "12a"], 2, /keys are 0 to 9, # \(confirm\)/],
  ];
  for (const [args, code, said] of cases) {
    const ran = await runTool("duka-sim", args);
    t.is(ran.code, code, args.join(" "));
    t.regex(code === 0 ? ran.out : ran.told, said, args.join(" "));
    t.is(code === 0 ? ran.told : ran.out, "", args.join(" "));
  }
  // What the program itself makes of that: one that is right, one without words, one that is wrong.
  for (const [args, code, said] of cases.filter(([args]) => args.length === 0 || args[0] !== "reader")) {
    const program = start(...args);
    t.is(await program.exit, code, args.join(" "));
    t.regex(code === 0 ? program.said.stdout : program.said.stderr, said, args.join(" "));
    t.is(code === 0 ? program.said.stderr : program.said.stdout, "", args.join(" "));
  }
});
