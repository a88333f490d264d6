/** Where the journal of this user lies. */

import { dirname, join, resolve } from "node:path";
import { type Bilingual, rangeError, whyInBoth } from "@duka/protocol/data/bilingual";
import { OWNER_ONLY_FOLDER } from "@duka/protocol/data/file-mode";
import { makeFolder } from "@duka/protocol/data/make-folder";
import { dataFolder, type Env, isFixed } from "../../base/user-folder.js";
import { JournalError } from "../../journal/journal.js";
import { IN_MEMORY } from "../../journal/journal-file.js";

type JournalPlace = {
  /** An absolute path, or ":memory:". */
  readonly file: string;
  /** What says so: "--journal", a variable, or "account" for the home folder that the system has of this user. */
  readonly from: string;
  /** Variables that are passed over, since a relative path would move with the folder. */
  readonly ignored: readonly string[];
};

/**
 * --journal, else DUKA_JOURNAL, else `journal.db` in the user's data directory. Makes nothing.
 * @throws RangeError for an empty name, for a DUKA_JOURNAL that is not absolute, and where no data directory is known
 */
export function journalPlace(named: string | undefined, env: Env): JournalPlace {
  if (named !== undefined) return { file: absolute(named), from: "--journal", ignored: [] };
  const chosen = env.DUKA_JOURNAL ?? "";
  if (chosen !== "") {
    if (chosen !== IN_MEMORY && !isFixed(chosen))
      throw rangeError(
        `DUKA_JOURNAL is a whole path, such as ${resolve("journal.db")}, not ${chosen}: the journal would be another one in each folder`,
        `DUKA_JOURNAL 须为完整路径，如 ${resolve("journal.db")}，不能是 ${chosen}：否则每个文件夹各有一本日志`,
      );
    return { file: chosen, from: "DUKA_JOURNAL", ignored: [] };
  }
  const { folder, from, ignored } = dataFolder(env);
  return { file: join(folder, "journal.db"), from, ignored };
}

/** What was named on the command line is meant from where one stands. @throws RangeError for an empty name */
function absolute(named: string): string {
  if (named === "")
    throw rangeError("--journal: a journal is a file: give its path", "--journal：日志是文件，请给出路径");
  return named === IN_MEMORY ? named : resolve(named);
}

/** The file, whose folder is made where no one has chosen it. @throws RangeError, JournalError */
export function journalFile(place: JournalPlace): string {
  const { file, from } = place;
  if (from === "--journal" || from === "DUKA_JOURNAL") return file;
  try {
    makeFolder(dirname(file), OWNER_ONLY_FOLDER);
  } catch (cause) {
    const { en, zh } = whyInBoth(cause);
    throw new JournalError(
      file,
      {
        en: `its folder cannot be made: ${en}; name another file with --journal`,
        zh: `无法建立其文件夹：${zh}；请用 --journal 指定其他文件`,
      },
      cause,
    );
  }
  return file;
}

/** "XDG_DATA_HOME is passed over: it is no absolute path"; a line each, for the screen. */
export function passedOver({ ignored }: JournalPlace): Bilingual[] {
  return ignored.map((name) => ({
    en: `${name} is passed over: it is no absolute path, and would move the journal`,
    zh: `忽略 ${name}：不是绝对路径，会使日志改变位置`,
  }));
}
