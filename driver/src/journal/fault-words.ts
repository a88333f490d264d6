/**
 * What is wrong with a record or the file, as `verify` and `damaged` tell it: English in the journal, Chinese for a
 * person. Texts without a number in them are declared by `rule`, where they are found.
 */
import { type Bilingual, ruleInChinese } from "@duka/protocol/data/bilingual";

const TABLES: { readonly [table: string]: string } = {
  sale: "交易",
  credit: "入账",
  act: "业务",
  password: "密码",
};

export function brokenLogText(frame: number, behind: number): string {
  return `its log is broken at frame ${frame}, with ${behind} frames behind it`;
}
const BROKEN_LOG = /^its log is broken at frame (\d+), with (\d+) frames behind it$/;

export function sameRefText(sale: unknown, credit: unknown): string {
  return `sale ${sale} and credit ${credit} have the same ref`;
}
const SAME_REF = /^sale (\S+) and credit (\S+) have the same ref$/;

const OF_RECORD = /^([a-z_]+) (-?\d+)(?: \((.*)\))?: (.*)$/s;

/** "sale 3 (S-1): settled, but refused". What SQLite itself says is in English alone. */
export function faultInChinese(fault: string): string {
  const said = fault
    .replace(BROKEN_LOG, "其 WAL 文件在第 $1 帧损坏，其后还有 $2 帧")
    .replace(SAME_REF, "交易 $1 与入账 $2 的单号相同");
  if (said !== fault) return said;
  const [, table = "", id = "", ref, what = fault] = OF_RECORD.exec(fault) ?? [];
  const words = ruleInChinese(what);
  if (words === fault) return sqliteFault(fault).zh;
  return table === ""
    ? words
    : `${TABLES[table] ?? table} ${id}${ref === undefined ? "" : `（${ref}）`}：${words}`;
}

export function sqliteFault(fault: string): Bilingual {
  return { en: fault, zh: `SQLite 检查结果：${fault}` };
}
