/** Bundles main.mjs with the driver into one file. What has native parts, or files of its own, stays outside. */
import { build } from "esbuild";

/** They are installed beside the bundle (in Electron: unpacked, not inside of app.asar). */
const OUTSIDE = ["electron", "libsql", "serialport", "smartcard", "pcsc-mini", "@duka/simulator"];

await build({
  entryPoints: ["main.mjs"],
  outfile: process.argv[2] ?? "built/main.mjs",
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  external: OUTSIDE,
  // CommonJS in the bundle asks for Node's own modules by require.
  banner: {
    js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
  },
});
