/** Reader addresses: the same four forms in every tool, configuration and call. */
import { rangeError, typeError } from "@duka/protocol/data/bilingual";
import { checkText, shown, shownZh } from "../base/argument.js";
import { ReaderError } from "../base/errors.js";
import { REMEDIES } from "../base/remedies.js";

export type ReaderAddress =
  | { readonly kind: "sim"; readonly spec: string }
  | {
      readonly kind: "serial";
      readonly path: string;
      readonly baud: number;
      /** The address names the speed: driver and reader agree on no other. */
      readonly isFixed?: true;
    }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number; readonly baud: number }
  | { readonly kind: "pcsc"; readonly name: string };

/** Of the serial line of a reader, unless the address says otherwise. */
export const BAUD_DEFAULT = 115200;
const BAUD_MIN = 300;
const BAUD_MAX = 12_000_000;

const FORMS =
  "a reader address is sim:[PROFILE][?state=FILE], serial:PORT[?baud=N], tcp://HOST:PORT[?baud=N] or pcsc:NAME";
const FORMS_ZH =
  "读卡器地址写作 sim:[配置][?state=文件]、serial:串口[?baud=N]、tcp://主机:端口[?baud=N] 或 pcsc:名称";

/** @throws RangeError naming what is wrong and listing the forms */
export function parseAddress(address: string): ReaderAddress {
  if (typeof address !== "string")
    throw typeError(
      `a reader's address is a text, not ${shown(address)}; ${FORMS}`,
      `读卡器地址须为文本，不能是 ${shownZh(address)}；${FORMS_ZH}`,
    );
  if (address.startsWith("sim:")) return { kind: "sim", spec: address.slice("sim:".length) };
  if (address.startsWith("serial:")) return serialAddress(address);
  if (address.startsWith("tcp://")) return tcpAddress(address);
  if (address.startsWith("pcsc:")) return { kind: "pcsc", name: address.slice("pcsc:".length) };
  throw badAddress(address, "it begins with none of the known forms", "不是已知的地址形式");
}

/**
 * Readers that are known from the environment: `DUKA_READER`, and those of `DUKA_READERS`, which stand between commas.
 */
export function configuredReaders(env: {
  readonly DUKA_READER?: string | undefined;
  readonly DUKA_READERS?: string | undefined;
}): readonly string[] {
  if (typeof env !== "object" || env === null)
    throw typeError(`env is an environment, not ${shown(env)}`, `env 须为环境变量，不能是 ${shownZh(env)}`);
  for (const name of ["DUKA_READER", "DUKA_READERS"] as const) {
    if (env[name] !== undefined) checkText(`env.${name}`, env[name]);
  }
  const all = [env.DUKA_READER ?? "", ...(env.DUKA_READERS ?? "").split(",")].map((each) => each.trim());
  return [...new Set(all.filter((each) => each !== ""))];
}

/**
 * Which reader is meant: the one that was named, else `DUKA_READER`, else the one real reader that was found. Never a
 * simulated one.
 * @param ports addresses of the real readers that were found, or of which the configuration knows
 * @throws ReaderError `no-reader` when none is left or several are; RangeError when the named one is no address
 */
export function resolveAddress(
  explicit: string | undefined,
  env: { readonly DUKA_READER?: string | undefined },
  ports: readonly string[],
): string {
  const named = explicit ?? (env.DUKA_READER === "" ? undefined : env.DUKA_READER);
  if (named !== undefined) {
    parseAddress(named);
    return named;
  }
  const only = ports[0];
  if (only !== undefined && ports.length === 1) return only;
  throw new ReaderError({
    message: ports.length === 0 ? "no reader found" : `several readers found: ${ports.join(", ")}`,
    code: "no-reader",
    layer: "link",
    delivery: "not-sent",
    remedy: ports.length === 0 ? REMEDIES["connect-or-name"] : REMEDIES["name-one"],
  });
}

function serialAddress(address: string): ReaderAddress {
  const { body, baud, isSaid } = splitBaud(address, address.slice("serial:".length));
  if (body === "") throw badAddress(address, "the port is missing", "缺少串口");
  return { kind: "serial", path: body, baud, ...(isSaid ? { isFixed: true } : {}) };
}

function tcpAddress(address: string): ReaderAddress {
  const { body, baud } = splitBaud(address, address.slice("tcp://".length));
  const parts = /^(\[[0-9a-fA-F:.%]+\]|[^:/[\]\s]+):(\d{1,5})\/?$/.exec(body);
  if (parts === null)
    throw badAddress(address, "HOST:PORT is missing or malformed", "缺少 主机:端口 或格式错误");
  const port = Number(parts[2]);
  if (port < 1 || port > 65535)
    throw badAddress(address, "the port is not 1 to 65535", "端口不在 1 至 65535 之间");
  return { kind: "tcp", host: parts[1]!.replace(/^\[|\]$/g, ""), port, baud };
}

/** Takes `?baud=N` off the end. */
function splitBaud(address: string, rest: string): { body: string; baud: number; isSaid: boolean } {
  const at = rest.indexOf("?");
  if (at < 0) return { body: rest, baud: BAUD_DEFAULT, isSaid: false };
  const parts = /^baud=(\d{1,8})$/.exec(rest.slice(at + 1));
  if (parts === null) throw badAddress(address, "after ? only baud=N may stand", "? 后只能是 baud=N");
  const baud = Number(parts[1]);
  if (baud < BAUD_MIN || baud > BAUD_MAX)
    throw badAddress(
      address,
      `baud is not ${BAUD_MIN} to ${BAUD_MAX}`,
      `波特率不在 ${BAUD_MIN} 至 ${BAUD_MAX} 之间`,
    );
  return { body: rest.slice(0, at), baud, isSaid: true };
}

function badAddress(address: string, why: string, whyZh: string): RangeError {
  const given = JSON.stringify(address.slice(0, 200));
  return rangeError(`${given}: ${why}; ${FORMS}`, `${given}：${whyZh}；${FORMS_ZH}`);
}
