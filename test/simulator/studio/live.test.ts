/** The studio joined to something real: a reader behind the driver, and the reader of another program's till. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { openReader } from "@duka/driver";
import type { Counter } from "@duka/simulator/studio/counter-face";
import { openLiveReader } from "@duka/simulator/studio/live-reader";
import { openLiveTill } from "@duka/simulator/studio/live-till";
import { StudioRefusal } from "@duka/simulator/studio/studio-refusal";
import { traceFiles } from "@duka/simulator/studio/traces";
import test, { type ExecutionContext } from "ava";
import { press, sale, until } from "../../support/shop/studio-counter.js";

const DUKA_SIM = fileURLToPath(new URL("../bin/duka-sim.js", import.meta.resolve("@duka/simulator")));
const NOWHERE = "127.0.0.1:1";

/** A reader in a process of its own. @returns its addresses, as it says that it is ready */
async function readerOf(t: ExecutionContext, ...words: readonly string[]) {
  const child = spawn(process.execPath, [
    ...process.execArgv,
    DUKA_SIM,
    "reader",
    "--tcp",
    "127.0.0.1:0",
    "--json",
    ...words,
  ]);
  t.teardown(() => child.kill());
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return JSON.parse(line) as { readonly address: string; readonly control?: string };
}

function folderOf(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), "duka-live-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function opened(t: ExecutionContext, counter: Counter): Counter {
  t.teardown(() => counter.close());
  return counter;
}

test("on a reader behind the driver a sale is made and seen, and what hardware cannot do is refused with its reason", async (t) => {
  const { address } = await readerOf(t);
  const journal = join(folderOf(t), "till.db");
  const counter = opened(t, await openLiveReader({ address, city: "hangzhou", journal, seed: 1 }));
  await until(counter, ({ cards }) => cards.some(({ isInSlot }) => isInSlot));
  const sold = await press(counter, sale("S-1"));
  t.is(sold.outcome, "committed");
  t.truthy(sold.receipt);
  await until(counter, () => counter.events().some(({ type }) => type === "outcome"));
  const types = new Set(counter.events().map(({ type }) => type));
  for (const type of ["apdu", "frame", "journal", "outcome", "power", "operator"] as const)
    t.true(types.has(type), type);
  const verify = counter.events().find((one) => one.type === "apdu" && one.command === "VERIFY");
  t.regex(JSON.stringify(verify), /00 20 00 00 \d\d(?: ··)+/);
  const reads = counter.events().filter((one) => one.type === "apdu" && one.command.startsWith("READ"));
  t.true(reads.length > 0);
  for (const one of reads) t.regex(JSON.stringify(one), /"answer":"(?:·· )*[0-9A-F]{2} [0-9A-F]{2}"/);

  const { live, cannot, money } = counter.state();
  t.is(live?.kind, "reader");
  t.true(live?.at.includes(address));
  t.is(money, null);
  for (const [thing, { en, zh }] of Object.entries(cannot)) {
    t.true(en.length > 0, thing);
    t.regex(zh, /\p{Script=Han}/u, thing);
  }
  for (const request of [
    { do: "takeOut" },
    { do: "load", ref: "L-1", amountFen: 100 },
    { do: "run" },
  ] as const)
    t.throws(() => counter.ask(request), { instanceOf: StudioRefusal, message: /cannot be done now: / });
  t.throws(() => counter.scenario(), { instanceOf: StudioRefusal, message: /simulated cards/ });
  t.is(traceFiles("pcapng", await counter.traced())[0]!.name, "live.pcapng");
});

test("what is no city, and where no reader is, is told before anything is served", async (t) => {
  const journal = join(folderOf(t), "till.db");
  const asked = { address: `tcp://${NOWHERE}`, journal, seed: 1 };
  await t.throwsAsync(openLiveReader({ ...asked, city: "atlantis" }), {
    message: /--city must be one of hangzhou/,
  });
  await t.throwsAsync(openLiveReader({ ...asked, city: "hangzhou" }), { code: "no-reader" });
});

test("beside a running till its events fill the strip, and hands and faults reach its reader", async (t) => {
  const { address, control = "" } = await readerOf(t, "--control", "127.0.0.1:0");
  const counter = opened(t, await openLiveTill({ url: control, seed: 1 }));
  t.is(counter.state().live?.kind, "till");
  t.deepEqual(
    counter.state().cards.map(({ id, isInSlot }) => [id, isInSlot]),
    [
      ["own", true],
      ["other", false],
    ],
  );
  // The vendor's till: it powers the card.
  const reader = await openReader(address);
  await reader.slot(0).open(5000);
  await until(counter, () => counter.events().some(({ type }) => type === "power"));
  t.true(counter.events().some(({ type }) => type === "frame"));
  t.true(counter.events().some(({ type }) => type === "character"));

  await counter.ask({ do: "strike", faults: [{ kind: "card-mute", at: "VERIFY" }] });
  t.deepEqual(counter.state().armed, ["card-mute @ VERIFY"]);
  await counter.ask({ do: "insert", card: "other" });
  t.is(counter.state().cards.find(({ isInSlot }) => isInSlot)?.id, "other");
  await counter.ask({ do: "takeOut" });
  t.false(counter.state().cards.some(({ isInSlot }) => isInSlot));
  await t.throwsAsync(async () => counter.ask({ do: "takeOut" }), {
    instanceOf: StudioRefusal,
    message: /slot/,
  });
  await counter.ask({ do: "psam" });
  t.false(counter.state().hasPsam);
  await counter.ask({ do: "cable" });
  t.false(counter.state().isCableIn);
  await counter.ask({ do: "repair" });
  t.deepEqual([counter.state().isCableIn, counter.state().hasPsam, counter.state().armed], [true, true, []]);
  await counter.ask({ do: "key", key: "1" });
  await t.throwsAsync(async () => counter.ask(sale("S-1")), {
    instanceOf: StudioRefusal,
    message: /press there/,
  });
  t.throws(() => counter.scenario(), { instanceOf: StudioRefusal });
  await reader.close();
});

test("where no control API is, or it asks for a token, the message says what to do", async (t) => {
  const folder = folderOf(t);
  await t.throwsAsync(openLiveTill({ url: "toaster", seed: 1 }), {
    instanceOf: RangeError,
    message: /http:\/\/127\.0\.0\.1:4071/,
  });
  await t.throwsAsync(openLiveTill({ url: `http://${NOWHERE}`, seed: 1 }), {
    message: /start the reader with --control/,
  });
  const token = join(folder, "token");
  const { control = "" } = await readerOf(t, "--control", "127.0.0.1:0", "--control-token", token);
  await t.throwsAsync(openLiveTill({ url: control, seed: 1 }), { message: /--control-token FILE/ });
  await t.throwsAsync(openLiveTill({ url: control, token: "A".repeat(43), seed: 1 }), { message: /token/ });
});
