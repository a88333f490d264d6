/** What `duka service` needs of the machine (wraps node:child_process), so that a test can stand in for it. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { fileURLToPath } from "node:url";

export type Ended = { readonly code: number; readonly text: string };

export type ServiceHost = {
  readonly platform: NodeJS.Platform;
  /** Node and the file of `duka`, as a service starts them. */
  readonly program: readonly [node: string, duka: string];
  readonly folder: string;
  /** Where units of the system lie. */
  readonly systemUnits: string;
  /** The home folder that the system has of this user. */
  home(): string;
  /** Names of the system's groups. */
  groups(): readonly string[];
  /** Undefined where there is no systemctl. */
  systemctl(words: readonly string[]): Promise<Ended | undefined>;
};

/** `enable --now` waits for the start, a stop for a sale under way. */
const SYSTEMCTL_MS = 120_000;

export const thisMachine: ServiceHost = {
  platform: process.platform,
  program: [process.execPath, fileURLToPath(new URL("../../../../bin/duka.js", import.meta.url))],
  get folder() {
    return process.cwd();
  },
  systemUnits: "/etc/systemd/system",
  home: () => userInfo().homedir,
  groups() {
    try {
      return readFileSync("/etc/group", "utf8")
        .split("\n")
        .map((line) => line.split(":")[0]!);
    } catch {
      return [];
    }
  },
  systemctl: (words) =>
    new Promise((done) => {
      execFile("systemctl", words, { timeout: SYSTEMCTL_MS }, (error, stdout, stderr) => {
        const text = `${stdout}${stderr}`.trim();
        if (error === null) done({ code: 0, text });
        else if (error.code === "ENOENT") done(undefined);
        else done({ code: typeof error.code === "number" ? error.code : 1, text: text || error.message });
      });
    }),
};
