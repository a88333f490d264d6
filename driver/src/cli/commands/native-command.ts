/** `duka native-messaging` */
import { Command, Option, type Terminal } from "@duka/protocol/command-line";
import type { Browser } from "../../bridge/native/browser-places.js";
import type { InstallOptions } from "../run/native-install.js";
import type { NativeOptions } from "../run/run-native.js";
import { apduOption, jsonOption, languageOption, withTillOptions } from "./options.js";

const BROWSERS: readonly Browser[] = ["chromium", "chrome", "edge", "firefox"];
/** Of the installation itself, not of the host that is installed. */
const OWN_OPTIONS = ["browser", "extension", "folder", "json"];

export function nativeCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return withTillOptions(new Command("native-messaging"))
    .description("serve web pages by a browser extension: a browser starts this and says who asks; no port")
    .argument("[words...]", "what the browser says of the extension that asks")
    .option("--extension <id>", "the extension that may ask; repeatable", collect)
    .addOption(apduOption())
    .addHelpText(
      "after",
      "\nExamples:\n  duka native-messaging install --browser chromium --reader sim:\n  duka native-messaging install --browser firefox --extension reader@duka.example --pin-pad\n  duka native-messaging status\n  duka native-messaging uninstall --browser chromium",
    )
    .action(async (words: readonly string[], options: NativeOptions) => {
      const { runNative } = await import("../run/run-native.js");
      exit(await runNative(terminal, words, options));
    })
    .addCommand(installCommand(terminal, exit))
    .addCommand(
      withPlace(new Command("uninstall"))
        .description("take away what install has written for a browser")
        .action(async (options: InstallOptions) => {
          const { uninstallNative } = await import("../run/native-install.js");
          exit(uninstallNative(terminal, options));
        }),
    )
    .addCommand(
      new Command("status")
        .description("which browsers would find the host, and which extension it serves")
        .addOption(folderOption())
        .addOption(languageOption())
        .addOption(jsonOption())
        .action(async (options: Pick<InstallOptions, "folder" | "json" | "lang">) => {
          const { statusOfNative } = await import("../run/native-install.js");
          exit(statusOfNative(terminal, options));
        }),
    );
}

function installCommand(terminal: Terminal, exit: (code: number) => void): Command {
  const command = withPlace(withTillOptions(new Command("install")))
    .description("write the files by which a browser finds this program; the other options are the host's")
    .option("--extension <id>", "the extension that may ask (default: Duka's own, driver/browser-extension)")
    .addOption(apduOption())
    .action(async (options: InstallOptions) => {
      const [{ installNative }, { typedWords }] = await Promise.all([
        import("../run/native-install.js"),
        import("../run/typed-words.js"),
      ]);
      exit(installNative(terminal, options, typedWords(command, OWN_OPTIONS)));
    });
  return command;
}

function withPlace(command: Command): Command {
  const browser = new Option("--browser <name>", "whose extension asks").choices(BROWSERS);
  command.addOption(browser.makeOptionMandatory()).addOption(folderOption());
  const isWhole = command.options.some(({ long }) => long === "--json");
  return isWhole ? command : command.addOption(languageOption()).addOption(jsonOption());
}

function folderOption(): Option {
  return new Option(
    "--folder <folder>",
    "the browser's folder of manifests, such as NativeMessagingHosts of another profile (default: this user's)",
  );
}

function collect(id: string, before: readonly string[] = []): readonly string[] {
  return [...before, id];
}
