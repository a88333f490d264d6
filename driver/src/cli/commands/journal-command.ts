/** `duka journal where | list | show | recover | export | verify` */
import { Command, type Terminal } from "@duka/protocol/command-line";
import type { TillOptions } from "../run/open-till.js";
import type { ListOptions } from "../run/run-journal-list.js";
import type { ExportOptions, JournalOptions } from "../run/run-journal-tools.js";
import type { WhereOptions } from "../run/run-journal-where.js";
import { journalOption, jsonOption, languageOption, withTillOptions } from "./options.js";

type Exit = (code: number) => void;

export function journalCommand(terminal: Terminal, exit: Exit): Command {
  const list = new Command("list")
    .description("list sales, the newest first")
    .option("--undecided", "only those whose outcome the card has yet to tell")
    .option("--released", "also attempts that failed and freed their ref")
    .option("--limit <count>", "at most so many", "100")
    .addOption(journalOption())
    .addOption(languageOption())
    .addOption(jsonOption())
    .addHelpText("after", "\nExample:\n  duka journal list --undecided")
    .action(async (options: ListOptions) => {
      const { runList } = await import("../run/run-journal-list.js");
      exit(await runList(terminal, options));
    });
  return new Command("journal")
    .description("look into the journal")
    .addCommand(whereCommand(terminal, exit))
    .addCommand(list)
    .addCommand(showCommand(terminal, exit))
    .addCommand(recoverCommand(terminal, exit))
    .addCommand(exportCommand(terminal, exit))
    .addCommand(verifyCommand(terminal, exit));
}

function whereCommand(terminal: Terminal, exit: Exit): Command {
  return new Command("where")
    .description("print where the journal lies, and what says so; makes nothing")
    .addOption(journalOption())
    .addOption(languageOption())
    .addOption(jsonOption())
    .addHelpText("after", "\nExample:\n  duka journal where")
    .action(async (options: WhereOptions) => {
      const { runWhere } = await import("../run/run-journal-where.js");
      exit(runWhere(terminal, options));
    });
}

function showCommand(terminal: Terminal, exit: Exit): Command {
  return new Command("show")
    .description("show everything that the journal has of one ref, with its receipt")
    .argument("<ref>", "your own sale number")
    .addOption(journalOption())
    .addOption(languageOption())
    .addOption(jsonOption())
    .addHelpText("after", "\nExample:\n  duka journal show S-1")
    .action(async (ref: string, options: JournalOptions) => {
      const { runShow } = await import("../run/run-journal-show.js");
      exit(await runShow(terminal, ref, options));
    });
}

function recoverCommand(terminal: Terminal, exit: Exit): Command {
  return withTillOptions(new Command("recover"))
    .description("have the card in the reader tell what became of its undecided sales and loads")
    .addHelpText("after", "\nExample:\n  duka journal recover --reader serial:/dev/ttyACM0")
    .action(async (options: TillOptions) => {
      const { runRecover } = await import("../run/run-journal-tools.js");
      exit(await runRecover(terminal, options));
    });
}

function exportCommand(terminal: Terminal, exit: Exit): Command {
  return new Command("export")
    .description("the reconciliation of a day: committed, reversed, deferred, undecided, manual, with totals")
    .requiredOption("--day <day>", "such as 2026-11-21, by China Standard Time")
    .option("--csv", "comma-separated values")
    .option("--simulated", "simulated sales instead of real ones; never both")
    .addOption(journalOption())
    .addOption(languageOption())
    .addOption(jsonOption())
    .addHelpText("after", "\nExample:\n  duka journal export --day 2026-11-21 --csv > day.csv")
    .action(async (options: ExportOptions) => {
      const { runExport } = await import("../run/run-journal-tools.js");
      exit(await runExport(terminal, options));
    });
}

function verifyCommand(terminal: Terminal, exit: Exit): Command {
  return new Command("verify")
    .description("read the whole journal and say what is wrong with it; changes nothing")
    .addOption(journalOption())
    .addOption(languageOption())
    .addOption(jsonOption())
    .addHelpText("after", "\nExample:\n  duka journal verify --journal /var/lib/duka/journal.db")
    .action(async (options: JournalOptions) => {
      const { runVerify } = await import("../run/run-journal-tools.js");
      exit(await runVerify(terminal, options));
    });
}
