import { aroundLink } from "@duka/driver/link/around-link";
import { createCable } from "@duka/simulator/line/cable";
import type { HostSpeeds } from "@duka/simulator/line/host-end";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import test from "ava";

function line(speeds: HostSpeeds) {
  const cable = createCable({
    clock: new VirtualClock(),
    name: "sim:",
    baud: 115_200,
    bitsPerByte: 11,
    speeds,
  });
  const written: number[] = [];
  const link = aroundLink(cable.link, {
    listen: (listener) => cable.link.listen(listener),
    write: (bytes) => void written.push(...bytes),
  });
  return { cable, link, written };
}

test("the speed of a line that something is done around is the line's, and is changed through it", async (t) => {
  const { cable, link } = line({ upToBaud: 1_000_000 });
  await link.setBaud?.(500_000);
  t.deepEqual([link.baud, cable.link.baud, link.bitsPerByte, link.name], [500_000, 500_000, 11, "sim:"]);
  t.is(line("one").link.setBaud, undefined);
});

test("what is given stands in place of the line's own", async (t) => {
  const { link, written } = line("one");
  link.write(Uint8Array.of(1, 2));
  t.deepEqual(written, [1, 2]);
  await link.close();
});
