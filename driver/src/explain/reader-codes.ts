/**
 * CCID errors (USB CCID 1.1, table 6.2-2): cause and remedy, the English of which is that of the error thrown for them.
 */
import * as ccid from "@duka/protocol/wire/ccid";
import { type CauseAndRemedy, causeAndRemedy } from "../base/explanation.js";
import { meaningOfBError } from "../reader/ccid-error.js";

const CLEAN = "请拔出卡，擦拭芯片后重新插入；仍失败则卡已损坏";
const REINSERT = "请拔出卡，重新插入后重试";
const WAIT = "请稍候重试";
const OTHER = "请更换读卡器或换卡";
const RESTART = "请重启读卡器；仍失败则读卡器故障";

const CHINESE: readonly (readonly [bError: number, cause: string, remedy: string])[] = [
  [ccid.ERROR_COMMAND_NOT_SUPPORTED, "读卡器不支持此消息", OTHER],
  [ccid.ERROR_BAD_LENGTH, "消息长度错误", OTHER],
  [ccid.ERROR_BAD_SLOT, "读卡器无此卡槽", "请选择其他卡槽"],
  [ccid.ERROR_CMD_ABORTED, "命令已中止", WAIT],
  [ccid.ERROR_ICC_MUTE, "卡无应答", CLEAN],
  [ccid.ERROR_XFR_PARITY_ERROR, "与卡通信奇偶校验错误", CLEAN],
  [ccid.ERROR_XFR_OVERRUN, "读卡器接收溢出", REINSERT],
  [ccid.ERROR_HW_ERROR, "读卡器硬件故障或卡短路", RESTART],
  [ccid.ERROR_BAD_ATR_TS, "ATR 首字节错误，非智能卡或插反", CLEAN],
  [ccid.ERROR_BAD_ATR_TCK, "ATR 校验错误", CLEAN],
  [ccid.ERROR_ICC_PROTOCOL_NOT_SUPPORTED, "不支持卡的协议", OTHER],
  [ccid.ERROR_ICC_CLASS_NOT_SUPPORTED, "不支持卡的电压类别", OTHER],
  [ccid.ERROR_PROCEDURE_BYTE_CONFLICT, "卡违反 T=0 协议", REINSERT],
  [ccid.ERROR_DEACTIVATED_PROTOCOL, "该协议未启用", REINSERT],
  [ccid.ERROR_BUSY_WITH_AUTO_SEQUENCE, "读卡器正在启动卡", WAIT],
  [ccid.ERROR_PIN_TIMEOUT, "密码输入超时", "请持卡人重新输入"],
  [ccid.ERROR_PIN_CANCELLED, "持卡人取消输入密码", "请持卡人重新输入"],
  [ccid.ERROR_CMD_SLOT_BUSY, "卡槽忙", WAIT],
];

export const CCID_ERRORS: { readonly [bError: number]: CauseAndRemedy } = Object.fromEntries(
  CHINESE.map(([bError, cause, remedy]) => {
    const { says, remedy: does } = meaningOfBError(bError);
    return [bError, causeAndRemedy([says, cause], [does, remedy])];
  }),
);

/** @param bError 0..255: of the table, a byte position up to 127, else of the reader maker's own */
export function explainBError(bError: number): CauseAndRemedy {
  const known = CCID_ERRORS[bError];
  if (known !== undefined) return known;
  const { says, remedy } = meaningOfBError(bError);
  return bError > 127
    ? causeAndRemedy([says, "读卡器厂商自定义错误"], [remedy, RESTART])
    : causeAndRemedy([says, `消息第 ${bError} 字节有误`], [remedy, OTHER]);
}
