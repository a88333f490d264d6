/** How a card is lost, replaced and ended, and what is still to do: `duka card loss | found | replace | return | …`. */
import { Command, Option, type Terminal } from "@duka/protocol/command-line";
import type { CardActOptions, FinishOptions, ReplaceOptions } from "../../run/window/run-card-act.js";
import type { BlockOptions, LossOptions, ReturnOptions } from "../../run/window/run-loss.js";
import { withTillOptions } from "../options.js";
import {
  withDeskOptions,
  withNeededId,
  withOfferedId,
  withVouchingOptions,
  withWindowOptions,
} from "./window-options.js";

type Exit = (code: number) => void;

export function endCommands(terminal: Terminal, exit: Exit): Command[] {
  return [
    lossCommand(terminal, exit),
    foundCommand(terminal, exit),
    replaceCommand(terminal, exit),
    returnCommand(terminal, exit),
    blockCommand(terminal, exit),
    writeCommand(terminal, exit),
    finishCommand(terminal, exit),
  ];
}

function lossCommand(terminal: Terminal, exit: Exit): Command {
  const command = withDeskOptions(withVouchingOptions(withWindowOptions(new Command("loss"))));
  withOfferedId(command, "--card <number>", "the card, in full");
  return withOfferedId(command, "--holder <number>", "instead of --card, where the person has one card only")
    .description("report a card lost (挂失): it stands on the blacklist at once")
    .option("--phone", "by telephone (预挂失): ends by itself after the city's number of days")
    .addHelpText(
      "after",
      "\nExample:\n  duka card loss --holder 510104197811100033 --document 510104197811100033 --ref L-1",
    )
    .action(async (options: LossOptions) => {
      const { runLoss } = await import("../../run/window/run-loss.js");
      exit(await runLoss(terminal, options));
    });
}

function foundCommand(terminal: Terminal, exit: Exit): Command {
  return withTillOptions(withVouchingOptions(withWindowOptions(new Command("found"))))
    .description("the card was found and is in the reader: its loss report is withdrawn (解挂), in person")
    .addHelpText("after", "\nExample:\n  duka card found --document 510104197811100033 --ref F-1")
    .action(async (options: CardActOptions) => {
      const { runFound } = await import("../../run/window/run-card-act.js");
      exit(await runFound(terminal, options));
    });
}

function replaceCommand(terminal: Terminal, exit: Exit): Command {
  const command = withTillOptions(withVouchingOptions(withWindowOptions(new Command("replace"))));
  withOfferedId(command, "--old-card <number>", "the card that is replaced, in full");
  return withOfferedId(
    command,
    "--holder <number>",
    "instead of --old-card: the person's lost card, else the only one",
  )
    .description(
      "issue the new card in the reader for one that is lost or does not work (补换卡); activate it afterwards",
    )
    .addHelpText(
      "after",
      "\nExample:\n  duka card replace --holder 510104197811100033 --document 510104197811100033 --ref R-1",
    )
    .action(async (options: ReplaceOptions) => {
      const { runReplace } = await import("../../run/window/run-card-act.js");
      exit(await runReplace(terminal, options));
    });
}

function returnCommand(terminal: Terminal, exit: Exit): Command {
  const command = withTillOptions(withVouchingOptions(withWindowOptions(new Command("return"))));
  return withOfferedId(command, "--card <number>", "a card that is not there, in full")
    .description("the card is handed in (注销): what is left is paid out, and the card in the reader blocked")
    .addOption(
      new Option("--reason <reason>", "moved-away, abroad, deceased, or returned: no more use")
        .choices(["moved-away", "abroad", "deceased", "returned"])
        .makeOptionMandatory(),
    )
    .option("--simulated", "with --card: the centre is a simulated one")
    .addHelpText(
      "after",
      "\nExample:\n  duka card return --reason moved-away --document 510104197811100033 --ref C-1",
    )
    .action(async (options: ReturnOptions) => {
      const { runReturn } = await import("../../run/window/run-loss.js");
      exit(await runReturn(terminal, options));
    });
}

function blockCommand(terminal: Terminal, exit: Exit): Command {
  const command = withDeskOptions(withWindowOptions(new Command("block")));
  return withNeededId(command, "--card <number>", "the card, in full")
    .description("put a card on the blacklist that was lent, forged or altered")
    .addOption(
      new Option("--reason <reason>", "lent, forged or altered")
        .choices(["lent", "forged", "altered"])
        .makeOptionMandatory(),
    )
    .addHelpText("after", "\nExample:\n  duka card block --card 51018653000300000035 --reason lent --ref K-1")
    .action(async (options: BlockOptions) => {
      const { runBlock } = await import("../../run/window/run-loss.js");
      exit(await runBlock(terminal, options));
    });
}

function writeCommand(terminal: Terminal, exit: Exit): Command {
  return withTillOptions(new Command("write-insurance"))
    .description("write the insurance data onto the card in the reader, where the register has them due")
    .option("--window <id>", "number of your service point (default: $DUKA_WINDOW)")
    .addHelpText("after", "\nExample:\n  duka card write-insurance")
    .action(async (options: FinishOptions) => {
      const { runWriteInsurance } = await import("../../run/window/run-card-act.js");
      exit(await runWriteInsurance(terminal, options));
    });
}

function finishCommand(terminal: Terminal, exit: Exit): Command {
  return withTillOptions(new Command("finish"))
    .description("do on the card in the reader what acts have left: insurance data, a load, blocking")
    .option("--window <id>", "number of your service point (default: $DUKA_WINDOW)")
    .addHelpText("after", "\nExample:\n  duka card finish")
    .action(async (options: FinishOptions) => {
      const { runFinish } = await import("../../run/window/run-card-act.js");
      exit(await runFinish(terminal, options));
    });
}
