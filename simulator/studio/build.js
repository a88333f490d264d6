/** Bundles the studio's page, so that who opens it needs no build: `dist/studio-page/` of the simulator. */
import { copyFileSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = fileURLToPath(new URL("./", import.meta.url));
const OUT = fileURLToPath(new URL("../dist/studio-page/", import.meta.url));

mkdirSync(OUT, { recursive: true });
await build({
  absWorkingDir: HERE,
  entryPoints: ["main.tsx"],
  outfile: `${OUT}page.js`,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "inline",
  jsx: "automatic",
  jsxImportSource: "preact",
});
for (const file of ["index.html", "page.css"]) copyFileSync(`${HERE}${file}`, `${OUT}${file}`);
