/**
 * The text of a systemd unit (systemd.unit, systemd.service, systemd.exec). Nothing that a person types changes how
 * systemd reads it: specifiers (%), variables ($), quotes and control characters are escaped.
 */
import { rangeError } from "@duka/protocol/data/bilingual";

/** Who writes a unit says so: no other one is replaced or removed. */
export const UNIT_MARK = "# Written by `duka service install`; it writes it anew.";

type UnitFacts = {
  readonly system: boolean;
  /** The program and its words, the first an absolute path. */
  readonly command: readonly string[];
  readonly environment: readonly (readonly [name: string, value: string])[];
  /** Where relative paths of the words are meant from; undefined when there are none. */
  readonly folder?: string | undefined;
  /** Of a unit of the system: who it runs as, and which groups may open serial ports. */
  readonly user?: string | undefined;
  readonly groups?: readonly string[];
};

/**
 * What is taken from the process without taking the serial port: no PrivateDevices, DeviceAllow or ProtectClock, which
 * close /dev; no MemoryDenyWriteExecute, which V8 cannot live with; no PrivateTmp, where notes of who has a reader lie.
 */
const HARDENED = [
  "NoNewPrivileges=yes",
  "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK",
  "RestrictNamespaces=yes",
  "RestrictRealtime=yes",
  "RestrictSUIDSGID=yes",
  "LockPersonality=yes",
  "SystemCallArchitectures=native",
  "UMask=0077",
];

/** A user's own systemd may not set up mounts everywhere. */
const HARDENED_SYSTEM = [
  "ProtectSystem=full",
  "ProtectControlGroups=yes",
  "ProtectKernelModules=yes",
  "ProtectKernelTunables=yes",
  "ProtectKernelLogs=yes",
  "CapabilityBoundingSet=",
];

/** @throws RangeError for a folder that a unit cannot name */
export function unitText(facts: UnitFacts): string {
  const { system, command, environment, folder, user, groups = [] } = facts;
  const [program = "", ...words] = command;
  return [
    UNIT_MARK,
    "[Unit]",
    "Description=Duka card reader for programs and web pages (duka serve --http)",
    ...(system ? ["After=network.target pcscd.socket"] : []),
    "",
    "[Service]",
    "Type=exec",
    `ExecStart=${[quoted(program), ...words.map((word) => quoted(word).replaceAll("$", "$$$$"))].join(" ")}`,
    ...environment.map(([name, value]) => `Environment=${quoted(`${name}=${value}`)}`),
    ...(folder === undefined ? [] : [`WorkingDirectory=${wholeLine(folder)}`]),
    ...(user === undefined ? [] : [`User=${user}`]),
    ...(groups.length === 0 ? [] : [`SupplementaryGroups=${groups.join(" ")}`]),
    "Restart=on-failure",
    "RestartSec=2",
    "# The command line is at fault: it would be the next time too.",
    "RestartPreventExitStatus=2",
    "# A sale under way is brought to its end.",
    "TimeoutStopSec=90",
    ...HARDENED,
    ...(system ? HARDENED_SYSTEM : []),
    "",
    "[Install]",
    `WantedBy=${system ? "multi-user.target" : "default.target"}`,
    "",
  ].join("\n");
}

/** One word in quotes; the escapes are those of C. */
function quoted(word: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to be escaped
  const escaped = word.replace(/[\\"\u0000-\u001f\u007f]/g, (one) =>
    one === "\\" || one === '"' ? `\\${one}` : `\\x${one.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return `"${escaped.replaceAll("%", "%%")}"`;
}

/** A path that systemd takes as it stands to the end of the line. */
function wholeLine(path: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they would end the line
  if (/[\u0000-\u001f\u007f]|\\$|\s$/.test(path))
    throw rangeError(
      `a unit cannot name the folder ${JSON.stringify(path)}: start from another one`,
      `服务单元不能使用文件夹 ${JSON.stringify(path)}：请换一个文件夹启动`,
    );
  return path.replaceAll("%", "%%");
}
