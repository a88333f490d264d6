/** Scenarios on a reader that stands there: behind a TCP port, with its control API or a person as the hands. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openChips } from "@duka/simulator/card/open-chips";
import { runDukaSim } from "@duka/simulator/cli/duka-sim";
import { FREE_CPU } from "@duka/simulator/espruino/board-model";
import { readFirmware } from "@duka/simulator/reader/firmware-files";
import { serveTcp } from "@duka/simulator/reader/serve-tcp";
import { startSimulatedReader } from "@duka/simulator/reader/simulated-reader";
import { RealClock } from "@duka/simulator/time/real-clock";
import { balancesOf } from "@duka/simulator/world/chip-watch";
import test, { type ExecutionContext } from "ava";
import { TypedInput } from "../../support/programs/terminal.js";
import { runTool, whileItRuns } from "../../support/programs/tools.js";
import { folderOf } from "../../support/values/folder.js";

const SHIPPED = fileURLToPath(new URL("../../../../simulator/scenarios/", import.meta.url));
const shipped = (...names: readonly string[]) => names.map((name) => join(SHIPPED, `${name}.yaml`));

type Ready = { readonly address: string; readonly control: string };

function withReader(words: readonly string[], work: (ready: Ready) => Promise<void>): Promise<unknown> {
  const reader = ["reader", "--tcp", "127.0.0.1:0", "--control", "127.0.0.1:0", "--json", ...words];
  return whileItRuns("duka-sim", reader, {}, (ready) => work(JSON.parse(ready) as Ready));
}

test.serial(
  "the same files end the same on the wire of a reader that is steered: money, tries, faults, hands",
  async (t) => {
    await withReader([], async ({ address, control }) => {
      const files = shipped(
        "purse-sale",
        "card-pulled-after-debit",
        "torn-memory",
        "disk-full",
        "load-answer-lost",
        "another-card-for-undecided",
        "wrong-password",
        "till-restarted",
        "card-expired",
      );
      const { code, out, told } = await runTool("duka-sim", [
        "run",
        ...files,
        "--reader",
        address,
        "--control",
        control,
      ]);
      t.is(code, 0, out + told);
      t.regex(out, /\n9 scenarios run, 0 failed, 0 cannot be read\n$/);
      // Nothing of it stays in the reader.
      const answer = await fetch(`${control}/v1/cards`);
      const { cards } = (await answer.json()) as { cards: { name: string; slot: number | null }[] };
      t.deepEqual(
        cards.map(({ name, slot }) => [name, slot]),
        [
          ["own", 0],
          ["psam", 1],
          ["other", null],
        ],
      );
    });
  },
);

test.serial(
  "what is not as expected on that reader is told as in a world: a fault that never struck, money, tries",
  async (t) => {
    const file = join(folderOf(t), "a.yaml");
    writeFileSync(
      file,
      `title: A sale
faults:
  - { kind: card-mute, at: ninth VERIFY }
  - { kind: centre-down, at: centre settle }
steps:
  - sell: { ref: S-1, amountFen: 1250 }
    expect: { outcome: refused }
money: { purseFen: 1, changesFen: [-1] }
triesLeft: 1
`,
    );
    await withReader([], async ({ address, control }) => {
      const { code, out } = await runTool("duka-sim", [
        "run",
        file,
        "--reader",
        address,
        "--control",
        control,
      ]);
      t.is(code, 1);
      for (const told of [
        "step 1, sell: expected outcome refused, and it is committed",
        'the fault card-mute at "ninth VERIFY" never struck',
        'the fault centre-down at "centre settle" never struck',
        "expected money.purseFen 1, and it is 48750",
        "expected money.changesFen.0 -1, and it is -1250",
        "expected triesLeft 1, and it is 6",
      ])
        t.true(out.includes(told), `${told}\n${out}`);
    });
  },
);

test.serial(
  "what cannot be done there fails with what to do, and is skipped where that is allowed: JUnit says why",
  async (t) => {
    const junit = join(folderOf(t), "out.xml");
    await withReader([], async ({ address, control }) => {
      const words = [
        "run",
        ...shipped("till-killed", "purse-sale"),
        "--reader",
        address,
        "--control",
        control,
      ];
      const strict = await runTool("duka-sim", words);
      t.is(strict.code, 1);
      const why = 'fault process-killed at "DEBIT FOR PURCHASE": the till\'s machine is your own';
      t.true(strict.out.includes(`till-killed.yaml:3:10: ${why}\n`));
      t.regex(strict.out, /\n2 scenarios run, 1 failed, 0 cannot be read\n$/);
      const lenient = await runTool("duka-sim", [...words, "--allow-skipped", "--junit", junit]);
      t.is(lenient.code, 0);
      t.regex(lenient.out, /^skipped .*till-killed\.yaml/);
      t.regex(lenient.out, /\n1 scenarios run, 0 failed, 1 skipped, 0 cannot be read\n$/);
      const xml = readFileSync(junit, "utf8");
      t.regex(xml, /<testsuite name="duka-sim run" tests="2" failures="0" errors="0" skipped="1"/);
      t.regex(xml, /<skipped message="[^"]*till-killed\.yaml:3:10: fault process-killed at &quot;DEBIT/);
      const json = await runTool("duka-sim", [...words, "--allow-skipped", "--json"]);
      t.like(JSON.parse(json.out).scenarios[0], {
        passed: false,
        failures: [],
        skipped: [{ line: 3, column: 10, message: why }],
      });
    });
  },
);

test.serial(
  "behind another city's PSAM a scenario is refused, and so is a control API that is not there",
  async (t) => {
    await withReader(["--profile", "plain"], async ({ address, control }) => {
      const words = ["run", ...shipped("purse-sale"), "--reader", address];
      const other = await runTool("duka-sim", [...words, "--control", control]);
      t.is(other.code, 1);
      t.regex(
        other.out,
        /city hangzhou: the reader has a PSAM of plain\n.*give --allow-skipped to count a scenario/,
      );
      const none = await runTool("duka-sim", [...words, "--control", "http://127.0.0.1:1"]);
      t.is(none.code, 1);
      t.regex(
        none.told,
        /--control http:\/\/127\.0\.0\.1:1: no one answers there\n {2}start the reader with --control/,
      );
    });
  },
);

/** A reader of which no one knows that it is simulated: as real as a test can have it. */
async function realReader(t: ExecutionContext) {
  const clock = new RealClock();
  const { bundle, manifest } = readFirmware();
  const { card, psam } = openChips("hangzhou", undefined, 1);
  const reader = startSimulatedReader({
    clock,
    bundle,
    manifest,
    name: "counter",
    chips: [card, psam],
    serialNumber: "R-0001",
    seed: 1,
    cpu: FREE_CPU,
  });
  const port = await serveTcp({ host: "127.0.0.1", port: 0 }, reader.cable, clock, () => undefined);
  t.teardown(async () => {
    await port.close();
    reader.stop();
  });
  return { reader, card, address: `tcp://127.0.0.1:${port.address.port}` };
}

