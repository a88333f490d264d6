/** The manual pages that the packages of the three tools bring. */
import { runTool, type Tool } from "../support/programs/tools.js";

export const MAN_PAGES: readonly (readonly [path: string, tool: Tool])[] = [
  ["driver/man/duka.1", "duka"],
  ["simulator/man/duka-sim.1", "duka-sim"],
  ["firmware/flash/man/duka-flash.1", "duka-flash"],
];

/** As the tool itself prints it. */
export async function manPageOf(tool: Tool): Promise<string> {
  return (await runTool(tool, ["manual"])).out;
}
