/** `duka password change | reset | unblock` */
import { Command, type Terminal } from "@duka/protocol/command-line";
import type { ChangeOptions } from "../run/run-password.js";
import type { CardActOptions } from "../run/window/run-card-act.js";
import { withTillOptions } from "./options.js";
import { withOfferedId, withVouchingOptions, withWindowOptions } from "./window/window-options.js";

type Exit = (code: number) => void;

export function passwordCommand(terminal: Terminal, exit: Exit): Command {
  return new Command("password")
    .description("the card's password")
    .addCommand(changeCommand(terminal, exit))
    .addCommand(resetCommand(terminal, exit))
    .addCommand(unblockCommand(terminal, exit));
}

function changeCommand(terminal: Terminal, exit: Exit): Command {
  return withOfferedId(
    withTillOptions(new Command("change")),
    "--document <[kind:]number>",
    "at a service point: the holder's ID document; the centre is told",
  )
    .description(
      "change the card's password: the old one, and the new one twice, typed without echo, or --pin-pad",
    )
    .option("--ref <text>", "with --document: your own number for this act")
    .option("--window <id>", "with --document: number of your service point (default: $DUKA_WINDOW)")
    .option("--operator <name>", "with --document: who stands at the window (default: $DUKA_OPERATOR)")
    .addHelpText(
      "after",
      "\nExamples:\n  duka password change --reader serial:/dev/ttyACM0 --lang zh\n  duka password change --document 510104197811100033 --ref W-1",
    )
    .action(async (options: ChangeOptions) => {
      const { runPasswordChange } = await import("../run/run-password.js");
      exit(await runPasswordChange(terminal, options));
    });
}

function resetCommand(terminal: Terminal, exit: Exit): Command {
  return withTillOptions(withVouchingOptions(withWindowOptions(new Command("reset"))))
    .description(
      "back to the city's initial password (密码重置): the holder in person, with ID document, who has forgotten it",
    )
    .addHelpText("after", "\nExample:\n  duka password reset --document 510104197811100033 --ref W-2")
    .action(async (options: CardActOptions) => {
      const { runPasswordReset } = await import("../run/window/run-free-password.js");
      exit(await runPasswordReset(terminal, options));
    });
}

function unblockCommand(terminal: Terminal, exit: Exit): Command {
  return withTillOptions(withVouchingOptions(withWindowOptions(new Command("unblock"))))
    .description("all tries again for a locked password, which stays (密码解锁): the holder in person")
    .addHelpText("after", "\nExample:\n  duka password unblock --document 510104197811100033 --ref W-3")
    .action(async (options: CardActOptions) => {
      const { runPasswordUnblock } = await import("../run/window/run-free-password.js");
      exit(await runPasswordUnblock(terminal, options));
    });
}
