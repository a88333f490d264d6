/**
 * All return codes of PC/SC (winscard.h): name and number, and in Chinese what is wrong and what to do; in English for
 * those that the driver itself never meets, whose words the driver's own errors do not have.
 */

const CLEAN = "请拔出卡，擦拭芯片后重新插入；仍失败则卡已损坏";
const REINSERT = "请拔出卡，重新插入后重试";
const PCSCD = "请启动 PC/SC 服务：sudo systemctl start pcscd";
const REPEAT = "请重试";
const PROGRAM = "程序有误，请联系软件厂商";
const INSTALL = "请安装此卡的软件";
const INSTALL_EN = "install the card's software";

type Row = {
  readonly name: string;
  readonly value: number;
  /** The remedy of a row that the driver itself meets is that of its own error. */
  readonly zh: readonly [cause: string, remedy?: string];
  /** For those that the driver itself never meets. */
  readonly en?: readonly [cause: string, remedy: string];
};

function row(value: number, name: string, zh: Row["zh"], en?: Row["en"]): Row {
  return { name, value, zh, ...(en === undefined ? {} : { en }) };
}

const REPORT = "report it to the maker of the program";

export const PCSC_CODES: readonly Row[] = [
  row(0x80100001, "SCARD_F_INTERNAL_ERROR", ["PC/SC 服务内部错误"]),
  row(0x80100002, "SCARD_E_CANCELLED", ["操作已取消"]),
  row(0x80100003, "SCARD_E_INVALID_HANDLE", ["句柄无效，PC/SC 服务可能已重启"]),
  row(0x80100004, "SCARD_E_INVALID_PARAMETER", ["参数错误", PROGRAM], ["a parameter is wrong", REPORT]),
  row(
    0x80100005,
    "SCARD_E_INVALID_TARGET",
    ["启动信息无效", PROGRAM],
    ["start-up information is missing or wrong", REPORT],
  ),
  row(0x80100006, "SCARD_E_NO_MEMORY", ["内存不足", "请关闭其他程序"], [
    "there is no memory left",
    "close other programs",
  ] as const),
  row(
    0x80100007,
    "SCARD_F_WAITED_TOO_LONG",
    ["内部等待超时", REPEAT],
    ["an internal wait took too long", "repeat it"],
  ),
  row(0x80100008, "SCARD_E_INSUFFICIENT_BUFFER", ["应答超过缓冲区长度"]),
  row(0x80100009, "SCARD_E_UNKNOWN_READER", ["读卡器已不存在"]),
  row(0x8010000a, "SCARD_E_TIMEOUT", ["读卡器操作超时"]),
  row(0x8010000b, "SCARD_E_SHARING_VIOLATION", ["卡正被其他程序占用"]),
  row(0x8010000c, "SCARD_E_NO_SMARTCARD", ["卡槽中无卡"]),
  row(0x8010000d, "SCARD_E_UNKNOWN_CARD", ["未知的卡"]),
  row(
    0x8010000e,
    "SCARD_E_CANT_DISPOSE",
    ["无法按要求处置卡", REINSERT],
    ["the card cannot be left in the state that was asked for", "take the card out and put it in again"],
  ),
  row(0x8010000f, "SCARD_E_PROTO_MISMATCH", ["协议不符"]),
  row(0x80100010, "SCARD_E_NOT_READY", ["读卡器未就绪"]),
  row(0x80100011, "SCARD_E_INVALID_VALUE", ["参数值错误", PROGRAM], ["a value is wrong", REPORT]),
  row(0x80100012, "SCARD_E_SYSTEM_CANCELLED", ["系统已取消操作"]),
  row(0x80100013, "SCARD_F_COMM_ERROR", ["与 PC/SC 服务通信失败"]),
  row(
    0x80100014,
    "SCARD_F_UNKNOWN_ERROR",
    ["未知的内部错误", REPEAT],
    ["an internal error of unknown kind", "repeat it"],
  ),
  row(0x80100015, "SCARD_E_INVALID_ATR", ["复位应答 ATR 格式错误"]),
  row(0x80100016, "SCARD_E_NOT_TRANSACTED", ["读卡器或卡应答异常"]),
  row(0x80100017, "SCARD_E_READER_UNAVAILABLE", ["读卡器已断开"]),
  row(
    0x80100018,
    "SCARD_P_SHUTDOWN",
    ["操作已中止，应用正在退出", REPEAT],
    ["it was aborted so that the program can end", "repeat it"],
  ),
  row(
    0x80100019,
    "SCARD_E_PCI_TOO_SMALL",
    ["PCI 接收缓冲区太小", PROGRAM],
    ["the buffer for the protocol header is too small", REPORT],
  ),
  row(
    0x8010001a,
    "SCARD_E_READER_UNSUPPORTED",
    ["读卡器驱动不符合要求", "请更新读卡器驱动或换读卡器"],
    ["the reader's driver lacks what is required", "update the reader's driver or use another reader"],
  ),
  row(
    0x8010001b,
    "SCARD_E_DUPLICATE_READER",
    ["读卡器名称重复", "请为读卡器另取名称"],
    ["there is a reader of this name already", "give the reader another name"],
  ),
  row(
    0x8010001c,
    "SCARD_E_CARD_UNSUPPORTED",
    ["服务不支持此卡", "请换卡"],
    ["the service does not support this card", "use another card"],
  ),
  row(0x8010001d, "SCARD_E_NO_SERVICE", ["PC/SC 服务未运行"]),
  row(0x8010001e, "SCARD_E_SERVICE_STOPPED", ["PC/SC 服务已停止"]),
  row(
    0x8010001f,
    "SCARD_E_UNEXPECTED",
    ["发生意外错误", REPEAT],
    ["an unexpected error of the card or the service", "repeat it"],
  ),
  row(
    0x80100020,
    "SCARD_E_ICC_INSTALLATION",
    ["未找到卡的主要提供程序", INSTALL],
    ["no primary provider is installed for the card", INSTALL_EN],
  ),
  row(
    0x80100021,
    "SCARD_E_ICC_CREATEORDER",
    ["不支持所要求的创建顺序", PROGRAM],
    ["the order of creation is not supported", REPORT],
  ),
  row(
    0x80100022,
    "SCARD_E_UNSUPPORTED_FEATURE",
    ["不支持此功能", "请换读卡器"],
    ["the reader or the card does not support this function", "use another reader"],
  ),
  row(
    0x80100023,
    "SCARD_E_DIR_NOT_FOUND",
    ["卡中无此目录", "请确认是否为所需的卡"],
    ["there is no such directory on the card", "check that it is the right card"],
  ),
  row(
    0x80100024,
    "SCARD_E_FILE_NOT_FOUND",
    ["卡中无此文件", "请确认是否为所需的卡"],
    ["there is no such file on the card", "check that it is the right card"],
  ),
  row(
    0x80100025,
    "SCARD_E_NO_DIR",
    ["路径不是目录", PROGRAM],
    ["the path is no directory of the card", REPORT],
  ),
  row(0x80100026, "SCARD_E_NO_FILE", ["路径不是文件", PROGRAM], ["the path is no file of the card", REPORT]),
  row(
    0x80100027,
    "SCARD_E_NO_ACCESS",
    ["无权访问此文件", PROGRAM],
    ["access to the file is refused", REPORT],
  ),
  row(
    0x80100028,
    "SCARD_E_WRITE_TOO_MANY",
    ["卡存储空间不足", "请持卡到服务网点办理"],
    ["the card has no room for the data", "take the card to a service point"],
  ),
  row(
    0x80100029,
    "SCARD_E_BAD_SEEK",
    ["文件定位错误", PROGRAM],
    ["the position in the file cannot be set", REPORT],
  ),
  row(
    0x8010002a,
    "SCARD_E_INVALID_CHV",
    ["密码格式不对", "请持卡人重新输入"],
    ["the password has a wrong form", "ask the card-holder to type it again"],
  ),
  row(
    0x8010002b,
    "SCARD_E_UNKNOWN_RES_MNG",
    ["资源管理器返回未知错误", PCSCD],
    ["the resource manager answered with an unknown error", "restart the PC/SC service"],
  ),
  row(
    0x8010002c,
    "SCARD_E_NO_SUCH_CERTIFICATE",
    ["无此证书", "请确认是否为所需的卡"],
    ["the certificate is not on the card", "check that it is the right card"],
  ),
  row(
    0x8010002d,
    "SCARD_E_CERTIFICATE_UNAVAILABLE",
    ["无法取得证书", REINSERT],
    ["the certificate cannot be had", "put the card in again and repeat"],
  ),
  row(0x8010002e, "SCARD_E_NO_READERS_AVAILABLE", ["没有读卡器"]),
  row(
    0x8010002f,
    "SCARD_E_COMM_DATA_LOST",
    ["与卡通信时数据丢失", CLEAN],
    ["data were lost on the way to or from the card", "clean the contacts, put the card in again"],
  ),
  row(
    0x80100030,
    "SCARD_E_NO_KEY_CONTAINER",
    ["卡中无此密钥容器", "请确认是否为所需的卡"],
    ["there is no such key container on the card", "check that it is the right card"],
  ),
  row(
    0x80100031,
    "SCARD_E_SERVER_TOO_BUSY",
    ["PC/SC 服务繁忙", "请稍候重试"],
    ["the PC/SC service is too busy", "wait and repeat"],
  ),
  row(
    0x80100032,
    "SCARD_E_PIN_CACHE_EXPIRED",
    ["已保存的密码已过期", "请持卡人重新输入"],
    ["the remembered password has expired", "ask the card-holder to type it again"],
  ),
  row(
    0x80100033,
    "SCARD_E_NO_PIN_CACHE",
    ["密码不能保存", "请持卡人重新输入"],
    ["the password cannot be remembered", "ask the card-holder to type it again"],
  ),
  row(
    0x80100034,
    "SCARD_E_READ_ONLY_CARD",
    ["此卡只读", "请换卡"],
    ["the card is read-only", "use another card"],
  ),
  row(0x80100065, "SCARD_W_UNSUPPORTED_CARD", ["读卡器不支持此卡"]),
  row(0x80100066, "SCARD_W_UNRESPONSIVE_CARD", ["卡无应答"]),
  row(0x80100067, "SCARD_W_UNPOWERED_CARD", ["卡未上电"]),
  row(0x80100068, "SCARD_W_RESET_CARD", ["卡被其他程序复位"]),
  row(0x80100069, "SCARD_W_REMOVED_CARD", ["卡已被拔出"]),
  row(
    0x8010006a,
    "SCARD_W_SECURITY_VIOLATION",
    ["安全策略不允许访问", "请检查本机权限"],
    ["a security rule refused the access", "check the rights of this program"],
  ),
  row(0x8010006b, "SCARD_W_WRONG_CHV", ["密码错误", "请持卡人重新输入"], [
    "the password is wrong",
    "ask the card-holder to type it again",
  ] as const),
  row(0x8010006c, "SCARD_W_CHV_BLOCKED", ["密码已锁定", "请持身份证件到服务网点办理"], [
    "the password is locked",
    "go to a service point with the ID document",
  ] as const),
  row(
    0x8010006d,
    "SCARD_W_EOF",
    ["已到文件末尾", "无需处理"],
    ["the end of the file was reached", "nothing to do"],
  ),
  row(
    0x8010006e,
    "SCARD_W_CANCELLED_BY_USER",
    ["用户已取消", REPEAT],
    ["the user cancelled it", "repeat it"],
  ),
  row(
    0x8010006f,
    "SCARD_W_CARD_NOT_AUTHENTICATED",
    ["尚未验证密码", "请先验证密码"],
    ["no password was presented to the card", "verify the password first"],
  ),
  row(
    0x80100070,
    "SCARD_W_CACHE_ITEM_NOT_FOUND",
    ["缓存中无此项", "无需处理"],
    ["it is not in the cache", "nothing to do"],
  ),
  row(
    0x80100071,
    "SCARD_W_CACHE_ITEM_STALE",
    ["缓存项已过期", "无需处理"],
    ["what is in the cache is out of date", "nothing to do"],
  ),
  row(
    0x80100072,
    "SCARD_W_CACHE_ITEM_TOO_BIG",
    ["缓存项过大", "无需处理"],
    ["it is too large for the cache", "nothing to do"],
  ),
];
