/** Every entry of the packages can be required by CommonJS: no module awaits while it loads (Node 20.19 and later). */
import { execFileSync } from "node:child_process";
import test from "ava";
import { ROOT, readText } from "./repository.js";

const PACKAGES = ["protocol", "firmware/flash", "driver", "simulator"];

for (const folder of PACKAGES) {
  test(`CommonJS may require every entry of ${folder}`, (t) => {
    const { name, exports } = JSON.parse(readText(`${folder}/package.json`)) as {
      name: string;
      exports: { readonly [entry: string]: { readonly default?: string } };
    };
    const entries = Object.entries(exports)
      .filter(([entry, { default: file }]) => !entry.includes("*") && file?.endsWith(".js"))
      .map(([entry]) => `${name}${entry.slice(1)}`);
    t.true(entries.length > 0);
    const program = `for (const entry of ${JSON.stringify(entries)}) require(entry);`;
    t.notThrows(() => execFileSync(process.execPath, ["-e", program], { cwd: ROOT, stdio: "pipe" }));
  });
}
