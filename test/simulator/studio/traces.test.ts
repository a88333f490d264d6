/** What is done in the studio, taken along in the forms of other programs, without personal data. */
import { openCounter } from "@duka/simulator/studio/counter";
import { tracedRun } from "@duka/simulator/studio/cut-map";
import { StudioRefusal } from "@duka/simulator/studio/studio-refusal";
import { traceFiles } from "@duka/simulator/studio/traces";
import test from "ava";
import { counterOf, press, sale } from "../../support/shop/studio-counter.js";

const bytesOf = ({ base64 }: { readonly base64: string }) => Buffer.from(base64, "base64");
const PCAPNG_SECTION = "0a0d0d0a";

test("a sale at the counter is taken along as a capture, as a line of time, and as levels of each line and rate", async (t) => {
  const counter = await counterOf(t);
  counter.ask({ do: "insert", card: "changed" });
  await press(counter, sale("S-1"), () => counter.ask({ do: "holderTypes" }));
  const traced = await counter.traced();

  const [capture] = traceFiles("pcapng", traced);
  t.is(capture!.name, "studio.pcapng");
  t.is(bytesOf(capture!).subarray(0, 4).toString("hex"), PCAPNG_SECTION);
  t.regex(capture!.command ?? "", /^wireshark -o 'uat:user_dlts:.*iso7816.*' studio\.pcapng$/);
  t.true(bytesOf(capture!).includes("DEBIT FOR PURCHASE"));

  const [perfetto, ...others] = traceFiles("perfetto", traced);
  t.deepEqual(others, []);
  const { traceEvents } = JSON.parse(bytesOf(perfetto!).toString()) as {
    traceEvents: { name: string }[];
  };
  t.true(traceEvents.some(({ name }) => name.startsWith("DEBIT FOR PURCHASE")));
  t.true(traceEvents.some(({ name }) => name.startsWith("sell")));
  t.regex(perfetto!.open.en, /ui\.perfetto\.dev/);
  t.regex(perfetto!.open.zh, /\p{Script=Han}/u);

  const levels = traceFiles("vcd", traced);
  t.true(levels.length >= 2, "a file for the card and one for the PSAM, at the least");
  for (const { name, command } of levels) {
    t.regex(name, /^\d{3}-studio-(card|psam)-\d+-baud\.vcd$/);
    t.true(command!.includes(`-i ${name} -P uart:rx=IO:baudrate=`), command!);
  }

  const all = Buffer.concat([capture!, perfetto!, ...levels].map(bytesOf)).toString("latin1");
  t.notRegex(all, /654321|36\s?35\s?34\s?33/);
  t.false(Buffer.from(all, "latin1").includes("张三"));
});

test("before the first command there is nothing to take along, and both languages say so", async (t) => {
  const counter = await openCounter(1);
  t.teardown(() => counter.close());
  const traced = await counter.traced();
  for (const form of ["pcapng", "perfetto", "vcd"] as const) {
    const refusal = t.throws(() => traceFiles(form, traced), { instanceOf: StudioRefusal });
    t.regex(refusal!.text.en, /make a sale first/);
    t.regex(refusal!.text.zh, /请先做一笔消费/);
  }
});

test("a run of the map is taken along as what it is, with its fault", async (t) => {
  const line = "purchase;hangzhou,T=0,purse;seed=1;card-removed@DEBIT FOR PURCHASE, answer byte 2";
  const [perfetto] = traceFiles("perfetto", await tracedRun(line));
  t.is(perfetto!.name, "studio-run.perfetto.json");
  t.true(bytesOf(perfetto!).includes("card-removed"));
  await t.throwsAsync(tracedRun("theft"), { instanceOf: StudioRefusal, message: /"theft" is no run/ });
});
