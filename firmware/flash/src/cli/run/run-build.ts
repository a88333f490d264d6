/** `duka-flash build`: the bundle of a board, its manifest, and a signature when there is a key. */
import { resolve } from "node:path";
import { SECURITY_COUNTER_MAX } from "@duka/protocol/board";
import type { Output } from "@duka/protocol/command-line";
import { COMPILED_FOLDER } from "../../base/package-folders.js";
import { parseFeatures } from "../../build/features.js";
import { buildAll } from "../../build/firmware-build.js";
import { builtLine } from "../../build/manifest.js";
import { readKey } from "../../build/signature.js";

export type BuildWords = {
  readonly board?: string;
  readonly persona?: string;
  readonly out: string;
  readonly key?: string;
  readonly securityCounter?: string;
  readonly without?: string;
  readonly json?: true;
};

export async function runBuild(options: BuildWords, output: Output): Promise<void> {
  const built = await buildAll({
    sourceFolder: COMPILED_FOLDER,
    outputFolder: resolve(options.out),
    instrumented: false,
    ...(options.board === undefined ? {} : { board: options.board }),
    ...(options.persona === undefined ? {} : { persona: options.persona }),
    ...(options.without === undefined ? {} : { without: parseFeatures(options.without) }),
    securityCounter: counterOf(options.securityCounter ?? "0"),
    ...(options.key === undefined ? {} : { signingKey: readKey(options.key) }),
  });
  output.out(
    options.json === true
      ? `${JSON.stringify({ manifests: built }, null, 2)}\n`
      : built.map((one) => `${builtLine(one)}\n`).join(""),
  );
}

function counterOf(text: string): number {
  const counter = /^\d{1,6}$/.test(text) ? Number.parseInt(text, 10) : Number.NaN;
  if (counter <= SECURITY_COUNTER_MAX) return counter;
  throw new RangeError(`--security-counter: "${text}" is no whole number from 0 to ${SECURITY_COUNTER_MAX}`);
}
