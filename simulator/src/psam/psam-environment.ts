/** INITIALIZE ENVIRONMENT of a PSAM (P9 9.3): the card's region says which master file is meant. This one has one. */
import { initializeEnvironment } from "@duka/protocol/commands";
import { readBcd } from "@duka/protocol/wire/bcd";
import { SW_OK, SW_WRONG_DATA } from "@duka/protocol/wire/status-word";
import type { CommandBinding } from "../chip/dispatch.js";
import { on } from "../chip/dispatch.js";
import { type FileTree, MASTER_FILE_ID } from "../files/file-tree.js";

/** Its application is left: what is wanted there is selected again. */
export function environmentCommand(tree: FileTree): CommandBinding {
  return on(initializeEnvironment, ({ region }) => {
    if (readBcd(region, 0, 1) === "") return SW_WRONG_DATA;
    tree.selectById(MASTER_FILE_ID);
    return SW_OK;
  });
}
