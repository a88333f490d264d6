/** `completion` and `manual`, the same commands of each tool. */
import { Argument, Command } from "commander";
import type { Shell } from "./completion.js";
import type { Output } from "./terminal.js";

const SHELLS: readonly Shell[] = ["bash", "zsh", "fish"];

/** @param whole answers the tool's root with all of its commands */
export function completionCommand(
  tool: string,
  whole: () => Promise<Command>,
): (terminal: Output) => Command {
  return (terminal) =>
    new Command("completion")
      .description("print what a shell needs to complete the words of this tool with the Tab key")
      .addArgument(new Argument("<shell>", "the shell that you type in").choices(SHELLS))
      .option("--json", "print one JSON object on standard output")
      .addHelpText(
        "after",
        `\nExamples:\n  source <(${tool} completion bash)        (in ~/.bashrc)` +
          `\n  source <(${tool} completion zsh)         (in ~/.zshrc, behind compinit)` +
          `\n  ${tool} completion fish | source         (in ~/.config/fish/config.fish)`,
      )
      .action(async (shell: Shell, { json }: { readonly json?: boolean }) => {
        const { commandTree } = await import("./command-tree.js");
        const { completionScript } = await import("./completion.js");
        const script = completionScript(shell, commandTree(await whole()));
        terminal.out(json === true ? `${JSON.stringify({ shell, script })}\n` : script);
      });
}

/** @param whole answers the tool's root with all of its commands */
export function manualCommand(tool: string, whole: () => Promise<Command>): (terminal: Output) => Command {
  return (terminal) =>
    new Command("manual")
      .description("print the manual page of this tool")
      .option("--json", "print one JSON object on standard output")
      .addHelpText("after", `\nExample:\n  ${tool} manual | man -l -`)
      .action(async ({ json }: { readonly json?: boolean }) => {
        const { commandTree } = await import("./command-tree.js");
        const { manPage } = await import("./man-page.js");
        const root = await whole();
        const page = manPage(commandTree(root), root.version() ?? "");
        terminal.out(json === true ? `${JSON.stringify({ page })}\n` : page);
      });
}
