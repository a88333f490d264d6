/** What the tool's file in `bin` runs, from its modules or as one program. */
import { runMain } from "./duka.js";

runMain();
