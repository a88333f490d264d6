/** Why the bridge itself says no, before reader or card are asked. */
import { withChinese } from "@duka/protocol/data/bilingual";
import type { Bilingual } from "../base/explanation.js";

type Row = { readonly status: number; readonly text: Bilingual; readonly remedy: Bilingual };

const PAIR_AGAIN = {
  en: "pair this page anew: POST /v1/pair, and have the operator confirm the code",
  zh: "请重新配对：POST /v1/pair，并由操作员确认配对码",
};
const LATER = { en: "ask again later, and less often", zh: "请稍后再试，并降低请求频率" };
const SEE_DOCUMENT = {
  en: "see /openapi.json for what may be asked",
  zh: "可用的请求见 /openapi.json",
};
const LIST_ORIGIN = {
  en: "if this page may use the reader, start duka serve --http with --origin and the page's origin",
  zh: "如允许该页面使用读卡器，请在 duka serve --http 后加 --origin 及该页面的源",
};

const ROWS = {
  "host-refused": {
    status: 403,
    text: { en: "the Host header names another machine", zh: "Host 指向其他机器" },
    remedy: { en: "ask at 127.0.0.1, [::1] or localhost", zh: "请使用 127.0.0.1、[::1] 或 localhost 访问" },
  },
  "origin-null": {
    status: 403,
    text: {
      en: "a page without an origin of its own (a file, a sandbox) is never served",
      zh: "没有自己来源的页面（文件、沙箱）不予受理",
    },
    remedy: { en: "serve the page by http or https", zh: "请通过 http 或 https 提供该页面" },
  },
  "origin-not-listed": {
    status: 403,
    text: { en: "this page's origin is not listed", zh: "该页面的来源不在名单中" },
    remedy: LIST_ORIGIN,
  },
  "page-without-origin": {
    status: 403,
    text: { en: "a page asked without its origin", zh: "页面请求未带来源" },
    remedy: LIST_ORIGIN,
  },
  "token-missing": {
    status: 401,
    text: {
      en: "there is no token: authorization: Bearer TOKEN",
      zh: "缺少令牌：authorization: Bearer TOKEN",
    },
    remedy: PAIR_AGAIN,
  },
  "token-refused": {
    status: 401,
    text: { en: "this token is not known here, or not for this origin", zh: "令牌无效，或不属于该来源" },
    remedy: PAIR_AGAIN,
  },
  "operator-only": {
    status: 403,
    text: { en: "this is for the operator of the bridge alone", zh: "仅限操作员使用" },
    remedy: {
      en: "open the address that duka serve --http printed, or use duka pair",
      zh: "请打开 duka serve --http 启动时显示的地址，或使用 duka pair",
    },
  },
  "password-in-call": {
    status: 400,
    text: { en: "a password never comes in a caller's JSON", zh: "密码不得放在请求的 JSON 中" },
    remedy: {
      en: "leave it out: it is typed on the reader's keypad (--pin-pad) or on the bridge's own page",
      zh: "请勿传入密码：密码在读卡器键盘（--pin-pad）或本桥页面上输入",
    },
  },
  "unknown-path": {
    status: 404,
    text: { en: "nothing stands at this path", zh: "没有此路径" },
    remedy: SEE_DOCUMENT,
  },
  "unknown-method": {
    status: 404,
    text: { en: "there is no such method", zh: "没有此方法" },
    remedy: SEE_DOCUMENT,
  },
  "wrong-verb": {
    status: 405,
    text: { en: "this path is not asked so", zh: "此路径不支持该请求方式" },
    remedy: SEE_DOCUMENT,
  },
  "no-json": {
    status: 400,
    text: { en: "the body is no JSON object in UTF-8", zh: "请求体不是 UTF-8 的 JSON 对象" },
    remedy: SEE_DOCUMENT,
  },
  "not-as-json": {
    status: 415,
    text: { en: "the body has to be application/json", zh: "请求体须为 application/json" },
    remedy: { en: "set content-type: application/json", zh: "请设置 content-type: application/json" },
  },
  "too-long": { status: 413, text: { en: "the body is too long", zh: "请求体过长" }, remedy: SEE_DOCUMENT },
  "no-frame": {
    status: 400,
    text: { en: "the input is no native messaging", zh: "输入不是浏览器原生消息" },
    remedy: {
      en: "duka native-messaging is started by the browser: duka native-messaging install",
      zh: "duka native-messaging 由浏览器启动：请运行 duka native-messaging install",
    },
  },
  "extension-refused": {
    status: 403,
    text: {
      en: "this browser extension is not the one that duka native-messaging was installed for",
      zh: "该浏览器扩展不是安装 duka native-messaging 时指定的扩展",
    },
    remedy: {
      en: "install it for this one: duka native-messaging install --browser chromium --extension ID",
      zh: "请为该扩展重新安装：duka native-messaging install --browser chromium --extension ID",
    },
  },
  "answer-too-long": {
    status: 500,
    text: {
      en: "the answer is longer than a browser takes from a program (1 MiB)",
      zh: "应答超过浏览器可接收的长度（1 MiB）",
    },
    remedy: { en: "ask for less at once, with a limit", zh: "请用 limit 减少一次查询的数量" },
  },
  "too-often": { status: 429, text: { en: "this caller asks too often", zh: "请求过于频繁" }, remedy: LATER },
  "too-many": {
    status: 503,
    text: { en: "too many requests wait already", zh: "等待处理的请求过多" },
    remedy: LATER,
  },
  "too-many-streams": {
    status: 503,
    text: { en: "too many listen to events already", zh: "事件订阅过多" },
    remedy: LATER,
  },
  "waited-too-long": {
    status: 503,
    text: {
      en: "another page had the reader for too long; nothing was done",
      zh: "其他页面占用读卡器过久，未办理",
    },
    remedy: LATER,
  },
  "id-in-use": {
    status: 409,
    text: { en: "a request of this id is not answered yet", zh: "该编号的请求尚未应答" },
    remedy: { en: "give each request an id of its own", zh: "每个请求请使用不同的编号" },
  },
  "no-pairing": {
    status: 404,
    text: {
      en: "no such pairing is waiting: it is over, or was refused",
      zh: "没有等待确认的配对：已过期或被拒绝",
    },
    remedy: PAIR_AGAIN,
  },
  "no-question": {
    status: 404,
    text: { en: "no such question is waiting any more", zh: "该提示已失效" },
    remedy: { en: "wait for the next one", zh: "请等待下一次提示" },
  },
  "bad-password": {
    status: 400,
    text: { en: "a password is 4 to 16 decimal digits", zh: "密码为 4 至 16 位数字" },
    remedy: { en: "type it again", zh: "请重新输入" },
  },
  closing: {
    status: 503,
    text: { en: "the bridge is ending", zh: "服务正在关闭" },
    remedy: { en: "start duka serve --http again", zh: "请重新启动 duka serve --http" },
  },
} as const satisfies { readonly [code: string]: Row };

type BridgeCode = keyof typeof ROWS;

/** What only a browser's extension is told, not a port's caller. */
const OF_EXTENSION: readonly BridgeCode[] = ["no-frame", "extension-refused", "answer-too-long"];

/** Nothing was asked of reader or card. */
export class BridgeRefusal extends Error {
  readonly code: BridgeCode;
  readonly status: number;
  readonly remedy: Bilingual;

  constructor(code: BridgeCode) {
    super(ROWS[code].text.en);
    withChinese(this, ROWS[code].text.zh);
    this.name = "BridgeRefusal";
    this.code = code;
    this.status = ROWS[code].status;
    this.remedy = ROWS[code].remedy;
  }
}

/** For the document of what may be answered by HTTP. */
export function bridgeStatuses(): readonly { readonly code: BridgeCode; readonly status: number }[] {
  return (Object.keys(ROWS) as BridgeCode[])
    .filter((code) => !OF_EXTENSION.includes(code))
    .map((code) => ({ code, status: ROWS[code].status }));
}
