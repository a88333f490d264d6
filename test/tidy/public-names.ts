/** What the packages give to strangers: the names of each public entry, read from its source. */
import { listFiles, readPackage, readText } from "./repository.js";

/** Where a package lies, and how its entries are found; the firmware gives files, not names. */
const SOURCES = {
  protocol: "protocol/src",
  driver: "driver/src",
  simulator: "simulator/src",
  flash: "firmware/flash/src",
};

type PublicNames = { readonly [entry: string]: readonly string[] };

/** Every public entry with its names, sorted: `"@duka/driver/log": ["attachLogger", …]`. */
export function readPublicNames(): PublicNames {
  const entries: { [entry: string]: string[] } = {};
  for (const [name, source] of Object.entries(SOURCES)) {
    for (const [door, file] of entriesOf(source)) {
      entries[`@duka/${name}${door.slice(1)}`] = [...exportedNames(readText(file))].sort();
    }
  }
  return entries;
}

function entriesOf(source: string): (readonly [door: string, file: string])[] {
  const folder = source.replace(/\/src$/, "");
  return Object.entries(readPackage(folder).exports ?? {}).flatMap(([door, target]) => {
    const path = target.default?.replace(/^\.\/dist\/(.*)\.js$/, "$1");
    // A condition of our own: what it opens is not public.
    if (path === undefined) return [];
    if (!path.includes("*")) return [[door, `${source}/${path}.ts`] as const];
    const [before = "", after = ""] = path.split("*");
    return listFiles(/\.ts$/)
      .filter((file) => file.startsWith(`${source}/${before}`) && file.endsWith(`${after}.ts`))
      .map((file) => [door.replace("*", file.slice(`${source}/${before}`.length, -3)), file] as const);
  });
}

/** The names that a module gives: its own declarations, and what it hands on by name. */
export function exportedNames(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  const own =
    /^export (?:declare )?(?:async )?(?:abstract )?(?:const|let|class|enum|function\*?|type|interface) (\w+)/gm;
  for (const [, name = ""] of text.matchAll(own)) names.add(name);
  for (const [, list = ""] of text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)) {
    for (const one of list.split(",")) {
      const name =
        one
          .trim()
          .replace(/^type /, "")
          .split(" as ")
          .at(-1) ?? "";
      if (name !== "") names.add(name);
    }
  }
  return names;
}
