/** The one place where the driver looks for the flasher, at run time and only for an update. */
import type { UpdateReader } from "@duka/protocol/transport";
import { ReaderError } from "../base/errors.js";
import { isMissingPackage } from "../link/open-simulated.js";

const FLASH = "@duka/flash";

/** @throws ReaderError `unsupported` when the flasher is not installed */
export async function loadFlash(flash: string = FLASH): Promise<UpdateReader> {
  let loaded: { readonly updateReader?: unknown };
  try {
    loaded = await import(flash);
  } catch (cause) {
    if (!isMissingPackage(cause, flash)) throw cause;
    throw notInstalled(flash, cause);
  }
  const { updateReader } = loaded;
  if (!isUpdateReader(updateReader)) throw notInstalled(flash, undefined);
  return updateReader;
}

function isUpdateReader(value: unknown): value is UpdateReader {
  return typeof value === "function";
}

function notInstalled(flash: string, cause: unknown): ReaderError {
  return new ReaderError({
    message: `an update needs the package ${flash}, which is not installed`,
    code: "unsupported",
    layer: "link",
    delivery: "not-sent",
    remedy: { en: `npm install ${flash}`, zh: `更新固件需要此软件包，请安装：npm install ${flash}` },
    cause,
  });
}
