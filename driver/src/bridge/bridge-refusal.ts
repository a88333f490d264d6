/** Why the bridge itself says no, before reader or card are asked. */
import type { Bilingual } from "../base/explanation.js";

type Row = { readonly status: number; readonly message: string; readonly remedy: Bilingual };

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
    message: "the Host header names another machine",
    remedy: { en: "ask at 127.0.0.1, [::1] or localhost", zh: "请使用 127.0.0.1、[::1] 或 localhost 访问" },
  },
  "origin-null": {
    status: 403,
    message: "a page without an origin of its own (a file, a sandbox) is never served",
    remedy: { en: "serve the page by http or https", zh: "请通过 http 或 https 提供该页面" },
  },
  "origin-not-listed": { status: 403, message: "this page's origin is not listed", remedy: LIST_ORIGIN },
  "page-without-origin": { status: 403, message: "a page asked without its origin", remedy: LIST_ORIGIN },
  "token-missing": {
    status: 401,
    message: "there is no token: authorization: Bearer TOKEN",
    remedy: PAIR_AGAIN,
  },
  "token-refused": {
    status: 401,
    message: "this token is not known here, or not for this origin",
    remedy: PAIR_AGAIN,
  },
  "operator-only": {
    status: 403,
    message: "this is for the operator of the bridge alone",
    remedy: {
      en: "open the address that duka serve --http printed, or use duka pair",
      zh: "请打开 duka serve --http 启动时显示的地址，或使用 duka pair",
    },
  },
  "password-in-call": {
    status: 400,
    message: "a password never comes in a caller's JSON",
    remedy: {
      en: "leave it out: it is typed on the reader's keypad (--pin-pad) or on the bridge's own page",
      zh: "请勿传入密码：密码在读卡器键盘（--pin-pad）或本桥页面上输入",
    },
  },
  "unknown-path": { status: 404, message: "nothing stands at this path", remedy: SEE_DOCUMENT },
  "unknown-method": { status: 404, message: "there is no such method", remedy: SEE_DOCUMENT },
  "wrong-verb": { status: 405, message: "this path is not asked so", remedy: SEE_DOCUMENT },
  "no-json": { status: 400, message: "the body is no JSON object in UTF-8", remedy: SEE_DOCUMENT },
  "not-as-json": {
    status: 415,
    message: "the body has to be application/json",
    remedy: { en: "set content-type: application/json", zh: "请设置 content-type: application/json" },
  },
  "too-long": { status: 413, message: "the body is too long", remedy: SEE_DOCUMENT },
  "no-frame": {
    status: 400,
    message: "the input is no native messaging",
    remedy: {
      en: "duka native-messaging is started by the browser: duka native-messaging install",
      zh: "duka native-messaging 由浏览器启动：请运行 duka native-messaging install",
    },
  },
  "extension-refused": {
    status: 403,
    message: "this browser extension is not the one that duka native-messaging was installed for",
    remedy: {
      en: "install it for this one: duka native-messaging install --browser chromium --extension ID",
      zh: "请为该扩展重新安装：duka native-messaging install --browser chromium --extension ID",
    },
  },
  "answer-too-long": {
    status: 500,
    message: "the answer is longer than a browser takes from a program (1 MiB)",
    remedy: { en: "ask for less at once, with a limit", zh: "请用 limit 减少一次查询的数量" },
  },
  "too-often": { status: 429, message: "this caller asks too often", remedy: LATER },
  "too-many": { status: 503, message: "too many requests wait already", remedy: LATER },
  "too-many-streams": { status: 503, message: "too many listen to events already", remedy: LATER },
  "waited-too-long": {
    status: 503,
    message: "another page had the reader for too long; nothing was done",
    remedy: LATER,
  },
  "id-in-use": {
    status: 409,
    message: "a request of this id is not answered yet",
    remedy: { en: "give each request an id of its own", zh: "每个请求请使用不同的编号" },
  },
  "no-pairing": {
    status: 404,
    message: "no such pairing is waiting: it is over, or was refused",
    remedy: PAIR_AGAIN,
  },
  "no-question": {
    status: 404,
    message: "no such question is waiting any more",
    remedy: { en: "wait for the next one", zh: "请等待下一次提示" },
  },
  "bad-password": {
    status: 400,
    message: "a password is 4 to 16 decimal digits",
    remedy: { en: "type it again", zh: "请重新输入" },
  },
  closing: {
    status: 503,
    message: "the bridge is ending",
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
    super(ROWS[code].message);
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
