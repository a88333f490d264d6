/**
 * What the display says while a PIN is asked for, in its own code (GB 2312): the reader's words until a host sends
 * others.
 */
import { MESSAGE_HEADER_LENGTH } from "@duka/protocol/wire/ccid";
import { ESCAPE_TEXTS_AT } from "@duka/protocol/wire/escape";
import { request } from "./frame-collector.js";
import { putText } from "./hal.js";

const COLUMNS = 16;
const texts = new Uint8Array(3 * COLUMNS);
// 输入密码 PIN, 新密码 New PIN, 再输入 Again.
putText(
  texts,
  0,
  "\xca\xe4\xc8\xeb\xc3\xdc\xc2\xeb PIN    \xd0\xc2\xc3\xdc\xc2\xeb New PIN  \xd4\xd9\xca\xe4\xc8\xeb Again    ",
);

/** Of the texts of a host those that are of use. */
export function keepTexts(): number {
  const from = MESSAGE_HEADER_LENGTH + ESCAPE_TEXTS_AT;
  texts.set(request.subarray(from, from + texts.length));
  return 0;
}

/** @param which 0 the PIN, 1 the new one, 2 the new one again */
export function pinText(which: number): Uint8Array {
  return texts.subarray(COLUMNS * which, COLUMNS * (which + 1));
}
