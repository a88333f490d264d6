/** How a card begins: `duka card issue | apply | applications | batch | activate | activate-bank`. */
import { Command, type Terminal } from "@duka/protocol/command-line";
import type { ActivateOptions } from "../../run/window/run-activate.js";
import type { BatchOptions } from "../../run/window/run-batch.js";
import type { CardActOptions } from "../../run/window/run-card-act.js";
import type { ApplicationsOptions, ApplyOptions, IssueOptions } from "../../run/window/run-issue.js";
import { withTillOptions } from "../options.js";
import {
  withDeskOptions,
  withHolderOption,
  withVouchingOptions,
  withWindowOptions,
} from "./window-options.js";

type Exit = (code: number) => void;

export function issueCommands(terminal: Terminal, exit: Exit): Command[] {
  return [
    issueCommand(terminal, exit),
    applyCommand(terminal, exit),
    applicationsCommand(terminal, exit),
    batchCommand(terminal, exit),
    activateCommand(terminal, exit),
    activateBankCommand(terminal, exit),
  ];
}

function issueCommand(terminal: Terminal, exit: Exit): Command {
  return withHolderOption(withTillOptions(withVouchingOptions(withWindowOptions(new Command("issue")))))
    .description(
      "issue the new card in the reader on the spot (立等可取): registered, insurance data written",
    )
    .option("--no-medical", "leave its medical function closed; it is opened without charge otherwise")
    .addHelpText(
      "after",
      "\nExample:\n  duka card issue --holder 510104197811100033 --document 510104197811100033 --ref I-1",
    )
    .action(async (options: IssueOptions) => {
      const { runIssue } = await import("../../run/window/run-issue.js");
      exit(await runIssue(terminal, options));
    });
}

function applyCommand(terminal: Terminal, exit: Exit): Command {
  return withHolderOption(withDeskOptions(withVouchingOptions(withWindowOptions(new Command("apply")))))
    .description(
      "a delegate applies for a card (代办申领): the centre says until which day it has to be there",
    )
    .addHelpText(
      "after",
      "\nExample:\n  duka card apply --holder 510104197811100033 --document 510104197811100033 --delegate 李四 --relation wife --delegate-document 510104198001011234 --ref P-1",
    )
    .action(async (options: ApplyOptions) => {
      const { runApply } = await import("../../run/window/run-issue.js");
      exit(await runApply(terminal, options));
    });
}

function applicationsCommand(terminal: Terminal, exit: Exit): Command {
  return withDeskOptions(new Command("applications"))
    .description("cards that were applied for and are not issued yet, the earliest deadline first")
    .option("--before <day>", "only those whose deadline is before this day, such as 2026-12-06")
    .addHelpText("after", "\nExample:\n  duka card applications --before 2026-12-06")
    .action(async (options: ApplicationsOptions) => {
      const { runApplications } = await import("../../run/window/run-issue.js");
      exit(await runApplications(terminal, options));
    });
}

const BATCH_EXAMPLE = `
The file is CSV in UTF-8 or GB 18030; its first line names the columns: holder, name, document; region; and for cards that
are made already card, factor, algorithm, version, valid-until, opening-balance. Without a card one is applied for.

Example:
  duka card batch list.csv --employer "Silk Works" --list 2026-11 --region 510100 --enrol`;

function batchCommand(terminal: Terminal, exit: Exit): Command {
  return withDeskOptions(new Command("batch"))
    .description("an employer's list (集体办理): a card for each line; done again, nothing is doubled")
    .argument("<file>", "the list, a person a line")
    .requiredOption("--employer <name>", "whose list it is")
    .requiredOption("--list <text>", "number of the list: with it a line that was done is known")
    .option("--region <digits>", "administrative division of lines that name none")
    .option("--enrol", "enter persons into the register that it does not have")
    .option("--window <id>", "number of your service point (default: $DUKA_WINDOW)")
    .option("--operator <name>", "who stands at the window (default: $DUKA_OPERATOR)")
    .addHelpText("after", BATCH_EXAMPLE)
    .action(async (file: string, options: BatchOptions) => {
      const { runBatch } = await import("../../run/window/run-batch.js");
      exit(await runBatch(terminal, file, options));
    });
}

function activateCommand(terminal: Terminal, exit: Exit): Command {
  return withTillOptions(withVouchingOptions(withWindowOptions(new Command("activate"))))
    .description(
      "activate the new card in the reader (激活); an old card is shown first, its password typed once, and abolished",
    )
    .option("--old-card", "the old card is shown: in the same reader before the new one, or in --old-reader")
    .option("--old-reader <address>", "where the old card is, if not in the same reader")
    .option("--swap-seconds <seconds>", "how long to wait for each card when both use one reader", "60")
    .addHelpText(
      "after",
      "\nExamples:\n  duka card activate --document 510104197811100033 --ref A-1\n  duka card activate --old-card --document 510104197811100033 --ref A-2",
    )
    .action(async (options: ActivateOptions) => {
      const { runActivate } = await import("../../run/window/run-activate.js");
      exit(await runActivate(terminal, options));
    });
}

function activateBankCommand(terminal: Terminal, exit: Exit): Command {
  return withTillOptions(withVouchingOptions(withWindowOptions(new Command("activate-bank"))))
    .description("register that the bank has activated the financial function of the card (金融功能激活)")
    .addHelpText("after", "\nExample:\n  duka card activate-bank --document 510104197811100033 --ref B-1")
    .action(async (options: CardActOptions) => {
      const { runActivateBank } = await import("../../run/window/run-card-act.js");
      exit(await runActivateBank(terminal, options));
    });
}
