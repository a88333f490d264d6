/** How a command or a record is declared, packed and read: fields, layouts, hexadecimal, numbers, texts. */
export {
  cardCheckCharacter,
  citizenCheckCharacter,
  isCardNumber,
  isCitizenNumber,
} from "./layout/card-number.js";
export {
  type AnyCommand,
  type Command,
  type CommandDeclaration,
  type CommandResult,
  command,
  type Example,
  matches,
  packCommand,
  packResponse,
  type Refusals,
  type Request,
  type Response,
  readResponse,
  unpackCommand,
  unpackResponse,
} from "./layout/command.js";
export {
  amountFen,
  bytes,
  digits,
  expectedLength,
  type Field,
  type FixedField,
  fixed,
  hex,
  KIND_BYTES,
  KIND_DIGITS,
  KIND_EXPECTED_LENGTH,
  KIND_FIXED,
  KIND_HEX,
  KIND_NUMBER,
  KIND_REST,
  KIND_TERMINATED,
  type Layout,
  rest,
  secret,
  u8,
  u16,
  u24,
  u32,
  untilFF,
  type Values,
} from "./layout/field.js";
export { formatHex, hexText, parseHex } from "./layout/hexadecimal.js";
export { type CompiledLayout, compileLayout, compileRequest } from "./layout/layout.js";
export type { ObjectReader, ObjectWriter } from "./layout/object-access.js";
export { unpackRecord } from "./layout/read-fields.js";
export { redactedHex } from "./layout/redaction.js";
export { secretBytes } from "./layout/secret-bytes.js";
export { packRecord } from "./layout/write-fields.js";
