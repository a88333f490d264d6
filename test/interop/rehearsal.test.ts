/** The rehearsal of firmware/README.md, in which a bare board stands behind a pseudo-terminal. */
import test from "ava";
import { rehearse } from "../support/programs/rehearsal.js";
import { requirePackages } from "./harness/packages.js";

test.before(() => requirePackages());

test.serial(
  "the rehearsal of firmware/README.md works as it is typed: flash and sale on a serial port",
  async (t) => {
    t.timeout(120_000);
    const { typed, told } = await rehearse(t, "README.md");
    t.true(typed >= 4, `${typed} lines`);
    t.regex(told, /单号 Ref +S-1\n/);
  },
);
