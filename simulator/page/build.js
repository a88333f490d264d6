/** `npm run build`: the script and style of the reports' page, each in one file, for `report/report-page`. */
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const SIMULATOR = new URL("../", import.meta.url);
const OUTPUT = new URL("dist/page/report.js", SIMULATOR);
const STYLE = new URL("dist/page/report.css", SIMULATOR);
const INPUTS = new URL("dist/page/report.inputs.json", SIMULATOR);

if (!isUpToDate()) await build();

function isUpToDate() {
  try {
    const madeMs = Math.min(statSync(OUTPUT).mtimeMs, statSync(STYLE).mtimeMs);
    return JSON.parse(readFileSync(INPUTS, "utf8")).every(
      (file) => statSync(new URL(file, SIMULATOR)).mtimeMs < madeMs,
    );
  } catch {
    return false;
  }
}

async function build() {
  // Not above: most builds have nothing to do.
  const esbuild = await import("esbuild");
  const { metafile, outputFiles } = await esbuild.build({
    absWorkingDir: fileURLToPath(SIMULATOR),
    entryPoints: ["dist/page/report-main.js"],
    bundle: true,
    write: false,
    metafile: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    minify: true,
  });
  const style = readFileSync(new URL("page/report.css", SIMULATOR), "utf8");
  const { code } = await esbuild.transform(style, { loader: "css", minify: true });
  // No text of it ends the element that it stands in.
  writeFileSync(OUTPUT, outputFiles[0].text.replaceAll("</", "<\\/").trim());
  writeFileSync(STYLE, code.trim());
  writeFileSync(
    INPUTS,
    `${JSON.stringify(["page/build.js", "page/report.css", ...Object.keys(metafile.inputs)])}\n`,
  );
}
