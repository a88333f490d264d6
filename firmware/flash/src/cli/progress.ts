/** How far a flash is: a bar that a person watches, or one line for each stage. */
import type { Output } from "@duka/protocol/command-line";
import type { Progress } from "../flasher/flashing.js";

const BAR_WIDTH = 30;

export const STAGE_WORDS: { readonly [stage in Progress["stage"]]: string } = {
  open: "opening the port",
  detect: "asking for board and interpreter",
  prepare: "making room",
  upload: "writing the firmware",
  verify: "reading it back",
  "boot-loader": "checking the boot loader",
  restart: "restarting the board",
  "self-test": "testing the reader",
  confirm: "keeping the new firmware",
};

export function createProgress(output: Output): { show(progress: Progress): void; end(): void } {
  let stage: Progress["stage"] | undefined;
  let isOpen = false;
  const end = (): void => {
    if (isOpen) output.tell("\n");
    isOpen = false;
  };
  return {
    show(progress) {
      const isNew = progress.stage !== stage;
      if (isNew) end();
      stage = progress.stage;
      if (output.isTerminal === true) {
        output.tell(`\r${STAGE_WORDS[progress.stage]}${bar(progress)}`);
        isOpen = true;
      } else if (isNew) {
        output.tell(`${STAGE_WORDS[progress.stage]}\n`);
      }
    },
    end,
  };
}

function bar({ stage, doneBytes, totalBytes }: Progress): string {
  if (stage !== "upload") return "";
  const full = Math.round((BAR_WIDTH * doneBytes) / totalBytes);
  const percent = Math.round((100 * doneBytes) / totalBytes);
  return ` [${"#".repeat(full)}${".".repeat(BAR_WIDTH - full)}] ${String(percent).padStart(3)} %`;
}
