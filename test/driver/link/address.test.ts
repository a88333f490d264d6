import { ReaderError } from "@duka/driver/base/errors";
import { parseAddress, resolveAddress } from "@duka/driver/link/address";
import test from "ava";

const GOOD: readonly [string, ReturnType<typeof parseAddress>][] = [
  ["sim:", { kind: "sim", spec: "" }],
  ["sim:hangzhou?state=card.json", { kind: "sim", spec: "hangzhou?state=card.json" }],
  ["serial:/dev/ttyACM0", { kind: "serial", path: "/dev/ttyACM0", baud: 115200 }],
  ["serial:COM3?baud=9600", { kind: "serial", path: "COM3", baud: 9600, isFixed: true }],
  ["tcp://127.0.0.1:4070", { kind: "tcp", host: "127.0.0.1", port: 4070, baud: 115200 }],
  ["tcp://till-3.shop.example:1/", { kind: "tcp", host: "till-3.shop.example", port: 1, baud: 115200 }],
  ["tcp://[::1]:65535?baud=1000000", { kind: "tcp", host: "::1", port: 65535, baud: 1_000_000 }],
  ["pcsc:Duka", { kind: "pcsc", name: "Duka" }],
  ["pcsc:", { kind: "pcsc", name: "" }],
];

for (const [address, expected] of GOOD) {
  test(`address ${address}`, (t) => {
    t.deepEqual(parseAddress(address), expected);
  });
}

const BAD: readonly [string, RegExp][] = [
  ["", /begins with none/],
  ["/dev/ttyACM0", /begins with none/],
  ["COM3", /begins with none/],
  ["SIM:", /begins with none/],
  ["serial:", /port is missing/],
  ["serial:?baud=9600", /port is missing/],
  ["serial:COM3?baud=", /only baud=N/],
  ["serial:COM3?baud=9600&parity=even", /only baud=N/],
  ["serial:COM3?baud=299", /300 to/],
  ["serial:COM3?baud=99999999", /300 to/],
  ["tcp://", /HOST:PORT/],
  ["tcp://host", /HOST:PORT/],
  ["tcp://host:0", /1 to 65535/],
  ["tcp://host:65536", /1 to 65535/],
  ["tcp://ho st:1", /HOST:PORT/],
  ["tcp://::1:4070", /HOST:PORT/],
  ["tcp://user@host:1:2", /HOST:PORT/],
];

for (const [address, why] of BAD) {
  test(`no address: ${JSON.stringify(address)}`, (t) => {
    const error = t.throws(() => parseAddress(address), { instanceOf: RangeError });
    t.regex(error.message, why);
    t.true(error.message.includes("sim:[PROFILE]") && error.message.includes("pcsc:NAME"));
  });
}

test("the named reader comes first, then DUKA_READER, then the one that was found", (t) => {
  t.is(resolveAddress("sim:", { DUKA_READER: "pcsc:A" }, ["serial:COM1"]), "sim:");
  t.is(resolveAddress(undefined, { DUKA_READER: "pcsc:A" }, ["serial:COM1"]), "pcsc:A");
  t.is(resolveAddress(undefined, {}, ["serial:COM1"]), "serial:COM1");
  t.is(resolveAddress(undefined, { DUKA_READER: "" }, ["serial:COM1"]), "serial:COM1");
});

test("without any reader the error says how to try the simulated one, which is never chosen silently", (t) => {
  const none = t.throws(() => resolveAddress(undefined, {}, []), { instanceOf: ReaderError });
  t.is(none.code, "no-reader");
  t.regex(none.remedy ?? "", /sim:/);
  const several = t.throws(() => resolveAddress(undefined, {}, ["serial:COM1", "serial:COM2"]), {
    instanceOf: ReaderError,
  });
  t.regex(several.message, /serial:COM1, serial:COM2/);
});

test("a named reader that is no address is the caller's mistake", (t) => {
  t.throws(() => resolveAddress("COM1", {}, []), { instanceOf: RangeError });
  t.throws(() => resolveAddress(undefined, { DUKA_READER: "COM1" }, []), { instanceOf: RangeError });
});
