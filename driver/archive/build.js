/**
 * Archives for hospitals without internet: Node, Duka and all that they need in one file.
 *
 *   npm run dist [-- --platform linux-x64|linux-arm64|win-x64|mac-x64|mac-arm64|all]... [--out FOLDER]
 *
 * The machine's own platform by default; built ones lie in driver/archive/built. Packages come through npm, so from the
 * registry that is configured; those of package-lock.json are checked by it, Node by `platforms.js`.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { launchers, page } from "./launchers.js";
import { hostPlatform, NODE_VERSION, PLATFORMS } from "./platforms.js";

const TOP = fileURLToPath(new URL("../../", import.meta.url));
/** All workspaces, since the lock file names them; of these what runs at a till. */
const WORKSPACES = ["protocol", "firmware", "firmware/flash", "driver", "simulator"];
const SHIPPED = ["protocol", "firmware", "driver", "simulator"];
const PCSC = "pcsc-mini@0.1.3";
const QUIET = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];

const { values } = parseArgs({
  options: { platform: { type: "string", multiple: true }, out: { type: "string" } },
});
for (const name of wantedPlatforms()) build(name, resolve(values.out ?? join(TOP, "driver/archive/built")));

function wantedPlatforms() {
  const names = values.platform ?? [hostPlatform()];
  if (names.includes("all")) return Object.keys(PLATFORMS);
  for (const name of names)
    if (name === undefined || !Object.hasOwn(PLATFORMS, name))
      throw new RangeError(
        `no archive for ${name ?? "this machine"}: ${Object.keys(PLATFORMS).join(", ")}, all`,
      );
  return names;
}

