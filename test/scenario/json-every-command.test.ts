/**
 * With --json a program reads one JSON object of every command of the three tools, and of every kind of its failures.
 * The commands are read off the help: one that is new and has no row here fails.
 */
import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { faultsOfRow, type JsonRow, oneObject } from "../support/programs/json-check.js";
import { OF_EVERY_TOOL, serviceRows } from "../support/programs/json-rows-services.js";
import { type CommandFound, commandsOf, runTool, type Tool, whileItRuns } from "../support/programs/tools.js";
import { openServiceWindow } from "../support/shop/clerk-window.js";
import { activeCard, tillRows, unmatched } from "../support/shop/json-rows-till.js";
import { windowRows } from "../support/shop/json-rows-window.js";
import { folderOf } from "../support/values/folder.js";

const HANGZHOU = { ...findProfile("hangzhou"), name: "purse-city" };

test.serial(
  "one JSON object on stdout: every command of duka, done, mistyped, refused, and without its reader",
  async (t) => {
    const [window, till] = [await openServiceWindow(t), await openServiceWindow(t, HANGZHOU)];
    const card = await activeCard(till);
    const [atWindow, atTill] = [window, till].map(({ env }) => ({ ...env, DUKA_INSTITUTION: "H510100001" }));
    const rows = [
      ...windowRows(window).map((row) => ({ row, env: atWindow! })),
      ...tillRows(till, card, atTill!).map((row) => ({ row, env: atTill! })),
      ...serviceRows(till.folder).map((row) => ({ row, env: atTill! })),
    ];
    const found = await commandsOf("duka");
    t.deepEqual(
      unmatched(
        rows.map(({ row }) => row),
        found,
      ),
      [],
    );
    t.deepEqual(await faultsOf("duka", rows, found), []);
  },
);

const SCENARIO = fileURLToPath(new URL("../../../simulator/scenarios/purse-sale.yaml", import.meta.url));

type Env = { readonly [name: string]: string };

async function faultsOf(
  tool: Tool,
  rows: readonly { readonly row: JsonRow; readonly env: Env }[],
  found: readonly CommandFound[],
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const { row, env } of rows) {
    const command = found.find(({ words }) => words === row.command);
    if (command !== undefined) faults.push(...(await faultsOfRow(tool, row, command, env)));
  }
  return faults;
}

/** Files of a maker's private key and its public one. */
function makersKeys(folder: string): { readonly maker: string; readonly key: string } {
  const [maker, key] = [join(folder, "maker.pem"), join(folder, "maker-public.pem")];
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  writeFileSync(maker, privateKey.export({ format: "pem", type: "pkcs8" }));
  writeFileSync(key, publicKey.export({ format: "pem", type: "spki" }));
  return { maker, key };
}

