/** Where the unit of a service lies, and what lies there. */

import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { rangeError, whyInBoth } from "@duka/protocol/data/bilingual";
import { makeFolder } from "@duka/protocol/data/make-folder";
import { type Env, isFixed } from "../../../base/user-folder.js";
import type { ServiceHost } from "./this-machine.js";
import { UNIT_MARK } from "./unit-file.js";

export type UnitOptions = { readonly system?: boolean; readonly name?: string };

export type UnitPlace = {
  /** "duka.service" */
  readonly unit: string;
  readonly file: string;
  /** `systemctl` or `systemctl --user`. */
  readonly scope: readonly string[];
};

/** @throws RangeError on another system, and for a name that is none of a unit */
export function unitPlace(host: ServiceHost, env: Env, { system, name }: UnitOptions): UnitPlace {
  if (host.platform !== "linux")
    throw rangeError(
      `duka service writes units of systemd, which ${host.platform} has not: driver/README.md, "As a service", has the steps for Windows and macOS`,
      `duka service 写的是 systemd 单元，${host.platform} 没有 systemd：Windows 和 macOS 的步骤见 driver/README.md`,
    );
  if (name !== undefined && !/^[a-z0-9][a-z0-9-]{0,30}$/.test(name))
    throw rangeError(
      `--name: small letters, digits and "-", such as till-2, not ${JSON.stringify(name)}`,
      `--name 为小写字母、数字和“-”，如 till-2，不能是 ${JSON.stringify(name)}`,
    );
  const unit = name === undefined ? "duka.service" : `duka-${name}.service`;
  if (system === true) return { unit, file: join(host.systemUnits, unit), scope: [] };
  return { unit, file: join(configFolder(host, env), "systemd", "user", unit), scope: ["--user"] };
}

function configFolder(host: ServiceHost, env: Env): string {
  const named = env.XDG_CONFIG_HOME ?? "";
  if (isFixed(named)) return named;
  const home = env.HOME ?? "";
  return join(isFixed(home) ? home : host.home(), ".config");
}

/** Undefined where there is none. @throws RangeError for one that another program or a person wrote */
export function readUnit(file: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    const { en, zh } = whyInBoth(error);
    throw rangeError(`${file} cannot be read: ${en}`, `${file} 无法读取：${zh}`, error);
  }
  if (text.startsWith(`${UNIT_MARK}\n`)) return text;
  throw rangeError(
    `${file} was not written by duka service: it is left as it is; move it away, or choose another --name`,
    `${file} 不是 duka service 写的，未作改动：请移走，或换用其他 --name`,
  );
}

/** Whole or not at all. @throws RangeError naming the file and what to do */
export function writeUnit(file: string, text: string): void {
  changing(file, () => {
    makeFolder(dirname(file));
    const draft = `${file}.${randomBytes(6).toString("hex")}`;
    writeFileSync(draft, text, { flag: "wx", mode: 0o644 });
    renameSync(draft, file);
  });
}

/** @throws RangeError naming the file and what to do */
export function removeUnit(file: string): void {
  changing(file, () => rmSync(file));
}

function changing(file: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = whyInBoth(error);
    const remedy =
      code === "EACCES" || code === "EPERM"
        ? {
            en: "only the administrator may: begin with sudo, or leave --system away",
            zh: "须由管理员操作：请用 sudo 运行，或去掉 --system",
          }
        : { en: "make its folder writable", zh: "请使其文件夹可写" };
    throw rangeError(
      `${file} cannot be changed: ${why.en}; ${remedy.en}`,
      `${file} 无法更改：${why.zh}；${remedy.zh}`,
      error,
    );
  }
}
