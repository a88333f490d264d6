import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";

const TOP = new URL("../../../", import.meta.url);
const PACKAGES = ["protocol", "firmware", "firmware/flash", "driver", "simulator"];

type Packed = { readonly status: number | null; readonly stdout: string; readonly stderr: string };
const packed = new Map<string, Packed>();

/** What npm would publish; asked once for each package. */
function filesOf(name: string): { readonly paths: readonly string[]; readonly ran: Packed } {
  const words = ["pack", "--dry-run", "--json", "--ignore-scripts"];
  const cwd = fileURLToPath(new URL(name, TOP));
  const ran = packed.get(name) ?? spawnSync("npm", words, { cwd, encoding: "utf8" });
  packed.set(name, ran);
  const [{ files }] = JSON.parse(ran.stdout) as [{ files: { path: string }[] }];
  return { paths: files.map(({ path }) => path), ran };
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
