/** The files by which a package is entered from outside. */
import { listFiles, PACKAGES, readText } from "./repository.js";

type Doors = { readonly [door: string]: { readonly [condition: string]: unknown } };

/** Opened by their path and by no import: boards and personas, of which a build takes one, and a test's stand-in. */
export const OPENED_BY_PATH: readonly string[] = [
  ...listFiles(/^firmware\/src\/(boards|personas)\//),
  "test/support/smartcard-stand-in.ts",
];

/**
 * Sources behind `exports` and `imports` of every package.json. `./*` is no entry: only tests may reach for any file.
 */
export function entryFiles(): ReadonlySet<string> {
  return new Set(
    PACKAGES.flatMap((name) => {
      const { exports, imports }: { exports?: Doors; imports?: Doors } = JSON.parse(
        readText(`${name}/package.json`),
      );
      const doors = Object.entries({ ...exports, ...imports }).filter(([door]) => door !== "./*");
      return doors.flatMap(([, { default: file }]) => sourcesOf(name, String(file)));
    }),
  );
}

/** @param built such as "./dist/wire/*.js"; what is no module has no source */
function sourcesOf(name: string, built: string): string[] {
  const [, path] = /^\.\/dist\/(.*)\.js$/.exec(built) ?? [];
  if (path === undefined) return [];
  const [before = "", after] = `${name}/src/${path}.ts`.split("*");
  return listFiles(/\.ts$/).filter((file) =>
    after === undefined ? file === before : file.startsWith(before) && file.endsWith(after),
  );
}
