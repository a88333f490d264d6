/** Where browsers look for the programs of their extensions, per user (their documentation of native messaging). */

import { homedir } from "node:os";
import { join } from "node:path";
import { rangeError } from "@duka/protocol/data/bilingual";
import { type Env, isFixed } from "../../base/user-folder.js";

/** As the manifest of Duka's own extension has it. */
export const HOST_NAME = "duka.reader";

/** By its key in `browser-extension/manifest.json`; Firefox by its `gecko.id`. */
const CHROMIUM_EXTENSION = "ppbconjpnnmdpmbieabhhckpdeeajbda";
const FIREFOX_EXTENSION = "reader@duka.example";

type Place = {
  readonly isFirefox?: true;
  /** Below the home folder; on Linux Chromium's own are below XDG_CONFIG_HOME. */
  readonly linux: readonly string[];
  readonly darwin: readonly string[];
  /** Below HKEY_CURRENT_USER. */
  readonly win32: string;
};

const BROWSERS = {
  chromium: {
    linux: [".config", "chromium", "NativeMessagingHosts"],
    darwin: ["Library", "Application Support", "Chromium", "NativeMessagingHosts"],
    win32: "Software\\Chromium\\NativeMessagingHosts",
  },
  chrome: {
    linux: [".config", "google-chrome", "NativeMessagingHosts"],
    darwin: ["Library", "Application Support", "Google", "Chrome", "NativeMessagingHosts"],
    win32: "Software\\Google\\Chrome\\NativeMessagingHosts",
  },
  edge: {
    linux: [".config", "microsoft-edge", "NativeMessagingHosts"],
    darwin: ["Library", "Application Support", "Microsoft Edge", "NativeMessagingHosts"],
    win32: "Software\\Microsoft\\Edge\\NativeMessagingHosts",
  },
  firefox: {
    isFirefox: true,
    linux: [".mozilla", "native-messaging-hosts"],
    darwin: ["Library", "Application Support", "Mozilla", "NativeMessagingHosts"],
    win32: "Software\\Mozilla\\NativeMessagingHosts",
  },
} as const satisfies { readonly [browser: string]: Place };

export type Browser = keyof typeof BROWSERS;
export const browserNames = Object.keys(BROWSERS) as Browser[];

/** Undefined on Windows, where the registry says where the manifest is. */
export function manifestFolder(browser: Browser, env: Env, platform: NodeJS.Platform): string | undefined {
  if (platform === "win32") return undefined;
  const home = env.HOME !== undefined && isFixed(env.HOME, platform) ? env.HOME : homedir();
  const place: Place = BROWSERS[browser];
  if (platform === "darwin") return join(home, ...place.darwin);
  const [first, ...below] = place.linux;
  const config = env.XDG_CONFIG_HOME ?? "";
  if (first === ".config" && isFixed(config, platform)) return join(config, ...below);
  return join(home, ...place.linux);
}

/** "HKCU\…\duka.reader", whose default value is the path of the manifest. */
export function registryKey(browser: Browser): string {
  return `HKCU\\${BROWSERS[browser].win32}\\${HOST_NAME}`;
}

export function ownExtension(browser: Browser): string {
  return browser === "firefox" ? FIREFOX_EXTENSION : CHROMIUM_EXTENSION;
}

/** @throws RangeError for what is no id of an extension of this browser */
export function checkExtension(browser: Browser, id: string): string {
  const form = browser === "firefox" ? /^(?:\{[0-9a-f-]{36}\}|[\w.+-]{0,80}@[\w.-]{1,80})$/i : /^[a-p]{32}$/;
  if (form.test(id)) return id;
  const expected =
    browser === "firefox"
      ? [
          `like ${FIREFOX_EXTENSION}, as about:debugging shows it`,
          `形如 ${FIREFOX_EXTENSION}，见 about:debugging`,
        ]
      : ["32 letters a to p, as chrome://extensions shows it", "32 个字母 a 至 p，见 chrome://extensions"];
  const given = JSON.stringify(id.slice(0, 60));
  throw rangeError(
    `${given} is no id of an extension: ${expected[0]}`,
    `${given} 不是扩展的标识：应${expected[1]}`,
  );
}

/**
 * Which extension asks, as the browser says it to the program that it starts: Chromium its origin, Firefox the path of
 * the manifest and the id.
 * @throws RangeError when no browser has started it
 */
export function askingExtension(words: readonly string[]): string {
  const [first = "", second = ""] = words;
  const ofChromium = /^chrome-extension:\/\/([a-p]{32})\/$/.exec(first)?.[1];
  if (ofChromium !== undefined) return ofChromium;
  if (words.length >= 2 && first.endsWith(".json")) return checkExtension("firefox", second);
  throw rangeError(
    "no browser has started this: have it started by one with duka native-messaging install --browser chromium",
    "须由浏览器启动：请先运行 duka native-messaging install --browser chromium",
  );
}
