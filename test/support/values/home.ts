/** The home folder of all commands of this process, gone with it: none touches a journal of this machine's user. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const HOME = mkdtempSync(join(tmpdir(), "duka-home-"));
process.once("exit", () => rmSync(HOME, { recursive: true, force: true }));
