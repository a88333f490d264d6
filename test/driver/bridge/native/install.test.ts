/** Where a browser finds the host, and what it then starts. */
import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import {
  askingExtension,
  browserNames,
  checkExtension,
  manifestFolder,
  ownExtension,
} from "@duka/driver/bridge/native/browser-places";
import { installNative, uninstallNative } from "@duka/driver/cli/run/native-install";
import type { Terminal } from "@duka/protocol/command-line";
import test from "ava";
import { EXTENSION, frame, lengthOf } from "../../../support/programs/native-host.js";
import { duka, TypedInput } from "../../../support/programs/terminal.js";
import { folderOf } from "../../../support/values/folder.js";

test("each browser has its folder for each system, and its key in the registry of Windows", (t) => {
  const env = { HOME: "/h/li" };
  const folders = browserNames.flatMap((browser) =>
    (["linux", "darwin"] as const).map((platform) => manifestFolder(browser, env, platform)),
  );
  t.deepEqual(folders, [
    "/h/li/.config/chromium/NativeMessagingHosts",
    "/h/li/Library/Application Support/Chromium/NativeMessagingHosts",
    "/h/li/.config/google-chrome/NativeMessagingHosts",
    "/h/li/Library/Application Support/Google/Chrome/NativeMessagingHosts",
    "/h/li/.config/microsoft-edge/NativeMessagingHosts",
    "/h/li/Library/Application Support/Microsoft Edge/NativeMessagingHosts",
    "/h/li/.mozilla/native-messaging-hosts",
    "/h/li/Library/Application Support/Mozilla/NativeMessagingHosts",
  ]);
  t.is(
    manifestFolder("chromium", { ...env, XDG_CONFIG_HOME: "/c" }, "linux"),
    "/c/chromium/NativeMessagingHosts",
  );
  t.is(
    manifestFolder("firefox", { ...env, XDG_CONFIG_HOME: "/c" }, "linux"),
    "/h/li/.mozilla/native-messaging-hosts",
  );
  t.is(manifestFolder("chrome", env, "win32"), undefined);
});

test("an id is that of the browser's kind; the browser says which extension asks", (t) => {
  t.is(checkExtension("chromium", EXTENSION), EXTENSION);
  t.is(
    checkExtension("firefox", "{01234567-89ab-cdef-0123-456789abcdef}"),
    "{01234567-89ab-cdef-0123-456789abcdef}",
  );
  for (const [browser, id] of [
    ["chromium", "reader@duka.example"],
    ["chromium", EXTENSION.slice(1)],
    ["edge", "*"],
    ["firefox", EXTENSION],
    ["firefox", ""],
  ] as const)
    t.throws(() => checkExtension(browser, id), { instanceOf: RangeError, message: /no id of an extension/ });
  t.is(askingExtension([`chrome-extension://${EXTENSION}/`, "--parent-window=0"]), EXTENSION);
  t.is(askingExtension(["/h/li/duka.reader.json", "reader@duka.example"]), "reader@duka.example");
});

test("the extension's own id is that of its key (Chromium), and of its manifest (Firefox)", async (t) => {
  const file = new URL("../../../../../driver/browser-extension/manifest.json", import.meta.url);
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  const { createHash } = await import("node:crypto");
  const digest = createHash("sha256").update(Buffer.from(manifest.key, "base64")).digest("hex").slice(0, 32);
  const id = [...digest].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join("");
  t.is(ownExtension("chromium"), id);
  t.is(ownExtension("firefox"), manifest.browser_specific_settings.gecko.id);
});

