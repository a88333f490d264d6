/** Writes the list of public names anew, for a change that means it: `node test/dist/tidy/write-public-names.js`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readPublicNames } from "./public-names.js";
import { ROOT } from "./repository.js";

const text = `${JSON.stringify(readPublicNames(), null, 2)}\n`;
writeFileSync(join(ROOT, "test/tidy/public-names.json"), text);
