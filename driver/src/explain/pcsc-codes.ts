/**
 * Return codes of PC/SC (PC/SC part 5; winscard.h): their numbers, and in Chinese what the driver's own errors say in
 * English.
 */

import { type CauseAndRemedy, causeAndRemedy } from "../base/explanation.js";
import { RETURN_CODES } from "../pcsc/return-codes.js";

const PUT_IN = "请插卡";
const CLEAN = "请拔出卡，擦拭芯片后重新插入；仍失败则卡已损坏";
const REINSERT = "请拔出卡，重新插入后重试";
const PCSCD = "请启动 PC/SC 服务：sudo systemctl start pcscd";
const REPLUG = "请插上读卡器，然后重启 pcscd（串口读卡器只在其启动时打开）";
const OTHER_PROGRAM = "请关闭占用卡的其他程序，或等待其结束";
const REPEAT = "请重试";
const PROGRAM = "程序有误，请联系软件厂商";

type Row = {
  readonly name: string;
  readonly value: number;
  readonly zh: readonly [cause: string, remedy: string];
  /** For those that the driver itself never meets. */
  readonly en?: readonly [cause: string, remedy: string];
};

function row(value: number, name: string, zh: Row["zh"], en?: Row["en"]): Row {
  return { name, value, zh, ...(en === undefined ? {} : { en }) };
}

const REPORT = "report it to the maker of the program";

const ROWS: readonly Row[] = [
  row(0x80100001, "SCARD_F_INTERNAL_ERROR", ["PC/SC 服务内部错误", PCSCD]),
  row(0x80100002, "SCARD_E_CANCELLED", ["操作已取消", REPEAT]),
  row(0x80100003, "SCARD_E_INVALID_HANDLE", ["句柄无效，PC/SC 服务可能已重启", REPEAT]),
  row(0x80100004, "SCARD_E_INVALID_PARAMETER", ["参数错误", PROGRAM], ["a parameter is wrong", REPORT]),
  row(0x80100006, "SCARD_E_NO_MEMORY", ["内存不足", "请关闭其他程序"], [
    "there is no memory left",
    "close other programs",
  ] as const),
  row(0x80100008, "SCARD_E_INSUFFICIENT_BUFFER", ["应答超过缓冲区长度", REINSERT]),
  row(0x80100009, "SCARD_E_UNKNOWN_READER", ["读卡器已不存在", REPLUG]),
  row(0x8010000a, "SCARD_E_TIMEOUT", ["读卡器操作超时", REINSERT]),
  row(0x8010000b, "SCARD_E_SHARING_VIOLATION", ["卡正被其他程序占用", OTHER_PROGRAM]),
  row(0x8010000c, "SCARD_E_NO_SMARTCARD", ["卡槽中无卡", PUT_IN]),
  row(0x8010000d, "SCARD_E_UNKNOWN_CARD", ["未知的卡", "请换卡"]),
  row(0x8010000f, "SCARD_E_PROTO_MISMATCH", ["协议不符", REINSERT]),
  row(0x80100010, "SCARD_E_NOT_READY", ["读卡器未就绪", "请稍候重试"]),
  row(0x80100011, "SCARD_E_INVALID_VALUE", ["参数值错误", PROGRAM], ["a value is wrong", REPORT]),
  row(0x80100012, "SCARD_E_SYSTEM_CANCELLED", ["系统已取消操作", REPEAT]),
  row(0x80100013, "SCARD_F_COMM_ERROR", ["与 PC/SC 服务通信失败", PCSCD]),
  row(0x80100015, "SCARD_E_INVALID_ATR", ["复位应答 ATR 格式错误", CLEAN]),
  row(0x80100016, "SCARD_E_NOT_TRANSACTED", ["读卡器或卡应答异常", REINSERT]),
  row(0x80100017, "SCARD_E_READER_UNAVAILABLE", ["读卡器已断开", REPLUG]),
  row(0x8010001d, "SCARD_E_NO_SERVICE", ["PC/SC 服务未运行", PCSCD]),
  row(0x8010001e, "SCARD_E_SERVICE_STOPPED", ["PC/SC 服务已停止", PCSCD]),
  row(0x8010002e, "SCARD_E_NO_READERS_AVAILABLE", ["没有读卡器", REPLUG]),
  row(0x80100065, "SCARD_W_UNSUPPORTED_CARD", ["读卡器不支持此卡", "请换读卡器"]),
  row(0x80100066, "SCARD_W_UNRESPONSIVE_CARD", ["卡无应答", CLEAN]),
  row(0x80100067, "SCARD_W_UNPOWERED_CARD", ["卡未上电", REINSERT]),
  row(0x80100068, "SCARD_W_RESET_CARD", ["卡被其他程序复位", OTHER_PROGRAM]),
  row(0x80100069, "SCARD_W_REMOVED_CARD", ["卡已被拔出", PUT_IN]),
  row(0x8010006b, "SCARD_W_WRONG_CHV", ["密码错误", "请持卡人重新输入"], [
    "the password is wrong",
    "ask the card-holder to type it again",
  ] as const),
  row(0x8010006c, "SCARD_W_CHV_BLOCKED", ["密码已锁定", "请持身份证件到服务网点办理"], [
    "the password is locked",
    "go to a service point with the ID document",
  ] as const),
];

/** @param what "SCARD_E_NO_SMARTCARD" or "8010000C" @returns undefined for what is no return code */
export function explainPcsc(what: string): (CauseAndRemedy & { readonly code: string }) | undefined {
  const value = /^(?:0x)?8010[0-9a-f]{4}$/i.test(what) ? Number.parseInt(what.replace(/^0x/i, ""), 16) : -1;
  const found = ROWS.find((one) => one.name === what.toUpperCase() || one.value === value);
  if (found === undefined) return undefined;
  const thrown = RETURN_CODES.find(({ name }) => name === found.name);
  const [cause, remedy] = found.en ?? [thrown?.says ?? "", thrown?.remedy ?? ""];
  const code = `${found.name} (${found.value.toString(16).toUpperCase()})`;
  return { code, ...causeAndRemedy([cause, found.zh[0]], [remedy, found.zh[1]]) };
}
