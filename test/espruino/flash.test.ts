/** The flasher, the boot loader and the firmware on the real interpreter. */
import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openAccount, openJournal, updateReader } from "@duka/driver";
import { openReader } from "@duka/driver/readers/open-reader";
import { runDukaFlash } from "@duka/flash/cli/duka-flash";
import { openChips } from "@duka/simulator/card/open-chips";
import { DEFAULT_PROFILE, DEFAULT_SEED } from "@duka/simulator/world/simulated-defaults";
import test, { type ExecutionContext } from "ava";
import { type LinuxBoard, startLinuxBoard } from "./harness/linux-board.js";

const program = process.env.ESPRUINO ?? "";
if (program === "") throw new Error("ESPRUINO=path names the interpreter built for Linux");
const folder = mkdtempSync(join(tmpdir(), "duka-firmware-"));
const secret = join(folder, "secret.txt");
writeFileSync(secret, "correct horse battery staple\n");
const maker = generateKeyPairSync("ed25519");
const [makerKey, trusted] = [join(folder, "maker.pem"), join(folder, "maker-public.pem")];
writeFileSync(makerKey, maker.privateKey.export({ format: "pem", type: "pkcs8" }));
writeFileSync(trusted, maker.publicKey.export({ format: "pem", type: "spki" }));
let board: LinuxBoard;

test.before(async () => {
  const { card, psam } = openChips(DEFAULT_PROFILE, undefined, DEFAULT_SEED);
  board = await startLinuxBoard(program, [card, psam]);
});
test.after.always(async () => {
  await board?.close();
  rmSync(folder, { recursive: true, force: true });
});

function hasSha256(interpreter: string): boolean {
  const script = 'print(process.env.MODULES.split(",").indexOf("crypto")<0?"NO":"SHA-256")';
  const { stdout } = spawnSync(interpreter, ["-e", script], {
    cwd: folder,
    stdio: ["pipe", "pipe", "ignore"],
    timeout: 10_000,
  });
  return stdout.toString("latin1").includes("SHA-256");
}

type Flashed = {
  readonly image: string;
  readonly sha256: string;
  readonly interpreter: string;
  readonly selfTest: { readonly serialNumber: string; readonly memory: { used: number; total: number } };
};

async function duka(
  t: ExecutionContext,
  ...words: string[]
): Promise<{ code: number; out: string; error: string }> {
  let out = "";
  let error = "";
  const began = performance.now();
  const code = await runDukaFlash(words, {
    out: (text) => {
      out += text;
    },
    tell: (text) => {
      error += text;
    },
  });
  t.log(`${words[0]}: exit ${code} after ${Math.round(performance.now() - began)} ms`, error, out);
  return { code, out, error };
}

async function build(t: ExecutionContext): Promise<string> {
  const out = join(folder, "out");
  t.is((await duka(t, "build", "--board", "LINUX", "--persona", "pos", "--out", out)).code, 0);
  return out;
}

/** A secret where the interpreter can check one. */
const opening: readonly string[] = hasSha256(program) ? ["--console-secret", secret] : [];

async function flash(t: ExecutionContext, from: string, ...unit: string[]): Promise<Flashed> {
  const lines = ["--port", board.console, "--self-test", `serial:${board.host}`];
  const { code, out } = await duka(t, "flash", ...lines, ...opening, ...unit, "--json", from);
  t.is(code, 0, board.said().slice(-500));
  return JSON.parse(out) as Flashed;
}

async function sell(t: ExecutionContext, ref: string): Promise<void> {
  const reader = await openReader(`serial:${board.host}`);
  const journal = await openJournal(":memory:", reader.clock);
  try {
    const began = performance.now();
    const outcome = await openAccount({ reader, journal }).debit({ ref, amountFen: 1250 });
    t.log(
      `sale ${ref}: ${outcome.outcome} ${outcome.reason ?? ""} after ${Math.round(performance.now() - began)} ms`,
    );
    t.is(outcome.outcome, "committed");
  } finally {
    await journal.close();
    await reader.close();
  }
}

