/** What the tool's file in `bin` runs. */
import { runMain } from "./duka.js";

process.exitCode = await runMain();
