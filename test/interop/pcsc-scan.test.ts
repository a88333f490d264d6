/** pcsc_scan of pcsc-tools, through stock pcscd and libccid. */
import test from "ava";
import { start } from "./harness/child.js";
import { type Rig, setUpRig, TRANSFER_ATR } from "./harness/rig.js";
import { until } from "./harness/until.js";

const SEEN_MS = 5000;
let rig: Rig;

test.before(async () => {
  rig = await setUpRig(["--card", "transfer"]);
});
test.after.always(() => rig?.clear());

test.serial(
  "pcsc_scan lists the five slots of the reader, shows the ATR, and sees the card go and come",
  async (t) => {
    const scan = start(["pcsc_scan"], { ...rig.pcscd.environment, TERM: "dumb" });
    const seen = (pattern: RegExp, from = 0): Promise<number> =>
      until(
        String(pattern),
        SEEN_MS,
        () => {
          const at = scan.printed().slice(from).search(pattern);
          return at < 0 ? undefined : from + at + 1;
        },
        () => scan.printed(),
      );
    try {
      for (const slot of ["00", "01", "02", "03", "04"]) await seen(new RegExp(`Duka 00 ${slot}`));
      await seen(new RegExp(TRANSFER_ATR));
      await seen(/Duka 00 04[\s\S]*Card state: .*Card removed/);
      const before = scan.printed().length;
      await rig.hand("out");
      const gone = await seen(/Duka 00 00[\s\S]*Card state: .*Card removed/, before);
      await rig.hand("in");
      await seen(new RegExp(`Duka 00 00[\\s\\S]*Card state: .*Card inserted[\\s\\S]*${TRANSFER_ATR}`), gone);
      t.pass();
    } finally {
      await scan.stop();
    }
  },
);
