/** Readers that take a command for another one, or look at half of it. */
import {
  MESSAGE_HEADER_LENGTH,
  PARAMETER_AT,
  PC_TO_RDR_ABORT,
  PC_TO_RDR_GET_PARAMETERS,
  PC_TO_RDR_GET_SLOT_STATUS,
  PC_TO_RDR_ICC_POWER_OFF,
  PC_TO_RDR_ICC_POWER_ON,
  PC_TO_RDR_RESET_PARAMETERS,
  PC_TO_RDR_SET_PARAMETERS,
  PC_TO_RDR_XFR_BLOCK,
  payloadLength,
  SLOT_AT,
} from "@duka/protocol/wire/ccid";
import { asked, type NamedDefect, takenFor } from "./named-defect.js";

export const COMMAND_DEFECTS: readonly NamedDefect[] = [
  asked("slot-unchecked", "every bSlot is slot 0", "inval_slot", PC_TO_RDR_ICC_POWER_ON, (message) => {
    message[SLOT_AT] = 0;
  }),
  asked(
    "voltage-unchecked",
    "a reserved bPowerSelect is taken",
    "wrong_voltage",
    PC_TO_RDR_ICC_POWER_ON,
    (message) => {
      if (message[PARAMETER_AT]! > 3) message[PARAMETER_AT] = 1;
    },
  ),
  asked(
    "level-unchecked",
    "wLevelParameter is not looked at",
    "level_parameter_mismatch",
    PC_TO_RDR_XFR_BLOCK,
    (message) => {
      message[PARAMETER_AT + 1] = 0;
      message[PARAMETER_AT + 2] = 0;
    },
  ),
  asked(
    "wrong-le",
    "P3 = 00 of data out goes to the card as FF",
    "256_bytes_response",
    PC_TO_RDR_XFR_BLOCK,
    (message) => {
      const isWhole =
        payloadLength(message) === 5 && message.at(-1) === 0 && message[MESSAGE_HEADER_LENGTH + 1] === 0x12;
      if (isWhole) message[message.length - 1] = 0xff;
    },
  ),
  takenFor(
    "power-off-ignored",
    "the card keeps its power",
    "power_off",
    PC_TO_RDR_ICC_POWER_OFF,
    PC_TO_RDR_GET_SLOT_STATUS,
  ),
  takenFor(
    "parameters-ignored",
    "SetParameters changes nothing",
    "set_params",
    PC_TO_RDR_SET_PARAMETERS,
    PC_TO_RDR_GET_PARAMETERS,
  ),
  takenFor(
    "no-default-parameters",
    "ResetParameters changes nothing",
    "reset_params",
    PC_TO_RDR_RESET_PARAMETERS,
    PC_TO_RDR_GET_PARAMETERS,
  ),
  takenFor(
    "abort-ignored",
    "Abort ends nothing",
    "abort_running",
    PC_TO_RDR_ABORT,
    PC_TO_RDR_GET_SLOT_STATUS,
  ),
];
