/** `duka native-messaging install`, `uninstall` and `status`. */

import { fileURLToPath } from "node:url";
import { EXIT_DONE, EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import { rangeError } from "@duka/protocol/data/bilingual";
import { dataFolder } from "../../base/user-folder.js";
import {
  type Browser,
  browserNames,
  checkExtension,
  manifestFolder,
  ownExtension,
  registryKey,
} from "../../bridge/native/browser-places.js";
import {
  type HostFiles,
  hostFiles,
  hostState,
  removeHost,
  writeHost,
} from "../../bridge/native/installed-host.js";
import { inBoth } from "../../explain/refusal-words.js";
import type { ReceiptLanguage } from "../../receipt/receipt-words.js";

export type InstallOptions = {
  readonly browser: Browser;
  readonly extension?: string;
  /** The browser's folder of manifests, where it is not the usual one. */
  readonly folder?: string;
  readonly lang: ReceiptLanguage;
  readonly json?: boolean;
};

const SCRIPT = fileURLToPath(new URL("../../../bin/duka.js", import.meta.url));

/** @param words options of the host, which its browser gives it */
export function installNative(
  terminal: Terminal,
  options: InstallOptions,
  words: readonly string[],
  platform: NodeJS.Platform = process.platform,
): number {
  const { browser, extension = ownExtension(browser) } = options;
  checkExtension(browser, extension);
  if (words.includes("--password-stdin"))
    throw rangeError(
      "--password-stdin: a browser types no password on standard input; leave it out",
      "--password-stdin：浏览器不从标准输入传密码，请去掉",
    );
  const files = filesOf(terminal, options, platform);
  const launch = {
    program: [process.execPath, SCRIPT] as const,
    words: ["--extension", extension, ...words],
    folder: process.cwd(),
  };
  writeHost(files, browser, extension, launch, platform);
  const registry =
    platform === "win32"
      ? `reg add "${registryKey(browser)}" /ve /t REG_SZ /d "${files.manifest}" /f`
      : undefined;
  const step = registry === undefined ? "" : nowRun(registry, options.lang);
  print(terminal, options, { ...files, extension, registry: registry ?? null }, `${files.manifest}\n${step}`);
  return EXIT_DONE;
}

export function uninstallNative(
  terminal: Terminal,
  options: InstallOptions,
  platform: NodeJS.Platform = process.platform,
): number {
  const removed = removeHost(filesOf(terminal, options, platform));
  const registry = platform === "win32" ? `reg delete "${registryKey(options.browser)}" /f` : undefined;
  const step = registry === undefined ? "" : nowRun(registry, options.lang);
  const words = removed
    ? { en: "removed", zh: "已移除" }
    : { en: `nothing is installed for ${options.browser}`, zh: `没有为 ${options.browser} 安装` };
  const text = inBoth(words, options.lang);
  print(terminal, options, { removed, registry: registry ?? null }, `${text}${step}`);
  return removed ? EXIT_DONE : EXIT_REFUSED;
}

function nowRun(registry: string, lang: ReceiptLanguage): string {
  return inBoth({ en: `now run: ${registry}`, zh: `接着运行：${registry}` }, lang);
}

/** What each browser would find. */
export function statusOfNative(
  terminal: Terminal,
  options: Omit<InstallOptions, "browser" | "extension">,
  platform: NodeJS.Platform = process.platform,
): number {
  const hosts = browserNames.map((browser) => {
    const files = filesOf(terminal, { ...options, browser }, platform);
    return { browser, ...files, ...hostState(files) };
  });
  const lines = hosts.map(({ browser, state, manifest, extensions }) =>
    [browser.padEnd(9), state.padEnd(9), manifest, ...extensions].join("  ").trimEnd(),
  );
  print(terminal, options, { hosts }, `${lines.join("\n")}\n`);
  return EXIT_DONE;
}

function filesOf(
  { env }: Terminal,
  { browser, folder }: Pick<InstallOptions, "browser" | "folder">,
  platform: NodeJS.Platform,
): HostFiles {
  const manifests = folder ?? manifestFolder(browser, env, platform);
  return hostFiles(browser, dataFolder(env, platform).folder, manifests, platform);
}

function print(terminal: Terminal, { json }: { readonly json?: boolean }, value: object, text: string): void {
  terminal.out(json === true ? `${JSON.stringify(value)}\n` : text);
}
