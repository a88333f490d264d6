/** A rehearsal stays one: no sale of it is ever among the real ones, whether its reader could be reached or not. */
import { join } from "node:path";
import { realClock } from "@duka/driver/base/real-clock";
import { openChips } from "@duka/simulator/card/open-chips";
import { FREE_CPU } from "@duka/simulator/espruino/board-model";
import { readFirmware } from "@duka/simulator/reader/firmware-files";
import { serveTcp } from "@duka/simulator/reader/serve-tcp";
import { startSimulatedReader } from "@duka/simulator/reader/simulated-reader";
import { RealClock } from "@duka/simulator/time/real-clock";
import test, { type ExecutionContext } from "ava";
import { serve } from "../../support/programs/serve.js";
import { duka } from "../../support/programs/terminal.js";
import { folderOf } from "../../support/values/folder.js";

const NOBODY = "tcp://127.0.0.1:1";
const SALE = ["--amount", "12.50", "--ref", "S-1", "--defer-on-failure", "--json"];
const today = () => new Date(realClock.wallMs() + 8 * 3_600_000).toISOString().slice(0, 10);

type Env = { readonly [name: string]: string };
const DEFERRED: readonly [how: string, words: readonly string[], env: Env, simulated: boolean][] = [
  ["a reader at an address that says nothing of it", ["--reader", NOBODY], {}, false],
  ["the same one, with --rehearsal", ["--reader", NOBODY, "--rehearsal"], {}, true],
  ["that of DUKA_READER, with --rehearsal", ["--rehearsal"], { DUKA_READER: NOBODY }, true],
  ["no reader at all, with --rehearsal", ["--rehearsal"], { DUKA_READERS: "" }, true],
  ["several that are configured, all simulated", [], { DUKA_READERS: "sim:,sim:hangzhou" }, true],
  ["several that are configured, one of them real", [], { DUKA_READERS: `sim:,${NOBODY}` }, false],
];

async function exportOf(journal: readonly string[], ...more: string[]) {
  const ran = await duka(["journal", "export", "--day", today(), "--json", ...more, ...journal]);
  return (JSON.parse(ran.out) as { sales: readonly { ref: string; class: string }[] }).sales;
}

for (const [how, words, env, simulated] of DEFERRED) {
  test(`a sale that is deferred without ${how} is a ${simulated ? "rehearsal" : "real sale"}, in its own export alone`, async (t) => {
    const journal = ["--journal", join(folderOf(t), "j.db")];
    const ran = await duka(["debit", ...SALE, ...words, ...journal], { env });
    t.is(ran.code, 1, ran.told);
    t.like(JSON.parse(ran.out), { outcome: "deferred", simulated });
    t.is((await exportOf(journal)).length, simulated ? 0 : 1);
    t.is((await exportOf(journal, "--simulated")).length, simulated ? 1 : 0);
    const paid = await duka(["resettle", "--reader", "sim:", "--ref", "S-1", "--json", ...journal]);
    if (simulated) t.like(JSON.parse(paid.out), { outcome: "committed", simulated: true });
    else {
      t.is(paid.code, 2);
      t.regex(paid.told, /sale S-1 is a real one, and this reader is simulated/);
    }
  });
}

test("duka serve --rehearsal: what is deferred without a reader is a rehearsal, its ref tells it", async (t) => {
  const journal = ["--journal", join(folderOf(t), "j.db")];
  const served = serve(["--reader", NOBODY, "--rehearsal", ...journal]);
  const params = { ref: "S-1", amountFen: 1250, deferOnFailure: true };
  served.say(JSON.stringify({ id: 1, method: "debit", params }));
  t.like((await served.next()).result, { outcome: "deferred", simulated: true });
  served.say(JSON.stringify({ id: 2, method: "sale", params: { ref: "S-1" } }));
  t.like((await served.next()).result, { known: true, simulated: true });
  await served.end();
  t.deepEqual(await exportOf(journal), []);
});

/** A reader whose serial number is none of a simulation, behind a port. */
async function realReader(t: ExecutionContext): Promise<string> {
  const clock = new RealClock();
  const { bundle, manifest } = readFirmware("PICO_R1_3-pos");
  const { card, psam } = openChips("hangzhou", undefined, 1);
  const reader = startSimulatedReader({
    ...{ clock, bundle, manifest, name: "test", chips: [card, psam] },
    ...{ serialNumber: "DK-00000001", seed: 1, cpu: FREE_CPU },
  });
  const served = await serveTcp({ host: "127.0.0.1", port: 0 }, reader.cable, clock, () => undefined);
  t.teardown(async () => {
    await served.close();
    reader.stop();
  });
  return `tcp://127.0.0.1:${served.address.port}`;
}

test("a rehearsal with a real reader is refused before its card is asked for anything", async (t) => {
  const address = await realReader(t);
  const journal = ["--journal", join(folderOf(t), "j.db")];
  const ran = await duka(["debit", ...SALE, "--reader", address, "--rehearsal", ...journal]);
  t.is(ran.code, 2, ran.told);
  t.regex(ran.told + ran.out, /--rehearsal: tcp:\/\/127\.0\.0\.1:\d+ is a real reader/);
  t.deepEqual(await exportOf(journal), []);
  t.deepEqual(await exportOf(journal, "--simulated"), []);
});