function build(name, out) {
  const platform = PLATFORMS[name];
  const { version } = JSON.parse(readFileSync(join(TOP, "package.json"), "utf8"));
  const work = mkdtempSync(join(tmpdir(), "duka-archive-"));
  try {
    const title = `duka-${version}-${name}`;
    const top = join(work, title);
    const modules = join(top, "lib/node_modules");
    mkdirSync(dirname(modules), { recursive: true });
    renameSync(installed(work, platform), modules);
    const hasPcsc = addPcsc(work, modules, platform);
    checkNative(modules, platform);
    addNode(work, top, name, platform);
    for (const [file, text] of launchers(name.startsWith("win"))) {
      writeFileSync(join(top, file), text);
      chmodSync(join(top, file), 0o755);
    }
    cpSync(join(TOP, "LICENSE"), join(top, "LICENSE"));
    writeFileSync(join(top, "README.txt"), page(version, name, NODE_VERSION, hasPcsc));
    mkdirSync(out, { recursive: true });
    const archive = join(out, `${title}.tar.gz`);
    execFileSync("tar", ["-czf", archive, "-C", work, title]);
    const hash = createHash("sha256").update(readFileSync(archive)).digest("hex");
    writeFileSync(`${archive}.sha256`, `${hash}  ${title}.tar.gz\n`);
    process.stdout.write(`${archive}\n${hasPcsc ? "" : "  without pcsc-mini: npm has none for it here\n"}`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Packages of the lock file for that machine, with ours as they are published. @returns their folder */
function installed(work, { npm: machine }) {
  const stage = join(work, "stage");
  for (const folder of [".", ...WORKSPACES]) {
    mkdirSync(join(stage, folder), { recursive: true });
    cpSync(join(TOP, folder, "package.json"), join(stage, folder, "package.json"));
  }
  cpSync(join(TOP, "package-lock.json"), join(stage, "package-lock.json"));
  const ours = ["-w", "@duka/driver", "-w", "@duka/simulator", "--include-workspace-root=false"];
  npm(["ci", "--omit=dev", ...ours, ...machineWords(machine), ...QUIET], stage);
  const modules = join(stage, "node_modules");
  const packed = JSON.parse(
    npm(
      [
        "pack",
        "--json",
        "--ignore-scripts",
        "--pack-destination",
        work,
        ...SHIPPED.flatMap((one) => ["-w", one]),
      ],
      TOP,
    ),
  );
  for (const folder of SHIPPED) {
    const { name } = JSON.parse(readFileSync(join(stage, folder, "package.json"), "utf8"));
    const { filename } = Object.values(packed).find((one) => one.name === name);
    const place = join(modules, name);
    // A link to the folder, which has packages of its own.
    rmSync(place);
    renameSync(join(stage, folder), place);
    execFileSync("tar", ["-xzf", join(work, filename), "-C", place, "--strip-components=1"]);
  }
  // It was not compiled, and would be only for the machine that builds; commands of packages are not wanted.
  for (const one of ["smartcard", ".bin", ".package-lock.json"])
    rmSync(join(modules, one), { recursive: true, force: true });
  return modules;
}

/** @returns false where npm has none for that machine: then there are no pcsc: readers */
function addPcsc(work, modules, { npm: machine, pcsc }) {
  const stage = join(work, "pcsc");
  mkdirSync(stage);
  npm(["install", "--prefix", stage, PCSC, ...machineWords(machine), ...QUIET], stage);
  const native = join("@pcsc-mini", pcsc);
  if (!existsSync(join(stage, "node_modules", native, "addon.node"))) return false;
  for (const one of ["pcsc-mini", native])
    cpSync(join(stage, "node_modules", one), join(modules, one), { recursive: true });
  return true;
}

/** @throws Error naming a native part that is not there; those of other machines are taken out */
function checkNative(modules, { libsql, serialport }) {
  const databases = join(modules, "@libsql");
  const prebuilds = join(modules, "@serialport/bindings-cpp/prebuilds");
  for (const [folder, wanted] of [
    [databases, libsql],
    [prebuilds, serialport],
  ]) {
    const there = readdirSync(folder);
    if (!there.includes(wanted)) throw new Error(`${folder} has no ${wanted}: ${there.join(", ")}`);
    for (const one of there) if (one !== wanted) rmSync(join(folder, one), { recursive: true });
  }
}

function addNode(work, top, name, platform) {
  const program = name.startsWith("win") ? "node.exe" : "node";
  const folder = join(top, "node");
  mkdirSync(folder);
  const take = (from, file) =>
    execFileSync("tar", ["-xzf", from, "-C", folder, "--strip-components=1", `package/${file}`]);
  const file = nodePackage(work, platform);
  take(file, `bin/${program}`);
  take(platform.licenceOf === undefined ? file : nodePackage(work, PLATFORMS[platform.licenceOf]), "LICENSE");
  renameSync(join(folder, "bin", program), join(folder, program));
  rmSync(join(folder, "bin"), { recursive: true });
  chmodSync(join(folder, program), 0o755);
}

/** @throws Error when the file is not the one that `platforms.js` knows */
function nodePackage(work, { node, integrity }) {
  const wanted = `${node}@${NODE_VERSION}`;
  const file = join(work, npm(["pack", "--silent", wanted, "--pack-destination", work], work).trim());
  const found = `sha512-${createHash("sha512").update(readFileSync(file)).digest("base64")}`;
  if (found !== integrity) throw new Error(`${wanted} is not what it should be: ${found}, not ${integrity}`);
  return file;
}

function machineWords({ os, cpu, libc }) {
  return [`--os=${os}`, `--cpu=${cpu}`, ...(libc === undefined ? [] : [`--libc=${libc}`])];
}

/** The npm that runs this, else that of the PATH. @returns what it prints @throws Error with what it said */
function npm(words, cwd) {
  const own = process.env.npm_execpath;
  const [program, before] = own === undefined ? ["npm", []] : [process.execPath, [own]];
  const options = { cwd, encoding: "utf8", maxBuffer: 64 * 1024 * 1024, stdio: ["ignore", "pipe", "pipe"] };
  return execFileSync(program, [...before, ...words], options);
}
