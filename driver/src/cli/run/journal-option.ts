/** Where the journal of this user lies. */
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { OWNER_ONLY_FOLDER } from "@duka/protocol/data/file-mode";
import envPaths from "env-paths";
import { JournalError } from "../../journal/journal.js";

/** --journal, else DUKA_JOURNAL, else `journal.db` in the user's data directory, whose folder is made if need be. */
export function journalFile(
  named: string | undefined,
  env: { readonly [name: string]: string | undefined },
): string {
  const chosen = named ?? (env.DUKA_JOURNAL === "" ? undefined : env.DUKA_JOURNAL);
  if (chosen !== undefined) return chosen;
  const file = join(envPaths("duka", { suffix: "" }).data, "journal.db");
  try {
    mkdirSync(dirname(file), { recursive: true, mode: OWNER_ONLY_FOLDER });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new JournalError(
      file,
      `its folder cannot be made: ${reason}; name another file with --journal`,
      cause,
    );
  }
  return file;
}
