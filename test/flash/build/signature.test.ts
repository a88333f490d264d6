import { generateKeyPairSync } from "node:crypto";
import {
  closeSync,
  cpSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BUNDLE_FOLDER } from "@duka/flash/base/package-folders";
import { readFirmwareFolder } from "@duka/flash/build/firmware-folder";
import { manifestText, sealManifest } from "@duka/flash/build/manifest";
import { sha256Hex } from "@duka/flash/build/unit";
import { runDukaFlash } from "@duka/flash/cli/duka-flash";
import test, { type ExecutionContext } from "ava";

function folderFor(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), "duka-sign-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function keyPair(): { privateKey: string; publicKey: string } {
  const pair = generateKeyPairSync("ed25519");
  return {
    privateKey: pair.privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
    publicKey: pair.publicKey.export({ format: "pem", type: "spki" }).toString(),
  };
}

async function build(...words: string[]): Promise<{ code: number; error: string }> {
  let error = "";
  const code = await runDukaFlash(["build", "--board", "PICO_R1_3", "--persona", "pos", ...words], {
    out: () => undefined,
    tell: (text) => {
      error += text;
    },
  });
  return { code, error };
}

const KEYS = keyPair();
const made = new Map<string, Promise<string>>();
test.after.always(async () => {
  for (const folder of made.values()) rmSync(await folder, { recursive: true, force: true });
});

/** A folder of this test with what a build wrote there; each kind is built once. */
async function copyOf(t: ExecutionContext, kind: "signed" | "unsigned"): Promise<string> {
  const known = made.get(kind) ?? buildOnce(kind);
  made.set(kind, known);
  const folder = folderFor(t);
  cpSync(await known, folder, { recursive: true });
  return folder;
}

async function buildOnce(kind: "signed" | "unsigned"): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "duka-sign-"));
  const key = `${folder}.pem`;
  writeFileSync(key, KEYS.privateKey);
  const { code, error } = await build("--out", folder, ...(kind === "signed" ? ["--key", key] : []));
  rmSync(key);
  if (code !== 0) throw new Error(error);
  return folder;
}

async function signed(t: ExecutionContext): Promise<{ folder: string; publicKey: string }> {
  return { folder: await copyOf(t, "signed"), publicKey: KEYS.publicKey };
}

test("a signed build is taken with its key, and refused with another", async (t) => {
  const { folder, publicKey } = await signed(t);
  t.deepEqual(
    readdirSync(folder)
      .map((file) => file.replace(/^.*\./, ""))
      .sort(),
    ["js", "json", "sig"],
  );
  const firmware = readFirmwareFolder(folder, { trustedKey: publicKey });
  t.is(firmware.manifest.board, "PICO_R1_3");
  t.regex(firmware.signer?.fingerprint ?? "", /^[0-9a-f]{16}$/);
  t.throws(() => readFirmwareFolder(folder, { trustedKey: keyPair().publicKey }), {
    instanceOf: RangeError,
    message: /signed by another key/,
  });
  t.throws(() => readFirmwareFolder(folder, { trustedKey: "no key" }), {
    instanceOf: RangeError,
    message: /the trusted key is no key in PEM; make one with: openssl pkey .* -pubout/,
  });
});

test("a build without a signature is refused where one is asked for", async (t) => {
  const folder = await copyOf(t, "unsigned");
  t.is(readFirmwareFolder(folder).signer, undefined);
  t.throws(() => readFirmwareFolder(folder, { trustedKey: keyPair().publicKey }), { message: /not signed/ });
});

test("what nobody has signed is taken only where that is said; what another key has signed is not taken then either", async (t) => {
  const folder = await copyOf(t, "unsigned");
  const { publicKey } = keyPair();
  t.throws(() => readFirmwareFolder(folder, { trustedKey: publicKey }), {
    message: /not signed.*--allow-unsigned/,
  });
  t.is(readFirmwareFolder(folder, { trustedKey: publicKey, allowUnsigned: true }).signer, undefined);
  const other = await signed(t);
  t.throws(() => readFirmwareFolder(other.folder, { trustedKey: publicKey, allowUnsigned: true }), {
    message: /signed by another key/,
  });
});

test("the security counter stands in the signed manifest; a manifest without one is refused", async (t) => {
  const folder = folderFor(t);
  t.is((await build("--out", folder, "--security-counter", "7")).code, 0);
  t.is(readFirmwareFolder(folder).manifest.securityCounter, 7);
  const { manifestSha256, securityCounter, ...fields } = readFirmwareFolder(folder).manifest;
  t.truthy(manifestSha256);
  t.is(securityCounter, 7);
  const text = (of: object) => `${JSON.stringify(of, null, 2)}\n`;
  const sealed = { ...fields, manifestSha256: sha256Hex(text(fields)) };
  writeFileSync(join(folder, "PICO_R1_3-pos.json"), text(sealed));
  t.throws(() => readFirmwareFolder(folder), { message: /no security counter/ });
});

