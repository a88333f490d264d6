/** The file commands with a MAC (CLA 04): the MAC under the file's own key takes the place of its access condition. */
import {
  appendRecordWithMac,
  readBinaryWithMac,
  updateBinaryWithMac,
  updateRecordWithMac,
} from "@duka/protocol/commands";
import { SW_OK, SW_WRONG_LENGTH, SW_WRONG_OFFSET } from "@duka/protocol/wire/status-word";
import type { Challenges } from "../chip/challenges.js";
import type { CommandBinding } from "../chip/dispatch.js";
import { on } from "../chip/dispatch.js";
import { recordFile, transparentTarget } from "../files/file-targets.js";
import type { FileTree } from "../files/file-tree.js";
import { appendTo, replaceRecord, writeBinary } from "../files/file-writing.js";
import type { ElementaryFile } from "../files/files.js";
import type { Nvm } from "../memory/nvm.js";
import type { CurrentApplication } from "./application.js";
import { checkMac, MAC_LENGTH } from "./command-mac.js";

const SW_NO_SECURE_MESSAGING = 0x6882;
const LONGEST_ANSWER = 256;

type ProtectedFiles = {
  readonly memory: Nvm;
  readonly tree: FileTree;
  readonly challenges: Challenges;
  readonly current: CurrentApplication;
};

export function protectedFileCommands({
  memory,
  tree,
  challenges,
  current,
}: ProtectedFiles): CommandBinding[] {
  const check = (file: ElementaryFile, apdu: Uint8Array): number =>
    file.protectKey === undefined
      ? SW_NO_SECURE_MESSAGING
      : checkMac(
          { memory, application: current(), keyName: file.protectKey, challenge: challenges.last() },
          apdu,
        );
  const withoutMac = (dataAndMac: Uint8Array): Uint8Array =>
    dataAndMac.subarray(0, Math.max(dataAndMac.length - MAC_LENGTH, 0));

  return [
    on(readBinaryWithMac, ({ p1, p2 }, apdu) => {
      const target = transparentTarget(tree, p1, p2);
      if (typeof target === "number") return target;
      const { file, offset } = target;
      const sw = check(file, apdu);
      if (sw !== SW_OK) return sw;
      if (offset >= file.size) return SW_WRONG_OFFSET;
      return { data: file.bytes(offset, Math.min(file.size - offset, LONGEST_ANSWER)) };
    }),
    on(updateBinaryWithMac, ({ p1, p2, dataAndMac }, apdu) => {
      const target = transparentTarget(tree, p1, p2);
      if (typeof target === "number") return target;
      const sw = check(target.file, apdu);
      if (sw !== SW_OK) return sw;
      const data = withoutMac(dataAndMac);
      return data.length === 0 ? SW_WRONG_LENGTH : writeBinary(memory, target, data);
    }),
    on(updateRecordWithMac, ({ p1, p2, dataAndMac }, apdu) => {
      const file = recordFile(tree, p2);
      if (typeof file === "number") return file;
      const sw = check(file, apdu);
      return sw === SW_OK ? replaceRecord(memory, file, p1, p2, withoutMac(dataAndMac)) : sw;
    }),
    on(appendRecordWithMac, ({ p2, dataAndMac }, apdu) => {
      const file = recordFile(tree, p2);
      if (typeof file === "number") return file;
      const sw = check(file, apdu);
      return sw === SW_OK ? appendTo(memory, file, withoutMac(dataAndMac)) : sw;
    }),
  ];
}
