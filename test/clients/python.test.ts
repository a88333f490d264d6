/** The Python client: a sale over HTTP and over the lines of a process of its own. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { writeChangedCard } from "../support/programs/changed-card.js";
import { folderOf } from "../support/values/folder.js";
import { nothingAt, startMute, startService } from "./harness/asked.js";
import { type Ran, run } from "./harness/run.js";

const FOLDER = fileURLToPath(new URL("../../../driver/clients/python/", import.meta.url));
const DUKA = fileURLToPath(new URL("../../../driver/bin/duka.js", import.meta.url));

/** @param words what `sys.argv[1:]` is */
function python(code: string, words: readonly string[]): Promise<Ran> {
  const env = { ...process.env, PYTHONPATH: FOLDER, PYTHONDONTWRITEBYTECODE: "1", PYTHONUTF8: "1" };
  return run("python3", ["-W", "error", "-c", code, ...words], { env });
}

test("over HTTP: paired by a token file of this user alone, a sale, the same ref again, the journal, LD/T 33, events", async (t) => {
  const { bridge } = await startService(t);
  const file = join(folderOf(t), "his.token");
  const pair = [
    process.execPath,
    DUKA,
    "pair",
    "--http",
    new URL(bridge.url).host,
    "--tokens",
    bridge.tokens,
  ];
  const ran = await python(
    `
import sys
from duka import HttpDuka, pair_program
url, file, *pair = sys.argv[1:]
token = pair_program(file, "his", pair)
assert pair_program(file, "his", ["never-started"]) == token
with HttpDuka(token, url, name="窗口 3") as duka:
    events = duka.events()
    print(next(events)["event"])
    assert duka.balance()["balanceFen"] == 50000
    sale = duka.debit("S-1", 1250, detail={"institution": "城东药店"})
    assert duka.debit("S-1", 1250) == sale or sale["outcome"] == "committed"
    assert duka.sale("S-1")["tac"] == sale["tac"]
    print(sale["outcome"], sale["balanceAfterFen"], "城东药店" in duka.receipt("S-1", "zh")["text"])
    print(duka.ldt33("iReadCardBas", 1))
    print(duka.card()["cardNumber"])
    events.close()
`,
    [bridge.url, file, ...pair],
  );
  t.is(ran.code, 0, ran.err);
  t.regex(
    ran.out,
    /^queue\ncommitted 48750 True\nLdt33Answer\(code=0, out_info='330100\|.*张三.*'\)\n330186\*+4236\n$/,
  );
  t.is(statSync(file).mode & 0o777, 0o600);
});

const ERRORS = `
import sys
from duka import DukaError, HttpDuka, StdioDuka, pair_program
def told(work):
    try:
        print("no error:", work())
    except DukaError as error:
        print(error.kind, error.code, error.delivery, error.remedy["zh"] != "")
`;

test("over HTTP: what is wrong has its code, and whether the card may have acted", async (t) => {
  const { bridge, token } = await startService(t);
  const ran = await python(
    `${ERRORS}
url, token, nothing, mute = sys.argv[1:]
duka = HttpDuka(token, url)
told(lambda: duka.debit("S-1", 0))
told(lambda: duka.call("debit", {"ref": "S-1", "amountFen": 1, "password": "123456"}))
told(lambda: duka.call("../operator/state"))
told(lambda: HttpDuka("x" * 43, url).balance())
told(lambda: next(HttpDuka("x" * 43, url).events()))
told(lambda: HttpDuka(token, nothing).debit("S-1", 1))
told(lambda: HttpDuka(token, mute).debit("S-1", 1))
told(lambda: StdioDuka([sys.executable, "-c", ""]).debit("S-1", 1))
`,
    [bridge.url, token, await nothingAt(), await startMute(t)],
  );
  t.is(ran.code, 0, ran.err);
  t.deepEqual(ran.out.trim().split("\n"), [
    "usage RangeError None True",
    "bridge password-in-call None True",
    "bridge unknown-method None True",
    "bridge token-refused None True",
    "bridge token-refused None True",
    "bridge unreachable not-sent True",
    "bridge unreachable unknown True",
    "bridge unreachable unknown True",
  ]);
});

test("over HTTP: four threads, each its own sales; no answer goes to another", async (t) => {
  const { bridge, token } = await startService(t);
  const ran = await python(
    `
import sys
from concurrent.futures import ThreadPoolExecutor
from duka import HttpDuka
duka = HttpDuka(sys.argv[2], sys.argv[1])
def sell(at):
    sale = duka.debit("S-%d" % at, 100 + at)
    return (sale["ref"], sale["amountFen"], sale["outcome"]) == ("S-%d" % at, 100 + at, "committed")
with ThreadPoolExecutor(4) as pool:
    print(list(pool.map(sell, range(8))).count(True), duka.balance()["balanceFen"])
`,
    [bridge.url, token],
  );
  t.is(ran.code, 0, ran.err);
  t.is(ran.out, `8 ${50_000 - 828}\n`);
});

test("over the lines of duka serve --stdio: a changed password is asked for, and the process ends with the client", async (t) => {
  const folder = folderOf(t);
  const state = join(folder, "card.json");
  writeChangedCard(state);
  const command = [process.execPath, DUKA, "serve", "--stdio", "--reader", `sim:hangzhou?state=${state}`];
  const ran = await python(
    `${ERRORS}
questions, typed = [], ["000000", "654321", None]
def ask(question):
    questions.append((question["triesLeft"], question["ask"]))
    return typed.pop(0)
with StdioDuka(sys.argv[1:], ask_password=ask) as duka:
    print(duka.balance()["balanceFen"])
    sale = duka.debit("S-1", 1250)
    print(sale["outcome"], questions)
    print(duka.debit("S-2", 100)["outcome"])
    told(lambda: duka.debit("S-1", 1))
    print(duka.ldt33("iReadCardBas", 1).out_info.split("|")[0])
told(lambda: duka.balance())
with StdioDuka(sys.argv[1:]) as duka:
    print(duka.debit("S-3", 100)["outcome"])
`,
    [...command, "--journal", join(folder, "j.db")],
  );
  t.is(ran.code, 0, ran.err);
  const [balance, sold, refused, ...rest] = ran.out.trim().split("\n");
  t.is(balance, "50000");
  t.regex(String(sold), /^committed \[\(\d, /);
  t.is(refused, "refused");
  t.deepEqual(rest, ["usage RangeError None True", "330100", "bridge unreachable unknown True", "refused"]);
});
