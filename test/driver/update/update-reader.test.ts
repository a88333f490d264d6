/** An update from the till: the shop is looked after before and behind what the flasher does. */
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openJournal, openReader, ReaderError, realClock, UpdateError, updateReader } from "@duka/driver";
import { explainError } from "@duka/driver/explain/explain-error";
import { loadFlash } from "@duka/driver/update/load-flash";
import { updateErrorOf } from "@duka/driver/update/update-error";
import { type FlashFault, UPDATE_FAULTS } from "@duka/driver/update/update-faults";
import { BoardError, FlashError, type FlashErrorCode } from "@duka/flash/base/flash-error";
import type { BuiltFirmware } from "@duka/flash/build/firmware-folder";
import { manifestText, sealManifest } from "@duka/flash/build/manifest";
import { signManifest } from "@duka/flash/build/signature";
import { sha256Hex } from "@duka/flash/build/unit";
import test from "ava";
import { buildFor, rig, SECRET, UNIT } from "../../flash/flasher/rig.js";
import { duka } from "../../support/programs/terminal.js";
import { folderOf } from "../../support/values/folder.js";

const NUMBER = "SIM-D26-000042";
const FULL = { ...UNIT, serialNumber: NUMBER, boardRevision: "B2" };
const ROOMY = { storageBytes: 98_304 };
const old = await buildFor();
/** The maker's next release. */
const fresh = nextOf(old);
const maker = generateKeyPairSync("ed25519");
const pem = (key: KeyObject, type: "spki" | "pkcs8") => String(key.export({ format: "pem", type } as never));

/** Its identity Escape says the next version, as its manifest does. */
function nextOf(built: BuiltFirmware): BuiltFirmware {
  const bundle = built.bundle.replace(/(\w+)\[3\]=0,\1\[4\]=1,\1\[5\]=0/, "$1[3]=0,$1[4]=2,$1[5]=0");
  if (bundle === built.bundle) throw new Error("the bundle says its version in another way now");
  const bytes = bundle.length;
  const changed = { ...built.manifest, version: "0.2.0", bytes, sha256: sha256Hex(bundle) };
  const { manifestSha256: _, ...fields } = changed;
  return { ...built, bundle, manifest: sealManifest(fields) };
}

/** What the maker hands out, as files. */
function handedOut(folder: string, { manifest, bundle }: BuiltFirmware, signer = maker.privateKey) {
  const text = manifestText(manifest);
  const at = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  at("next.js", bundle);
  at("next.sig", signManifest(text, pem(signer, "pkcs8")));
  return {
    manifest: at("next.json", text),
    trust: at("maker-public.pem", pem(maker.publicKey, "spki")),
    consoleSecret: at("secret.txt", SECRET),
  };
}

/** A sale whose outcome only the card can tell. */
async function withUndecided(file: string, simulated: boolean, ref = "S-1") {
  const journal = await openJournal(file, realClock);
  const claim = await journal.claim({ ref, kind: "purse", amountFen: 1250, simulated });
  if (!claim.claimed) throw new Error("a new journal has no sales");
  await claim.attempt.intent({
    cardNumber: "3301860000000001",
    cardSequence: 7,
    terminalId: "000000000001",
    terminalSequence: 1,
    transactionType: 0x06,
    date: "20261121",
    time: "140559",
    balanceBeforeFen: 5000,
  });
  await claim.attempt.end({ state: "undecided", code: "answer-lost", reason: "lost" });
  return journal;
}

test.serial(
  "the reader of a till: refused while a sale is undecided, while it is in use, or by another's signature; then it runs the new firmware as itself, and sells",
  async (t) => {
    t.timeout(120_000);
    const folder = folderOf(t);
    const files = handedOut(folder, fresh);
    const on = await rig(t, ROOMY);
    await on.flash(old, { unit: FULL });
    on.board.storage.cutPowerAt(undefined);
    const refusedBy = async (more: object, code: UpdateError["code"] | "card-in-use") => {
      const error = await t.throwsAsync(updateReader(on.address, { ...files, ...more }));
      t.is<string, string>((error as UpdateError).code, code, error?.message);
      t.deepEqual(on.board.storage.steps, [], "nothing was written");
      return error as UpdateError;
    };

    const journal = await withUndecided(join(folder, "till.db"), true);
    const open = await refusedBy({ journal }, "undecided");
    t.is(open.message, "undecided here: S-1; the reader was not touched");
    t.regex(explainError(open).text.zh, /^以下交易结果未知：S-1；/);
    t.regex(explainError(open).remedy.zh, /duka close.*--leave-undecided/);

    const held = await openReader(on.address);
    const inUse = await refusedBy({ journal }, "card-in-use");
    t.regex(inUse.message, /in use by this program itself/);
    await held.close();

    const other = generateKeyPairSync("ed25519").privateKey;
    handedOut(folder, fresh, other);
    const forged = await refusedBy({}, "refused-firmware");
    t.is(forged.running, "previous");
    t.regex(explainError(forged).text.zh, /不是受信任的厂商所签；读卡器仍运行原固件$/);
    handedOut(folder, fresh);
    const wrong = join(folder, "wrong.txt");
    writeFileSync(wrong, "wrong horse battery!");
    await refusedBy({ consoleSecret: wrong }, "locked");

    // Closed by a person, it is waited for no longer.
    await journal.closeRecord({ ref: "S-1", as: "not-paid", by: "Li Na", note: undefined, simulated: true });
    const stages = new Set<string>();
    const onProgress = ({ stage }: { stage: string }) => void stages.add(stage);
    const updated = await updateReader(on.address, { ...files, journal, onProgress });
    await journal.close();
    t.like(updated, { isNew: true, serialNumber: NUMBER, boardRevision: "B2" });
    t.like(updated, { versionBefore: "0.1.0", version: "0.2.0", sha256: fresh.manifest.sha256 });
    t.true(stages.has("upload") && stages.has("confirm"), [...stages].join());

    // By the command, on a till with a sale of a real card undecided: of another kind than this reader.
    const real = await withUndecided(join(folder, "real.db"), false);
    await real.close();
    const words = [
      "--manifest",
      files.manifest,
      "--trust",
      files.trust,
      "--console-secret",
      files.consoleSecret,
    ];
    const env = { DUKA_JOURNAL: join(folder, "real.db") };
    const again = await duka(["update", "--reader", on.address, ...words, "--lang", "zh"], { env });
    t.is(again.code, 0, again.told);
    t.is(again.out, `读卡器已运行此固件，未写入：PICO_R1_3 ${NUMBER} 固件 0.2.0\n`);
    t.regex(again.told, /^打开端口\n识别电路板\n/);
  },
);

