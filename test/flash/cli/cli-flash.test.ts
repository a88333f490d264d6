import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runDukaFlash } from "@duka/flash/cli/duka-flash";
import { createProgress } from "@duka/flash/cli/progress";
import test from "ava";
import { rig, SECRET } from "../flasher/rig.js";

async function run(...words: string[]): Promise<{ code: number; out: string; error: string }> {
  let out = "";
  let error = "";
  const code = await runDukaFlash(words, {
    out: (text) => {
      out += text;
    },
    tell: (text) => {
      error += text;
    },
  });
  return { code, out, error };
}

test.serial(
  "duka-flash build and flash: one line for each stage, the result on standard output, exit codes",
  async (t) => {
    const { board, address } = await rig(t);
    const folder = mkdtempSync(join(tmpdir(), "duka-cli-"));
    t.teardown(() => rmSync(folder, { recursive: true, force: true }));
    const secret = join(folder, "secret.txt");
    writeFileSync(secret, SECRET);
    const out = join(folder, "out");
    const unit = ["--serial-number", "D26-000777", "--console-secret", secret, "--board-revision", "B2"];
    t.is((await run("build", "--board", "PICO_R1_3", "--persona", "pos", "--out", out)).code, 0);

    const plain = await run("flash", "--reader", address, ...unit, out);
    t.is(plain.code, 0, plain.error);
    t.regex(
      plain.out,
      /^PICO_R1_3 \(Espruino 2v29\) runs the new firmware 0\.1\.0 as image a\nserial number D26-000777, board revision B2, /,
    );
    t.deepEqual(plain.error.trim().split("\n"), [
      "opening the port",
      "asking for board and interpreter",
      "making room",
      "writing the firmware",
      "reading it back",
      "checking the boot loader",
      "restarting the board",
      "testing the reader",
      "keeping the new firmware",
    ]);

    const locked = await run("flash", "--reader", address, "--json", out);
    t.is(locked.code, 1);
    const said: { flashed: boolean; code: string; running: string } = JSON.parse(locked.out);
    t.like(said, { flashed: false, code: "locked", running: "previous" });
    t.regex(locked.error, /--console-secret/);

    const again = await run("flash", "--reader", address, "--console-secret", secret, "--json", out);
    t.is(again.code, 0, again.error);
    t.like(JSON.parse(again.out), { flashed: true, image: "b", board: "PICO_R1_3" });
    t.is(board.running(), "b");
  },
);

const WRONG_UNITS: readonly (readonly [word: string, value: string, message: RegExp])[] = [
  ["--serial-number", "a b", /serial number "a b"/],
  ["--board-revision", "second one", /board revision "second one"/],
  ["--console-secret", "/nowhere/secret", /cannot be read/],
];

for (const [word, value, message] of WRONG_UNITS) {
  test(`refused before the port is opened: flash ${word} "${value}"`, async (t) => {
    const { code, error } = await run("flash", "--reader", "tcp://127.0.0.1:1", word, value, tmpdir());
    t.is(code, 2);
    t.regex(error, message);
  });
}

test("a secret that is too short is refused and in no message", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "duka-cli-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const secret = join(folder, "secret");
  writeFileSync(secret, "short-secret\n");
  const { code, error } = await run(
    "flash",
    "--reader",
    "tcp://127.0.0.1:1",
    "--console-secret",
    secret,
    folder,
  );
  t.is(code, 2);
  t.regex(error, /12 bytes; expected 16 to 55/);
  t.false(error.includes("short-secret"));
});

test.serial("nothing at the port is exit code 3, with what to do", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "duka-cli-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  await run("build", "--board", "PICO_R1_3", "--persona", "pos", "--out", folder);
  const { code, error } = await run("flash", "--reader", "tcp://127.0.0.1:1", folder);
  t.is(code, 3);
  t.regex(error, /127\.0\.0\.1:1.*\n {2}\S/s);
});

test("on a terminal the upload is a bar that fills; elsewhere a stage is one line", (t) => {
  const show = (isTerminal: boolean): string => {
    let words = "";
    const progress = createProgress({
      out: () => undefined,
      tell: (text) => {
        words += text;
      },
      isTerminal,
    });
    for (const doneBytes of [0, 50, 100]) progress.show({ stage: "upload", doneBytes, totalBytes: 100 });
    progress.show({ stage: "verify", doneBytes: 0, totalBytes: 100 });
    progress.end();
    return words;
  };
  t.regex(show(true), /\[#{15}\.{15}\] {2}50 %\rwriting the firmware \[#{30}\] 100 %\n\rreading it back\n$/);
  t.is(show(false), "writing the firmware\nreading it back\n");
});