type Person = {
  readonly onTell?: (text: string) => void;
  readonly typed?: readonly string[];
  readonly isTTY?: boolean;
};

async function atTerminal(words: readonly string[], { onTell, typed = [], isTTY = true }: Person = {}) {
  let out = "";
  let told = "";
  const code = await runDukaSim(words, {
    env: {},
    input: new TypedInput(isTTY, typed),
    out(text) {
      out += text;
    },
    outBytes: () => undefined,
    tell(text) {
      told += text;
      onTell?.(text);
    },
    onInterrupt: () => () => undefined,
    exit: () => undefined,
  });
  return { code, out, told };
}

const PULLED = `title: A card that is not there
steps:
  - takeOut: card
  - sell: { ref: S-1, amountFen: 1250 }
    expect: { error: card-absent }
  - repair: {}
  - types: [own]
  - sell: { ref: S-1, amountFen: 1250 }
money: { purseFen: 48750, changesFen: [-1250] }
`;

test.serial(
  "a person pulls the card and puts it back; a real card's password comes from a file, its journal stays",
  async (t) => {
    const { reader, card, address } = await realReader(t);
    const folder = folderOf(t);
    const [file, password, journal] = ["a.yaml", "pin.txt", "kept"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(file, PULLED);
    writeFileSync(password, "123456\n", { mode: 0o600 });
    const { code, out, told } = await atTerminal(
      ["run", file, "--reader", address, "--real-card", "--journal", journal, "--password-file", password],
      {
        typed: ["\n", "\n"],
        onTell(text) {
          if (text.includes("take the card out, and press Enter")) reader.slot(0).remove();
          if (text.includes("put the card in, and press Enter")) reader.slot(0).insert(card);
        },
      },
    );
    t.is(code, 0, out + told);
    t.is(balancesOf(card).purse, 48750);
    t.is(readdirSync(journal).filter((name) => name.endsWith(".db")).length, 1);
    t.false((out + told).includes("123456"));
  },
);

test.serial("a person who does not come fails the step, after the time that was given", async (t) => {
  const { address } = await realReader(t);
  const file = join(folderOf(t), "a.yaml");
  writeFileSync(file, "title: Taken out\nsteps:\n  - takeOut: card\n");
  const words = ["run", file, "--reader", address, "--real-card", "--journal", folderOf(t)];
  const late = await atTerminal([...words, "--patience", "1"], { typed: [""] });
  t.is(late.code, 1);
  t.regex(
    late.out,
    /takeOut: expected it to be done, and it failed with Error: no one answered in 1 seconds/,
  );
  const gone = await atTerminal(words, { typed: [] });
  t.regex(gone.out, /standard input has ended/);
  const nobody = await atTerminal(words, { isTTY: false });
  t.regex(
    nobody.out,
    /takeOut: no one is at the terminal to do it; give --control where the reader is simulated/,
  );
});

test.serial(
  "a real card is debited with consent alone, and nothing is done with it that would stay or cost a try",
  async (t) => {
    const { card, address } = await realReader(t);
    const folder = folderOf(t);
    const file = join(folder, "a.yaml");
    writeFileSync(
      file,
      `title: What a real card is spared
date: 2026-11-21T09:00
triesLeft: 6
cards: [{ name: second, number: 2, money: { purseFen: 1 } }]
faults:
  - { kind: byte-lost, at: "DEBIT FOR PURCHASE, answer byte 3" }
  - { kind: centre-down, at: centre settle }
  - { kind: card-removed, at: "journal step intent, after sync" }
steps:
  - types: ["654321"]
  - types: [own]
  - changePassword: {}
  - load: { ref: L-1, amountFen: 1 }
  - window: { act: issue, ref: W-1 }
  - centre: { call: findCard, with: { cardNumber: "1" } }
  - upload: {}
  - killTill: {}
  - passMs: 600001
`,
    );
    const words = ["run", file, "--reader", address];
    const asked = await atTerminal(words);
    t.is(asked.code, 2);
    t.regex(
      asked.told,
      /does not say that it is simulated: the card in it would really be debited; give --real-card/,
    );
    const nowhere = await atTerminal([...words, "--real-card"]);
    t.is(nowhere.code, 2);
    t.regex(nowhere.told, /--real-card: give --journal FOLDER too/);
    const { code, out } = await atTerminal([...words, "--real-card", "--journal", join(folder, "kept")]);
    t.is(code, 1);
    for (const told of [
      "2:7: date: a real card keeps the date of its sales",
      "3:12: triesLeft: a card does not tell its tries without spending one",
      "4:43: money of further cards: they are not asked for it",
      'fault byte-lost at "DEBIT FOR PURCHASE, answer byte 3": the byte never arrives; hands and hardware cannot',
      'fault centre-down at "centre settle": there is no centre for a real card',
      'fault card-removed at "journal step intent, after sync": till and reader are two machines here',
      "types: no digits of a file are tried on a real card; write own",
      "types: the card's own password is needed: --password-file",
      "changePassword: it would stay on a real card",
      "load: the simulated centre does not have the keys of a real card",
      "window: the simulated centre",
      "centre: the simulated centre",
      "upload: the simulated centre",
      "killTill: the till's machine is your own",
      "passMs 600001: at most 600000 ms of real time are waited",
    ])
      t.true(out.includes(told), `${told}\n${out}`);
    t.false(existsSync(join(folder, "kept")));
    t.is(balancesOf(card).purse, 50000);
  },
);

test("words that do not go together are told before anything is opened", async (t) => {
  const [file] = shipped("purse-sale") as [string];
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [
      ["--control", "http://127.0.0.1:1"],
      /--control: it is for a reader that stands there; give --reader too/,
    ],
    [["--control-token", "t"], /--control-token: it is for a reader that stands there/],
    [["--reader", "tcp://127.0.0.1:1", "--control-token", "t"], /--control-token needs --control URL/],
    [["--real-card"], /--real-card: it is for a reader that stands there/],
    [["--password-stdin"], /--password-stdin: it is for a reader that stands there/],
    [
      ["--reader", "sim:"],
      /--reader sim: a scenario is played in a simulated world anyway; leave --reader out/,
    ],
    [
      ["--reader", "tcp://127.0.0.1:1", "--html", "a.html"],
      /--html: it shows the inside of simulated cards; with --reader take --junit/,
    ],
    [["--reader", "tcp://127.0.0.1:1", "--patience", "0"], /--patience 0: whole seconds from 1 to 3600/],
    [["--reader", "tcp://127.0.0.1:1", "--password-file", "a", "--password-stdin"], /choose one of them/],
  ];
  for (const [words, told] of cases) {
    const ran = await runTool("duka-sim", ["run", file, ...words]);
    t.is(ran.code, 2, words.join(" "));
    t.regex(ran.told, told);
  }
  const typed = await atTerminal(["run", file, "--reader", "tcp://127.0.0.1:1", "--password-stdin"]);
  t.regex(typed.told, /--password-stdin: on a terminal it would be seen/);
});

