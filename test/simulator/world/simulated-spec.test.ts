import { parseSeed, parseSimulatedSpec } from "@duka/simulator/world/simulated-spec";
import test from "ava";

const PLAIN = {
  profile: "hangzhou",
  seed: 1,
  state: undefined,
  trace: undefined,
  dateMs: undefined,
  persona: "pos",
  keys: "",
  scenario: undefined,
  amounts: undefined,
  hostBaudMax: undefined,
  cardInterface: {},
};

test("everything after sim: is optional", (t) => {
  t.deepEqual(parseSimulatedSpec(""), PLAIN);
  t.deepEqual(parseSimulatedSpec("plain"), { ...PLAIN, profile: "plain" });
  t.deepEqual(parseSimulatedSpec("?seed=4294967295"), { ...PLAIN, seed: 4294967295 });
  t.deepEqual(
    parseSimulatedSpec(
      "hangzhou?state=a=b/c d+e%26f.json&seed=0&date=2026-01-05T09:00:00%2B08:00".replace("%2B", "+"),
    ),
    { ...PLAIN, seed: 0, state: "a=b/c d+e&f.json", dateMs: 1_767_574_800_000 },
  );
  t.deepEqual(parseSimulatedSpec("?protocol=0,1&ta1=96&ifsc=254&edc=crc").cardInterface, {
    protocol: "T=0,T=1",
    ta1: 0x96,
    ifsc: 254,
    edc: "CRC",
  });
  t.deepEqual(parseSimulatedSpec("?persona=pinpad&keys=12*3#C"), {
    ...PLAIN,
    persona: "pinpad",
    keys: "12*3#C",
  });
  t.is(parseSimulatedSpec("?hostBaudMax=1000000").hostBaudMax, 1_000_000);
  t.is(parseSimulatedSpec("?date=2026-01-05").dateMs, 1_767_571_200_000);
});

test("what is not understood is named, with what is", (t) => {
  const cases: [string, RegExp][] = [
    ["?scenario=bad-luck", /no scenario "bad-luck"; known: card-pulled-after-debit, psam-dead/],
    ["?scenario=toString", /no scenario "toString"/],
    ["?amounts=all", /amounts=all: write amounts=endings/],
    ["?amounts=endings&scenario=card-mute", /name one of them/],
    ["?colour=red", /"colour=red" is not understood; known are state=…, seed=…, date=…/],
    ["hangzhou?", /"" is not understood/],
    ["?seed", /"seed" is not understood/],
    ["?seed=1&seed=2", /seed is given twice/],
    ["?seed=-1", /not "-1"/],
    ["?seed=4294967296", /from 0 to 4294967295/],
    ["?state=", /needs the name of a file/],
    ["?state=%zz", /write a percent sign as %25/],
    ["?protocol=2", /protocol=2 is not known; known are 0 and 1 and 0,1/],
    ["?ta1=6", /ta1=6: write two hexadecimal digits/],
    ["?ifsc=255", /ifsc must be a whole number from 1 to 254, not 255/],
    ["?edc=toString", /edc=toString is not known/],
    ["?persona=atm", /persona must be one of pos, pinpad, sec1210, not "atm"/],
    ["?keys=12a", /^keys are 0 to 9, # \(confirm\), \* \(correct\) and C \(cancel\), at most 200 of them$/],
    ["?hostBaudMax=0", /hostBaudMax=0: bits per second that the host line carries at most/],
    ["?hostBaudMax=115199", /hostBaudMax=115199: .* at most, 115200 or more/],
    ["?hostBaudMax=fast", /hostBaudMax=fast: bits per second/],
    ["?date=tomorrow", /date=tomorrow: write 2026-01-05T09:00:00\+08:00/],
    ["?date=2026-13-01", /date=2026-13-01/],
  ];
  for (const [spec, message] of cases) {
    t.throws(() => parseSimulatedSpec(spec), { instanceOf: RangeError, message }, spec);
  }
  t.throws(() => parseSeed("1e3"), { instanceOf: RangeError });
});
