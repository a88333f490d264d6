/**
 * The peer that codecs are measured against: the APDU builder and parser of @ledgerhq/device-management-kit, by its
 * CommonJS entry. It is installed into a folder of its own under the system's temporary folder, never into this
 * repository.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PACKAGE = "@ledgerhq/device-management-kit";
const VERSION = "1.10.0";
const PEERS = [`${PACKAGE}@${VERSION}`, "rxjs@7.8.2"];

type Header = { readonly cla: number; readonly ins: number; readonly p1: number; readonly p2: number };

type LedgerBuilder = {
  add8BitUIntToData(value: number): LedgerBuilder;
  add32BitUIntToData(value: number): LedgerBuilder;
  addBufferToData(value: Uint8Array): LedgerBuilder;
  build(): { getRawApdu(): Uint8Array };
};

type LedgerParser = {
  extract8BitUInt(): number | undefined;
  extract16BitUInt(): number | undefined;
  extract32BitUInt(): number | undefined;
  extractFieldByLength(length: number): Uint8Array | undefined;
};

export type Ledger = {
  readonly version: string;
  readonly ApduBuilder: new (header: Header) => LedgerBuilder;
  readonly ApduParser: new (response: object) => LedgerParser;
  readonly ApduResponse: new (parts: {
    readonly data: Uint8Array;
    readonly statusCode: Uint8Array;
  }) => object;
};

/** @throws Error when it is not there and cannot be installed */
export function loadLedger(): Ledger {
  const folder = join(tmpdir(), `duka-bench-peers-${VERSION}`);
  if (!existsSync(join(folder, "installed"))) install(folder);
  const loaded: Omit<Ledger, "version"> = createRequire(join(folder, "package.json"))(PACKAGE);
  return { ...loaded, version: VERSION };
}

function install(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  console.log(`installing ${PEERS.join(" ")} into ${folder}`);
  const words = ["install", "--no-save", "--no-audit", "--no-fund", "--prefix", folder, ...PEERS];
  const installed = spawnSync("npm", words, { cwd: folder, encoding: "utf8", timeout: 300_000 });
  if (installed.status !== 0) throw new Error(`npm install failed: ${installed.stderr || installed.error}`);
  writeFileSync(join(folder, "installed"), "");
}
