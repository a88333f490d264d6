/** What the tool's file in `bin` runs, from its modules or as one program. */
import { runMain } from "./duka.js";

// Node's own exit code for a program that waits for what never comes, until it has ended.
process.exitCode = 13;
runMain().then((code) => {
  process.exitCode = code;
});
