/** Status words of ISO/IEC 7816-4 (5.6) and of the PBOC purse: cause and remedy, first match wins. */
import type { Bilingual } from "../base/explanation.js";

type Entry = {
  readonly from: number;
  readonly to: number;
  readonly cause: Bilingual;
  readonly remedy: Bilingual;
};

function words(
  from: number,
  to: number,
  cause: readonly [string, string],
  remedy: readonly [string, string],
): Entry {
  return {
    from,
    to,
    cause: { en: cause[0], zh: cause[1] },
    remedy: { en: remedy[0], zh: remedy[1] },
  };
}

const NOTHING = ["nothing to do", "无需处理"] as const;
const PROGRAM = [
  "the program sent a command this card does not take: report it",
  "程序发出的命令有误，请联系软件厂商",
] as const;
const SERVICE_POINT = ["go to a service point with the ID document", "请持身份证件到服务网点办理"] as const;
const REPEAT = [
  "repeat; if it stays, send the card to a service point",
  "请重试；仍失败请到服务网点检查卡",
] as const;
const RETRY_SAME_REF = [
  "leave the card in, or put the same card back, and ask again with the same ref: it decides what happened",
  "请勿拔卡或重新插入同一张卡，用同一单号再次查询以确定结果",
] as const;

export const STATUS_WORDS: readonly Entry[] = [
  words(0x9000, 0x9000, ["done", "成功"], NOTHING),
  words(0x6100, 0x61ff, ["done; more data waits to be fetched (T=0)", "成功，尚有数据待取（T=0）"], NOTHING),
  words(0x6c00, 0x6cff, ["wrong Le; the second byte is the right one", "Le 错误，SW2 为正确长度"], NOTHING),
  words(
    0x6281,
    0x6281,
    ["part of the data may be wrong", "返回数据可能有误"],
    ["clean the chip and try again", "请擦拭芯片后重试"],
  ),
  words(0x6202, 0x6280, ["the card wants to be asked for data of its own", "卡有自主数据待取"], PROGRAM),
  words(
    0x6282,
    0x6282,
    [
      "the file or record ended before Le bytes were read, or a search found nothing",
      "文件或记录不足 Le 字节，或未搜索到",
    ],
    NOTHING,
  ),
  words(
    0x6283,
    0x6283,
    ["the selected file or application is blocked", "所选文件或应用已锁定"],
    SERVICE_POINT,
  ),
  words(
    0x6284,
    0x6284,
    ["the file's control information is malformed", "文件控制信息格式错误"],
    SERVICE_POINT,
  ),
  words(0x6285, 0x6285, ["the selected file is terminated for ever", "所选文件已终止使用"], SERVICE_POINT),
  words(0x6286, 0x6286, ["a sensor of the card gives no data", "卡上传感器无数据"], REPEAT),
  words(0x6287, 0x6287, ["a record that was asked for is deactivated", "所引用的记录已停用"], SERVICE_POINT),
  words(0x6200, 0x62ff, ["a warning; the card's memory is unchanged", "警告，卡存储未变"], REPEAT),
  words(
    0x6381,
    0x6381,
    ["done; the file was filled up by this write", "成功，文件已被此次写入写满"],
    NOTHING,
  ),
  words(0x63c0, 0x63c0, ["the password was wrong and is locked now", "密码错误，密码已锁定"], SERVICE_POINT),
  words(
    0x63c1,
    0x63cf,
    [
      "the password was wrong; the last digit is the tries left (after a write: done, at that attempt)",
      "密码错误，末位为剩余次数（写命令之后：已写入，末位为尝试次数）",
    ],
    ["ask the card-holder to type it again; never guess", "请持卡人重新输入密码，切勿猜测"],
  ),
  words(
    0x6300,
    0x6300,
    [
      "a warning without more; after an authentication: it failed",
      "警告，无具体说明；认证命令之后表示认证失败",
    ],
    ["try again; if it stays after an authentication, the keys do not fit", "请重试；认证后仍失败则密钥不符"],
  ),
  words(
    0x6301,
    0x63ff,
    ["a warning; the card's memory may have changed", "警告，卡存储可能已变"],
    RETRY_SAME_REF,
  ),
  words(
    0x6401,
    0x6401,
    ["the card needs an answer at once before it goes on", "卡要求立即应答后才能继续"],
    PROGRAM,
  ),
  words(
    0x6400,
    0x64ff,
    ["the card failed; its memory may be unchanged", "卡执行出错，存储可能未变"],
    RETRY_SAME_REF,
  ),
  words(0x6581, 0x6581, ["the card's memory failed", "卡存储器故障"], RETRY_SAME_REF),
  words(
    0x6500,
    0x65ff,
    ["the card failed; its memory may have changed", "卡执行出错，存储可能已变"],
    RETRY_SAME_REF,
  ),
  words(0x6600, 0x66ff, ["the card reports a security problem", "卡报告安全问题"], SERVICE_POINT),
  words(0x6700, 0x67ff, ["wrong length", "长度错误"], PROGRAM),
  words(0x6881, 0x6881, ["logical channels are not supported", "不支持逻辑通道"], PROGRAM),
  words(0x6882, 0x6882, ["secure messaging is not supported", "不支持安全报文"], PROGRAM),
  words(0x6883, 0x6883, ["the last command of a chain was expected", "应为命令链的最后一条命令"], PROGRAM),
  words(0x6884, 0x6884, ["chained commands are not supported", "不支持命令链"], PROGRAM),
  words(
    0x6800,
    0x68ff,
    ["a function asked for by the class byte (CLA) is not supported", "不支持 CLA 所要求的功能"],
    PROGRAM,
  ),
  words(
    0x6901,
    0x6901,
    ["the card does not accept this command in its present state", "当前状态不接受此命令"],
    PROGRAM,
  ),
  words(0x6981, 0x6981, ["the file is of another type", "文件类型不符"], PROGRAM),
  words(
    0x6982,
    0x6982,
    [
      "the security status is not satisfied: the password or a key is needed first",
      "安全状态不满足，需先验证密码或密钥",
    ],
    ["verify the password, then repeat", "请先验证密码再重试"],
  ),
  words(0x6983, 0x6983, ["the password or key is locked", "密码或密钥已锁定"], SERVICE_POINT),
  words(
    0x6984,
    0x6984,
    ["reference data or challenge is not usable", "引用数据或随机数无效"],
    ["take a new challenge and repeat", "请重新取随机数后重试"],
  ),
  words(
    0x6985,
    0x6985,
    [
      "the conditions of use are not satisfied: a step that has to come before is missing",
      "使用条件不满足，缺少前置步骤",
    ],
    ["start the transaction again from its first step", "请从第一步重新开始交易"],
  ),
  words(0x6986, 0x6986, ["no file is selected", "未选择文件"], PROGRAM),
  words(
    0x6987,
    0x6988,
    ["secure messaging: MAC missing or wrong", "安全报文 MAC 缺失或错误"],
    ["the keys do not fit this card", "密钥与卡不符"],
  ),
  words(0x6900, 0x69ff, ["the command is not allowed", "不允许执行此命令"], PROGRAM),
  words(0x6a80, 0x6a80, ["the data is wrong", "数据错误"], PROGRAM),
  words(
    0x6a81,
    0x6a81,
    ["the function is not supported, or the card is locked", "功能不支持或卡已锁定"],
    SERVICE_POINT,
  ),
  words(
    0x6a82,
    0x6a82,
    ["no such file or application: another kind of card", "未找到文件或应用，卡类型不符"],
    ["check that this is a card of the expected city", "请确认是否为本市卡"],
  ),
  words(0x6a83, 0x6a83, ["no such record", "未找到记录"], NOTHING),
  words(0x6a84, 0x6a84, ["no room in the file", "文件空间不足"], SERVICE_POINT),
  words(0x6a85, 0x6a87, ["wrong parameters", "参数错误"], PROGRAM),
  words(
    0x6a88,
    0x6a88,
    ["no such key or reference", "未找到密钥或引用数据"],
    ["check the version of the PSAM", "请检查 PSAM 版本"],
  ),
  words(0x6a89, 0x6a89, ["the file is there already", "文件已存在"], PROGRAM),
  words(0x6a8a, 0x6a8a, ["an application of this name is there already", "同名应用已存在"], PROGRAM),
  words(0x6a00, 0x6aff, ["wrong parameters", "参数错误"], PROGRAM),
  words(0x6b00, 0x6b00, ["the offset is outside the file", "偏移超出文件"], PROGRAM),
  words(0x6d00, 0x6dff, ["the card does not know this command (INS)", "卡不支持此命令（INS）"], PROGRAM),
  words(0x6e00, 0x6eff, ["the card does not know this class (CLA)", "卡不支持此类别（CLA）"], PROGRAM),
  words(0x6f00, 0x6fff, ["the card failed without saying why", "卡出错，原因不明"], RETRY_SAME_REF),
  words(
    0x9301,
    0x9301,
    ["the balance is too small (older cards)", "余额不足（旧卡）"],
    ["take another way of payment", "请使用其他支付方式"],
  ),
  words(
    0x9302,
    0x9302,
    ["a MAC is wrong: card and terminal do not share a key", "MAC 错误，卡与终端密钥不符"],
    [
      "check that the PSAM is the one for this city; the card was not debited if it answered this",
      "请检查 PSAM 是否为本市所发；卡回此码则未扣款",
    ],
  ),
  words(0x9303, 0x9303, ["the application is locked for ever", "应用已永久锁定"], SERVICE_POINT),
  words(
    0x9401,
    0x9401,
    ["the balance is too small", "余额不足"],
    ["take another way of payment", "请使用其他支付方式"],
  ),
  words(0x9402, 0x9402, ["the transaction counter is used up", "交易序号已达上限"], SERVICE_POINT),
  words(
    0x9403,
    0x9403,
    ["no key with this index, or purchases are not supported", "密钥索引不支持"],
    ["check the version of the PSAM", "请检查 PSAM 版本"],
  ),
  words(
    0x9406,
    0x9406,
    ["the card has no MAC and TAC for this transaction", "所需 MAC/TAC 不可用"],
    ["read the card's log instead", "请改读卡交易明细"],
  ),
  words(0x9407, 0x9407, ["the cache of a compound purchase is locked", "复合消费缓存已锁定"], SERVICE_POINT),
  words(0x9408, 0x9408, ["the purse is grey-locked", "钱包处于灰锁状态"], SERVICE_POINT),
];
