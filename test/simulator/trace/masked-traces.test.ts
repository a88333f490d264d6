/** Whom a card belongs to is in no trace, unless that is asked for; a password never is. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findProfile } from "@duka/simulator/profiles/profiles";
import { writeLineDumps } from "@duka/simulator/trace/write-line-dumps";
import test from "ava";
import { runTool } from "../../support/programs/tools.js";
import { folderOf } from "../../support/values/folder.js";

const SALE = fileURLToPath(new URL("../../../../simulator/scenarios/purse-sale.yaml", import.meta.url));
/** The number of the card, as SELECT and READ BINARY answer it. */
const NUMBER = findProfile("hangzhou").card.applicationSerialNumber;
/** VERIFY with three asterisks. */
const HIDDEN_VERIFY = "00200000032A2A2A";

test("duka-sim run masks the card number in its traces and shows it when told to; VERIFY is hidden in both", async (t) => {
  const folder = folderOf(t);
  const of = async (name: string, personal: readonly string[]) => {
    const [pcapng, perfetto, vcd] = ["p.pcapng", "p.json", "lines"].map((one) =>
      join(folder, `${name} ${one}`),
    );
    const options = ["--pcapng", pcapng!, "--perfetto", perfetto!, "--vcd", vcd!];
    const { code, told, out } = await runTool("duka-sim", ["run", SALE, ...options, "--json", ...personal]);
    t.is(code, 0, told);
    t.true(JSON.parse(out).isWhole);
    const [wireshark, ...sigrok] = told.trim().split("\n");
    t.true(wireshark!.endsWith(`'${pcapng}'`), wireshark);
    t.is(sigrok.length, 2);
    const lines = readdirSync(vcd!).map((file) => readFileSync(join(vcd!, file), "latin1"));
    return {
      packets: readFileSync(pcapng!).toString("hex").toUpperCase(),
      time: readFileSync(perfetto!, "utf8").replaceAll(" ", ""),
      hiddenOnLines: lines.join("\n").split("\n1#").length - 1,
    };
  };
  const masked = await of("masked", []);
  const shown = await of("shown", ["--with-personal-data"]);
  t.false(masked.packets.includes(NUMBER));
  t.false(masked.time.includes(NUMBER));
  t.true(shown.packets.includes(NUMBER));
  t.true(shown.time.includes(NUMBER));
  t.true(masked.hiddenOnLines > shown.hiddenOnLines);
  t.true(shown.hiddenOnLines > 0);
  for (const { packets } of [masked, shown]) t.true(packets.includes(HIDDEN_VERIFY));
});

test("line files of an earlier run are gone from the folder, and what is not ours stays", (t) => {
  const folder = folderOf(t);
  const old = "007-old-sale-card-10264-baud.vcd";
  for (const name of [old, "mine.vcd", "notes.txt"]) writeFileSync(join(folder, name), "");
  t.deepEqual(writeLineDumps(folder, []), []);
  t.deepEqual(readdirSync(folder).sort(), ["mine.vcd", "notes.txt"]);
});