test.serial(
  "flashed through its console on a pseudo-terminal, it restarts into the reader and passes its self-test",
  async (t) => {
    const result = await flash(t, await build(t), "--serial-number", "D26-000001");
    t.is(result.image, "a");
    t.is(result.selfTest.serialNumber, "D26-000001");
    t.log(
      `Espruino ${result.interpreter}, ${result.selfTest.memory.used} of ${result.selfTest.memory.total} variables`,
    );
  },
);

test.serial("a sale runs on it", async (t) => {
  await sell(t, "S-1");
});

test.serial("after the power was off it is the same reader", async (t) => {
  await board.powerCycle();
  await sell(t, "S-2");
});

test.serial(
  "the way back: where the interpreter has SHA-256 the secret opens the console of the running reader, and it can be flashed again",
  async (t) => {
    if (!hasSha256(program)) {
      const from = await build(t);
      const lines = ["--port", board.console, "--self-test", `serial:${board.host}`];
      const { code, error } = await duka(t, "flash", ...lines, "--console-secret", secret, from);
      t.is(code, 1);
      t.regex(error, /its interpreter has no SHA-256; the board runs what it ran before\n.*button/);
      await sell(t, "S-3");
      return;
    }
    const result = await flash(t, await build(t));
    t.is(result.image, "b");
    t.is(result.selfTest.serialNumber, "D26-000001", "a general build keeps the unit's number");
    await sell(t, "S-3");
  },
);

test.serial(
  "updated in the field it stays who it is; an older firmware is refused, and the reader goes on as a reader",
  async (t) => {
    const signed = ["--board", "LINUX", "--persona", "pos", "--key", makerKey];
    const [old, fresh] = [join(folder, "old"), join(folder, "new")];
    await duka(t, "build", ...signed, "--out", old);
    await duka(t, "build", ...signed, "--without", "pinpad", "--security-counter", "1", "--out", fresh);
    const update = (from: string) =>
      duka(t, "update", "--reader", `serial:${board.host}`, "--trust", trusted, ...opening, "--json", from);
    const first = await update(fresh);
    if (!hasSha256(program)) {
      t.like(JSON.parse(first.out), { updated: false, code: "locked", running: "previous" });
      return;
    }
    t.is(first.code, 0, first.error);
    t.like(JSON.parse(first.out), { updated: true, image: "a", selfTest: { serialNumber: "D26-000001" } });
    await sell(t, "S-4");
    const older = await update(old);
    t.is(older.code, 1);
    t.like(JSON.parse(older.out), { updated: false, code: "older-firmware", running: "previous" });
    await sell(t, "S-5");
    const again = await update(fresh);
    t.like(JSON.parse(again.out), { updated: false, image: "a", selfTest: { serialNumber: "D26-000001" } });
    await board.powerCycle();
    await sell(t, "S-6");
  },
);

test.serial(
  "the line makes a bare board a numbered unit with a secret of its own; a till updates it, and it stays that unit",
  async (t) => {
    t.timeout(180_000);
    const { card, psam } = openChips(DEFAULT_PROFILE, undefined, DEFAULT_SEED);
    const bare = await startLinuxBoard(program, [card, psam]);
    t.teardown(() => bare.close());
    const batch = join(folder, "batch.json");
    const made = {
      ...{ name: "B1", firmware: "old", trust: trusted, boardRevision: "B2", consoleSecrets: "secrets" },
      serialNumbers: { prefix: "D26-", digits: 6, from: 7, to: 9 },
      readers: { [bare.console]: `serial:${bare.host}` },
    };
    writeFileSync(batch, JSON.stringify(made));
    const { code, out, error } = await duka(
      ...([t, "line", "--batch", batch, "--ports", bare.console, "--once", "--json"] as const),
    );
    t.is(code, 0, error + bare.said().slice(-500));
    t.like(JSON.parse(out), { passed: 1, units: [{ serialNumber: "D26-000007", verdict: "passed" }] });
    if (!hasSha256(program)) return;
    const updated = await updateReader(`serial:${bare.host}`, {
      manifest: join(folder, "new", "LINUX-pos.json"),
      trust: trusted,
      consoleSecret: join(folder, "secrets", "D26-000007.txt"),
    });
    t.like(updated, { isNew: true, serialNumber: "D26-000007", boardRevision: "B2" });
    t.log(
      `${updated.serialNumber}: ${updated.versionBefore} before, ${updated.version} now, ${updated.sha256}`,
    );
  },
);