test("one flipped bit anywhere in bundle, manifest or signature is refused", async (t) => {
  const { folder, publicKey } = await signed(t);
  for (const ending of ["js", "json", "sig"]) {
    const file = join(folder, `PICO_R1_3-pos.${ending}`);
    const whole = readFileSync(file);
    const step = ending === "js" ? 997 : 1;
    // In its place: a file that is written anew is emptied first, which takes as long as to read the folder.
    const opened = openSync(file, "r+");
    t.teardown(() => closeSync(opened));
    for (let at = 0; at < whole.length; at += step) {
      writeSync(opened, Uint8Array.of(whole[at]! ^ (1 << (at % 8))), 0, 1, at);
      t.throws(
        () => readFirmwareFolder(folder, { trustedKey: publicKey }),
        { instanceOf: RangeError },
        `${ending} byte ${at}`,
      );
      writeSync(opened, whole, at, 1, at);
    }
  }
  t.notThrows(() => readFirmwareFolder(folder, { trustedKey: publicKey }));
});

test("without a signature too, a changed bundle or manifest is refused", async (t) => {
  const folder = await copyOf(t, "unsigned");
  for (const ending of ["js", "json"]) {
    const file = join(folder, `PICO_R1_3-pos.${ending}`);
    const whole = readFileSync(file, "utf8");
    writeFileSync(file, whole.replace("5", "6"));
    t.throws(() => readFirmwareFolder(folder), { instanceOf: RangeError });
    writeFileSync(file, whole);
  }
});

test("two builds are the same bytes: one signed bundle is for all units of a board", async (t) => {
  const [one, two] = [await copyOf(t, "unsigned"), folderFor(t)];
  t.is((await build("--out", two)).code, 0);
  t.deepEqual(readdirSync(one), readdirSync(two));
  // Those of the package were built by another process.
  for (const folder of [two, BUNDLE_FOLDER])
    for (const file of readdirSync(one))
      t.true(readFileSync(join(one, file)).equals(readFileSync(join(folder, file))), file);
});

test("a build of before, with the unit's number inside, is refused with what to do", async (t) => {
  const folder = await copyOf(t, "unsigned");
  const { manifestSha256: _, ...fields } = readFirmwareFolder(folder).manifest;
  const former = sealManifest({ ...fields, serialNumber: "", consoleSecret: false } as typeof fields);
  writeFileSync(join(folder, "PICO_R1_3-pos.json"), manifestText(former));
  t.throws(() => readFirmwareFolder(folder), { instanceOf: RangeError, message: /build it anew/ });
});

const REFUSED: readonly (readonly [words: readonly string[], code: number, message: RegExp])[] = [
  [["--key", "/nowhere/key"], 2, /cannot be read/],
  [["--security-counter", "-1"], 2, /no whole number from 0 to 999999/],
  [["--security-counter", "1000000"], 2, /no whole number from 0 to 999999/],
];

for (const [words, code, message] of REFUSED) {
  test(`refused before anything is written: build ${words.join(" ")}`, async (t) => {
    const folder = folderFor(t);
    const result = await build("--out", folder, ...words);
    t.is(result.code, code);
    t.regex(result.error, message);
    t.deepEqual(readdirSync(folder), []);
  });
}

for (const [words, kind, message] of [
  [
    "--trust",
    "private",
    /the trusted key is a private key, which stays with the manufacturer: give its public one/,
  ],
  ["--key", "public", /the signing key is a public key, which signs nothing: give the private one/],
] as const) {
  test(`${words} refuses a ${kind} key, and says which is wanted and how it is made`, async (t) => {
    const { folder } = await signed(t);
    const key = join(folderFor(t), "key.pem");
    const pair = keyPair();
    writeFileSync(key, kind === "private" ? pair.privateKey : pair.publicKey);
    let error = "";
    const line =
      words === "--trust"
        ? ["flash", "--port", "/dev/nowhere", words, key, folder]
        : ["build", "--board", "PICO_R1_3", "--persona", "pos", "--out", folderFor(t), words, key];
    const code = await runDukaFlash(line, {
      out: () => undefined,
      tell: (text) => {
        error += text;
      },
    });
    t.is(code, 2);
    t.regex(error, message);
    t.notRegex(error, /-----BEGIN|MC4CAQ/);
  });
}
