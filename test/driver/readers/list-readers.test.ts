import { noteHolder } from "@duka/driver/link/holder-notes";
import type { SerialPortFound } from "@duka/driver/link/link-serialport";
import { listReaders } from "@duka/driver/readers/list-readers";
import test from "ava";

function port(path: string, vendorId?: string, productId?: string, serialNumber?: string): SerialPortFound {
  return { path, vendorId, productId, manufacturer: undefined, serialNumber };
}

test("configured readers, ports with a known USB id, and always the simulated one; no other port is named", async (t) => {
  const ports = [
    port("/dev/ttyS0"),
    port("/dev/ttyACM0", "0483", "5740", "4D1"),
    port("/dev/ttyUSB0", "0403", "6001"),
  ];
  t.deepEqual(await listReaders({ configured: ["tcp://127.0.0.1:4070"], ports, pcsc: [] }), [
    { address: "tcp://127.0.0.1:4070", origin: "configured", description: "configured" },
    { address: "serial:/dev/ttyACM0", origin: "found", description: "Espruino board, serial number 4D1" },
    { address: "sim:", origin: "simulated", description: "simulated reader with a simulated card" },
  ]);
});

test("a reader that is configured and found stands there once", async (t) => {
  const found = await listReaders({
    configured: ["serial:COM3"],
    ports: [port("COM3", "0483", "5740")],
    pcsc: [],
  });
  t.deepEqual(
    found.map((reader) => reader.address),
    ["serial:COM3", "sim:"],
  );
});

test("a PC/SC reader stands there once, by its first slot", async (t) => {
  const found = await listReaders({
    ports: [],
    pcsc: ["Duka 00 00", "Duka 00 01", "Duka 00 04", "Other reader 01 00", "Odd name"],
  });
  t.deepEqual(
    found.map((reader) => `${reader.origin} ${reader.address}`),
    ["pcsc pcsc:Duka 00 00", "pcsc pcsc:Other reader 01 00", "pcsc pcsc:Odd name", "simulated sim:"],
  );
});

test("a PC/SC reader tells which of our programs has its card", async (t) => {
  const name = "Held by nobody else 07 00";
  const forget = noteHolder(`pcsc:${name}`, "till");
  t.teardown(forget);
  const [held, free] = await listReaders({ ports: [], pcsc: [name, "Free 08 00"] });
  t.is(held?.heldBy, "this program itself");
  t.is(free?.heldBy, undefined);
});

test("a configured reader that is no address is the caller's mistake", async (t) => {
  await t.throwsAsync(listReaders({ configured: ["COM3"], ports: [] }), { instanceOf: RangeError });
});

test("without a list the ports of this machine are looked for", async (t) => {
  t.is((await listReaders()).at(-1)?.address, "sim:");
});
