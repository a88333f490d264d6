/**
 * What a board knows of itself, in files that no update touches. Each is written once, ends with ";", and is whole only
 * with that: `firmware/src/unit.ts` reads the first two.
 *
 *     duka.sn     "D26-000123;": serial number
 *     duka.key    SHA-256 of the secret that opens the console, and ";"
 *     duka.rev    "B2;": revision of the printed circuit
 *
 * Firmware of before had serial number and secret in its own text. What it has is written to the files before any image
 * is touched, so that the unit stays itself at every power cut.
 */
import { BoardError } from "../base/flash-error.js";
import { sha256Hex, type Unit } from "../build/unit.js";
import type { BoardConsole } from "./board-console.js";
import { boardHasSha256, readFile, room, STORAGE } from "./board-storage.js";
import { imageFile } from "./boot-loader.js";
import type { Compaction } from "./compaction.js";
import { confirmedImage } from "./confirmed-image.js";
import { refuseNumber } from "./detect.js";
import { quoted } from "./espruino-text.js";
import { FILE_OVERHEAD, writeFile } from "./write-file.js";

const FILES = {
  serialNumber: { file: "duka.sn", what: "serial number", whole: /^[A-Za-z0-9][A-Za-z0-9._-]{0,39};$/ },
  consoleSecretSha256: { file: "duka.key", what: "console secret", whole: /^[0-9a-f]{64};$/ },
  boardRevision: { file: "duka.rev", what: "board revision", whole: /^[A-Za-z0-9][A-Za-z0-9._-]{0,15};$/ },
} as const;

type Field = keyof typeof FILES;
const FIELDS = Object.keys(FILES) as Field[];

/** A board that is to be a unit. */
export type BoardFound = {
  /** Serial number of its chip. */
  readonly chip: string;
  /** What it has already. */
  readonly has: Unit;
};

/** What is known about the unit, and what it is to be. */
type Wish = {
  readonly unit: Unit | ((found: BoardFound) => Promise<Unit>);
  readonly chip: string;
  /** What the reader that runs has answered; undefined where none runs. */
  readonly runningSerialNumber: string | undefined;
};

/**
 * Writes what the unit has not got yet, and keeps what it has.
 * @returns what stands on the board afterwards
 * @throws BoardError `identity`, before anything is written: it has another serial number, secret or revision; its
 *   interpreter can check no secret; or no one can say the number inside its former firmware
 */
export async function keepUnit(console: BoardConsole, wish: Wish, compaction: Compaction): Promise<Unit> {
  const kept = await readUnit(console);
  const had: Unit = { ...(await formerUnit(console, kept, wish)), ...kept };
  const given = typeof wish.unit === "function" ? await wish.unit({ chip: wish.chip, has: had }) : wish.unit;
  refuseNumber(given.serialNumber, wish.chip);
  for (const field of FIELDS) refuseOther(field, had[field], given[field]);
  const unit: Unit = { ...given, ...had };
  const missing = FIELDS.filter((field) => unit[field] !== undefined && kept[field] === undefined);
  if (missing.includes("consoleSecretSha256") && !(await boardHasSha256(console))) throw noSecretPossible();
  const texts = missing.map((field) => ({ file: FILES[field].file, text: `${unit[field]};` }));
  await makeRoom(
    console,
    texts.reduce((sum, { text }) => sum + text.length + FILE_OVERHEAD, 0),
    compaction,
  );
  for (const { file, text } of texts) await writeFile(console, file, text, compaction);
  return unit;
}

/** Is this the secret that the unit was given? */
export async function isSecretOf(console: BoardConsole, secret: Uint8Array): Promise<boolean> {
  return (await readUnit(console)).consoleSecretSha256 === sha256Hex(secret);
}

/** Only what was written to its end. */
export async function readUnit(console: BoardConsole): Promise<Unit> {
  const found: { [field in Field]?: string } = {};
  for (const field of FIELDS) {
    const text = await readFile(console, FILES[field].file);
    if (text !== undefined && FILES[field].whole.test(text)) found[field] = text.slice(0, -1);
  }
  return found;
}

/** What the firmware that would be started now has inside, where it is one of before. */
async function formerUnit(console: BoardConsole, kept: Unit, wish: Wish): Promise<Unit> {
  if (kept.serialNumber !== undefined && kept.consoleSecretSha256 !== undefined) return {};
  const image = await confirmedImage(console);
  if (image === undefined) return {};
  const file = imageFile(image);
  const has = (word: string): string => `t.indexOf(${quoted(word)})>=0`;
  const isFormer = await console.ask(
    `(function(t){return ${has("Duka ")}&&!(${has(FILES.serialNumber.file)})})(${STORAGE}.read(${quoted(file)})||"")`,
  );
  if (isFormer !== true) return {};
  const text = (await readFile(console, file)) ?? "";
  const secret = /["'`]([0-9a-f]{64})["'`]/.exec(text)?.[1];
  // One without a number of its own asks the chip.
  const serialNumber = text.includes("getSerial") ? undefined : numberInside(text, kept, wish);
  return {
    ...(secret === undefined ? {} : { consoleSecretSha256: secret }),
    ...(serialNumber === undefined ? {} : { serialNumber }),
  };
}

/** The firmware's text is minified, so the number is not looked for but compared. */
function numberInside(text: string, kept: Unit, wish: Wish): string {
  const wanted = typeof wish.unit === "function" ? undefined : wish.unit.serialNumber;
  const candidates = [kept.serialNumber, wish.runningSerialNumber, wanted];
  const isInside = (one: string): boolean =>
    ['"', "'", "`"].some((quote) => text.includes(quote + one + quote));
  const found = candidates.find((one) => one !== undefined && isInside(one));
  if (found !== undefined) return found;
  throw new BoardError({
    message: "the firmware on the board has its serial number inside, and no one says which",
    code: "identity",
    remedy:
      "give the number of its label with --serial-number, or flash it while the reader runs (with --console-secret)",
  });
}

function refuseOther(field: Field, has: string | undefined, wanted: string | undefined): void {
  if (has === undefined || wanted === undefined || has === wanted) return;
  const { what, file } = FILES[field];
  const named = field === "consoleSecretSha256" ? "" : `: it is ${has}, and not ${wanted}`;
  throw new BoardError({
    message: `the unit has another ${what}${named}`,
    code: "identity",
    remedy:
      `leave the ${what} out, and the unit keeps its own; ` +
      `to give it away for good, erase it on the board's console: ${STORAGE}.erase("${file}")`,
  });
}

function noSecretPossible(): BoardError {
  return new BoardError({
    message: "no secret can open the console of this board, because its interpreter is built without SHA-256",
    code: "identity",
    remedy: "leave --console-secret out: the way back is the board's button, held while the power comes",
  });
}

async function makeRoom(console: BoardConsole, needed: number, compaction: Compaction): Promise<void> {
  if (needed === 0) return;
  const { freeBytes, trashBytes } = await room(console);
  if (freeBytes >= needed) return;
  if (freeBytes + trashBytes < needed) {
    throw new BoardError({
      message: `${needed} bytes of flash are needed for the unit's identity, and ${freeBytes + trashBytes} can be had`,
      code: "no-room",
      remedy: "erase other files of the board, and repeat",
    });
  }
  await compaction.compact(console);
}
