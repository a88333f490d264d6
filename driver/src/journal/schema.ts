/** The tables of the journal and their indexes, from the columns of each record; how older ones are brought over. */
import { NOTHING_LOADED } from "./credit-record.js";
import type { Database } from "./database.js";
import { CREDIT, OPEN_SALE, PASSWORD_MEMORY, SALE, TABLES } from "./record-columns.js";
import type { RecordTable } from "./record-table.js";
import { readingOf, sealOf, twinOf, unsealed } from "./sealed-row.js";
import { setSetting } from "./setting.js";

/** "DUKA" in ASCII: tells our journal from any other SQLite file. */
export const APPLICATION_ID = 0x44554b41;
export const SCHEMA_VERSION = 7;

type Index = { readonly name: string; readonly on: string; readonly where: string; readonly isUnique?: true };

/** The card has paid, and the centre has neither taken nor refused it. */
export const TO_SETTLE = "settle_state IS NULL AND state IN ('answered', 'committed')";
/** Its answer is due to a caller without sale numbers, or was told to a call with another ref. */
export const TO_TELL = "(answer_due > 0 OR asked_as IS NOT NULL)";
/** The same without what was told: it does not grow. */
export const ANSWER_DUE = "answer_due > 0";
export const OPEN_CREDIT = "state IN ('intent', 'asked', 'undecided')";
/** The card has paid, and no one has shown the centre a TAC of it. */
export const WITHOUT_TAC =
  "tac IS NULL AND settle_tac IS NULL AND settle_state IS NULL AND state IN ('answered', 'committed')";
/** An intent was written, which tells its day; one without an intent is of the day on which it was begun. */
export const WITH_DATE = "released = 0 AND date IS NOT NULL";
export const WITHOUT_DATE = "released = 0 AND date IS NULL";
/** The centre has to hear what became of it. */
export const TO_REPORT = "report_state = 'due' AND released = 0";
/** The centre said no for good. */
export const SALE_REFUSED = "settle_state = 'refused'";
export const CREDIT_REFUSED = "report_state = 'refused'";
/** A person had to do with it, or has to: few of all sales, so that what is open among them is found at once. */
export const SALE_OF_A_PERSON =
  "released = 0 AND (state IN ('manual', 'deferred') OR was_deferred = 1 OR paid_in_cash = 1 OR reversed_by IS NOT NULL OR closings IS NOT NULL OR settle_state = 'differs')";
/** A credit without a TAC that a card has, too: the centre knows it as unknown. */
export const CREDIT_OF_A_PERSON = `released = 0 AND (state = 'manual' OR closings IS NOT NULL OR (state = 'credited' AND tac IS NULL AND transaction_type <> ${NOTHING_LOADED}))`;

/** Each is made twice, so that a damaged one hides nothing. */
const INDEXES: readonly (Index & { readonly table: RecordTable })[] = [
  { table: SALE, name: "sale_of_ref", on: "ref, simulated", where: "released = 0", isUnique: true },
  { table: SALE, name: "sale_of_card", on: "card_number", where: OPEN_SALE },
  { table: SALE, name: "sale_to_tell", on: "card_number", where: TO_TELL },
  { table: SALE, name: "sale_answer_due", on: "id", where: ANSWER_DUE },
  { table: SALE, name: "sale_to_settle", on: "id", where: TO_SETTLE },
  { table: SALE, name: "sale_without_tac", on: "card_number", where: WITHOUT_TAC },
  { table: SALE, name: "sale_refused", on: "id", where: SALE_REFUSED },
  { table: SALE, name: "sale_of_a_person", on: "id", where: SALE_OF_A_PERSON },
  { table: SALE, name: "sale_of_day", on: "date, card_number", where: WITH_DATE },
  { table: SALE, name: "sale_without_date", on: "begun_at_ms", where: WITHOUT_DATE },
  { table: CREDIT, name: "credit_of_ref", on: "ref, simulated", where: "released = 0", isUnique: true },
  { table: CREDIT, name: "credit_of_card", on: "card_number", where: OPEN_CREDIT },
  { table: CREDIT, name: "credit_to_report", on: "id", where: TO_REPORT },
  { table: CREDIT, name: "credit_refused", on: "id", where: CREDIT_REFUSED },
  { table: CREDIT, name: "credit_of_a_person", on: "id", where: CREDIT_OF_A_PERSON },
  { table: CREDIT, name: "credit_of_day", on: "date, card_number", where: WITH_DATE },
  { table: CREDIT, name: "credit_without_date", on: "begun_at_ms", where: WITHOUT_DATE },
  { table: PASSWORD_MEMORY, name: "password_of_card", on: "card", where: "card IS NOT NULL", isUnique: true },
];

const SETTING = "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL, sum TEXT NOT NULL) STRICT";

/** What makes a new journal. */
export const SCHEMA: readonly string[] = [
  ...TABLES.map(tableText),
  ...INDEXES.flatMap((index) => [index, { ...index, name: twinOf(index.name) }]).map(indexText),
  SETTING,
];

