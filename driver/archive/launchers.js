/** How the tools of an archive are started, and the page beside them. */

const TOOLS = {
  duka: "@duka/driver/bin/duka.js",
  "duka-sim": "@duka/simulator/bin/duka-sim.js",
};

/** @returns name and text of each file, which a shell of the platform runs */
export function launchers(isWindows) {
  return Object.entries(TOOLS).map(([name, program]) =>
    isWindows ? [`${name}.cmd`, batch(program)] : [name, shell(program)],
  );
}

function batch(program) {
  const file = `lib\\node_modules\\${program.replaceAll("/", "\\")}`;
  return `@echo off\r\n"%~dp0node\\node.exe" "%~dp0${file}" %*\r\n`;
}

/** Nothing but a shell is needed; a link to it, such as /usr/local/bin/duka, is followed. */
function shell(program) {
  return `#!/bin/sh
self=$0
while [ -L "$self" ]; do
  to=$(readlink "$self")
  case $to in /*) self=$to ;; *) self=\${self%/*}/$to ;; esac
done
case $self in */*) home=\${self%/*} ;; *) home=. ;; esac
exec "$home/node/node" "$home/lib/node_modules/${program}" "$@"
`;
}

/** @param pcsc whether pcsc: readers are served */
export function page(version, platform, nodeVersion, pcsc) {
  const start = platform.startsWith("win") ? "duka" : "./duka";
  const lines = [
    `Duka 读卡 ${version}, ${platform}, with Node ${nodeVersion}`,
    "",
    "Nothing is installed and no internet is needed: unpack it anywhere and start it there.",
    "无需安装，无需联网：解压到任意文件夹，直接运行。",
    "",
    `  ${start} debit --reader sim: --amount 12.50 --ref S-1`,
    `  ${start} readers`,
    `  ${start} serve --http --reader serial:${platform.startsWith("win") ? "COM3" : "/dev/ttyACM0"}`,
    `  ${start} --help`,
    "",
    ...(pcsc ? [] : ["Without readers of PC/SC (pcsc:). 不含 PC/SC 读卡器支持。", ""]),
    "lib/node_modules/@duka/driver/README.md, README.zh-CN.md",
    "Licences: LICENSE, node/LICENSE, and the LICENSE of each folder of lib/node_modules.",
    "",
  ];
  return lines.join(platform.startsWith("win") ? "\r\n" : "\n");
}
