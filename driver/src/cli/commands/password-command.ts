/** `duka password change` */
import { Command, type Terminal } from "@duka/protocol/command-line";
import type { TillOptions } from "../run/open-till.js";
import { withTillOptions } from "./options.js";

export function passwordCommand(terminal: Terminal, exit: (code: number) => void): Command {
  const change = withTillOptions(new Command("change"))
    .description(
      "change the card's password: the old one, and the new one twice, typed without echo, or --pin-pad",
    )
    .addHelpText("after", "\nExample:\n  duka password change --reader serial:/dev/ttyACM0 --lang zh")
    .action(async (options: TillOptions) => {
      const { runPasswordChange } = await import("../run/run-password.js");
      exit(await runPasswordChange(terminal, options));
    });
  return new Command("password").description("the card's password").addCommand(change);
}
