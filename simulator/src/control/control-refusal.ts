/** Why the control API says no: problem details (RFC 9457) with what was expected, and what to do. */

type Row = {
  readonly status: number;
  readonly title: string;
  readonly remedy: { readonly en: string; readonly zh: string };
};

const SEE_DOCUMENT = {
  en: "see /openapi.json for what may be asked",
  zh: "可用的请求见 /openapi.json",
};
const LIST_ORIGIN = {
  en: "if this page may steer the simulation, start duka-sim with --control-origin and the page's origin",
  zh: "如允许该页面控制模拟器，请在 duka-sim 后加 --control-origin 及该页面的源",
};
const GIVE_TOKEN = {
  en: "send authorization: Bearer with the token in the file that --control-token names",
  zh: "请发送 authorization: Bearer，令牌在 --control-token 指定的文件中",
};
const SEE_CARDS = { en: "GET /v1/cards lists the cards", zh: "GET /v1/cards 列出全部卡" };
const SEE_STATE = { en: "GET /v1/state says what is in the slots", zh: "GET /v1/state 显示各卡槽的卡" };
const SEE_FAULTS = {
  en: "duka-sim schema faults describes the faults, and the README the positions",
  zh: "故障说明见 duka-sim schema faults，位置说明见 README",
};

const ROWS = {
  "host-refused": {
    status: 403,
    title: "the Host header names another machine",
    remedy: { en: "ask at 127.0.0.1, [::1] or localhost", zh: "请使用 127.0.0.1、[::1] 或 localhost 访问" },
  },
  "origin-null": {
    status: 403,
    title: "a page without an origin of its own (a file, a sandbox) is never served",
    remedy: { en: "serve the page by http or https", zh: "请通过 http 或 https 提供该页面" },
  },
  "origin-not-listed": { status: 403, title: "this page's origin is not listed", remedy: LIST_ORIGIN },
  "page-without-origin": { status: 403, title: "a page asked without its origin", remedy: LIST_ORIGIN },
  "token-missing": { status: 401, title: "there is no token", remedy: GIVE_TOKEN },
  "token-refused": { status: 401, title: "this is not the token", remedy: GIVE_TOKEN },
  "unknown-path": { status: 404, title: "nothing stands at this path", remedy: SEE_DOCUMENT },
  "wrong-verb": { status: 405, title: "this path is not asked so", remedy: SEE_DOCUMENT },
  "not-as-json": {
    status: 415,
    title: "the body has to be application/json",
    remedy: { en: "set content-type: application/json", zh: "请设置 content-type: application/json" },
  },
  "no-json": { status: 400, title: "the body is no JSON object in UTF-8", remedy: SEE_DOCUMENT },
  "bad-request": { status: 400, title: "a parameter does not fit", remedy: SEE_DOCUMENT },
  "too-long": { status: 413, title: "the body is too long", remedy: SEE_DOCUMENT },
  "fault-refused": { status: 422, title: "there is no such fault", remedy: SEE_FAULTS },
  "fault-not-here": {
    status: 422,
    title: "this fault cannot strike here",
    remedy: {
      en: "play it in a world, which has a till, its disk and a centre too: duka-sim run, or openWorld",
      zh: "请在完整的模拟环境中使用（含收银端、磁盘和中心）：duka-sim run 或 openWorld",
    },
  },
  "too-many-faults": {
    status: 409,
    title: "too many faults are armed already",
    remedy: { en: "POST /v1/clear takes them back", zh: "用 POST /v1/clear 撤销" },
  },
  "unknown-fault": {
    status: 404,
    title: "no fault of this number is armed",
    remedy: { en: "GET /v1/faults lists them", zh: "GET /v1/faults 列出全部故障" },
  },
  "unknown-card": { status: 404, title: "there is no card of this name", remedy: SEE_CARDS },
  "name-taken": { status: 409, title: "a card has this name already", remedy: SEE_CARDS },
  "too-many-cards": {
    status: 409,
    title: "there are too many cards already",
    remedy: { en: "use one of those that there are", zh: "请使用已有的卡" },
  },
  "unknown-profile": {
    status: 422,
    title: "there is no city profile of this name",
    remedy: {
      en: "name one that is built in; a profile of one's own is given at the start: --profile FILE",
      zh: "请使用内置的城市配置；自定义配置须在启动时用 --profile 指定",
    },
  },
  "slot-empty": { status: 409, title: "there is no card in this slot", remedy: SEE_STATE },
  "slot-occupied": {
    status: 409,
    title: "there is a card in this slot already",
    remedy: { en: "take it out first, or swap", zh: "请先取出卡，或使用 swap" },
  },
  "no-slot": { status: 404, title: "the reader has no such slot", remedy: SEE_STATE },
  "too-many-streams": {
    status: 503,
    title: "too many listen to events already",
    remedy: { en: "close one of them", zh: "请先关闭其中一个" },
  },
  internal: {
    status: 500,
    title: "the simulator has failed",
    remedy: { en: "please report it, with what was asked", zh: "请连同请求内容一起报告" },
  },
} as const satisfies { readonly [code: string]: Row };

type ControlCode = keyof typeof ROWS;

/** Nothing was changed. */
export class ControlRefusal extends Error {
  readonly code: ControlCode;
  readonly status: number;
  readonly expected: string;

  /** @param expected what would have fitted @param detail of this case; the code's words unless given */
  constructor(code: ControlCode, expected: string, detail: string = ROWS[code].title) {
    super(detail);
    this.name = "ControlRefusal";
    this.code = code;
    this.status = ROWS[code].status;
    this.expected = expected;
  }
}

type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ControlCode;
  readonly expected: string;
  readonly remedy: Row["remedy"];
};

export function problemOf({ code, message, expected }: ControlRefusal): Problem {
  const { status, title, remedy } = ROWS[code];
  return { type: `urn:duka:control:${code}`, title, status, detail: message, code, expected, remedy };
}

/** For the document of what may be answered. */
export function controlStatuses(): readonly { readonly code: ControlCode; readonly status: number }[] {
  return (Object.keys(ROWS) as ControlCode[]).map((code) => ({ code, status: ROWS[code].status }));
}
