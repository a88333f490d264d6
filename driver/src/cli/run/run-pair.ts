/** `duka pair`: the operator's part of pairing, at a command line. */

import { EXIT_DONE, EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import { type Bilingual, rangeError } from "@duka/protocol/data/bilingual";
import { onOneLine } from "@duka/protocol/data/plain-text";
import { listenAddress } from "@duka/protocol/local-service";
import { writeOwnFile } from "../../base/own-file.js";
import { readTokenFile } from "../../bridge/token-file.js";
import { inBoth } from "../../explain/refusal-words.js";
import type { ReceiptLanguage } from "../../receipt/receipt-words.js";
import { operatorPage, programTokenFileName, tokenFileName } from "./token-option.js";

export type PairOptions = {
  readonly http: string;
  readonly tokens?: string;
  readonly refuse?: boolean;
  readonly program?: string;
  readonly save?: string | true;
  readonly list?: boolean;
  readonly remove?: string;
  readonly page?: boolean;
  readonly lang: ReceiptLanguage;
  readonly json?: boolean;
};

type State = {
  readonly pairings: readonly { readonly code: string; readonly origin: string; readonly name: string }[];
  readonly paired: readonly { readonly id: string; readonly origin: string | null; readonly name: string }[];
};

const ANSWER_WITHIN_MS = 10_000;

/** @param code what the page shows; without one those that wait are listed */
export async function runPair(
  terminal: Terminal,
  code: string | undefined,
  options: PairOptions,
): Promise<number> {
  const { url, operator } = bridgeOf(terminal, options);
  const ask = askingAs(operator, url);
  const print = (value: object, text: string): void =>
    terminal.out(options.json === true ? `${JSON.stringify(value)}\n` : text);
  if (options.page === true) {
    const page = operatorPage(url, operator);
    print({ page }, `${page}\n`);
    return EXIT_DONE;
  }
  if (options.save !== undefined && options.program === undefined)
    throw rangeError(
      "--save keeps the token of a program: name it with --program",
      "--save 用于保存程序的令牌：请用 --program 指定程序",
    );
  if (options.program !== undefined) {
    const { token } = (await ask("program", { name: options.program })) as { token: string };
    if (options.save === undefined) {
      print({ token }, `${token}\n`);
      return EXIT_DONE;
    }
    const file = programTokenFileName(options.save, terminal.env);
    writeOwnFile(file, `${token}\n`);
    print({ file }, `${file}\n`);
    return EXIT_DONE;
  }
  if (options.remove !== undefined) {
    const { removed } = (await ask("remove", { id: options.remove })) as { removed: boolean };
    const id = onOneLine(options.remove);
    const words = removed
      ? { en: "removed", zh: "已移除" }
      : { en: `nothing is paired under the id ${id}`, zh: `没有标识为 ${id} 的配对` };
    print({ removed }, inBoth(words, options.lang));
    return removed ? EXIT_DONE : EXIT_REFUSED;
  }
  if (code === undefined) {
    const { pairings, paired } = (await ask("state")) as State;
    if (options.list === true)
      print(
        { paired },
        listText(
          paired.map((one) => [one.id, one.origin ?? "program", one.name]),
          options.lang,
        ),
      );
    else
      print(
        { pairings },
        listText(
          pairings.map((one) => [one.code, one.origin, one.name]),
          options.lang,
        ),
      );
    return EXIT_DONE;
  }
  const confirm = options.refuse !== true;
  await ask("pair", { code, confirm });
  print({ code, confirm }, inBoth(confirm ? PAIRED : REFUSED, options.lang));
  return EXIT_DONE;
}

const PAIRED = { en: "paired", zh: "已配对" };
const REFUSED = { en: "refused", zh: "已拒绝" };

function listText(rows: readonly (readonly string[])[], lang: ReceiptLanguage): string {
  if (rows.length === 0) return inBoth({ en: "none", zh: "无" }, lang);
  return rows.map((row) => `${row.map(onOneLine).join("  ")}\n`).join("");
}

/** Where it listens, and the operator's key. @throws RangeError when this user has none */
function bridgeOf(terminal: Terminal, { http, tokens }: PairOptions): { url: string; operator: string } {
  const { host, port } = listenAddress(http);
  const file = tokenFileName(tokens, terminal.env);
  const kept = readTokenFile(file);
  if (kept === undefined)
    throw rangeError(
      `there is no ${file}: start duka serve --http first`,
      `没有 ${file}：请先启动 duka serve --http`,
    );
  return { url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`, operator: kept.operator };
}

/** @throws RangeError when no bridge answers, or it says no */
function askingAs(operator: string, url: string) {
  return async (what: string, body?: object): Promise<unknown> => {
    let response: Response;
    try {
      response = await fetch(`${url}/operator/${what}`, {
        method: body === undefined ? "GET" : "POST",
        headers: { authorization: `Bearer ${operator}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: "error",
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
    } catch (cause) {
      throw rangeError(
        `no duka serve --http answers at ${url}: start it, or name it with --http`,
        `${url} 没有 duka serve --http 应答：请启动，或用 --http 指定`,
        cause,
      );
    }
    const answered = (await response.json()) as { error?: { text: Bilingual; remedy: Bilingual } };
    if (answered.error === undefined) return answered;
    const { text, remedy } = answered.error;
    throw rangeError(`${text.en}: ${remedy.en}`, `${text.zh}：${remedy.zh}`);
  };
}
