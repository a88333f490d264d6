/** The commands of a till, in an order in which each has what it needs: a card with a purse, a centre, a journal. */
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonRow } from "../programs/json-check.js";
import { type CommandFound, runTool } from "../programs/tools.js";
import { today } from "./centre-service.js";
import { PERSON, type ServiceWindow } from "./clerk-window.js";

const VOUCHED = ["--document", PERSON];
const SIM = ["--simulated"];
const CENTRE_DOWN = ["--centre", "http://127.0.0.1:9", "--institution", "H510100001"];
const HOSPITAL = ["--institution", "H510100001"];
const NO_READER = "tcp://127.0.0.1:1";

/** A card of this window that is active, with money waiting for it. */
export async function activeCard(at: ServiceWindow): Promise<readonly string[]> {
  const card = at.newCard(1);
  const person = ["--holder", PERSON, ...SIM];
  await at.json([
    ...["holder", "enrol", ...person, "--name", "张三", "--region", "510100"],
    ...[...VOUCHED, "--ref", "E-1"],
  ]);
  await at.json(["holder", "allot", ...person, "--amount", "200", "--ref", "M-1"]);
  await at.json(["card", "issue", ...card, "--holder", PERSON, ...VOUCHED, "--ref", "I-1"]);
  await at.json(["card", "activate", ...card, ...VOUCHED, "--ref", "A-1"]);
  return card;
}

export function tillRows(
  at: ServiceWindow,
  card: readonly string[],
  env: { readonly [name: string]: string },
): readonly JsonRow[] {
  const [trace, broken] = [join(at.folder, "card.trace"), join(at.folder, "broken.trace")];
  const day = today();
  const torn = join(at.folder, "torn.db");
  const noJournal = ["--journal", join(at.folder, "none.db")];
  const here = [...card, ...HOSPITAL];
  const sale = (ref: string, yuan: string) => [...here, "--amount", yuan, "--ref", ref];
  const deferred = ["--rehearsal", "--defer-on-failure", "--reader", NO_READER, ...HOSPITAL];
  const run = (...words: string[]) => runTool("duka", words, { env });
  const tokens = ["--tokens", join(at.folder, "tokens.json")];
  return [
    {
      command: "settle",
      before: () => run("debit", ...sale("S-1", "12.50")),
      done: [...SIM, ...HOSPITAL],
      wrong: [...SIM, "--centre", "ftp://x", ...HOSPITAL],
      refused: [...SIM, ...CENTRE_DOWN],
      isRefusedFirst: true,
      isBare: true,
    },
    {
      command: "reconcile",
      done: [...SIM, ...HOSPITAL, "--day", day],
      wrong: [...SIM, ...HOSPITAL, "--day", "2026-02-30"],
      refused: [...SIM, ...CENTRE_DOWN, "--day", day],
    },
    {
      command: "waiting",
      done: [...SIM, ...HOSPITAL],
      wrong: [...SIM, "--centre", "ftp://x", ...HOSPITAL],
      refused: null,
      isBare: true,
    },
    {
      command: "credit",
      done: sale("L-1", "5"),
      wrong: sale("L-1", "0"),
      refused: sale("L-2", "9999"),
    },
    {
      command: "resettle",
      before: async () => {
        for (const [ref, yuan] of [
          ["D-1", "1"],
          ["D-2", "9999"],
          ["D-3", "1"],
        ] as const)
          await run("debit", ...deferred, "--amount", yuan, "--ref", ref);
      },
      done: [...here, "--ref", "D-1"],
      wrong: [...here, "--ref", "D-9"],
      refused: [...here, "--ref", "D-2"],
      withoutReader: ["--ref", "D-3", "--reader", NO_READER],
    },
    {
      command: "close",
      done: ["D-3", "--paid-in-cash", "--by", "Li Na", ...SIM],
      wrong: ["D-3", "--by", "Li Na", ...SIM],
      refused: null,
    },
    {
      command: "reverse",
      before: () => run("debit", ...sale("S-3", "1")),
      done: [...here, "--of", "S-1", "--ref", "Z-1"],
      wrong: [...here, "--of", "S-9", "--ref", "Z-9"],
      // Another card than the one that has paid.
      refused: [...at.newCard(2), ...HOSPITAL, "--of", "S-3", "--ref", "Z-2"],
    },
    { command: "receipt", done: ["S-1"], wrong: ["S-1", "--columns", "50"], refused: ["S-9"] },
    { command: "journal where", done: [], wrong: ["--journal", ""], refused: null, isBare: true },
    { command: "journal list", done: [], wrong: ["--limit", "0"], refused: null, isBare: true },
    { command: "journal show", done: ["S-1"], wrong: ["S-1", ...noJournal], refused: ["S-9"] },
    { command: "journal recover", done: card, wrong: [...card, "--lang", "fr"], refused: null, isBare: true },
    {
      command: "journal export",
      done: ["--day", day],
      wrong: ["--day", "2026-02-30"],
      refused: null,
    },
    {
      command: "journal verify",
      before: async () => writeFileSync(torn, "neither a journal nor a trace, and long enough for both"),
      done: [],
      wrong: noJournal,
      refused: ["--journal", torn],
      isBare: true,
    },
    {
      command: "blacklist show",
      before: () => run("blacklist", "update", ...SIM, ...HOSPITAL),
      done: SIM,
      wrong: ["--journal", ""],
      refused: [],
      isBare: true,
    },
    {
      command: "blacklist update",
      done: [...SIM, ...HOSPITAL],
      wrong: [...SIM, "--centre", "ftp://x", ...HOSPITAL],
      refused: [...SIM, ...CENTRE_DOWN],
      isBare: true,
    },
    {
      command: "readers",
      done: [],
      wrong: ["--probe", "--watch"],
      refused: null,
      isBare: true,
      withoutReader: null,
    },
    {
      command: "persona",
      done: ["--reader", "sim:"],
      wrong: ["toaster", "--reader", "sim:"],
      refused: null,
      isBare: true,
    },
    {
      command: "explain",
      done: ["6985"],
      wrong: ["6985", "--layer", "heaven"],
      refused: ["nonsense"],
      takesAnyWord: true,
    },
    {
      command: "trace show",
      before: async () => {
        await run("card", ...card, "--trace", trace);
        await run("card", ...card, "--trace", broken);
        appendFileSync(broken, "no line of a trace\n");
      },
      done: [trace],
      wrong: [torn],
      refused: [broken],
    },
    {
      command: "serve",
      done: ["--schema"],
      wrong: ["--stdio", "--password-stdin"],
      refused: null,
      // It opens one when it is asked something.
      withoutReader: null,
    },
    {
      command: "pair",
      before: () => run("serve", "--http", "nowhere", ...tokens),
      done: null,
      wrong: ["--list", ...tokens],
      refused: null,
      isBare: true,
    },
    {
      command: "demo",
      done: [],
      wrong: ["--amount", "x"],
      refused: ["--amount", "999999"],
      isBare: true,
    },
  ];
}

/** Rows without a command, commands without a row. */
export function unmatched(rows: readonly JsonRow[], found: readonly CommandFound[]): readonly string[] {
  const known = new Set(rows.map(({ command }) => command));
  const there = new Set(found.map(({ words }) => words));
  return [...[...there].filter((one) => !known.has(one)), ...[...known].filter((one) => !there.has(one))];
}
