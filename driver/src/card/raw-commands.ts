/**
 * Raw commands of a program that asks with `--allow-apdu`. They read and do nothing else: what checks a password, moves
 * money, writes, or carries another command inside it is refused before the card is powered, in whatever encoding.
 */

import { declarationOf } from "@duka/protocol/commands";
import { rangeError } from "@duka/protocol/data/bilingual";
import { hexText, parseHex } from "@duka/protocol/layout";
import type { Clock, Transport } from "@duka/protocol/transport";
import { CLA, INS, shortApduCase } from "@duka/protocol/wire/apdu";
import { SW_OK, statusWordOf } from "@duka/protocol/wire/status-word";
import { deadlineOf, type Limits } from "../base/deadline.js";
import { openCardSession } from "./card-session.js";
import { exchangeWhole } from "./response-chaining.js";

const CARD_SLOT = 0;
const DEADLINE_MS = 10_000;

type Reading = {
  readonly cla: number;
  readonly ins: number /** It is told what to read. */;
  readonly data?: true;
};

/**
 * Class and instruction of what only reads. Classes are whole: with a logical channel, secure messaging or chaining the
 * bytes say less than they do (ISO/IEC 7816-4, 5.1.1), and a proprietary class means something else on each card.
 */
const READING: readonly Reading[] = [
  { cla: 0x00, ins: 0xa4, data: true }, // SELECT
  { cla: 0x00, ins: 0xb0 }, // READ BINARY
  { cla: 0x00, ins: 0xb2 }, // READ RECORD
  { cla: 0x00, ins: 0xca }, // GET DATA
  { cla: 0x00, ins: 0xc0 }, // GET RESPONSE
  { cla: 0x00, ins: 0x84 }, // GET CHALLENGE
  { cla: 0x80, ins: 0xca }, // GET DATA (PBOC)
  { cla: 0x80, ins: 0xa8, data: true }, // GET PROCESSING OPTIONS (PBOC 3.0, part 5): which records a bank card has
  { cla: 0x80, ins: 0x5c }, // GET BALANCE (PBOC, part 1)
  { cla: 0xb0, ins: 0x26 }, // GET BALANCE of the medical account
];

/** @throws RangeError for what is no short command, or does more than read */
export function checkRawCommand(apdu: Uint8Array): void {
  const header = hexText(apdu.subarray(0, 4));
  const apduCase = shortApduCase(apdu, apdu.length);
  if (apduCase === 0)
    throw rangeError(
      `${header}: Lc and Le of this command do not fit its ${apdu.length} bytes; extended length is not taken`,
      `${header}：Lc、Le 与命令的 ${apdu.length} 字节不符；不支持扩展长度`,
    );
  const reading = READING.find(({ cla, ins }) => apdu[CLA] === cla && apdu[INS] === ins);
  if (reading !== undefined && (apduCase <= 2 || reading.data === true)) return;
  const name = declarationOf(apdu)?.name;
  const what = name === undefined ? header : `${name} (${header})`;
  throw rangeError(
    `${what} is not sent raw: only commands that read are, such as SELECT, READ BINARY, READ RECORD, GET DATA, of class 00 or as PBOC has them; money and passwords have methods of their own`,
    `${what} 不能直接发送：只允许读取类命令，如 SELECT、READ BINARY、READ RECORD、GET DATA（类别 00 或 PBOC 规定的）；金额和密码有各自的方法`,
  );
}

type RawAnswer = { readonly command: string; readonly data: string; readonly statusWord: string };

/** Done; a warning; or more data than was asked for. */
const IS_DONE = /^(?:9000|6[1-3]..)$/;

/**
 * Powers the card, sends them in order up to the first that is refused, and lets it go: no program's selection lasts
 * into another's. 61xx is fetched, 6Cxx repeated with the right Le.
 * @param commands hexadecimal
 * @throws RangeError before anything is sent; ReaderError
 */
export async function transmitRaw(
  reader: { readonly clock: Clock; slot(index: number): Transport },
  commands: readonly string[],
  limits: Limits,
): Promise<{ readonly atr: string; readonly answers: readonly RawAnswer[] }> {
  const apdus = commands.map((command) => parseHex(command));
  for (const apdu of apdus) checkRawCommand(apdu);
  const { clock } = reader;
  const deadline = deadlineOf(clock, limits, DEADLINE_MS);
  const slot = reader.slot(CARD_SLOT);
  const session = await openCardSession(slot, clock, { ...limits, holder: "a raw command" });
  const answers: RawAnswer[] = [];
  try {
    for (const apdu of apdus) {
      const response = await exchangeWhole(slot, apdu, { clock, deadline, mayRepeat: true });
      const statusWord = hexText(response.subarray(-2));
      answers.push({ command: hexText(apdu), data: hexText(response.subarray(0, -2)), statusWord });
      if (statusWordOf(response) !== SW_OK && !IS_DONE.test(statusWord)) break;
    }
  } finally {
    await session.close();
  }
  return { atr: hexText(session.atr), answers };
}
