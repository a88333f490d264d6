import { serveTcp } from "@duka/simulator/reader/serve-tcp";
import { RealClock } from "@duka/simulator/time/real-clock";
import type { Persona } from "@duka/simulator/world/simulated-defaults";
import { simulate } from "@duka/simulator/world/simulation";
import test from "ava";
import { memoryOfVerify } from "../support/programs/memory-of-verify.js";

const OVER_TCP: readonly (readonly [persona: Persona, protocol: "T=0" | "T=1"])[] = [
  ["pos", "T=0"],
  ["sec1210", "T=1"],
];

for (const [persona, protocol] of OVER_TCP) {
  // One after the other: looking through a memory lets the readers of this process wait.
  test.serial(
    `after VERIFY and CHANGE PIN over tcp: (${protocol}) a password of 16 digits is nowhere in the memory of the process, neither as text nor as BCD`,
    async (t) => {
      const clock = new RealClock();
      const world = simulate({ clock, persona, protocol });
      const service = await serveTcp(
        { host: "127.0.0.1", port: 0 },
        world.reader.cable,
        clock,
        () => undefined,
      );
      t.teardown(async () => {
        await service.close();
        await world.close();
      });
      const ran = await memoryOfVerify(`tcp://127.0.0.1:${service.address.port}`);
      t.regex(ran.statusWords, /^([69][0-9a-f]{3} ?){4}$/, ran.told);
      t.deepEqual(ran.inMemory, [], `the password was ${ran.password}`);
    },
  );
}

for (const protocol of ["T=0", "T=1"]) {
  test.serial(
    `after VERIFY and CHANGE PIN through PC/SC (${protocol}) a password of 16 digits is nowhere in the memory of the process, neither as text nor as BCD`,
    async (t) => {
      const ran = await memoryOfVerify("pcsc", protocol);
      t.is(ran.statusWords, "9000 9000 9000 9000", ran.told);
      t.deepEqual(ran.inMemory, [], `the password was ${ran.password}`);
    },
  );
}
