/**
 * The few hardware words that the reader is written in: host line, card ports, contacts, time. What they are made of is
 * said by `hal-espruino.ts`, and for the contacts by the module that the board's table names.
 */

export {
  closeKeypad,
  driveClock,
  driveReset,
  hasKeypad,
  hasSupply,
  isCardIn,
  nextKey,
  openKeypad,
  pullIoDown,
  showOnPanel,
  showText,
  switchSupply,
  watchPresence,
} from "./board.js";
export {
  chipSerialNumber,
  confirmImage,
  crc32,
  guard,
  keepText,
  keptText,
  nowMs,
  openCards,
  openConsole,
  openHost,
  putText,
  restart,
  setUpCardPort,
  setUpHost,
  sha256,
  startTimer,
  stopTimer,
  variablesTotal,
  variablesUsed,
  writeCard,
  writeHost,
} from "./hal-espruino.js";
