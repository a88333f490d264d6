/**
 * A reader below its slots, as a flasher, a conformance test or a simulated world needs it: links, CCID client,
 * identity, deadlines, and a reader on a link of one's own.
 */
export {
  type Deadline,
  deadlineAfter,
  type Limits,
  nearer,
  onEnd,
  remainingMs,
  waitWithin,
} from "./base/deadline.js";
export { type ErrorCode, ReaderError } from "./base/errors.js";
export { realClock } from "./base/real-clock.js";
export { parseAddress, type ReaderAddress } from "./link/address.js";
export {
  listSerialPorts,
  openSerialLink,
  type SerialLinkAddress,
  type SerialPortFound,
} from "./link/link-serialport.js";
export { openTcpLink, type TcpLinkAddress } from "./link/link-tcp.js";
export { type CcidClient, type CcidCommand, createCcidClient } from "./reader/ccid-client.js";
export {
  IDENTITY_REQUEST,
  type Persona,
  parseIdentity,
  personaOf,
  type ReaderIdentity,
} from "./reader/reader-identity.js";
export { type OpenReaderOnOptions, openReaderOn } from "./readers/open-reader-on.js";
