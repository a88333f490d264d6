/** Numbers of a person come on standard input, so that they stand neither in the process list nor in a file. */
import test from "ava";
import { openServiceWindow, PERSON } from "../../support/shop/clerk-window.js";

const SHOW = ["holder", "show", "--simulated", "--id-number-stdin"];
const ENROL = ["holder", "enrol", "--name", "张三", "--region", "510100", "--simulated", "--ref", "E-1"];
const OTHER = "510104198001011234";

test("--id-number-stdin: one line is the one number that is missing, or an object that says which is which", async (t) => {
  const at = await openServiceWindow(t);
  const both = JSON.stringify({ holder: PERSON, document: PERSON });
  t.like(await at.json([...ENROL, "--id-number-stdin"], [`${both}\r\n`]), { done: true, name: "张三" });
  t.like(await at.json(SHOW, [`${PERSON}\n`]), { name: "张三" });
  t.like(
    await at.json(SHOW, [PERSON.slice(0, 7), `${PERSON.slice(7)}\nbehind it`]),
    { name: "张三" },
    "in pieces",
  );
  t.like(await at.json(SHOW, [PERSON]), { name: "张三" }, "without an end of line");
  const again = await at.json([...ENROL, "--holder", PERSON, "--id-number-stdin"], [`${PERSON}\n`]);
  t.like(again, { done: true }, "the other one stands on the command line");
});

const MISTAKES: readonly [what: string, words: readonly string[], typed: readonly string[], says: RegExp][] =
  [
    [
      "two are missing, and the line does not say which it is",
      [...ENROL, "--id-number-stdin"],
      [`${OTHER}\n`],
      /say which number it is, in one line such as \{"holder": "…", "document": "…"\}/,
    ],
    [
      "none is missing",
      [...SHOW, "--holder", PERSON],
      [`${OTHER}\n`],
      /say which number it is, in one line such as \{"holder": "…"\}/,
    ],
    [
      "it stands on the command line too",
      [...SHOW, "--holder", PERSON],
      [`{"holder":"${OTHER}"}\n`],
      /--holder stands/,
    ],
    ["no JSON", SHOW, [`{"holder": ${OTHER}`], /it is no JSON/],
    ["a member that is none of the command's", SHOW, [`{"oldCard":"${OTHER}"}\n`], /has no member "oldCard"/],
    ["control characters", SHOW, [`${OTHER}\u001b[2J\n`], /holder must be a number as its option takes it/],
    ["an empty line", SHOW, ["\n"], /holder must be a number as its option takes it/],
    ["an input that ends", SHOW, [], /standard input has ended without a line/],
    ["a line without an end", SHOW, ["9".repeat(5000)], /longer than 4096 bytes/],
    ["a file as well", [...SHOW, "--id-numbers", "n.json"], [`${OTHER}\n`], /choose one of them/],
    [
      "the password would come the same way",
      ["card", "activate", "--ref", "A-1", "--reader", "sim:", "--password-stdin", "--id-number-stdin"],
      [`${OTHER}\n654321\n`],
      /--id-number-stdin and --password-stdin: standard input is one of them/,
    ],
  ];

for (const [what, words, typed, says] of MISTAKES) {
  test(`a number on standard input that cannot be taken is a usage error, and is not told: ${what}`, async (t) => {
    const at = await openServiceWindow(t);
    const { code, told, out } = await at.run(words, typed);
    t.is(code, 2, told);
    t.regex(told, says);
    t.notRegex(told + out, new RegExp(`${OTHER}|654321|99999`));
  });
}
