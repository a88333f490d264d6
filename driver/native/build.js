/**
 * Builds SSCardDriver with the compilers that are there: `npm run native` makes libSSCardDriver.so by gcc, and
 * SSCardDriver.dll for 64 and 32 bits by mingw-w64, each in its folder of driver/native/build. What is missing is said;
 * with `--all` it is a failure.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const COMMON = ["answer.c", "client.c", "connection.c", "functions.c", "request.c", "settings.c"];
const STRICT = ["-std=c99", "-Wall", "-Wextra", "-Wconversion", "-pedantic", "-Werror"];
const POSIX = ["-fPIC", "-fvisibility=hidden", "-pthread", "-D_FORTIFY_SOURCE=2", "-fstack-protector-strong"];
/** Into old programs nothing of the compiler's own has to be brought along. */
const WINDOWS = ["-static-libgcc", "-Wl,--enable-stdcall-fixup", "-Wl,--nxcompat,--dynamicbase"];

const TARGETS = [
  {
    folder: "linux",
    compiler: "gcc",
    debian: "gcc",
    file: "libSSCardDriver.so",
    words: [...POSIX, "platform-posix.c"],
    link: ["-Wl,-z,relro,-z,now,-z,defs"],
  },
  {
    folder: "win64",
    compiler: "x86_64-w64-mingw32-gcc",
    debian: "gcc-mingw-w64-x86-64",
    file: "SSCardDriver.dll",
    words: ["platform-windows.c"],
    link: ["../SSCardDriver.def", ...WINDOWS, "-lws2_32"],
  },
  {
    folder: "win32",
    compiler: "i686-w64-mingw32-gcc",
    debian: "gcc-mingw-w64-i686",
    file: "SSCardDriver.dll",
    words: ["platform-windows.c"],
    link: ["../SSCardDriver.def", ...WINDOWS, "-lws2_32"],
  },
];

const all = process.argv.includes("--all");
let missing = 0;
for (const target of TARGETS) build(target);
process.exitCode = all && missing > 0 ? 1 : 0;

function build({ folder, compiler, debian, file, words, link }) {
  const out = `${here}build/${folder}`;
  mkdirSync(out, { recursive: true });
  const command = ["-shared", "-O2", ...STRICT, "-o", `${out}/${file}`, ...COMMON, ...words, ...link];
  const { error, status } = spawnSync(compiler, command, { cwd: `${here}src`, stdio: "inherit" });
  if (error?.code === "ENOENT") {
    missing++;
    console.error(`${folder}: not built, ${compiler} is missing (Debian: apt install ${debian})`);
  } else if (error !== undefined || status !== 0) {
    console.error(`${folder}: ${compiler} failed${error === undefined ? "" : `: ${error.message}`}`);
    process.exit(1);
  } else {
    console.log(`driver/native/build/${folder}/${file}`);
  }
}
