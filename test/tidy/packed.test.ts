import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { readPackage } from "./repository.js";

const TOP = new URL("../../../", import.meta.url);
const PACKAGES = ["protocol", "firmware", "firmware/flash", "driver", "simulator"];

type Packed = { readonly status: number | null; readonly stdout: string; readonly stderr: string };
let packed: Packed | undefined;

/** What npm would publish; asked once for all packages. */
function filesOf(name: string): { readonly paths: readonly string[]; readonly ran: Packed } {
  const words = ["pack", "--dry-run", "--json", "--ignore-scripts", ...PACKAGES.map((one) => `./${one}`)];
  packed ??= spawnSync("npm", words, { cwd: fileURLToPath(TOP), encoding: "utf8" });
  const told = JSON.parse(packed.stdout) as readonly {
    readonly name: string;
    readonly files: { path: string }[];
  }[];
  const { files } = told.find((one) => one.name === readPackage(name).name)!;
  return { paths: files.map(({ path }) => path), ran: packed };
}

for (const name of PACKAGES) {
  test(`what ${name} is published with: code, types, pages; no source maps, archives or build leavings`, (t) => {
    const { paths, ran } = filesOf(name);
    t.is(ran.status, 0, ran.stderr);
    t.true(paths.includes("README.md"));
    t.true(paths.some((path) => path.startsWith("dist/")));
    t.deepEqual(
      paths.filter(
        (path) => /\.(map|tsbuildinfo|whl|tgz|gz|zip|log|ts)$/.test(path) && !path.endsWith(".d.ts"),
      ),
      [],
    );
  });

  test(`what ${name} is published with has no switch for a planted defect`, (t) => {
    const folder = fileURLToPath(new URL(name, TOP));
    const { paths, ran } = filesOf(name);
    t.true(paths.length > 0, ran.stderr);
    for (const path of paths) {
      const text = readFileSync(join(folder, path), "latin1");
      t.notRegex(text, /TEST_DEFECT|plant-defect|defect-loader/, path);
    }
  });
}
