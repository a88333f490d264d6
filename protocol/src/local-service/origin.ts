/** Origins of web pages (RFC 6454), as browsers name them in `Origin`. */
import { rangeError } from "../data/bilingual.js";

const EXAMPLE = "write it as the browser names it: https://his.example, or http://10.0.0.5:8080";
const EXAMPLE_ZH = "请按浏览器的写法：https://his.example 或 http://10.0.0.5:8080";
const LENGTH_MAX = 300;
/** Beside the web's own, those of browser extensions, whose pages have an origin too. */
const SCHEMES = ["http:", "https:", "chrome-extension:", "moz-extension:"];

/**
 * The origin as a browser writes it: scheme, host in small letters, port unless it is the scheme's own.
 * @throws RangeError for anything else; `null`, the origin of files and sandboxes, is never one
 */
export function parseOrigin(text: string): string {
  const parsed = text.length > LENGTH_MAX || !URL.canParse(text) ? undefined : new URL(text);
  if (parsed === undefined || !SCHEMES.includes(parsed.protocol) || parsed.host === "") {
    throw rangeError(
      `${shortened(text)} is no origin: ${EXAMPLE}`,
      `${shortened(text)} 不是来源：${EXAMPLE_ZH}`,
    );
  }
  const rest = parsed.pathname.replace(/^\/$/, "") + parsed.search + parsed.hash;
  if (rest !== "" || parsed.username !== "" || parsed.password !== "" || text.includes("*")) {
    throw rangeError(
      `${shortened(text)} has more than scheme, host and port: ${EXAMPLE}`,
      `${shortened(text)} 除协议、主机和端口外还有其他内容：${EXAMPLE_ZH}`,
    );
  }
  return `${parsed.protocol}//${parsed.host}`;
}

/** @throws RangeError as `parseOrigin` does */
export function originList(texts: readonly string[]): ReadonlySet<string> {
  return new Set(texts.map(parseOrigin));
}

function shortened(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}