/** As one script: to prepare each by itself takes nearly twice as long. */
const MAKING = SCHEMA.map((statement) =>
  statement.replace(/^CREATE (?:UNIQUE )?(?:TABLE|INDEX) /, "$&journal."),
).join(";\n");

/** In a transaction. SQLite keeps their text without the schema's name. */
export function createTables(database: Database): void {
  database.script(MAKING);
}

function tableText({ name, columns }: RecordTable): string {
  const lines = columns.map((column) => `  ${column.name} ${column.sql}`);
  return `CREATE TABLE ${name} (\n  id INTEGER PRIMARY KEY,\n${lines.join(",\n")},\n  sum TEXT NOT NULL\n) STRICT`;
}

function indexText({ table, name, on, where, isUnique }: (typeof INDEXES)[number]): string {
  return `CREATE ${isUnique ? "UNIQUE " : ""}INDEX ${name} ON ${table.name} (${on}) WHERE ${where}`;
}

/**
 * In a transaction. Tables of an earlier schema are made anew with what they have of today's columns, and each row gets
 * its checksum; one that is damaged already gets none, so that it is named from then on.
 * @param areSealed the rows have checksums already, by which a damaged one is known
 */
export function bringOver(
  database: Database,
  areSealed: boolean,
  onProgress: (done: number, of: number) => void = () => undefined,
): void {
  const old = ["setting", ...TABLES.map(({ name }) => name)].filter((name) => hasTable(database, name));
  for (const name of old) database.run(`ALTER TABLE ${name} RENAME TO ${name}_old`, []);
  const indexes = database.all(
    "SELECT name FROM journal.sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name LIKE '%!_old' ESCAPE '!'",
    [],
  );
  for (const { name } of indexes) database.run(`DROP INDEX ${String(name)}`, []);
  createTables(database);
  const tables = TABLES.filter(({ name }) => old.includes(name));
  const of = tables
    .map(({ name }) => Number(database.get(`SELECT count(*) AS n FROM ${name}_old`, [])?.n))
    .reduce((sum, rows) => sum + rows, 0);
  let done = 0;
  const onRow = (): void => {
    done++;
    if (done % TOLD_EVERY === 0 || done === of) onProgress(done, of);
  };
  for (const table of tables) copyRows(database, table, areSealed, onRow);
  for (const name of ["salt", "writes"] as const) {
    const value = database.get("SELECT value FROM setting_old WHERE name = ?", [name])?.value;
    if (value !== undefined) setSetting(database, name, String(value));
  }
  for (const name of old) database.run(`DROP TABLE ${name}_old`, []);
}

/** So many records between two calls that tell how far it is. */
const TOLD_EVERY = 500;

function copyRows(database: Database, table: RecordTable, areSealed: boolean, onRow: () => void): void {
  const old = database
    .all(`SELECT name FROM pragma_table_info('${table.name}_old')`, [])
    .map(({ name }) => String(name));
  const kept = old.filter((name) => name === "id" || table.columns.some((column) => column.name === name));
  // Of a row with a checksum nothing may be left out.
  if (kept.length === 0 || (areSealed && kept.length !== old.length - 1))
    throw new RangeError(`its table ${table.name} has other columns`);
  const columns = kept.join(", ");
  const missing = table.columns.filter(({ name, initial }) => initial !== undefined && !kept.includes(name));
  const [names, values] = [
    missing.map(({ name }) => `, ${name}`),
    missing.map(({ initial, broughtOver = initial }) => `, ${broughtOver}`),
  ];
  database.run(
    `INSERT INTO ${table.name} (${columns}${names.join("")}, sum)
       SELECT ${columns}${values.join("")}, '' FROM ${table.name}_old`,
    [],
  );
  const isSound = areSealed ? soundBefore(database, table, old) : () => true;
  for (const { id } of database.all(`SELECT id FROM ${table.name} ORDER BY id`, [])) {
    if (isSound(Number(id))) sealAsItIs(database, table, Number(id));
    onRow();
  }
}

/** Whether a row of the old table is what was written there: by its columns, in their order. */
function soundBefore(
  database: Database,
  { name }: RecordTable,
  names: readonly string[],
): (id: number) => boolean {
  const columns = names.filter((one) => one !== "id" && one !== "sum").map((one) => ({ name: one, sql: "" }));
  const before: RecordTable = { name, columns };
  return (id) => {
    const read = database.get(`SELECT ${readingOf(before)} FROM ${name}_old WHERE id = ?`, [id]);
    const found = read === undefined ? undefined : unsealed(before, read);
    return found !== undefined && found.sum === sealOf(before, id, found.row);
  };
}

function sealAsItIs(database: Database, table: RecordTable, id: number): void {
  const read = database.get(`SELECT ${readingOf(table)} FROM ${table.name} WHERE id = ?`, [id]);
  const found = read === undefined ? undefined : unsealed(table, read);
  if (found === undefined) return;
  database.run(`UPDATE ${table.name} SET sum = ? WHERE id = ?`, [sealOf(table, id, found.row), id]);
}

function hasTable(database: Database, name: string): boolean {
  return (
    database.get("SELECT 1 FROM journal.sqlite_schema WHERE type = 'table' AND name = ?", [name]) !==
    undefined
  );
}
