/** A reconnecting reader in virtual time at the end of a cable that a hand pulls out and puts back. */
import { deadlineAfter } from "@duka/driver/base/deadline";
import { startReader } from "@duka/driver/reader/reader";
import { noReader } from "@duka/driver/reader/reader-loss";
import { createReconnectingReader } from "@duka/driver/reader/reconnecting-reader";
import type { Link } from "@duka/protocol/transport";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import { simulate } from "@duka/simulator/world/simulation";
import { NOON_MS } from "../card/till.js";

export const RIG_ADDRESS = "tcp://rig:1";

export async function cableRig() {
  const world = simulate({ clock: new VirtualClock(NOON_MS) });
  const { cable } = world.reader;
  let isIn = true;
  let free = Promise.resolve();
  const start = (link: Link) =>
    startReader({
      address: RIG_ADDRESS,
      link,
      clock: world.clock,
      simulated: true,
      deadline: deadlineAfter(world.clock, 8000),
      release: async () => undefined,
    });
  const reader = createReconnectingReader({
    first: await start(world.link),
    async reopen() {
      await free;
      if (!isIn) throw noReader("no reader", { en: "put the cable back", zh: "请插回连线" });
      return start(cable.plug());
    },
  });
  return {
    world,
    reader,
    pull() {
      isIn = false;
      cable.unplug();
    },
    putBack() {
      isIn = true;
    },
    /** Puts the cable back, but the line does not open before the answer is called. */
    hang() {
      isIn = true;
      let letGo = () => {};
      free = new Promise((resolve) => {
        letGo = resolve;
      });
      return letGo;
    },
    async close() {
      await reader.close();
      await world.close();
    },
  };
}
