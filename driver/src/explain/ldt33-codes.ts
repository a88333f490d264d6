/**
 * Return codes of the national card functions (LD/T 33-2015, annex A): cause and remedy. The Chinese cause is the error
 * text that the functions answer. Codes below -4095 that are no row are status words: minus their decimal value.
 */
import { type CauseAndRemedy, causeAndRemedy } from "../base/explanation.js";

const INSERT = ["put the card in, chip first, and repeat", "请插卡，芯片朝前，然后重试"] as const;
const CLEAN = [
  "take the card out, clean its chip, put it back and repeat",
  "请拔出卡，擦拭芯片后重新插入并重试",
] as const;
const READER = [
  "check cable, power and address of the reader, then repeat",
  "请检查读卡器连线、电源和地址后重试",
] as const;
const CALLER = [
  "the calling program passed something wrong: report it to its maker",
  "调用程序参数有误，请联系软件厂商",
] as const;
const TYPE_AGAIN = ["ask the card-holder to type it again", "请持卡人重新输入"] as const;
const SERVICE_POINT = ["go to a service point with the ID document", "请持身份证件到服务网点办理"] as const;
const HSM = [
  "use the functions with _HSM_Step: the key server has the key",
  "请改用加密机方式（_HSM_Step 函数）",
] as const;

export const LDT33_CODES: { readonly [code: string]: CauseAndRemedy } = {
  "0": causeAndRemedy(["done", "成功"], ["nothing to do", "无需处理"]),
  "-1": causeAndRemedy(
    ["wrong type of card", "卡类型不对"],
    ["use a social-security card", "请使用社会保障卡"],
  ),
  "-2": causeAndRemedy(["no card", "无卡"], INSERT),
  "-3": causeAndRemedy(["the card is not powered", "卡未上电"], CLEAN),
  "-4": causeAndRemedy(["the card does not answer", "卡无应答"], CLEAN),
  "-5": causeAndRemedy(
    ["the driver library cannot be loaded", "加载动态库错"],
    ["install the driver again", "请重新安装驱动程序"],
  ),
  "-11": causeAndRemedy(["the reader cannot be connected", "读卡器连接错"], READER),
  "-12": causeAndRemedy(["no connection was made before", "未建立连接"], [
    "call the first step before the next one",
    "请先调用第一步函数",
  ] as const),
  "-13": causeAndRemedy(["the reader does not know this command", "不支持该命令"], CALLER),
  "-14": causeAndRemedy(["wrong parameter", "命令参数错"], CALLER),
  "-15": causeAndRemedy(["a checksum is wrong", "信息校验和出错"], [
    "repeat; if it stays, have the reader checked",
    "请重试，仍失败则请检修读卡器",
  ] as const),
  "-20": causeAndRemedy(["the card identification code has a wrong form", "卡识别码格式错"], SERVICE_POINT),
  "-21": causeAndRemedy(
    ["internal authentication failed: the card is not genuine", "内部认证失败（非法卡）"],
    [
      "take no money with this card; send its holder to a service point",
      "请勿使用此卡，请持卡人到服务网点核实",
    ],
  ),
  "-22": causeAndRemedy(
    ["what was passed does not match the card", "传入数据与卡不符"],
    ["put the card back that was read before, or read this one anew", "请插回原卡，或重新读取当前卡"],
  ),
  "-23": causeAndRemedy(["the data is illegal", "数据非法"], CALLER),
  "-24": causeAndRemedy(["the PSAM lacks this level of keys", "PSAM 卡密钥级别错"], HSM),
  "-31": causeAndRemedy(["the card-holder cancelled", "用户取消输入"], TYPE_AGAIN),
  "-32": causeAndRemedy(["no one typed in time", "输入密码操作超时"], TYPE_AGAIN),
  "-33": causeAndRemedy(["the password has a wrong length", "输入密码长度错"], TYPE_AGAIN),
  "-34": causeAndRemedy(["the two new passwords differ", "两次输入密码不一致"], TYPE_AGAIN),
  "-35": causeAndRemedy(["the initial password may not pay", "初始密码不能交易"], [
    "change the password first",
    "请先修改密码",
  ] as const),
  "-36": causeAndRemedy(["the initial password may not be set", "不能改为初始密码"], [
    "choose another password",
    "请选择其他密码",
  ] as const),
  "-41": causeAndRemedy(["the data has illegal characters", "输入数据含非法字符"], CALLER),
  "-42": causeAndRemedy(["the data has a wrong length", "输入数据长度错"], CALLER),
  "-51": causeAndRemedy(["the password is wrong", "PIN 校验失败"], TYPE_AGAIN),
  "-52": causeAndRemedy(["the password is locked", "PIN 已锁定"], SERVICE_POINT),
  "-2201": causeAndRemedy(["there is no PSAM", "无 PSAM 卡"], HSM),
  "-2202": causeAndRemedy(["the PSAM does not support the card's algorithm", "PSAM 卡不支持该算法"], HSM),
  "-2203": causeAndRemedy(["the PSAM has no RKSSSE", "PSAM 卡无 RKSSSE 密钥"], HSM),
  "-2204": causeAndRemedy(
    ["no authentication by the key server is needed", "无需加密机认证"],
    ["use the function without _HSM_Step", "请直接调用非加密机方式函数"],
  ),
};

/** Least status word that can be a code: 6000 and above. */
const STATUS_WORD_MIN = 0x6000;

/** The status word that a code stands for; undefined for a code of the table. */
export function statusWordOfCode(code: number): number | undefined {
  const sw = -code;
  return sw >= STATUS_WORD_MIN && sw <= 0xffff ? sw : undefined;
}
