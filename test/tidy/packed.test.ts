import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";

const TOP = new URL("../../../", import.meta.url);
const PACKAGES = ["protocol", "firmware", "firmware/flash", "driver", "simulator"];

for (const name of PACKAGES) {
  test(`what ${name} is published with: code, types, pages; no source maps, archives or build leavings`, (t) => {
    const words = ["pack", "--dry-run", "--json", "--ignore-scripts"];
    const ran = spawnSync("npm", words, { cwd: fileURLToPath(new URL(name, TOP)), encoding: "utf8" });
    t.is(ran.status, 0, ran.stderr);
    const [{ files }] = JSON.parse(ran.stdout) as [{ files: { path: string }[] }];
    const paths = files.map(({ path }) => path);
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
    const words = ["pack", "--dry-run", "--json", "--ignore-scripts"];
    const folder = fileURLToPath(new URL(name, TOP));
    const ran = spawnSync("npm", words, { cwd: folder, encoding: "utf8" });
    const [{ files }] = JSON.parse(ran.stdout) as [{ files: { path: string }[] }];
    t.true(files.length > 0, ran.stderr);
    for (const { path } of files) {
      const text = readFileSync(join(folder, path), "latin1");
      t.notRegex(text, /TEST_DEFECT|plant-defect|defect-loader/, path);
    }
  });
}
