/**
 * `npm run bench:house`: the measures of the house, printed. `npm run bench:house -- FOLDER` measures another clone,
 * which is installed and built, with the same rules.
 */
import { execFileSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { entryFiles, OPENED_BY_PATH, openFiles } from "../tidy/entries.js";
import { exportsOf } from "../tidy/exports.js";
import { exportsWithoutUser, type Tree } from "../tidy/house-rules.js";
import { listFiles, ROOT, readText } from "../tidy/repository.js";

const MEBIBYTE = 1024 * 1024;

const folder = resolve(process.argv[2] ?? ROOT);
const packages = ["protocol", "firmware", "firmware/flash", "driver", "simulator"].filter((name) =>
  existsSync(join(folder, name, "package.json")),
);
const tree: Tree = new Map(listFiles(/\.ts$/, folder).map((file) => [file, readText(file, folder)]));
const sources: Tree = new Map([...tree].filter(([file]) => !file.startsWith("test/")));

printExports();
print("modules of the driver", countIn("driver/src/"));
printInstallations();

function printExports(): void {
  const entries = new Set([...entryFiles(folder, packages), ...OPENED_BY_PATH]);
  const unused = (of: Tree): number =>
    exportsWithoutUser(of, entries).filter((fault) => !fault.startsWith("test/")).length;
  // Under another name a test is a module like all others.
  const asSources = new Map([...tree].map(([file, text]) => [file.replace(/^test\//, "tests/"), text]));
  print("exports that no module imports, no test either", unused(asSources));
  print("exports that no module of a package imports", unused(sources));
  const open = openFiles(folder, packages);
  const names = [...open].flatMap((file) => exportsOf(tree.get(file) ?? "").map(({ name }) => name));
  print("public names", names.length);
}

function countIn(root: string): number {
  return [...sources.keys()].filter((file) => file.startsWith(root)).length;
}

/** Each package alone, from what `npm pack` makes of it and of those of ours that it needs. */
function printInstallations(): void {
  const work = mkdtempSync(join(tmpdir(), "duka-house-"));
  try {
    const packed = new Map(packages.map((name) => [nameOf(name), { ...pack(name, work), name }]));
    const flash = packages.includes("firmware/flash") ? "@duka/flash" : "@duka/firmware";
    for (const name of ["@duka/driver", "@duka/simulator", flash]) {
      const alone = join(work, name.replace("/", "-"));
      mkdirSync(alone);
      writeFileSync(join(alone, "package.json"), '{ "private": true }\n');
      const files = [...neededBy(name)].map((one) => packed.get(one)?.file ?? one);
      npm(alone, "install", "--ignore-scripts", "--no-audit", "--no-fund", ...files);
      const { packages: installed }: { packages: { readonly [path: string]: { hasInstallScript?: true } } } =
        JSON.parse(readFileSync(join(alone, "node_modules/.package-lock.json"), "utf8"));
      const scripts = Object.values(installed).filter((one) => one.hasInstallScript).length;
      print(
        `${name} alone, installed`,
        `${Object.keys(installed).length} packages, ` +
          `${(bytesBelow(join(alone, "node_modules")) / MEBIBYTE).toFixed(1)} MB, ${scripts} install scripts`,
      );
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function pack(name: string, work: string): { readonly file: string } {
  const said = npm(join(folder, name), "pack", "--ignore-scripts", "--pack-destination", work);
  return { file: join(work, said.trim().split("\n").at(-1) ?? "") };
}

/** The package and those of ours behind it. */
function neededBy(name: string, found: Set<string> = new Set()): Set<string> {
  if (found.has(name)) return found;
  found.add(name);
  const own = packages.find((one) => nameOf(one) === name) ?? "";
  for (const dependency of Object.keys(
    JSON.parse(readText(`${own}/package.json`, folder)).dependencies ?? {},
  )) {
    if (dependency.startsWith("@duka/")) neededBy(dependency, found);
  }
  return found;
}

function nameOf(name: string): string {
  return JSON.parse(readText(`${name}/package.json`, folder)).name;
}

function npm(cwd: string, ...words: string[]): string {
  return execFileSync("npm", words, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

function bytesBelow(path: string): number {
  return readdirSync(path, { recursive: true, encoding: "utf8" }).reduce((sum, name) => {
    const found = lstatSync(join(path, name));
    return sum + (found.isFile() ? found.size : 0);
  }, 0);
}

function print(what: string, value: number | string): void {
  console.log(`${what.padEnd(50)} ${value}`);
}