test("install writes the manifest and what it starts, for this user alone; status tells; uninstall takes both away", async (t) => {
  const home = folderOf(t);
  const env = { HOME: home };
  const words = ["native-messaging", "install", "--browser", "chromium"];
  const journal = join(home, "it's here.db");
  const installed = await duka([...words, "--reader", "sim:", "--journal", journal, "--json"], { env });
  t.is(installed.code, 0, installed.told);
  const { manifest, script } = JSON.parse(installed.out);
  t.is(manifest, join(home, ".config/chromium/NativeMessagingHosts/duka.reader.json"));
  t.like(JSON.parse(readFileSync(manifest, "utf8")), {
    name: "duka.reader",
    type: "stdio",
    path: script,
    allowed_origins: [`chrome-extension://${EXTENSION}/`],
  });
  t.is(statSync(manifest).mode & 0o777, 0o600);
  t.is(statSync(script).mode & 0o777, 0o700);

  // As the browser starts it: the origin as the only word, one frame on its input.
  const asked = frame('{"id":1,"page":{"key":"a","origin":"https://his.example"},"method":"hello"}');
  const ran = spawnSync(script, [`chrome-extension://${EXTENSION}/`], {
    input: asked,
    cwd: "/",
    env: { PATH: process.env.PATH, HOME: home },
  });
  t.is(ran.status, 0, String(ran.stderr));
  t.is(JSON.parse(ran.stdout.toString("utf8", 4, 4 + lengthOf(ran.stdout))).event, "ready");
  t.true(statSync(journal).isFile());

  const status = await duka(["native-messaging", "status", "--json"], { env });
  const hosts = JSON.parse(status.out).hosts as { browser: string; state: string }[];
  t.deepEqual(
    hosts.map(({ browser, state }) => `${browser} ${state}`),
    ["chromium installed", "chrome missing", "edge missing", "firefox missing"],
  );
  const gone = ["native-messaging", "uninstall", "--browser", "chromium"];
  t.is((await duka(gone, { env })).code, 0);
  t.is(statSync(manifest, { throwIfNoEntry: false }), undefined);
  t.is(statSync(script, { throwIfNoEntry: false }), undefined);
  t.is((await duka(gone, { env })).code, 1);
});

const terminal = (env: Terminal["env"], out: (text: string) => void): Terminal => ({
  ...{ env, out, input: new TypedInput(false), outBytes: () => undefined, tell: () => undefined },
  ...{ onInterrupt: () => () => undefined, exit: () => undefined },
});

test("on Windows a batch file is written, and the step in the registry is printed", (t) => {
  const folder = folderOf(t);
  let said = "";
  const of = terminal({ LOCALAPPDATA: "C:\\li\\AppData\\Local" }, (text) => {
    said += text;
  });
  // The paths are those of Windows; their folders are made in this one.
  const back = process.cwd();
  process.chdir(folder);
  t.teardown(() => process.chdir(back));
  t.is(
    installNative(
      of,
      { browser: "edge", lang: "en" },
      ["--reader", "serial:COM3", "--trace", "100%.txt"],
      "win32",
    ),
    0,
  );
  const [path, step] = said.split("\n");
  t.regex(
    step!,
    /^now run: reg add "HKCU\\Software\\Microsoft\\Edge\\NativeMessagingHosts\\duka\.reader" \/ve \/t REG_SZ \/d ".*duka\.reader\.edge\.json" \/f$/,
  );
  const { path: script } = JSON.parse(readFileSync(path!, "utf8"));
  const batch = readFileSync(script, "utf8");
  t.regex(
    batch,
    /\r\n"[^"]+" "[^"]+duka\.js" "native-messaging" "--extension" "[a-p]{32}" "--reader" "serial:COM3" "--trace" "100%%\.txt" -- %\*\r\n$/,
  );
  t.throws(() => installNative(of, { browser: "edge", lang: "en" }, ["--reader", 'a"b'], "win32"), {
    instanceOf: RangeError,
  });
  said = "";
  t.is(uninstallNative(of, { browser: "edge", lang: "en" }, "win32"), 0);
  t.regex(said, /reg delete "HKCU/);
});

test("what a browser cannot type, or is no extension, is refused before anything is written", async (t) => {
  const env = { HOME: folderOf(t) };
  for (const [words, message] of [
    [["--browser", "chromium", "--extension", "x"], /no id of an extension/],
    [["--browser", "netscape"], /netscape/],
    [[], /--browser/],
    [["--browser", "firefox", "--password-stdin"], /--password-stdin/],
  ] as const) {
    const ran = await duka(["native-messaging", "install", ...words], { env });
    t.is(ran.code, 2, ran.told);
    t.regex(ran.told, message);
  }
  t.regex((await duka(["native-messaging", "status"], { env })).out, /^chromium {3}missing/);
});
