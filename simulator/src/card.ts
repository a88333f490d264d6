/** Cards and PSAMs as chips, without our reader: whole command APDUs in, answers out. */
export { type Chips, openChips } from "./card/open-chips.js";
export type { CardChip, Chip, Electrical } from "./chip/chip.js";
export { createTransferChip } from "./chip/transfer-chip.js";
export {
  type ChipFault,
  type ChipSocket,
  ChipTransportError,
  type ChipTransportOptions,
  chipSocket,
} from "./vpcd/chip-transport.js";
