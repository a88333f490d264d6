/** Where a receipt goes: a printer on a serial port or in the network, a device, a file. */
import { rangeError } from "@duka/protocol/data/bilingual";

export type PrinterAddress =
  | { readonly kind: "serial"; readonly path: string; readonly baud: number }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "file"; readonly path: string };

/** As receipt printers leave the factory. */
const BAUD_DEFAULT = 9600;
const BAUD_MIN = 300;
const BAUD_MAX = 921_600;
const PORT_DEFAULT = 9100;
const FORMS =
  "a printer is serial:PORT[?baud=N], tcp:HOST[:PORT], or the path of a device or a file that does not exist yet";
const FORMS_ZH = "打印机写作 serial:串口[?baud=N]、tcp:主机[:端口]，或设备路径、尚不存在的文件路径";

/** @throws RangeError naming what is wrong and listing the forms */
export function parsePrinter(address: string): PrinterAddress {
  if (address.startsWith("serial:")) {
    const [, path = "", baud = String(BAUD_DEFAULT)] =
      /^serial:([^?]+)(?:\?baud=(\d{1,7}))?$/.exec(address) ?? [];
    if (path === "")
      throw badPrinter(
        address,
        "after serial: the port stands, and then only ?baud=N",
        "serial: 后应为串口，其后只能是 ?baud=N",
      );
    if (Number(baud) < BAUD_MIN || Number(baud) > BAUD_MAX)
      throw badPrinter(
        address,
        `baud is not ${BAUD_MIN} to ${BAUD_MAX}`,
        `波特率不在 ${BAUD_MIN} 至 ${BAUD_MAX} 之间`,
      );
    return { kind: "serial", path, baud: Number(baud) };
  }
  if (address.startsWith("tcp:")) {
    const [, host = "", port = String(PORT_DEFAULT)] =
      /^tcp:(?:\/\/)?(\[[0-9a-fA-F:.%]+\]|[^:/[\]\s]+)(?::(\d{1,5}))?$/.exec(address) ?? [];
    if (host === "")
      throw badPrinter(address, "HOST:PORT is missing or malformed", "缺少 主机:端口 或格式错误");
    if (Number(port) < 1 || Number(port) > 65535)
      throw badPrinter(address, "the port is not 1 to 65535", "端口不在 1 至 65535 之间");
    return { kind: "tcp", host: host.replace(/^\[|\]$/g, ""), port: Number(port) };
  }
  if (address === "") throw badPrinter(address, "it is empty", "地址为空");
  return { kind: "file", path: address };
}

function badPrinter(address: string, why: string, whyZh: string): RangeError {
  const given = JSON.stringify(address.slice(0, 200));
  return rangeError(`${given}: ${why}; ${FORMS}`, `${given}：${whyZh}；${FORMS_ZH}`);
}
