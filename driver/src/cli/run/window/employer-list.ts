/** An employer's list (集体办理名单) as a CSV file: a person a line, with the card where it was made already. */

import {
  algorithm,
  card,
  cardNumber,
  date,
  hex,
  holderId,
  idDocument,
  region,
  words,
} from "@duka/protocol/centre";
import { type Bilingual, rangeError, whyInBoth } from "@duka/protocol/data/bilingual";
import { readData } from "@duka/protocol/data/read-data";
import { readRegularFile } from "@duka/protocol/data/regular-file";
import { members } from "@duka/protocol/data/values";
import { decodeGb18030 } from "@duka/protocol/gb18030";
import { CsvError, parse } from "csv-parse/sync";
import { fenOfYuan } from "../../../receipt/yuan.js";
import { documentOf } from "./clerk-words.js";

const FILE_BYTES_MAX = 1 << 22;
const LINES_MAX = 10_000;

const NEEDED = ["holder", "name", "document"] as const;
const OF_CARD = ["card", "factor", "algorithm", "version", "valid-until"] as const;
const COLUMNS: readonly string[] = [...NEEDED, "region", ...OF_CARD, "opening-balance"];

const personData = members({ holder: holderId, name: words, document: idDocument, region });
const cardData = members({
  card: cardNumber,
  factor: hex(8),
  algorithm,
  version: card.shape.version,
  "valid-until": date,
});

type Person = ReturnType<typeof personOf>;

export type ListLine = { readonly line: number } & (
  | { readonly person: Person; readonly fault?: undefined }
  | { readonly person?: undefined; readonly fault: Bilingual }
);

/**
 * UTF-8, or GB 18030 as spreadsheets in China write it. A line that is wrong does not stop the others.
 * @param regionDefault where a line names none
 * @throws RangeError when it is no such file
 */
export function readEmployerList(file: string, regionDefault: string | undefined): ListLine[] {
  const rows = rowsOf(file);
  const seen = new Map<string, number>();
  return rows.map(({ line, row }) => {
    try {
      const person = personOf(row, regionDefault);
      const before = seen.get(person.holderId);
      if (before !== undefined)
        return {
          line,
          fault: { en: `the person stands in line ${before} already`, zh: `此人已在第 ${before} 行` },
        };
      seen.set(person.holderId, line);
      return { line, person };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return { line, fault: whyInBoth(error) };
    }
  });
}

type Row = { readonly [column: string]: string };

function rowsOf(file: string): { readonly line: number; readonly row: Row }[] {
  const bytes = bytesOf(file);
  try {
    const records = parse(textOf(bytes), {
      bom: true,
      columns: (header: string[]) => checkedHeader(file, header),
      info: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as { readonly info: { readonly lines: number }; readonly record: Row }[];
    if (records.length === 0 || records.length > LINES_MAX)
      throw rangeError(
        `${file} has ${records.length} persons: 1 to ${LINES_MAX} can be taken at once`,
        `${file} 有 ${records.length} 人：一次可办 1 至 ${LINES_MAX} 人`,
      );
    return records.map(({ info, record }) => ({ line: info.lines, row: record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw rangeError(
      `${file} is no list of comma-separated values: ${error.message}`,
      `${file} 不是逗号分隔的名单（CSV）${error.lines === undefined ? "" : `：第 ${error.lines} 行`}`,
      error,
    );
  }
}

/** @throws RangeError naming it */
function bytesOf(file: string): Uint8Array {
  try {
    return readRegularFile(file, FILE_BYTES_MAX);
  } catch (error) {
    const { en, zh } = whyInBoth(error);
    throw rangeError(`${file}: ${en}`, `${file}：${zh}`);
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return decodeGb18030(bytes);
  }
}

function checkedHeader(file: string, header: readonly string[]): string[] {
  const missing = NEEDED.filter((column) => !header.includes(column));
  const unknown = header.filter((column) => !COLUMNS.includes(column));
  if (missing.length === 0 && unknown.length === 0) return [...header];
  throw rangeError(
    `${file} begins with a line of column names: ${COLUMNS.join(", ")}; the first three are needed`,
    `${file} 的首行应为列名：${COLUMNS.join("、")}；前三列必填`,
  );
}

/** @throws RangeError naming the column */
function personOf(row: Row, regionDefault: string | undefined) {
  const { holder = "", name = "", document = "" } = row;
  const given = {
    holder,
    name,
    document: documentOf(document, "document"),
    region: row.region || regionDefault,
  };
  const person = readData(personData, given, "column");
  const isMade = (row.card ?? "") !== "";
  const alone = OF_CARD.find((column) => !isMade && (row[column] ?? "") !== "");
  if (alone !== undefined)
    throw rangeError(
      `column.${alone} belongs to a card: its number is missing`,
      `列 ${alone} 属于卡，但缺少卡号`,
    );
  return {
    holderId: person.holder,
    name: person.name,
    document: person.document,
    region: person.region,
    made: isMade ? madeCard(row, person.region) : undefined,
  };
}

function madeCard(row: Row, region: string) {
  const given = Object.fromEntries(OF_CARD.map((column) => [column, row[column] ?? ""]));
  const { card, factor, algorithm, version, "valid-until": validUntil } = readData(cardData, given, "column");
  const opening = row["opening-balance"] ?? "";
  return {
    card: { cardNumber: card, factor, algorithm, region },
    version,
    validUntil,
    openingBalanceFen: opening === "" || /^0+(\.0+)?$/.test(opening) ? 0 : fenOfYuan(opening),
  };
}
