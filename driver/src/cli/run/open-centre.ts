/** The centre that the options of a command name, and what the line to it needs. */

import type { Terminal } from "@duka/protocol/command-line";
import { rangeError, whyInBoth } from "@duka/protocol/data/bilingual";
import { tooWide } from "@duka/protocol/data/file-mode";
import { readRegularFile } from "@duka/protocol/data/regular-file";
import { realClock } from "../../base/real-clock.js";
import type { Centre } from "../../centre/centre.js";
import type { CentreTls } from "../../centre/centre-line.js";
import { openHttpCentre } from "../../centre/http-centre.js";
import type { ReceiptLanguage } from "../../receipt/receipt-words.js";
import { tellInBoth } from "./tell-in-both.js";

export type CentreOptions = {
  readonly lang?: ReceiptLanguage;
  readonly centre?: string;
  readonly institution?: string;
  readonly insecureCentre?: boolean;
  readonly centreAuthorization?: string;
  readonly centreCa?: string;
  readonly centreCert?: string;
  readonly centreKey?: string;
};

const FILE_BYTES_MAX = 1 << 20;

/** @throws RangeError when it has no institution, is no url, is not protected, or a file of it cannot be used */
export function openCentre(
  terminal: Terminal,
  options: CentreOptions,
  url: string,
  simulated: boolean,
): Centre {
  const institutionId = options.institution ?? terminal.env.DUKA_INSTITUTION ?? "";
  if (!/^[0-9A-Z-]{1,20}$/.test(institutionId)) {
    throw rangeError(
      "--centre needs --institution: 1 to 20 digits, capital letters and hyphens",
      "--centre 须同时给出 --institution：1 至 20 位数字、大写字母和连字符",
    );
  }
  const authorization = authorizationOf(terminal, options);
  const tls = tlsOf(terminal, options);
  return openHttpCentre({
    url,
    institutionId,
    simulated,
    clock: realClock,
    insecure: options.insecureCentre === true,
    ...(authorization === undefined ? {} : { authorization }),
    ...(tls === undefined ? {} : { tls }),
  });
}

/** Of a file, else of the environment: the words of a command line are seen by every user of the machine. */
function authorizationOf(
  terminal: Terminal,
  { centreAuthorization, lang }: CentreOptions,
): string | undefined {
  if (centreAuthorization !== undefined)
    return textOf(terminal, "--centre-authorization", centreAuthorization, lang ?? "both").trim();
  const given = terminal.env.DUKA_CENTRE_AUTHORIZATION ?? "";
  return given === "" ? undefined : given;
}

function tlsOf(
  terminal: Terminal,
  { centreCa, centreCert, centreKey, lang }: CentreOptions,
): CentreTls | undefined {
  const { env } = terminal;
  const read = (
    option: string,
    named: string | undefined,
    variable: string | undefined,
    secretFor?: ReceiptLanguage,
  ) => {
    const file = named ?? variable ?? "";
    return file === "" ? undefined : textOf(terminal, option, file, secretFor);
  };
  const ca = read("--centre-ca", centreCa, env.DUKA_CENTRE_CA);
  const cert = read("--centre-cert", centreCert, env.DUKA_CENTRE_CERT);
  const key = read("--centre-key", centreKey, env.DUKA_CENTRE_KEY, lang ?? "both");
  if (ca === undefined && cert === undefined && key === undefined) return undefined;
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}

/**
 * @param secretFor of a secret: in which language its owner is told who else may read it
 * @throws RangeError naming option and file; nothing of what stands in it
 */
function textOf(terminal: Terminal, option: string, file: string, secretFor?: ReceiptLanguage): string {
  try {
    const text = new TextDecoder().decode(readRegularFile(file, FILE_BYTES_MAX));
    if (secretFor !== undefined)
      for (const warning of tooWide([file])) tellInBoth(terminal.tell, warning, secretFor);
    return text;
  } catch (error) {
    const { en, zh } = whyInBoth(error);
    throw rangeError(`${option}: ${file} cannot be read: ${en}`, `${option}：${file} 无法读取：${zh}`, error);
  }
}
