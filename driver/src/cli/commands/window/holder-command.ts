/** `duka holder enrol | allot | designate | show`: persons in the centre's register. */
import { Command, type Terminal } from "@duka/protocol/command-line";
import type {
  AllotOptions,
  DesignateOptions,
  EnrolOptions,
  ShowOptions,
} from "../../run/window/run-holder.js";
import {
  withDeskOptions,
  withHolderOption,
  withNeededId,
  withVouchingOptions,
  withWindowOptions,
} from "./window-options.js";

type Exit = (code: number) => void;

const EXAMPLES = `
Examples, with DUKA_CENTRE, DUKA_WINDOW and DUKA_OPERATOR set:
  duka holder enrol --holder 510104197811100033 --name 张三 --document 510104197811100033 --region 510100 --ref E-1
  duka holder designate --holder 510104197811100033 --document 510104197811100033 --institutions H1,P-7 --ref D-1
  duka holder show --holder 510104197811100033`;

export function holderCommand(terminal: Terminal, exit: Exit): Command {
  return new Command("holder")
    .description("persons in the centre's register: enrolment, account, designated institutions, their cards")
    .addHelpText("after", EXAMPLES)
    .addCommand(enrolCommand(terminal, exit))
    .addCommand(allotCommand(terminal, exit))
    .addCommand(designateCommand(terminal, exit))
    .addCommand(showCommand(terminal, exit));
}

function enrolCommand(terminal: Terminal, exit: Exit): Command {
  const command = withHolderOption(withDeskOptions(withWindowOptions(new Command("enrol"))));
  return withNeededId(
    command,
    "--document <[kind:]number>",
    "ID document: resident-id (the default), passport, …",
  )
    .description("enter a person into the register (参保登记)")
    .requiredOption("--name <name>", "of the person")
    .requiredOption("--region <digits>", "administrative division, such as 510100")
    .addHelpText(
      "after",
      "\nExample:\n  duka holder enrol --holder 510104197811100033 --name 张三 --document 510104197811100033 --region 510100 --ref E-1",
    )
    .action(async (options: EnrolOptions) => {
      const { runEnrol } = await import("../../run/window/run-holder.js");
      exit(await runEnrol(terminal, options));
    });
}

function allotCommand(terminal: Terminal, exit: Exit): Command {
  return withHolderOption(withDeskOptions(withWindowOptions(new Command("allot"))))
    .description("allot money to the personal account at the centre (账户划拨), once for each --ref")
    .requiredOption("--amount <yuan>", "such as 200.00")
    .addHelpText(
      "after",
      "\nExample:\n  duka holder allot --holder 510104197811100033 --amount 200 --ref A-1",
    )
    .action(async (options: AllotOptions) => {
      const { runAllot } = await import("../../run/window/run-holder.js");
      exit(await runAllot(terminal, options));
    });
}

function designateCommand(terminal: Terminal, exit: Exit): Command {
  return withHolderOption(withDeskOptions(withVouchingOptions(withWindowOptions(new Command("designate")))))
    .description("set a person's designated institutions (定点医疗机构), instead of those before")
    .requiredOption("--institutions <list>", "numbers between commas; an empty list: any institution")
    .addHelpText(
      "after",
      "\nExample:\n  duka holder designate --holder 510104197811100033 --document 510104197811100033 --institutions H1,P-7 --ref D-1",
    )
    .action(async (options: DesignateOptions) => {
      const { runDesignate } = await import("../../run/window/run-holder.js");
      exit(await runDesignate(terminal, options));
    });
}

function showCommand(terminal: Terminal, exit: Exit): Command {
  return withHolderOption(withDeskOptions(new Command("show")))
    .description("a person's state, account and cards, and a card that was applied for")
    .option("--full-numbers", "card numbers in full: what another command is to be told")
    .addHelpText("after", "\nExample:\n  duka holder show --holder 510104197811100033 --json")
    .action(async (options: ShowOptions) => {
      const { runShowHolder } = await import("../../run/window/run-holder.js");
      exit(await runShowHolder(terminal, options));
    });
}
