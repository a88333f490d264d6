/** The files by which a package is entered from outside. */
import { listFiles, PACKAGES, ROOT, readText } from "./repository.js";

type Doors = { readonly [door: string]: { readonly [condition: string]: unknown } };

/** Opened by their path and by no import: boards and personas, of which a build takes one, and stand-ins of tests. */
export const OPENED_BY_PATH: readonly string[] = [
  ...listFiles(/^firmware\/src\/(boards|personas)\//),
  "test/support/pcsc/pcsc-mini-stand-in.ts",
  "test/support/pcsc/smartcard-by-rote.ts",
  "test/support/pcsc/smartcard-stand-in.ts",
  "test/sweeps/defect-loader.ts",
];

/** Sources behind `exports` and `imports` of every package.json, as any program may import them. */
export function openFiles(top = ROOT, packages: readonly string[] = PACKAGES): ReadonlySet<string> {
  return filesBehind(() => true, top, packages);
}

/** The same without `./*`: what opens every file names none. */
export function entryFiles(top = ROOT, packages: readonly string[] = PACKAGES): ReadonlySet<string> {
  return filesBehind((door) => door !== "./*", top, packages);
}

function filesBehind(
  counts: (door: string) => boolean,
  top: string,
  packages: readonly string[],
): ReadonlySet<string> {
  const sources = listFiles(/\.ts$/, top);
  return new Set(
    packages.flatMap((name) => {
      const { exports, imports }: { exports?: Doors; imports?: Doors } = JSON.parse(
        readText(`${name}/package.json`, top),
      );
      const doors = Object.entries({ ...exports, ...imports }).filter(([door]) => counts(door));
      return doors.flatMap(([, { default: file }]) => sourcesOf(name, String(file), sources));
    }),
  );
}

/** @param built such as "./dist/wire/*.js"; what is no module has no source */
function sourcesOf(name: string, built: string, sources: readonly string[]): string[] {
  const [, path] = /^\.\/dist\/(.*)\.js$/.exec(built) ?? [];
  if (path === undefined) return [];
  // The tools of an older clone lie beside `src`.
  const [before = "", after] = `${name}/${path.startsWith("tools/") ? "" : "src/"}${path}.ts`.split("*");
  return sources.filter((file) =>
    after === undefined ? file === before : file.startsWith(before) && file.endsWith(after),
  );
}