test.serial(
  "by the command: an undecided sale is told with what to do, and may be left; a journal is made by no update",
  async (t) => {
    const folder = folderOf(t);
    const files = handedOut(folder, fresh);
    const on = await rig(t, ROOMY);
    await on.flash(fresh, { unit: FULL });
    const file = join(folder, "till.db");
    await (await withUndecided(file, true)).close();
    const { manifest, trust, consoleSecret } = files;
    const words = ["--manifest", manifest, "--trust", trust, "--console-secret", consoleSecret];
    const update = (...more: string[]) =>
      duka(["update", "--reader", on.address, ...words, ...more], { env: { DUKA_JOURNAL: file } });
    const refused = await update("--json");
    t.is(refused.code, 1);
    t.like(JSON.parse(refused.out), { error: { kind: "reader", code: "undecided" } });
    const left = await update("--leave-undecided", "--json");
    t.is(left.code, 0, left.told);
    t.like(JSON.parse(left.out), { isNew: false, serialNumber: NUMBER, version: "0.2.0" });
    const none = join(folder, "none.db");
    const named = await update("--journal", none);
    t.is(named.code, 2);
    t.regex(named.told, /there is no journal at .*none\.db/);
  },
);

test("without the flasher it is told in one line what to install, in both languages", async (t) => {
  const error = await t.throwsAsync(loadFlash("@duka/no-such-flash"), { instanceOf: ReaderError });
  t.is(error?.code, "unsupported");
  t.is(error?.remedies.en, "npm install @duka/no-such-flash");
  t.regex(error?.remedies.zh ?? "", /请安装：npm install @duka\/no-such-flash$/);
  const stub = "data:text/javascript,export const updateReader = 1;";
  await t.throwsAsync(loadFlash(stub), { instanceOf: ReaderError });
});

test("a line of its own is needed, and files that are what they should be: each is refused in both languages", async (t) => {
  const folder = folderOf(t);
  const files = handedOut(folder, fresh);
  for (const address of ["sim:", "pcsc:Some Reader"]) {
    const error = await t.throwsAsync(updateReader(address, files), { instanceOf: RangeError });
    t.regex(explainError(error).text.zh, /只能通过读卡器自己的线路更新/);
  }
  const flash = await loadFlash();
  const named = (file: string, content: string): string => {
    writeFileSync(join(folder, file), content);
    return join(folder, file);
  };
  const wrong: readonly (readonly [more: object, en: RegExp, zh: RegExp])[] = [
    [{ manifestFile: "next.js" }, /the file NAME\.json/, /清单须为/],
    [{ manifestFile: join(folder, "none.json") }, /none\.json cannot be read/, /没有此文件/],
    [{ trustedKeyFile: join(folder, "none.pem") }, /none\.pem cannot be read/, /没有此文件/],
    [{ trustedKeyFile: files.manifest }, /no key in PEM/, /不是 PEM 格式的密钥/],
    [{ trustedKeyFile: named("p.pem", pem(maker.privateKey, "pkcs8")) }, /is a private key/, /是私钥/],
    [{ consoleSecretFile: named("short.txt", "abc") }, /the secret has 3 bytes/, /口令为 3 字节/],
    [{ consoleSecretFile: folder }, /cannot be read/, /文件夹/],
  ];
  for (const [more, en, zh] of wrong) {
    const asked = { manifestFile: files.manifest, trustedKeyFile: files.trust, ...more };
    const error = await t.throwsAsync(
      flash({
        readerAddress: "tcp://127.0.0.1:1",
        allowOlder: false,
        mayCompact: async () => false,
        clock: realClock,
        progress: () => undefined,
        ...asked,
      }),
      { instanceOf: RangeError, message: en },
    );
    t.regex(explainError(error).text.zh, zh);
  }
});

/** A type alone: one that is new does not compile here before it has its Chinese. */
const EVERY: { readonly [code in FlashErrorCode]: FlashFault } & {
  readonly [code in FlashFault]: FlashErrorCode;
} = Object.fromEntries(Object.keys(UPDATE_FAULTS).map((code) => [code, code])) as never;

for (const code of Object.keys(EVERY) as FlashErrorCode[])
  test(`what the flasher ends with has its Chinese: ${code}`, (t) => {
    const failure = new BoardError({ message: "m", code, remedy: "r" });
    const error = updateErrorOf(new FlashError(failure, "upload", "previous")) as UpdateError;
    t.true(error instanceof UpdateError);
    t.like(error, { code, running: "previous", remedy: "r" });
    const { text, remedy } = explainError(error);
    t.is(text.zh, `写入固件：${UPDATE_FAULTS[code].cause}；读卡器仍运行原固件`);
    t.is(remedy.zh, UPDATE_FAULTS[code].remedy);
  });
