/**
 * The walk "Where a debit goes" of driver/README.md, followed from step 5 to the line by the stack at the moment when
 * DEBIT is written to it.
 */
import { readFileSync } from "node:fs";
import { type DebitRequest, openAccount, openJournal, openReader } from "@duka/driver";
import type { Link } from "@duka/protocol/transport";
import test, { type ExecutionContext } from "ava";

const FIRST = "src/account/finish-purchase.ts";
const FILES_MAX = 10;
/** A frame's file, compiled or not. */
const FRAME = /\/driver\/(?:src|dist|dist-cov)\/([\w/-]+)\.[jt]s:/;

/** The whole way, not its ten last steps. */
Error.stackTraceLimit = 200;

function walk(): string[] {
  const text = readFileSync(new URL("../../../../driver/README.md", import.meta.url), "utf8");
  const section = text.split("\n## ").find((each) => each.startsWith("Where a debit goes")) ?? "";
  return [...section.matchAll(/^\d+\. `([\w/.-]+)`/gm)].map(([, file]) => file!);
}

function watched(link: Link, header: Buffer, stacks: string[]): Link {
  return {
    ...link,
    write(bytes) {
      if (Buffer.from(bytes).includes(header)) stacks.push(new Error("written").stack ?? "");
      link.write(bytes);
    },
  };
}

type Sale = Omit<DebitRequest, "ref">;

/** With CLA INS P1 P2 of each. */
const DEBITS: readonly [name: string, header: string, sale: Sale][] = [
  ["DEBIT FOR PURCHASE", "80540100", { amountFen: 1250 }],
  [
    "DEBIT FOR MEDICAL PURCHASE",
    "B02C0100",
    { kind: "medical", amountFen: 1234, medical: { selfPayFen: 766, poolFen: 0 } },
  ],
];

for (const [name, header, sale] of DEBITS) {
  test(`${name} passes exactly through the files that the README names, in their order`, async (t) => {
    const [stack = ""] = await stacksOfDebit(t, header, sale);
    t.deepEqual(faultsOf(stack, walk()), []);
  });
}

/** What is wrong with the way that a stack shows, beside the one that was written down. */
function faultsOf(stack: string, named: readonly string[]): string[] {
  const frames = stack.split("\n").slice(1);
  const first = frames.findIndex((frame) => frame.includes("/finish-purchase."));
  const inside = frames.slice(0, first + 1);
  const files = inside.flatMap((frame) => FRAME.exec(frame)?.[1] ?? []).map((file) => `src/${file}.ts`);
  const way = [...new Set(files.reverse())];
  // Nothing is waited for on the way: else the stack would leave files out.
  const waits = inside.filter((frame) => frame.includes("at async "));
  const isAsNamed = JSON.stringify(way) === JSON.stringify([FIRST, ...named]);
  return [
    ...waits,
    ...(isAsNamed ? [] : [`goes through ${way.join(", ")}`]),
    ...(way.length - 1 > FILES_MAX ? [`${way.length - 1} files`] : []),
  ];
}

const stackOf = (...files: readonly string[]) =>
  ["Error: written", ...files.map((file) => `    at f (file:///clone/driver/dist/${file}.js:1:1)`)].join(
    "\n",
  );
const LONG = Array.from({ length: FILES_MAX + 1 }, (_, at) => `reader/r${at}`);
const named = (...files: readonly string[]) => files.map((file) => `src/${file}.ts`);

const PLANTED: readonly (readonly [what: string, stack: string, walk: readonly string[], faults: number])[] =
  [
    ["the way that is named", stackOf("link/l", "account/finish-purchase"), named("link/l"), 0],
    ["a file that is not named", stackOf("link/l", "card/c", "account/finish-purchase"), named("link/l"), 1],
    [
      "a file that is no longer on it",
      stackOf("link/l", "account/finish-purchase"),
      named("card/c", "link/l"),
      1,
    ],
    [
      "two files the other way round",
      stackOf("a/a", "b/b", "account/finish-purchase"),
      named("a/a", "b/b"),
      1,
    ],
    [
      "a wait",
      stackOf("link/l", "account/finish-purchase").replace("at f", "at async f"),
      named("link/l"),
      1,
    ],
    ["one file too many", stackOf(...LONG, "account/finish-purchase"), named(...[...LONG].reverse()), 1],
  ];

for (const [what, stack, walk, faults] of PLANTED) {
  test(`the rule of the way of a debit, shown on a small stack: ${what}`, (t) => {
    t.is(faultsOf(stack, walk).length, faults);
  });
}

/** The stack at the moment when DEBIT is written to the line: it goes there once. */
async function stacksOfDebit(t: ExecutionContext, header: string, sale: Sale): Promise<string[]> {
  const stacks: string[] = [];
  const reader = await openReader("sim:", {
    onLink: (link) => watched(link, Buffer.from(header, "hex"), stacks),
  });
  const journal = await openJournal(":memory:", reader.clock);
  const account = openAccount({ reader, journal });
  t.like(await account.debit({ ref: "S-1", ...sale }), { outcome: "committed" });
  await reader.close();
  await journal.close();
  t.is(stacks.length, 1);
  return stacks;
}
