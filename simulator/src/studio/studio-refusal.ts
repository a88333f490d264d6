/** Why the studio does not do what its page, or a stranger, asks. */
import type { InBoth } from "./studio-state.js";

const REFUSALS = {
  "not-let-in": [403, "the studio answers its own page alone", "演示台只回应自己的页面"],
  "no-token": [
    401,
    "open the address that duka-sim studio has printed, with its token",
    "请打开 duka-sim studio 打印的带令牌的地址",
  ],
  "unknown-path": [404, "there is nothing under this address", "此地址没有内容"],
  "no-json": [400, "the request is no JSON object", "请求不是 JSON 对象"],
  "too-long": [413, "the request is too long", "请求过长"],
  "bad-request": [400, "the request cannot be read", "请求无法读取"],
  busy: [409, "the till is still at work: wait, or run on", "收银机仍在处理：请等待或继续运行"],
  "not-now": [409, "this cannot be done now", "现在不能这样做"],
  "too-many-pages": [429, "so many pages are open that no other is told", "打开的页面过多"],
} as const satisfies { readonly [code: string]: readonly [status: number, en: string, zh: string] };

export class StudioRefusal extends Error {
  readonly code: keyof typeof REFUSALS;
  readonly status: number;
  readonly text: InBoth;

  /** @param more what exactly, where that is known; a text that names members of a request is English */
  constructor(code: keyof typeof REFUSALS, more: string | InBoth = "") {
    const [status, en, zh] = REFUSALS[code];
    const told = typeof more === "string" ? { en: more, zh: more } : more;
    super(told.en === "" ? en : `${en}: ${told.en}`);
    this.name = "StudioRefusal";
    this.code = code;
    this.status = status;
    this.text = { en: this.message, zh: told.zh === "" ? zh : `${zh}：${told.zh}` };
  }
}
