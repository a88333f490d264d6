/** Who may import whom. */
import { isBuiltin } from "node:module";
import { posix } from "node:path";
import type { ImportedModule } from "./imports.js";

/** A part of the repository with rules of its own. */
type Area =
  | "protocol/wire"
  | "protocol/transport"
  | "protocol/layout"
  | "protocol/commands"
  | "protocol/crypto"
  | "protocol/centre"
  | "protocol/data"
  | "protocol/city"
  | "protocol/cities"
  | "protocol/board"
  | "protocol/gb18030"
  | "protocol/local-service"
  | "protocol/command-line"
  | "firmware/src"
  | "flash"
  | "driver"
  | "simulator"
  | "simulator/world"
  | "test";

const PROTOCOL: readonly Area[] = [
  "protocol/wire",
  "protocol/transport",
  "protocol/layout",
  "protocol/commands",
  "protocol/crypto",
  "protocol/centre",
  "protocol/data",
  "protocol/city",
  "protocol/cities",
  "protocol/board",
  "protocol/gb18030",
  "protocol/local-service",
  "protocol/command-line",
];

type Rule = {
  /** Areas besides its own. */
  readonly areas: readonly Area[];
  /** Of which it may have the types alone: the rest would not fit on a board. */
  readonly types?: readonly Area[];
  /** Modules of Node: all, or these. */
  readonly node: "all" | readonly string[];
  /** Packages that the area's package.json declares. */
  readonly packages: boolean;
};

const RULES: { readonly [area in Exclude<Area, "test">]: Rule } = {
  "protocol/wire": { areas: [], node: [], packages: false },
  "protocol/transport": { areas: [], node: [], packages: false },
  "protocol/layout": { areas: ["protocol/wire"], node: [], packages: false },
  "protocol/commands": { areas: ["protocol/wire", "protocol/layout"], node: [], packages: false },
  "protocol/crypto": { areas: ["protocol/wire"], node: ["node:crypto", "node:module"], packages: true },
  "protocol/centre": { areas: ["protocol/data"], node: [], packages: true },
  "protocol/data": { areas: [], node: ["node:fs", "node:http", "node:path"], packages: true },
  "protocol/city": { areas: ["protocol/data"], node: [], packages: true },
  "protocol/gb18030": { areas: ["protocol/data"], node: ["node:fs", "node:url"], packages: true },
  "protocol/board": { areas: ["protocol/data"], node: [], packages: true },
  "protocol/local-service": { areas: ["protocol/data"], node: ["node:crypto"], packages: false },
  "protocol/command-line": { areas: ["protocol/data"], node: "all", packages: true },
  "protocol/cities": { areas: ["protocol/city"], node: [], packages: false },
  "firmware/src": { areas: ["protocol/wire"], types: ["protocol/board"], node: [], packages: false },
  flash: { areas: [...PROTOCOL, "firmware/src", "driver"], node: "all", packages: true },
  driver: { areas: PROTOCOL, node: "all", packages: true },
  simulator: { areas: [...PROTOCOL, "simulator/world"], node: "all", packages: true },
  // A world has a till: the driver is an optional package of it.
  "simulator/world": { areas: [...PROTOCOL, "simulator", "driver"], node: "all", packages: true },
};

/** The area of a file by its path from the top folder; `undefined` where no rule says what it may do. */
export function areaOf(file: string): Area | undefined {
  const found =
    /^(?:(protocol)\/src\/(wire|layout|commands|crypto|centre|data|gb18030|local-service|command-line)(?:\/|\.ts$)|(firmware\/src)\/|(driver|simulator)\/src\/|(test)\/)/.exec(
      file,
    );
  const [, alone] = /^protocol\/src\/(transport|city|cities|board)\.ts$/.exec(file) ?? [];
  if (alone !== undefined) return `protocol/${alone}` as Area;
  if (file.startsWith("firmware/flash/src/")) return "flash";
  if (/^simulator\/src\/(world|cli)(\/|\.ts$)/.test(file)) return "simulator/world";
  if (found === null) return undefined;
  return (found[1] ? `${found[1]}/${found[2]}` : (found[3] ?? found[4] ?? found[5])) as Area;
}

/** The file of the repository that an import means, or `undefined` for Node's modules and other packages. */
export function targetOf(file: string, specifier: string): string | undefined {
  if (specifier.startsWith(".")) {
    return posix.join(posix.dirname(file), specifier).replace(/\.js$/, ".ts");
  }
  const [, name, rest] = /^@duka\/(\w+)(?:\/(.*))?$/.exec(specifier) ?? [];
  if (name === undefined) return undefined;
  const path = (rest ?? "index").replace(/\.js$/, "");
  if (name === "firmware") return `firmware/${path.replace(/^source\//, "src/")}.ts`;
  return name === "flash" ? `firmware/flash/src/${path}.ts` : `${name}/src/${path}.ts`;
}

/** Why a file may not import this; `undefined` where it may. `declared`: packages of the importing package.json. */
export function importFault(
  file: string,
  module: ImportedModule,
  declared: readonly string[],
): string | undefined {
  const from = areaOf(file);
  if (from === undefined) return `${file} lies in no area that the import rules know`;
  if (from === "test") return undefined;
  const rule = RULES[from];
  const at = `${file}:${module.line} imports ${module.specifier}`;
  const target = targetOf(file, module.specifier);
  if (target !== undefined) {
    const to = areaOf(target);
    const allowed = [from, ...rule.areas, ...(module.typeOnly ? (rule.types ?? []) : [])];
    return to !== undefined && allowed.includes(to) ? undefined : `${at}: ${from} must not`;
  }
  if (isBuiltin(module.specifier)) {
    if (!module.specifier.startsWith("node:")) return `${at}: write node:${module.specifier}`;
    return rule.node === "all" || rule.node.includes(module.specifier)
      ? undefined
      : `${at}: ${from} must not`;
  }
  const name = packageName(module.specifier);
  if (!rule.packages) return `${at}: ${from} has no dependencies`;
  return declared.includes(name) ? undefined : `${at}: ${name} is not declared in package.json`;
}

export function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
