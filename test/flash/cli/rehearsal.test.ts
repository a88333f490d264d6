/** The long rehearsal of the READMEs; the one behind a pseudo-terminal needs a program of the system (`interop`). */
import test from "ava";
import { rehearse } from "../../support/programs/rehearsal.js";

test("the rehearsal of flash/README.md works as it is typed: flash, sale, update, power cut", async (t) => {
  t.timeout(120_000);
  const { typed, told } = await rehearse(t, "flash/README.md");
  t.true(typed > 10, `${typed} lines`);
  t.regex(told, /serial number SIM-000123, board revision B2/);
  t.regex(told, /单号 Ref +S-1\n/);
  t.regex(told, /the power fails at "write duka\.[ab] \d+"; it is back in 500 ms/);
  t.regex(told, /the board runs what it ran before/);
  t.regex(told, /单号 Ref +S-2\n/);
});