/** All of them; of `flash` and `update`, which need a board, the success has tests of its own. */
function otherRows(folder: string): { readonly [tool in "duka-sim" | "duka-flash"]: readonly JsonRow[] } {
  const [card, built] = [join(folder, "card.json"), join(folder, "built")];
  const one = ["--board", "PICO_R1_3", "--persona", "pos"];
  const { maker, key } = makersKeys(folder);
  return {
    "duka-sim": [
      {
        command: "reader",
        done: null,
        wrong: ["--tcp", "127.0.0.1:0", "--baud", "fast"],
        refused: ["--tcp", "127.0.0.1:0", "--state", folder],
      },
      {
        command: "board",
        done: null,
        wrong: ["--tcp", "127.0.0.1:0", "--free", "some"],
        refused: ["--tcp", "127.0.0.1:0", "--state", folder],
      },
      { command: "card", done: null, wrong: ["--tcp", "nowhere"], refused: ["--vpcd", "127.0.0.1:1"] },
      {
        command: "card new",
        done: [card, "--holder", "张三"],
        wrong: [card, "--holder", "张三", "--seed", "x"],
        refused: [card, "--holder", "张三"],
      },
      { command: "card show", done: [card], wrong: [card, card], refused: [join(folder, "none.json")] },
      { command: "card log", done: [card], wrong: [card, card], refused: [join(folder, "none.json")] },
      { command: "run", done: [SCENARIO], wrong: [SCENARIO, "--seed", "x"], refused: null },
      { command: "sweep", done: ["purchase", "--every", "100000"], wrong: ["theft"], refused: null },
      {
        command: "campaign",
        done: ["--sales", "1", "--workers", "1", "--journal", join(folder, "campaign.jsonl")],
        wrong: ["--sales", "none"],
        refused: ["--sales", "1", "--journal", join(folder, "campaign.jsonl")],
        isBare: true,
      },
      {
        command: "worker",
        done: null,
        wrong: ["--queue", "nowhere"],
        refused: ["--queue", "redis://127.0.0.1:1"],
      },
      {
        command: "merge",
        done: [join(folder, "campaign.jsonl")],
        wrong: [],
        refused: [join(folder, "none.jsonl")],
      },
      {
        command: "replay",
        done: ["purchase;hangzhou,T=0,purse;seed=7;answer-withheld@DEBIT FOR PURCHASE"],
        wrong: ["theft"],
        refused: null,
      },
      {
        command: "studio",
        done: null,
        wrong: ["--port", "x"],
        refused: ["--control", "http://127.0.0.1:1"],
        withoutReader: ["--reader", "tcp://127.0.0.1:1"],
        isBare: true,
      },
      {
        command: "certify",
        done: ["--reader", "sim:"],
        wrong: ["--reader", "toaster:"],
        refused: ["--reader", "sim:", "--out", folder],
      },
      { command: "schema", done: ["faults"], wrong: ["weather"], refused: null },
      { command: "card profile", done: ["hangzhou"], wrong: ["atlantis"], refused: null },
      {
        command: "centre",
        done: ["--openapi"],
        wrong: ["--port", "x"],
        refused: ["--port", "0", "--store", folder],
        isBare: true,
      },
      ...OF_EVERY_TOOL,
    ],
    "duka-flash": [
      { command: "boards", done: [], wrong: ["more"], refused: null, isBare: true },
      { command: "board", done: ["PICO_R1_3"], wrong: ["NOWHERE"], refused: null },
      { command: "board check", done: ["PICO_R1_3"], wrong: ["NOWHERE"], refused: null },
      { command: "board schema", done: [], wrong: ["more"], refused: null, isBare: true },
      {
        command: "build",
        done: [...one, "--out", built, "--key", maker],
        wrong: ["--board", "NOWHERE", "--out", built],
        refused: [...one, "--out", "/dev/null/built"],
        isBare: true,
      },
      {
        command: "flash",
        done: null,
        wrong: [built, "--port", "/dev/null", "--board", "NOWHERE"],
        refused: null,
        withoutReader: [built, "--reader", "tcp://127.0.0.1:1"],
      },
      { command: "line", done: null, wrong: ["--batch", card, "--ports", "COM1"], refused: null },
      { command: "line schema", done: [], wrong: ["more"], refused: null, isBare: true },
      {
        command: "update",
        done: null,
        wrong: [built, "--reader", "tcp://127.0.0.1:1", "--trust", "/nowhere/key.pem"],
        refused: null,
        withoutReader: [built, "--reader", "tcp://127.0.0.1:1", "--trust", key],
      },
      {
        command: "pcsc-conf",
        done: ["--device", "/dev/ttyACM0"],
        wrong: ["--device", "/dev/ttyACM0", "--persona", "toaster"],
        refused: null,
      },
      ...OF_EVERY_TOOL,
    ],
  };
}

for (const tool of ["duka-sim", "duka-flash"] as const) {
  test.serial(
    `one JSON object on stdout: every command of ${tool}, done, mistyped and refused`,
    async (t) => {
      const rows = otherRows(folderOf(t))[tool];
      const found = await commandsOf(tool);
      t.deepEqual(unmatched(rows, found), []);
      t.deepEqual(
        await faultsOf(
          tool,
          rows.map((row) => ({ row, env: {} })),
          found,
        ),
        [],
      );
    },
  );
}

test.serial(
  "one JSON object on stdout: a service says where it is ready, and nothing else until it ends",
  async (t) => {
    const folder = folderOf(t);
    const env = { DUKA_JOURNAL: join(folder, "j.db") };
    const tokens = ["--tokens", join(folder, "tokens.json")];
    for (const [tool, words] of [
      ["duka-sim", ["reader", "--tcp", "127.0.0.1:0"]],
      ["duka-sim", ["board", "--tcp", "127.0.0.1:0"]],
      ["duka-sim", ["card", "--tcp", "127.0.0.1:0"]],
      ["duka-sim", ["centre", "--port", "0"]],
      ["duka", ["serve", "--reader", "sim:", ...tokens, "--http", "127.0.0.1:0"]],
    ] as const) {
      const what = `${tool} ${words.join(" ")}`;
      const { code, out } = await whileItRuns(tool, [...words, "--json"], { env }, async (ready) => {
        const { url, address } = oneObject(ready) as { url?: string; address?: string };
        t.regex(url ?? address ?? "", /127\.0\.0\.1:\d+/, what);
        if (tool !== "duka") return;
        const http = ["--http", new URL(url!).host, ...tokens, "--json"];
        for (const [more, exit] of [
          [["--list"], 0],
          [["--program", "his"], 0],
          [["--page"], 0],
          [["--remove", "nosuch"], 1],
          [["ABC-123"], 2],
        ] as const) {
          const ran = await runTool("duka", ["pair", ...more, ...http]);
          t.is(ran.code, exit, `pair ${more}: ${ran.told}`);
          t.notThrows(() => oneObject(ran.out), ran.out);
        }
      });
      t.is(code, 0, what);
      t.like(oneObject(out), { ready: true });
    }
  },
);
