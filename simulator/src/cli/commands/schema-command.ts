/** `duka-sim schema` */
import { Command, type Terminal } from "@duka/protocol/command-line";

const EXAMPLES = `
Examples:
  duka-sim schema faults > faults.schema.json
  duka-sim schema scenario > scenario.schema.json
  duka-sim schema profile > profile.schema.json
  duka-sim schema control > openapi.json`;

export function schemaCommand(terminal: Terminal): Command {
  return new Command("schema")
    .description(
      "print the JSON Schema of what the simulator takes: faults of a world, a scenario, a card's profile; the OpenAPI document of the control API",
    )
    .argument("<what>", "faults, scenario, profile or control")
    .option("--json", "as JSON, as it is without")
    .addHelpText("after", EXAMPLES)
    .action(async (what: string) => {
      const { printSchema } = await import("../run/run-schema.js");
      printSchema(terminal, what);
    });
}
