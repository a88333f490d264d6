/** `duka-flash build` */
import { Command, Option, type Output } from "@duka/protocol/command-line";
import { BUNDLE_FOLDER } from "../../base/package-folders.js";
import { FEATURES_IN_WORDS } from "../../build/features.js";
import type { BuildWords } from "../run/run-build.js";

export function buildCommand(output: Output): Command {
  return (
    new Command("build")
      .description("write the bundle of a board and its manifest")
      .option("--board <name>", "only this board")
      .option("--persona <name>", "only this reader type")
      .option("--without <names>", `leave something out: ${FEATURES_IN_WORDS}; several with commas`)
      // In words: the path is this machine's own, and the manual page is every machine's.
      .addOption(
        new Option("--out <folder>", "where to").default(
          BUNDLE_FOLDER,
          "bundle folder of the package @duka/firmware",
        ),
      )
      .option(
        "--security-counter <number>",
        "raise it with each repair of security; a lower one is refused later",
        "0",
      )
      .option("--key <file>", "sign with this Ed25519 private key (PEM)")
      .option("--json", "print the manifests as JSON")
      .action(async (options: BuildWords) => {
        const { runBuild } = await import("../run/run-build.js");
        await runBuild(options, output);
      })
  );
}
