/** A message of a dialect as a call of a national function, and its result as the dialect's answer. */
import { isSSCardFunction, type SSCardFunction } from "../../sscard/function-table.js";
import { CODE, failed, SSCardFailure, type SSCardResult } from "../../sscard/result.js";
import type { DialectTable, RouteDialect, SocketDialect } from "./dialect-table.js";
import { ARGUMENTS } from "./function-arguments.js";

type Members = { readonly [name: string]: unknown };

export type DialectCall = {
  /** As the page wrote it, for the answer. */
  readonly asked: string;
  /** Undefined: a function of the maker's own, or of no one. */
  readonly name: SSCardFunction | undefined;
  readonly args: readonly unknown[];
};

/** Bad arguments are left as they are: the function refuses them with its own code. */
export function callOf(dialect: SocketDialect, message: Members): DialectCall {
  const named = message[dialect.functionMember];
  const asked = typeof named === "string" || typeof named === "number" ? String(named).slice(0, 60) : "";
  const { functions = {} } = dialect;
  return callAs(dialect, asked, Object.hasOwn(functions, asked) ? functions[asked] : undefined, message);
}

/** @param message of the query and of the body @param path as it was asked, without its query */
export function callOfRoute(dialect: RouteDialect, path: string, message: Members): DialectCall {
  const { routes } = dialect;
  return callAs(dialect, path, Object.hasOwn(routes, path) ? routes[path] : undefined, message);
}

function callAs(
  dialect: DialectTable,
  asked: string,
  other: RouteDialect["routes"][string] | undefined,
  message: Members,
): DialectCall {
  const name = other?.function ?? asked;
  if (!isSSCardFunction(name)) return { asked, name: undefined, args: [] };
  const fixed = other?.arguments ?? [];
  const names = ARGUMENTS[name].slice(fixed.length);
  const given = [...fixed, ...argumentsOf(dialect, message, names)];
  return { asked, name, args: given.map((value, at) => converted(ARGUMENTS[name][at] ?? "", value)) };
}

function argumentsOf(dialect: DialectTable, message: Members, names: readonly string[]): unknown[] {
  if (dialect.arguments.by === "list") {
    const list = message[dialect.arguments.member];
    return Array.isArray(list) ? list.slice(0, names.length + 1) : [];
  }
  const { aliases = {} } = dialect.arguments;
  return names.map((name) => {
    const written = [name, ...(aliases[name] ?? [])].find((one) => Object.hasOwn(message, one));
    return written === undefined ? "" : message[written];
  });
}

/** Pages send numbers as texts; a key server's answer comes without its last separator from some. */
function converted(name: string, value: unknown): unknown {
  if (name.startsWith("i") && typeof value === "string" && /^\d{1,4}$/.test(value)) return Number(value);
  if (name === "pKey" && typeof value === "string" && value !== "" && !value.endsWith("|"))
    return `${value}|`;
  return value;
}

export const unsupported: SSCardResult = failed(new SSCardFailure(CODE.unsupported));

/** What a page may be told: several show pOutInfo as it is, so that a card could put a script into them. */
export function shownResult(result: SSCardResult): SSCardResult {
  if (!/[<>]/.test(result.pOutInfo)) return result;
  return failed(new SSCardFailure(CODE.illegalData, "卡内数据含尖括号"));
}

export function answerOf({ answer, done }: DialectTable, asked: string, result: SSCardResult): object {
  const { code, pOutInfo } = result;
  const values = {
    function: asked,
    code: code === 0 ? done : String(code),
    text: pOutInfo,
    texts: [pOutInfo],
  };
  return Object.fromEntries(Object.entries(answer).map(([member, value]) => [member, values[value]]));
}
