/** Puts the boot loader where the interpreter runs it, so that no power cut leaves a board without one that had one. */
import type { BoardConsole } from "./board-console.js";
import { eraseIfThere, readFile } from "./board-storage.js";
import { BOOT_CODE, BOOT_LOADER, GUARD, guardFor, isGuard } from "./boot-loader.js";
import type { Compaction } from "./compaction.js";
import { writeFile } from "./write-file.js";

export async function installBootLoader(console: BoardConsole, compaction: Compaction): Promise<void> {
  const bootCode = (await readFile(console, BOOT_CODE)) ?? "";
  if (bootCode !== BOOT_LOADER) {
    if (bootCode !== "" && !isGuard(await readFile(console, GUARD))) {
      await writeFile(console, GUARD, guardFor(bootCode), compaction);
    }
    await writeFile(console, BOOT_CODE, BOOT_LOADER, compaction);
  }
  await eraseIfThere(console, GUARD);
}
