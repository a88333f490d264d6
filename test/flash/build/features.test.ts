/** `duka-flash build --without`: what a board cannot hold is left out, by name, and then refused as CCID has it. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runDukaFlash } from "@duka/flash/cli/duka-flash";
import { parseManifest } from "@duka/simulator/reader/manifest";
import test, { type ExecutionContext } from "ava";
import { command, framed, Rig } from "../../firmware/rig.js";

type Run = { readonly code: number; readonly out: string; readonly error: string; readonly folder: string };

async function build(t: ExecutionContext, ...words: string[]): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), "duka-features-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  let out = "";
  let error = "";
  const code = await runDukaFlash(["build", "--out", folder, ...words], {
    out: (text) => {
      out += text;
    },
    tell: (text) => {
      error += text;
    },
  });
  return { code, out, error, folder };
}

/** A rig with the firmware that was built. */
function rigOf({ folder }: Run, name: string): Rig {
  const text = (ending: string) => readFileSync(join(folder, `${name}${ending}`), "utf8");
  return new Rig({ firmware: { bundle: text(".js"), manifest: parseManifest(text(".json")) } });
}

const PICO = ["--board", "PICO_R1_3", "--persona", "pos"];
const PPS = command(0x6f, 0, 9, "00 00 00", "FF 10 96 79");
const T1 = command(0x61, 0, 9, "01 00 00", "11 10 00 45 00 FE 00");
const SECURE = command(0x69, 0, 9, "00 00 00", "00");

/** What a reader answers to the three, after a T=0 ATR that offers T=1 and PPS. */
function abilities(rig: Rig): { pps: string; t1: string; secure: string; identity: string } {
  rig.powered("3B 90 96 80 01 87");
  const status = (said: string) =>
    said
      .replace(/^(80 )+/, "")
      .split(" ")
      .slice(9, 12)
      .join(" ");
  const secure = status(rig.ask(SECURE));
  const t1 = status(rig.ask(T1));
  rig.powered("3B 90 96 80 01 87");
  rig.slots[0]!.onCharacter = () => {
    if (rig.slots[0]!.received.length === 4) rig.slots[0]!.say([0xff, 0x10, 0x96, 0x79]);
  };
  const pps = rig.ask(PPS).includes("FF 10 96 79") ? "made" : "not made";
  const identity = rig
    .ask(command(0x6b, 0, 10, "00 00 00", "44 4B 01"))
    .split(" ")
    .at(-2)!;
  return { pps, t1, secure, identity };
}

test("with everything: PPS is made, T=1 selected, a PIN asked for (here: with a structure that is too short)", (t) => {
  t.deepEqual(abilities(new Rig()), { pps: "made", t1: "00 00 01", secure: "40 01 00", identity: "1F" });
});

test("without pinpad Secure is not supported (bError 0), and the persona pinpad is refused", async (t) => {
  const run = await build(t, ...PICO, "--without", "pinpad");
  t.regex(run.out, /^PICO_R1_3-pos\.js \d+ bytes, without pinpad\n$/);
  const rig = rigOf(run, "PICO_R1_3-pos");
  t.deepEqual(abilities(rig), { pps: "made", t1: "00 00 01", secure: "40 00 00", identity: "1E" });
  t.is(
    rig.ask(command(0x6b, 0, 3, "00 00 00", "44 4B 09 02")),
    framed("83 00 00 00 00 00 03 40 0D 00"),
    "nothing is kept",
  );
});

test("without t1 SetParameters and XfrBlock refuse T=1 (F6); without pps the request is a command of no class", async (t) => {
  const run = await build(t, ...PICO, "--without", "t1,pps");
  const rig = rigOf(run, "PICO_R1_3-pos");
  t.deepEqual(abilities(rig), { pps: "not made", t1: "40 F6 00", secure: "40 01 00", identity: "19" });
  rig.powered("3B 80 81 01 00");
  t.is(rig.ask(command(0x6f, 0, 4, "00 00 00", "00 00 01 00 01")), framed("80 00 00 00 00 00 04 40 F6 00"));
});

test("without fast the Escape for a faster host line is not known", async (t) => {
  const run = await build(t, ...PICO, "--without", "fast");
  const rig = rigOf(run, "PICO_R1_3-pos").powered();
  t.is(
    rig.ask(command(0x6b, 0, 3, "00 00 00", "44 4B 0B 00 0F 42 40")),
    framed("83 00 00 00 00 00 03 40 0A 00"),
  );
});

test("without level its Escape is not known, and an XfrBlock that leaves something to the reader is refused", async (t) => {
  const run = await build(t, ...PICO, "--without", "level");
  const rig = rigOf(run, "PICO_R1_3-pos").powered();
  t.is(rig.ask(command(0x6b, 0, 3, "00 00 00", "44 4B 0A 01")), framed("83 00 00 00 00 00 03 40 0A 00"));
  t.is(rig.ask(command(0x6f, 0, 4, "00 01 00", "00 70 00 00")), framed("80 00 00 00 00 00 04 40 08 00"));
});

test("the manifest names what was left out, and a keypad that nobody looks at is none", async (t) => {
  const run = await build(t, ...PICO, "--without", "pinpad,t1");
  const manifest = JSON.parse(readFileSync(join(run.folder, "PICO_R1_3-pos.json"), "utf8"));
  t.deepEqual(manifest.without, ["pinpad", "t1"]);
  t.deepEqual(manifest.keypad, { rows: [], columns: [], keys: "" });
});

test("without pinpad there is no persona pinpad: all are built but that one, and naming it is refused", async (t) => {
  const run = await build(t, "--board", "PICO_R1_3", "--without", "pinpad");
  t.deepEqual(run.out.match(/PICO_R1_3-\w+/g), ["PICO_R1_3-pos", "PICO_R1_3-sec1210"]);
  const asked = await build(t, "--board", "PICO_R1_3", "--persona", "pinpad", "--without", "pinpad");
  t.is(asked.code, 1);
  t.regex(asked.error, /PICO_R1_3-pinpad: built without pinpad, and that persona needs it/);
});

test("a feature that nobody knows is named with those that there are", async (t) => {
  const { code, error } = await build(t, ...PICO, "--without", "t2");
  t.is(code, 2);
  t.regex(error, /unknown feature "t2": expected some of t1,pps,pinpad,level,fast with commas between them/);
});
