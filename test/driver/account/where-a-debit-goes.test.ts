/**
 * The walk "Where a debit goes" of driver/README.md, followed from step 5 to the line by the stack at the moment when
 * DEBIT is written to it.
 */
import { readFileSync } from "node:fs";
import { openAccount, openJournal, openReader } from "@duka/driver";
import type { Link } from "@duka/protocol/transport";
import test from "ava";

const FIRST = "src/account/finish-purchase.ts";
const FILES_MAX = 10;
/** A frame's file, compiled or not. */
const FRAME = /\/driver\/(?:src|dist|dist-cov)\/([\w/-]+)\.[jt]s:/;

function walk(): string[] {
  const text = readFileSync(new URL("../../../../driver/README.md", import.meta.url), "utf8");
  const section = text.split("\n## ").find((each) => each.startsWith("Where a debit goes")) ?? "";
  return [...section.matchAll(/^\d+\. `([\w/.-]+)`/gm)].map(([, file]) => file!);
}

/** The stack of each frame that carries this command, innermost first. */
function stacksOf(command: string, stacks: string[]): (link: Link) => Link {
  return (link) => ({
    ...link,
    write(bytes) {
      if (Buffer.from(bytes).includes(Buffer.from(command, "hex")))
        stacks.push(new Error("written").stack ?? "");
      link.write(bytes);
    },
  });
}

test("between step 5 and the line a DEBIT passes exactly through the files that the README names, in their order", async (t) => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 200;
  t.teardown(() => {
    Error.stackTraceLimit = stackTraceLimit;
  });
  const stacks: string[] = [];
  const reader = await openReader("sim:", { onLink: stacksOf("80540100", stacks) });
  const journal = await openJournal(":memory:", reader.clock);
  const account = openAccount({ reader, journal });
  t.like(await account.debit({ ref: "S-1", amountFen: 1250 }), { outcome: "committed" });
  await reader.close();
  await journal.close();

  t.is(stacks.length, 1);
  const frames = stacks[0]!.split("\n").slice(1);
  const first = frames.findIndex((frame) => frame.includes("/finish-purchase."));
  const inside = frames.slice(0, first + 1);
  t.deepEqual(
    inside.filter((frame) => frame.includes("at async ")),
    [],
    "nothing is waited for on the way: the stack leaves no file out",
  );
  const files = inside.flatMap((frame) => FRAME.exec(frame)?.[1] ?? []).map((file) => `src/${file}.ts`);
  const passed = [...new Set(files.reverse())];
  t.deepEqual(passed, [FIRST, ...walk()]);
  t.true(walk().length <= FILES_MAX, "no more than ten files lie on the way of the money");
});
