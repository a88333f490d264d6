/** The two files by which a browser finds the host: its manifest, and the script that the manifest names. */

import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { rangeError } from "@duka/protocol/data/bilingual";
import { OWNER_ONLY, OWNER_ONLY_FOLDER } from "@duka/protocol/data/file-mode";
import { parseJson } from "@duka/protocol/data/parse-json";
import { z } from "zod";
import { type Browser, HOST_NAME } from "./browser-places.js";

/** What the script runs, as its browser is to run it. */
type Launch = {
  /** Node itself, and the tool's file. */
  readonly program: readonly [node: string, script: string];
  /** Options of `duka native-messaging`, as they were typed. */
  readonly words: readonly string[];
  /** Where they were typed: file names in them are meant from there. */
  readonly folder: string;
};

export type HostFiles = { readonly manifest: string; readonly script: string };

/** @param own the folder of this user's data @param manifests the browser's; undefined on Windows */
export function hostFiles(
  browser: Browser,
  own: string,
  manifests: string | undefined,
  platform: NodeJS.Platform,
): HostFiles {
  const folder = join(own, "native-messaging");
  return {
    manifest:
      manifests === undefined
        ? join(folder, `${HOST_NAME}.${browser}.json`)
        : join(manifests, `${HOST_NAME}.json`),
    script: join(folder, platform === "win32" ? `${browser}.bat` : browser),
  };
}

/** @throws Error when a file cannot be written */
export function writeHost(
  { manifest, script }: HostFiles,
  browser: Browser,
  extension: string,
  launch: Launch,
  platform: NodeJS.Platform,
): void {
  for (const file of [script, manifest])
    mkdirSync(dirname(file), { recursive: true, mode: OWNER_ONLY_FOLDER });
  writeFileSync(script, platform === "win32" ? batchText(launch) : shellText(launch), { mode: 0o700 });
  chmodSync(script, 0o700);
  const allowed =
    browser === "firefox"
      ? { allowed_extensions: [extension] }
      : { allowed_origins: [`chrome-extension://${extension}/`] };
  const content = {
    name: HOST_NAME,
    description: "Duka: card readers for listed pages (读卡)",
    path: script,
    type: "stdio",
    ...allowed,
  };
  writeFileSync(manifest, `${JSON.stringify(content, null, 2)}\n`, { mode: OWNER_ONLY });
}

/** @returns false when there was none */
export function removeHost({ manifest, script }: HostFiles): boolean {
  const wasThere = isThere(manifest);
  rmSync(manifest, { force: true });
  rmSync(script, { force: true });
  return wasThere;
}

const manifestData = z.looseObject({
  path: z.string(),
  allowed_origins: z.array(z.string()).optional(),
  allowed_extensions: z.array(z.string()).optional(),
});

type HostState = {
  /** `broken`: there, but no host that a browser could start. */
  readonly state: "installed" | "missing" | "broken";
  readonly extensions: readonly string[];
};

export function hostState({ manifest }: HostFiles): HostState {
  if (!isThere(manifest)) return { state: "missing", extensions: [] };
  const { data } = manifestData.safeParse(jsonOrNothing(readFileSync(manifest, "utf8")));
  if (data === undefined) return { state: "broken", extensions: [] };
  const origins = (data.allowed_origins ?? []).map((origin) => origin.split("/")[2] ?? origin);
  const extensions = [...origins, ...(data.allowed_extensions ?? [])];
  return { state: isThere(data.path) ? "installed" : "broken", extensions };
}

function jsonOrNothing(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isThere(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

/** The browser's own words come behind `--`: they are no options. */
function shellText({ program, words, folder }: Launch): string {
  const line = [...program, "native-messaging", ...words].map(shellWord).join(" ");
  return `#!/bin/sh\ncd ${shellWord(folder)} || exit 3\nexec ${line} -- "$@"\n`;
}

function shellWord(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** @throws RangeError for a word that a batch file cannot say */
function batchText({ program, words, folder }: Launch): string {
  const line = [...program, "native-messaging", ...words].map(batchWord).join(" ");
  return `@echo off\r\nchcp 65001 >nul\r\ncd /d ${batchWord(folder)} || exit /b 3\r\n${line} -- %*\r\n`;
}

function batchWord(word: string): string {
  if (/["\r\n]/.test(word))
    throw rangeError(
      `${JSON.stringify(word.slice(0, 60))} cannot stand in a batch file`,
      `${JSON.stringify(word.slice(0, 60))} 不能写入批处理文件`,
    );
  return `"${word.replaceAll("%", "%%")}"`;
}
