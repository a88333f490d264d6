/** What a driver calls to update a reader of its own: `duka update`, which finds it by a dynamic import. */
import type { UpdateReader } from "@duka/protocol/transport";
import { refusedFirmware } from "../base/flash-error.js";
import { type BuiltFirmware, RefusedFirmware, readFirmwareFile } from "../build/firmware-folder.js";
import { readKey } from "../build/signature.js";
import { readSecret } from "../build/unit.js";
import { checkBoardAddress, connectBy } from "./connect.js";
import { update } from "./update.js";

/**
 * @throws RangeError for a wrong address, or a file that cannot be read or is no key, no secret, no manifest
 * @throws FlashError as `update`, and `refused-firmware` for what was changed, or signed by another
 */
export const updateReader: UpdateReader = async (asked) => {
  const { manifestFile, trustedKeyFile, consoleSecretFile, consoleAddress, clock, ...rest } = asked;
  const firmware = firmwareOf(manifestFile, readKey(trustedKeyFile));
  const secret = consoleSecretFile === undefined ? undefined : readSecret(consoleSecretFile);
  const { isNew, board, boardRevision, interpreter, sha256 } = await update({
    ...rest,
    firmware,
    secret,
    clock,
    readerAddress: checkBoardAddress(asked.readerAddress),
    ...(consoleAddress === undefined ? {} : { consoleAddress: checkBoardAddress(consoleAddress) }),
    connect: connectBy(clock),
  });
  return { isNew, board, boardRevision, interpreter, sha256 };
};

function firmwareOf(manifestFile: string, trustedKey: string): BuiltFirmware {
  try {
    return readFirmwareFile(manifestFile, { trustedKey });
  } catch (cause) {
    throw cause instanceof RefusedFirmware ? refusedFirmware(cause) : cause;
  }
}