test.serial("a simulated reader needs no consent, and its cards keep no journal", async (t) => {
  await withReader([], async ({ address }) => {
    const words = ["run", ...shipped("purse-sale"), "--reader", address];
    const consent = await runTool("duka-sim", [...words, "--real-card"]);
    t.regex(consent.told, /--real-card: the reader at .* says that it is simulated; leave it out/);
    const kept = await runTool("duka-sim", [...words, "--journal", "kept"]);
    t.regex(kept.told, /--journal: what is done with simulated cards is not kept/);
    const wrong = await runTool("duka-sim", [...words, "--password-stdin"], { typed: ["12345x\n"] });
    t.regex(wrong.told, /a password is 4 to 16 decimal digits/);
    const [file] = [join(folderOf(t), "a.yaml")];
    writeFileSync(
      file,
      "title: Own\nsteps:\n  - types: [own]\n  - sell: { ref: S-1, amountFen: 100 }\nmoney: { purseFen: 49900, changesFen: [-100] }\n",
    );
    const own = await runTool("duka-sim", ["run", file, "--reader", address, "--password-stdin"], {
      typed: ["123456\r\n"],
    });
    t.is(own.code, 0, own.out + own.told);
    writeFileSync(
      file,
      "title: Own\nsteps:\n  - sell: { ref: S-2, amountFen: 100 }\nmoney: { changesFen: [-1] }\n",
    );
    const less = await runTool("duka-sim", ["run", file, "--reader", address]);
    t.regex(less.out, /expected money\.changesFen\.0 -1, and it is -100/);
  });
});
