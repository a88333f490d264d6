import { deadlineAfter } from "@duka/driver/base/deadline";
import { type Reader, startReader } from "@duka/driver/reader/reader";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import { FakeReader, type FakeReaderOptions } from "./fake-reader.js";

type OpenFake = { readonly reader: Reader; readonly fake: FakeReader; readonly clock: VirtualClock };

/** The driver's reader at a fake one, in virtual time. */
export async function openFake(options: Partial<FakeReaderOptions> = {}): Promise<OpenFake> {
  const clock = new VirtualClock();
  const fake = new FakeReader({ clock, ...options });
  const reader = await startReader({
    address: "fake:",
    link: fake.link,
    clock: clock.driver,
    simulated: false,
    deadline: deadlineAfter(clock, 8000),
    release: async () => {},
  });
  return { reader, fake, clock };
}
