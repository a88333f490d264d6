/** The whole line as a person types it: processes, boards behind TCP, a kill in the middle, two stations. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { BUNDLE_FOLDER } from "@duka/flash/base/package-folders";
import type { UnitRecord } from "@duka/flash/line/unit-record";
import {
  createSimulatedBoard,
  type SimulatedBoardOptions,
} from "@duka/simulator/espruino-console/simulated-board";
import { serveTcp } from "@duka/simulator/reader/serve-tcp";
import { RealClock } from "@duka/simulator/time/real-clock";
import test, { type ExecutionContext } from "ava";
import { PICO } from "../flasher/rig.js";

const launcher = fileURLToPath(new URL("../../../../firmware/flash/bin/duka-flash.js", import.meta.url));

type Told = {
  readonly why: string;
  readonly passed: number;
  readonly failedPlaces: readonly string[];
  readonly units: readonly UnitRecord[];
};

async function board(t: ExecutionContext, options: Partial<SimulatedBoardOptions>): Promise<string> {
  const clock = new RealClock();
  const one = createSimulatedBoard({ ...PICO, clock, ...options });
  const service = await serveTcp({ host: "127.0.0.1", port: 0 }, one.cable, clock, () => undefined);
  t.teardown(async () => {
    one.powerFail();
    await service.close();
  });
  return `tcp://127.0.0.1:${service.address.port}`;
}

function start(folder: string, ...words: readonly string[]): ChildProcess {
  const batch = ["line", "--batch", join(folder, "batch.json"), "--once", "--json"];
  return spawn(process.execPath, [launcher, ...batch, ...words], { stdio: ["ignore", "pipe", "pipe"] });
}

async function ended(child: ChildProcess): Promise<{ readonly code: number | null; readonly told: Told }> {
  let out = "";
  child.stdout?.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr?.resume();
  const [code] = (await once(child, "close")) as [number | null];
  return { code, told: JSON.parse(out) as Told };
}

/** Ends when the line has told so many boards that have passed. */
async function untilPassed(child: ChildProcess, count: number): Promise<void> {
  let passed = 0;
  if (child.stderr === null) throw new Error("it tells nothing");
  for await (const line of createInterface({ input: child.stderr })) {
    if (/passed: take it off/.test(line) && ++passed >= count) return;
  }
}

test("8 boards at two stations, two of them faulty, one station killed in its middle: each board has one number, and none twice", async (t) => {
  t.timeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), "duka-line-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "out"));
  for (const file of ["PICO_R1_3-pos.js", "PICO_R1_3-pos.json"])
    copyFileSync(join(BUNDLE_FOLDER, file), join(folder, "out", file));
  writeFileSync(
    join(folder, "batch.json"),
    JSON.stringify({
      name: "B1",
      firmware: "out",
      boardRevision: "B2",
      serialNumbers: { prefix: "D26-", digits: 4, from: 1, to: 40 },
      consoleSecrets: "secrets",
    }),
  );
  const chips = ["C1", "C2", "C3", "C4", "C5", "C6"];
  const good = await Promise.all(
    chips.map((serialNumber) => board(t, { serialNumber, storageBytes: 120_000 })),
  );
  const wrong = await board(t, { serialNumber: "C7", board: "ESPRUINOBOARD" });
  const full = await board(t, { serialNumber: "C8", storageBytes: 12_000 });
  const stationA = ["--from", "1", "--to", "20", "--ports", ...good.slice(0, 4), wrong];
  const stationB = [
    "--from",
    "21",
    "--to",
    "40",
    "--ports",
    ...good.slice(4),
    full,
    "--labels",
    join(folder, "labels"),
  ];

  const killed = start(folder, ...stationA);
  const other = ended(start(folder, ...stationB, "--csv", join(folder, "b.csv")));
  await untilPassed(killed, 1);
  killed.kill("SIGKILL");
  await once(killed, "close");
  const resumed = await ended(start(folder, ...stationA));
  const { code, told } = await other;

  t.is(resumed.code, 1, "a board failed");
  t.is(code, 1);
  t.deepEqual([resumed.told.passed, resumed.told.failedPlaces], [4, [wrong]]);
  t.deepEqual([told.passed, told.failedPlaces], [2, [full]]);
  const units = [...resumed.told.units, ...told.units];
  const numbersOf = (chip: string) =>
    new Set(units.filter((unit) => unit.chip === chip).map((unit) => unit.serialNumber));
  for (const chip of chips) t.is(numbersOf(chip).size, 1, chip);
  const given = [...chips, "C8"].flatMap((chip) => [...numbersOf(chip)]).sort();
  // The full board has got one, too: it waits for it.
  t.deepEqual(
    given,
    ["0001", "0002", "0003", "0004", "0021", "0022", "0023"].map((digits) => `D26-${digits}`),
  );
  t.true(units.every(({ verdict, boardRevision }) => verdict === "failed" || boardRevision === "B2"));
  // A board that failed before the kill fails once more after it.
  const codes = new Set(units.flatMap(({ error }) => (error === undefined ? [] : [error.code])));
  t.deepEqual([...codes].sort(), ["no-room", "wrong-board"]);
  const labels = chips
    .slice(4)
    .flatMap((chip) => [...numbersOf(chip)].flatMap((number) => [`${number}.svg`, `${number}.zpl`]));
  t.deepEqual(readdirSync(join(folder, "labels")), labels.sort());
  t.is(readFileSync(join(folder, "b.csv"), "utf8").trim().split("\r\n").length, 4);
});
