/**
 * A reader that runs by itself is steered from Python, by the client in simulator/examples, while a till in Python uses
 * it over TCP: one reader for all of them.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import test, { type ExecutionContext } from "ava";
import { folderOf } from "../support/values/folder.js";
import { run } from "./harness/run.js";

const FROM_ROOT = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const [EXAMPLES, CLIENT] = [FROM_ROOT("simulator/examples/"), FROM_ROOT("driver/clients/python/")];

type Started = {
  readonly address: string;
  readonly control: string;
  /** Says a word to the operator at the reader, and waits for what it says. */
  readonly hand: (word: string) => Promise<unknown>;
};

async function startReader(t: ExecutionContext): Promise<Started> {
  const words = ["reader", "--tcp", "127.0.0.1:0", "--control", "127.0.0.1:0", "--json"];
  const child = spawn(process.execPath, [FROM_ROOT("simulator/bin/duka-sim.js"), ...words], {
    stdio: "pipe",
  });
  t.teardown(async () => {
    child.kill("SIGINT");
    await once(child, "close");
  });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return {
    ...JSON.parse(line),
    hand(word: string) {
      const said = once(child.stderr, "data");
      child.stdin.write(`${word}\n`);
      return said;
    },
  };
}

const TILL = `
import sys
from control import Control, Problem
from duka import DukaError, StdioDuka
url, *serve = sys.argv[1:]
control = Control(url)
def purse():
    return control.get("money")["cards"][0]["purseFen"]
STRIKES = [
    ("card-removed", "DEBIT FOR PURCHASE, answer byte 3"),
    ("answer-withheld", "DEBIT FOR PURCHASE"),
    ("card-mute", "INITIALIZE FOR PURCHASE"),
]
with StdioDuka(serve) as till:
    assert till.debit("S-0", 1)["outcome"] == "committed"
    for number, (kind, at) in enumerate(STRIKES, 1):
        before = purse()
        fault = control.arm(kind, at)
        try:
            sale = till.debit(f"S-{number}", 100)
            first = sale["outcome"] + " " + sale["reasonCode"]
        except DukaError as error:
            first = f"{error.code} {error.delivery}"
        struck = [one["state"] for one in control.get("faults")["faults"] if one["id"] == fault]
        control.post("repair")
        again = till.debit(f"S-{number}", 100)
        print(kind, "|", first, "|", *struck, "|", again["outcome"], again["reasonCode"], before - purse())
`;

test("a till in Python over TCP, struck at three positions: outcomes as the vocabulary says, no fen paid twice", async (t) => {
  const { address, control, hand } = await startReader(t);
  const serve = [process.execPath, FROM_ROOT("driver/bin/duka.js"), "serve", "--stdio", "--reader", address];
  const env = {
    ...process.env,
    PYTHONPATH: [EXAMPLES, CLIENT].join(":"),
    PYTHONDONTWRITEBYTECODE: "1",
    DUKA_JOURNAL: join(folderOf(t), "j.db"),
  };
  const sold = await run("python3", ["-W", "error", "-c", TILL, control, ...serve], { env });
  t.is(sold.code, 0, sold.err);
  t.deepEqual(sold.out.trim().split("\n"), [
    "card-removed | undecided answer-lost | struck | committed recovered-from-log 100",
    "answer-withheld | undecided answer-lost | struck | committed recovered-from-log 100",
    "card-mute | card-mute unknown | struck | committed None 100",
  ]);

  const steered = await run("python3", ["-W", "error", "-c", STEERING, control], { env });
  t.is(steered.code, 0, steered.err);

  // The operator's words move the same cards.
  const cardIn = async () => ((await (await fetch(`${control}/v1/state`)).json()) as State).slots[0]?.card;
  for (const [word, card] of [
    ["swap", "other"],
    ["out", null],
    ["in", "other"],
    ["swap", "own"],
  ] as const) {
    await hand(word);
    t.is(await cardIn(), card, word);
  }
});

type State = { readonly slots: readonly { readonly card: string | null }[] };

/** Every call of the example's client. */
const STEERING = `
import sys
from control import Control, Problem
control = Control(sys.argv[1])
assert control.get("state")["slots"][0] == {"slot": 0, "card": "own"}
events = control.events(after=control.get("log", after=10**9)["next"])
control.post("takeOut")
control.post("putIn", card="other")
assert control.get("state")["slots"][0]["card"] == "other"
control.post("swap", card="own")
told = []
for event in events:
    told.append(event.get("what"))
    if len(told) == 3:
        break
assert told == ["card out", "another card in", "another card in"], told
control.arm("card-mute", "VERIFY")
assert control.post("clear")["cleared"] == 1
assert control.get("display")["good"] in (True, False)
try:
    control.arm("process-killed", "VERIFY")
except Problem as problem:
    assert problem.code == "fault-not-here" and problem.status == 422, problem
    assert "duka-sim run" in problem.remedy["en"]
`;
