/** `duka-sim schema faults | scenario | profile | control`: for editors, and for programs that make such data. */
import type { Terminal } from "@duka/protocol/command-line";
import type { JsonSchema } from "@duka/protocol/data/read-data";
import { controlDocument } from "../../control/control-document.js";
import { profileSchema } from "../../profiles/profile-schema.js";
import { faultsSchema } from "../../world/faults/fault.js";
import { scenarioSchema } from "../../world/script/scenario-shape.js";
import { simulatorVersion } from "../simulator-version.js";

/** Where the examples have it. */
const CONTROL_URL = "http://127.0.0.1:4071";

const SCHEMAS: { readonly [what: string]: () => JsonSchema } = {
  faults: faultsSchema,
  scenario: scenarioSchema,
  profile: () => profileSchema,
  control: () => controlDocument(simulatorVersion(), CONTROL_URL, true),
};

/** @throws RangeError naming those that there are */
export function printSchema(terminal: Terminal, what: string): void {
  const schema = Object.hasOwn(SCHEMAS, what) ? SCHEMAS[what] : undefined;
  if (schema === undefined)
    throw new RangeError(`there is no schema "${what.slice(0, 40)}": ${Object.keys(SCHEMAS).join(", ")}`);
  terminal.out(`${JSON.stringify(schema(), undefined, 2)}\n`);
}
