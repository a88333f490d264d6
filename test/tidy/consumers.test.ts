/** The packages as strangers' TypeScript sees them: their declarations, with nothing skipped. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { readPublicNames } from "./public-names.js";
import { ROOT } from "./repository.js";

const CONSUMERS = [
  { title: "node16", type: "module", module: "node16", moduleResolution: "node16" },
  { title: "nodenext", type: "module", module: "nodenext", moduleResolution: "nodenext" },
  { title: "bundler", type: "module", module: "esnext", moduleResolution: "bundler" },
  { title: "CommonJS", type: "commonjs", module: "nodenext", moduleResolution: "nodenext" },
] as const;

/** Every public entry is imported whole, so that no declaration is left out. */
const EVERYTHING = Object.keys(readPublicNames())
  .map((entry, index) => `export type * as entry${index} from ${JSON.stringify(entry)};`)
  .join("\n");
const USE = `import { openReader, type Outcome } from "@duka/driver";
import { openSSCard } from "@duka/driver/sscard";
import { getBalance } from "@duka/protocol/commands";
import { simulate } from "@duka/simulator";
export const used: readonly unknown[] = [openReader, openSSCard, getBalance, simulate];
export function isPaid(outcome: Outcome): boolean {
  return outcome.outcome === "committed";
}
`;
const DEEP = 'import { debit } from "@duka/driver/account/debit";\nexport const inside: unknown = debit;\n';

for (const { title, type, ...resolution } of CONSUMERS) {
  test(`a TypeScript project resolves every public entry, libraries checked too: ${title}`, (t) => {
    const compiled = compile(t.teardown, type, resolution, { "all.ts": EVERYTHING, "use.ts": USE });
    t.is(compiled.status, 0, compiled.said);
  });
}

test("what is not public does not resolve", (t) => {
  const { type, title: _, ...resolution } = CONSUMERS[1];
  const compiled = compile(t.teardown, type, resolution, { "deep.ts": DEEP }, true);
  t.not(compiled.status, 0);
  t.regex(compiled.said, /deep\.ts.*Cannot find module '@duka\/driver\/account\/debit'/);
});

function compile(
  teardown: (end: () => void) => void,
  type: string,
  resolution: { readonly [option: string]: string },
  sources: { readonly [file: string]: string },
  skipLibCheck = false,
): { status: number; said: string } {
  // Inside the repository, so that the packages are found by their names.
  mkdirSync(join(ROOT, "test/dist/consumers"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, "test/dist/consumers/run-"));
  teardown(() => rmSync(folder, { recursive: true, force: true }));
  const compilerOptions = {
    ...resolution,
    ...{
      target: "es2022",
      lib: ["es2022"],
      types: ["node"],
      strict: true,
      skipLibCheck,
      outDir: "out",
    },
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type }));
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions, files: Object.keys(sources) }),
  );
  for (const [file, text] of Object.entries(sources)) writeFileSync(join(folder, file), text);
  const words = [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", folder, "--singleThreaded"];
  // Several threads would each find out the same types once more. The process is short: it collects no garbage.
  const env = { ...process.env, GOGC: "off" };
  const ran = spawnSync(process.execPath, words, { cwd: folder, encoding: "utf8", timeout: 240_000, env });
  return { status: ran.status ?? -1, said: `${ran.error ?? ""}${ran.stdout}${ran.stderr}` };
}
